"""A conversation as it was said, read off the stored events: for channels.

What was said to and by a person has a place in it that never changes, the id of its
event, so that a channel can say "after this one" on reload, on another device or after
a crash. A restart of a session repeats turns (`session_bound`): repeats are left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.runtime import event_rows

SAID = (UserUttered.type_name, BotUttered.type_name)
LIMIT = 500
BY_AGENT = "agent"
"""Value of `by` in the metadata of what an agent wrote."""

OWN_ID = "id"
"""In the same metadata: the id that his browser gave it."""

_ESCAPE = "/"


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
    values = {"sender": sender_id, "after": after}
    rows = connection.execute(_statements().after, values).all()[::-1]
    before = connection.scalars(_statements().before, values).first() if rows else 0.0
    return [_to_said(row) for row in _without_repeats(rows, before or 0.0)]


def has_message(connection: Connection, sender_id: str, message_id: str) -> bool:
    """Whether this message of the person has taken effect already."""
    return _number_of(connection, sender_id, message_id) is not None


def written(connection: Connection, sender_id: str, own_id: str) -> Said | None:
    """The message to the person whose writer gave it this id (`OWN_ID`), if any."""
    mark = _anywhere(f'"{OWN_ID}": {json.dumps(own_id)}')
    values = {"sender": sender_id, "mark": mark}
    rows = connection.execute(_statements().written, values)
    found = (_to_said(row) for row in rows)  # LIKE takes "a" for "A"
    return next((one for one in found if one.metadata.get(OWN_ID) == own_id), None)


def unread(connection: Connection, sender_id: str) -> int:
    """How many messages the person has written since an agent last did."""
    return int(connection.scalar(_statements().unread, {"sender": sender_id}) or 0)


def _number_of(connection: Connection, sender_id: str, message_id: str) -> int | None:
    """The event with the person's message of this id, if there is one."""
    mark = _anywhere(f'"message_id": {json.dumps(message_id)}')
    values = {"sender": sender_id, "mark": mark}
    found: int | None = connection.scalar(_statements().with_id, values)
    return found


def turn_of(connection: Connection, sender_id: str, message_id: str) -> list[Said]:
    """The person's message with this id and what was said to it; empty without one."""
    first = _number_of(connection, sender_id, message_id)
    if first is None:
        return []
    values = {"sender": sender_id, "first": first}
    person, *rest = connection.execute(_statements().since, values)
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


def _anywhere(text: str) -> str:
    """The pattern of LIKE that finds this text, every character as it is."""
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    return f"%{text}%"


@dataclass(frozen=True)
class _Statements:
    """Made once: building a statement costs more than running it."""

    after: Select
    before: Select
    since: Select
    with_id: Select
    written: Select
    unread: Select


@lru_cache(maxsize=1)
def _statements() -> _Statements:
    c = event_rows.table().c
    mine, after = c.sender_id == bindparam("sender"), bindparam("after")
    said = c.type_name.in_(SAID)
    rows = select(c.id, c.type_name, c.timestamp, c.data).where(mine, said)
    newest = select(c.timestamp).where(mine, said, c.id <= after)
    to_person = c.type_name == BotUttered.type_name
    marked = c.data.like(bindparam("mark"), escape=_ESCAPE)
    with_id = select(c.id).where(mine, c.type_name == UserUttered.type_name, marked)
    agents = select(func.max(c.id)).where(
        mine,
        to_person,
        c.data.like(_anywhere(f'"by": {json.dumps(BY_AGENT)}'), escape=_ESCAPE),
    )
    unread = select(func.count(func.distinct(c.timestamp))).where(
        mine,
        c.type_name == UserUttered.type_name,
        c.id > func.coalesce(agents.scalar_subquery(), 0),
    )
    return _Statements(
        after=rows.where(c.id > after).order_by(c.id.desc()).limit(LIMIT),
        before=newest.order_by(c.id.desc()).limit(1),
        since=rows.where(c.id >= bindparam("first")).order_by(c.id).limit(LIMIT),
        with_id=with_id.order_by(c.id).limit(1),
        written=rows.where(to_person, marked).order_by(c.id.desc()),
        unread=unread,
    )
