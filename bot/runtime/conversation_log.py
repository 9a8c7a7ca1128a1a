"""A conversation as it was said, read off the stored events: for channels.

What was said to and by a person has a place in it that never changes, the id of its
event, so that a channel can say "after this one" on reload, on another device or after
a crash. A restart of a session repeats turns (`session_bound`): repeats are left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.runtime import event_rows

SAID = (UserUttered.type_name, BotUttered.type_name)
LIMIT = 500
BY_AGENT = "agent"
"""Value of `by` in the metadata of what an agent wrote."""


@dataclass(frozen=True)
class Said:
    """One message: `by` is "person", "assistant" or "agent", `at` seconds since 1970.

    `buttons` are `title` and `payload` each; `card` as in docs/cards.md. A button that
    was pressed is a text that begins with "/". `message_id` is the channel's own, of a
    person's message.
    """

    id: int
    by: str
    at: float
    text: str
    message_id: str | None = None
    buttons: tuple[dict[str, str], ...] = ()
    card: dict[str, Any] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def said_after(connection: Connection, sender_id: str, after: int) -> list[Said]:
    """What was said after the event `after` (0: all), at most the last `LIMIT`."""
    table = event_rows.table().c
    query = (
        select(table.id, table.type_name, table.timestamp, table.data)
        .where(table.sender_id == sender_id, table.type_name.in_(SAID))
        .where(table.id > after)
        .order_by(table.id.desc())
        .limit(LIMIT)
    )
    rows = [*connection.execute(query)][::-1]
    newest = select(table.timestamp).where(
        table.sender_id == sender_id, table.type_name.in_(SAID), table.id <= after
    )
    before = connection.scalars(newest.order_by(table.id.desc()).limit(1)).first()
    return [_to_said(row) for row in _without_repeats(rows, before or 0.0)]


def has_message(connection: Connection, sender_id: str, message_id: str) -> bool:
    """Whether this message of the person has taken effect already."""
    query = _with_id(sender_id, message_id).limit(1)
    return connection.execute(query).first() is not None


def unread(connection: Connection, sender_id: str) -> int:
    """How many messages the person has written since an agent last did."""
    table = event_rows.table().c
    mine = table.sender_id == sender_id
    mark = f'"by": {json.dumps(BY_AGENT)}'
    agents = select(func.max(table.id)).where(
        mine,
        table.type_name == BotUttered.type_name,
        table.data.contains(mark, autoescape=True),
    )
    last = connection.scalar(agents) or 0
    written = select(func.count(func.distinct(table.timestamp))).where(
        mine, table.type_name == UserUttered.type_name, table.id > last
    )
    return int(connection.scalar(written) or 0)


def _with_id(sender_id: str, message_id: str) -> Select:
    table = event_rows.table().c
    mark = f'"message_id": {json.dumps(message_id)}'
    query = select(table.id).where(
        table.sender_id == sender_id,
        table.type_name == UserUttered.type_name,
        table.data.contains(mark, autoescape=True),
    )
    return query.order_by(table.id)


def turn_of(connection: Connection, sender_id: str, message_id: str) -> list[Said]:
    """The person's message with this id and what was said to it; empty without one."""
    table = event_rows.table().c
    first = connection.scalars(_with_id(sender_id, message_id).limit(1)).first()
    if first is None:
        return []
    query = (
        select(table.id, table.type_name, table.timestamp, table.data)
        .where(table.sender_id == sender_id, table.type_name.in_(SAID))
        .where(table.id >= first)
        .order_by(table.id)
        .limit(LIMIT)
    )
    person, *rest = connection.execute(query)
    said = takewhile(lambda row: row.type_name == BotUttered.type_name, rest)
    return [_to_said(row) for row in _without_repeats([person, *said], 0.0)]


def _without_repeats(rows: Iterable[Row], newest: float) -> Iterator[Row]:
    """A repeated event keeps its time, so it is older than what came before it."""
    for row in rows:
        if row.timestamp > newest:
            newest = row.timestamp
            yield row


def _to_said(row: Row) -> Said:
    data = json.loads(row.data)
    metadata = data.get("metadata") or {}
    if row.type_name == UserUttered.type_name:
        return Said(
            id=row.id,
            by="person",
            at=row.timestamp,
            text=data.get("text") or "",
            message_id=data.get("message_id"),
            metadata=metadata,
        )
    said = data.get("data") or {}
    return Said(
        id=row.id,
        by=BY_AGENT if metadata.get("by") == BY_AGENT else "assistant",
        at=row.timestamp,
        text=data.get("text") or "",
        buttons=tuple(said.get("buttons") or ()),
        card=metadata.get("card"),
        metadata=metadata,
    )
