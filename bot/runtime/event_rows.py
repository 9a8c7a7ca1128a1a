"""Rows of Rasa's `events` table: how an event is written to one and read from one.

The table and the columns are those of `rasa.core.tracker_store.SQLTrackerStore`, so
that the stock store and the stock tools read what we write. A `Stored` says which rows
a tracker in memory stands for. Functions take a connection and open no transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.utils.common import all_subclasses
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Insert, Select

_LOCK = 7_310_665  # PostgreSQL advisory lock: one process makes the table


@dataclass(frozen=True)
class Stored:
    """The rows that the first `events` events of a tracker are kept in.

    `rows` counts those with ids `first` to `last`: more than `events` once a restart of
    the session follows. `stamp` is the time in the last of them, since SQLite gives a
    freed id away again. `full` says that the rows reach back over all sessions.
    """

    events: int = 0
    rows: int = 0
    first: int = 0
    last: int = 0
    stamp: float | None = None
    full: bool = False

    def followed_by(self, rows: Sequence[Row], events: int) -> "Stored":
        """The same after these newer rows; the tracker has `events` events now."""
        if not rows:
            return self
        return Stored(
            events=events,
            rows=self.rows + len(rows),
            first=self.first or rows[0].id,
            last=rows[-1].id,
            stamp=rows[-1].timestamp,
            full=self.full,
        )


def install() -> None:
    """Let Rasa find the class of an event that an action returned as we find it.

    `Event.resolve_by_type` walks all subclasses for each event. Only names that are
    known now are answered for; AttributeError if Rasa has changed.
    """
    rasas_own = Event.resolve_by_type
    if hasattr(rasas_own, "instead_of"):
        return

    def resolve_by_type(
        type_name: str, default: type[Event] | None = None
    ) -> type[Event] | None:
        found = _event_types().get(type_name)
        if found is None:
            known: type[Event] | None = rasas_own(type_name, default)
            return known
        return found

    resolve_by_type.instead_of = rasas_own  # type: ignore[attr-defined]
    Event.resolve_by_type = staticmethod(resolve_by_type)


def make_table(connection: Connection) -> None:
    """Create Rasa's table if it is not there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    table().create(connection, checkfirst=True)


def hold_sender(connection: Connection, sender_id: str) -> None:
    """Let nobody else append to this conversation until the transaction ends.

    SQLite's write transaction holds the whole file already.
    """
    if connection.dialect.name == "postgresql":
        held = func.pg_advisory_xact_lock(_LOCK, func.hashtext(sender_id))
        connection.execute(select(held))


def newest_if_stands(
    connection: Connection, sender_id: str, stored: Stored
) -> int | None:
    """The newest id of this conversation; None unless all of `stored` is still there.

    0 for a conversation without rows that nothing is stored of.
    """
    values = {"sender": sender_id, "first": stored.first, "last": stored.last}
    row = connection.execute(_statements().state, values).one()
    if row.number != stored.rows or row.stamp != stored.stamp:
        return None
    return int(row.newest or 0)


def rows_after(connection: Connection, sender_id: str, last: int) -> list[Row]:
    """The rows of this conversation with an id greater than `last`, in order."""
    values = {"sender": sender_id, "last": last}
    return list(connection.execute(_statements().rows, values))


def marks_after(connection: Connection, sender_id: str, last: int) -> list[Row]:
    """The same rows without what the events say: id, type_name and timestamp."""
    values = {"sender": sender_id, "last": last}
    return list(connection.execute(_statements().marks, values))


def session_rows(connection: Connection, sender_id: str) -> list[Row]:
    """The rows since the last session began, that event included."""
    began = connection.scalar(_statements().began, {"sender": sender_id})
    return rows_after(connection, sender_id, (began or 1) - 1)


