"""Handovers: conversations that wait for an agent, are with one, or are done with.

A conversation has at most one that is open. Each change of state is one statement that
names the state before, so that of two people who try at once one wins. The rest of the
desk's records is in `records.desk_staff` and `records.desk_kept`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from records.desk_models import desk_agent, desk_handover, desk_switch
from records.errors import RecordsConflict
from records.store import Store

State = Literal["waiting", "claimed", "ended"]
REASONS: tuple[str, ...] = (
    *("asked", "two_failures", "same_question", "outcome"),
    *("approval", "off", "call"),
)
EndedBy = Literal["agent", "person", "assistant"]
WAITING, CLAIMED, ENDED = "waiting", "claimed", "ended"
APPROVAL = "approval"
_SILENT = (APPROVAL,)  # reasons that give way to a person's own wish

_t = desk_handover.c
_GLANCE = select(
    exists().where(_t.sender_id == bindparam("sender_id")).label("ever"),
    exists().where(desk_agent.c.active).label("staffed"),
    exists().where(desk_switch.c.id.isnot(None)).label("off"),
)
"""What each message needs to know, in one question; the rest only where it is so."""

_OF_PERSON = select(desk_handover).where(
    _t.sender_id == bindparam("sender_id"), _t.state != ENDED
)
_NUMBER = select(desk_handover).where(_t.id == bindparam("number"))
_STAFFED = select(desk_agent.c.id).where(desk_agent.c.active).limit(1)
_OFF = select(desk_switch).order_by(desk_switch.c.id.desc()).limit(1)


@dataclass(frozen=True)
class Handover:
    """One handover (see `records.desk_models.desk_handover`)."""

    id: int
    sender_id: str
    channel: str
    language: str
    reason: str
    state: str
    opened_at: datetime
    claimed_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    agent_id: int | None
    last_at: datetime
    note: Mapping[str, Any] = field(repr=False)
    message: str | None = field(repr=False)
    awaits_message: bool
    draft: Sequence[Mapping[str, Any]] | None = field(repr=False)
    summary: str | None = field(repr=False)
    summary_by: int | None
    summary_at: datetime | None

    @property
    def draft_id(self) -> str | None:
        """Which draft waits for approval: another draft has another; None without."""
        if not self.draft:
            return None
        plain = json.dumps(list(self.draft), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Off:
    """Why, by whom and since when the assistant's own answers are switched off."""

    reason: str
    agent_id: int
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What has to be known of a conversation before the assistant answers in it."""

    off: Off | None
    handover: Handover | None
    staffed: bool
    ever: bool  # whether this conversation has been at the desk before, or is


class DraftChanged(Exception):
    """Another draft waits for approval than the one that was looked at."""


@dataclass(frozen=True)
class Noted:
    """What is known by now of one case; nothing else of it has changed."""

    number: int
    note: Mapping[str, Any] = field(repr=False)
    language: str
    last_at: datetime


Listener = Callable[[Noted | None], None]


class DeskRecords:
    """Handovers of a store; as safe to share as the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each change that is made through this object.

        With what was noted of one case, or with None for any other change.
        """
        self._listeners.append(listener)

    async def staffed(self) -> bool:
        """Whether anybody may work at the desk at all."""
        return await self._store.read(_staffed)

    async def standing(self, sender_id: str) -> Standing:
        """The off switch, the open handover and whether there are agents."""

        def work(connection: Connection) -> Standing:
            seen = connection.execute(_GLANCE, {"sender_id": sender_id}).one()
            return Standing(
                off=_off(connection) if seen.off else None,
                handover=_open(connection, sender_id) if seen.ever else None,
                staffed=bool(seen.staffed),
                ever=bool(seen.ever),
            )

        return await self._store.read(work)

    async def open(
        self,
        sender_id: str,
        *,
        channel: str,
        language: str,
        reason: str,
        note: Mapping[str, Any],
        at: datetime,
        agent_id: int | None = None,
        draft: Sequence[Mapping[str, Any]] | None = None,
    ) -> Handover:
        """Put a conversation into the queue, or give it to `agent_id` at once.

        One that is open already stays where it is; a wish of the person counts more
        than an answer that waits for approval. `draft` is added to what waits.
        """
        row = {
            "sender_id": sender_id, "channel": channel, "language": language,
            "reason": reason, "state": CLAIMED if agent_id else WAITING,
            "opened_at": at, "claimed_at": at if agent_id else None,
            "agent_id": agent_id, "last_at": at, "note": dict(note),
            "awaits_message": False, "draft": list(draft) if draft else None,
        }  # fmt: skip

        def work(connection: Connection) -> Handover:
            found = _open(connection, sender_id)
            if found is not None:
                return _join(connection, found, row)
            query = insert(desk_handover).values(**row)
            number = connection.execute(query).inserted_primary_key[0]
            return _one(connection, _t.id == number)

        try:
            opened = await self._store.write(work)
        except RecordsConflict:  # another process opened it in between
            opened = await self._store.write(work)
        self.tell()
        return opened

    async def handover(self, number: int) -> Handover | None:
        """The handover with this number, or None."""
        return await self._store.read(lambda connection: _find(connection, number))

    async def open_of(self, sender_id: str) -> Handover | None:
        """This person's open handover, or None."""
        return await self._store.read(lambda connection: _open(connection, sender_id))

    async def of_conversation(self, sender_id: str) -> list[Handover]:
        """All handovers of a conversation, the oldest first."""
        return await self._list(_t.sender_id == sender_id, _t.id)

    async def claim(self, number: int, agent_id: int, at: datetime) -> bool:
        """Give a waiting handover to an agent; False where it does not wait."""
        values = {"state": CLAIMED, "agent_id": agent_id, "claimed_at": at}
        values |= {"last_at": at, "awaits_message": False}
        return await self._change((_t.id == number) & (_t.state == WAITING), values)

    async def end(
        self, number: int, by: EndedBy, at: datetime, agent_id: int | None = None
    ) -> bool:
        """End an open handover; False where it has ended, or is not `agent_id`'s."""
        mine = (_t.id == number) & (_t.state != ENDED)
        if agent_id is not None:
            mine = mine & (_t.agent_id == agent_id)
        values = {"state": ENDED, "ended_at": at, "ended_by": by, "last_at": at}
        values |= {"awaits_message": False, "draft": None}
        return await self._change(mine, values)

    async def pass_on(
        self, number: int, agent_id: int, to: int | None, at: datetime
    ) -> bool:
        """Give one's own handover to another agent, or back into the queue (None)."""
        mine = (_t.id == number) & (_t.state == CLAIMED) & (_t.agent_id == agent_id)
        values: dict[str, Any] = {"agent_id": to, "last_at": at, "claimed_at": at}
        if to is None:
            values |= {"state": WAITING, "claimed_at": None}
        return await self._change(mine, values)

    async def place(self, handover: Handover) -> int:
        """How many wait, up to and with this one."""
        before = (_t.state == WAITING) & (
            (_t.opened_at < handover.opened_at)
            | ((_t.opened_at == handover.opened_at) & (_t.id <= handover.id))
        )
        query = select(func.count(_t.id)).where(before)
        return int(await self._store.read(lambda c: c.scalar(query)))

    async def waiting(self) -> list[Handover]:
        """All that wait, the longest first."""
        return await self._list(_t.state == WAITING, _t.opened_at, _t.id)

    async def claimed(self) -> list[Handover]:
        """All that are with an agent, the longest first."""
        return await self._list(_t.state == CLAIMED, _t.claimed_at, _t.id)

    async def ended_of(self, agent_id: int, limit: int = 100) -> list[Handover]:
        """An agent's that have ended, the newest first."""
        mine = (_t.agent_id == agent_id) & (_t.state == ENDED)
        return await self._list(mine, _t.id.desc(), limit=limit)

    async def all(
        self, state: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[Handover]:
        """Everybody's, the newest first; `before` a number, to go on with."""
        wanted = _t.id > 0
        if state is not None:
            wanted = wanted & (_t.state == state)
        if before is not None:
            wanted = wanted & (_t.id < before)
        return await self._list(wanted, _t.id.desc(), limit=limit)

    async def note(
        self, number: int, note: Mapping[str, Any], language: str, at: datetime
    ) -> None:
        """Keep what is known by now of an open case."""
        noted = Noted(number, dict(note), language, at)
        values = {"note": noted.note, "language": language, "last_at": at}
        await self._store.write(lambda c: _update(c, _t.id == number, values))
        self.tell(noted)

    async def await_message(self, number: int) -> bool:
        """Take the person's next words for a message; False unless it waits."""
        waits = (_t.id == number) & (_t.state == WAITING)
        return await self._change(waits, {"awaits_message": True})

    async def keep_message(self, number: int, text: str, at: datetime) -> bool:
        """Keep what the person has left; False unless it waits."""
        waits = (_t.id == number) & (_t.state == WAITING)
        values = {"message": text, "awaits_message": False, "last_at": at}
        return await self._change(waits, values)

    async def take_draft(
        self, number: int, draft_id: str
    ) -> Sequence[Mapping[str, Any]] | None:
        """Take what waits for approval; None where somebody else has taken it.

        Raises DraftChanged where by now another draft waits than `draft_id`: it stays.
        """

        def work(connection: Connection) -> Sequence[Mapping[str, Any]] | None:
            held = select(desk_handover).where(_t.id == number).with_for_update()
            row = connection.execute(held).first()
            found = None if row is None else Handover(**row._mapping)
            if found is None or found.state == ENDED or not found.draft:
                return None
            if found.draft_id != draft_id:
                raise DraftChanged("another draft waits by now")
            _update(connection, _t.id == number, {"draft": None})
            return found.draft

        draft = await self._store.write(work)
        self.tell()
        return draft

    async def keep_summary(
        self, number: int, text: str, agent_id: int, at: datetime
    ) -> None:
        """Keep the contact summary in place of the one before."""
        values = {"summary": text, "summary_by": agent_id, "summary_at": at}
        await self._change(_t.id == number, values)

    async def _change(self, wanted: ColumnElement, values: Mapping[str, Any]) -> bool:
        done = await self._store.write(
            lambda connection: _update(connection, wanted, values) == 1
        )
        self.tell()
        return done

    def tell(self, noted: Noted | None = None) -> None:
        """Something has changed; elsewhere, where a person is forgotten."""
        for listener in self._listeners:
            listener(noted)

    async def _list(
        self, wanted: ColumnElement, *order: ColumnElement, limit: int = 500
    ) -> list[Handover]:
        query = select(desk_handover).where(wanted).order_by(*order).limit(limit)
        rows = await self._store.read(
            lambda connection: connection.execute(query).all()
        )
        return [Handover(**row._mapping) for row in rows]


def _staffed(connection: Connection) -> bool:
    return connection.scalar(_STAFFED) is not None


def _off(connection: Connection) -> Off | None:
    row = connection.execute(_OFF).first()
    return None if row is None else Off(row.reason, row.agent_id, row.at)


def _open(connection: Connection, sender_id: str) -> Handover | None:
    row = connection.execute(_OF_PERSON, {"sender_id": sender_id}).first()
    return None if row is None else Handover(**row._mapping)


def _find(connection: Connection, number: int) -> Handover | None:
    row = connection.execute(_NUMBER, {"number": number}).first()
    return None if row is None else Handover(**row._mapping)


def _one(connection: Connection, wanted: ColumnElement) -> Handover:
    row = connection.execute(select(desk_handover).where(wanted)).one()
    return Handover(**row._mapping)


def _join(connection: Connection, found: Handover, row: Mapping[str, Any]) -> Handover:
    """Add to an open handover what a further one would bring; returns it anew."""
    new = {"last_at": row["last_at"], "note": row["note"]}
    if found.reason in _SILENT and row["reason"] not in _SILENT:
        new["reason"] = row["reason"]
    if row["draft"]:
        new["draft"] = [*(found.draft or ()), *row["draft"]]
    _update(connection, _t.id == found.id, new)
    return _one(connection, _t.id == found.id)


def _update(
    connection: Connection, wanted: ColumnElement, values: Mapping[str, Any]
) -> int:
    query = update(desk_handover).where(wanted).values(**values)
    return int(connection.execute(query).rowcount)