def session_data(
    connection: Connection, sender_id: str, kinds: Iterable[str]
) -> list[dict[str, Any]]:
    """What the events of these types say since the last session began, in order."""
    values = {"sender": sender_id, "kinds": [*kinds]}
    found = connection.execute(_statements().session, values).scalars()
    return [json.loads(data) for data in found]


def append(connection: Connection, sender_id: str, events: Iterable[Event]) -> None:
    """Write these events behind the others."""
    rows = [_to_row(sender_id, event) for event in events]
    if rows:
        connection.execute(_statements().append, rows)


def erase(connection: Connection, sender_id: str) -> None:
    """Delete all rows of this conversation."""
    connection.execute(delete(table()).where(table().c.sender_id == sender_id))


def senders(connection: Connection) -> list[str]:
    """All conversation ids."""
    return list(connection.execute(select(table().c.sender_id).distinct()).scalars())


def has_sender(connection: Connection, sender_id: str) -> bool:
    """Whether anything of this conversation is stored."""
    c = table().c
    query = select(c.id).where(c.sender_id == sender_id).limit(1)
    return connection.scalar(query) is not None


def last_of_type(
    connection: Connection, sender_id: str, kind: str, number: int
) -> list[Row]:
    """The newest rows of this type of event, the newest first."""
    c = table().c
    query = select(c.id, c.type_name, c.timestamp, c.data)
    query = query.where(c.sender_id == sender_id, c.type_name == kind)
    return list(connection.execute(query.order_by(c.id.desc()).limit(number)))


def starts_session(rows: Iterable[Row]) -> bool:
    """Whether a session begins among these rows."""
    return any(row.type_name == SessionStarted.type_name for row in rows)


def to_events(rows: Iterable[Row]) -> list[Event]:
    """The events in these rows, as Rasa's own `deserialise_events` makes them."""
    made = (_to_event(json.loads(row.data)) for row in rows)
    return [event for event in made if event is not None]


def table() -> sa.Table:
    """Rasa's table of events."""
    return SQLTrackerStore.SQLEvent.__table__


@dataclass(frozen=True)
class _Statements:
    """What each turn runs; building a statement costs more than running it."""

    state: Select
    rows: Select
    marks: Select
    began: Select
    session: Select
    append: Insert


@lru_cache(maxsize=1)
def _statements() -> _Statements:
    c = table().c
    mine, last = c.sender_id == bindparam("sender"), bindparam("last")
    number = select(func.count(c.id)).where(
        mine, c.id.between(bindparam("first"), last)
    )
    stamp = select(c.timestamp).where(mine, c.id == last)
    newest = select(func.max(c.id)).where(mine)
    marks = select(c.id, c.type_name, c.timestamp).where(mine, c.id > last)
    began = select(func.max(c.id)).where(mine, c.type_name == SessionStarted.type_name)
    since = func.coalesce(began.scalar_subquery(), 0)
    session = select(c.data).where(
        mine, c.id >= since, c.type_name.in_(bindparam("kinds", expanding=True))
    )
    return _Statements(
        state=select(
            number.scalar_subquery().label("number"),
            stamp.scalar_subquery().label("stamp"),
            newest.scalar_subquery().label("newest"),
        ),
        rows=marks.add_columns(c.data).order_by(c.id),
        marks=marks.order_by(c.id),
        began=began,
        session=session.order_by(c.id),
        append=insert(table()),
    )


def _to_row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _to_event(data: dict[str, Any]) -> Event | None:
    kind = _event_types().get(data["event"])
    if kind is None:  # lets Rasa name the unknown type
        return Event.from_parameters(data)
    return kind._from_parameters(data)


@lru_cache(maxsize=1)
def _event_types() -> dict[str, type[Event]]:
    # Rasa walks all subclasses for each event (`Event.resolve_by_type`), a fifth of
    # the time of a replay. The first class of a name wins there, and here.
    types: dict[str, type[Event]] = {}
    for kind in all_subclasses(Event):
        types.setdefault(kind.type_name, kind)
    return types
