"""What the desk keeps beside handovers: replies, reviews, the audit log, the switch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from records.desk import Off
from records.desk_models import desk_audit, desk_reply, desk_review, desk_switch
from records.store import Store

MadeAs = Literal["case", "example", "dropped"]
OPEN, DONE = "open", "done"


@dataclass(frozen=True)
class Reply:
    """One canned reply (see `records.desk_models.desk_reply`)."""

    id: int
    code: str
    zh: str
    en: str
    agent_id: int
    shared: bool


@dataclass(frozen=True)
class Review:
    """One suggestion found wrong (see `records.desk_models.desk_review`)."""

    id: int
    sender_id: str
    handover_id: int
    agent_id: int
    at: datetime
    reason: str
    comment: str
    topic: str | None
    said: str = field(repr=False)
    suggestion: str = field(repr=False)
    facts: Mapping[str, Any] = field(repr=False)
    right: Mapping[str, Any] = field(repr=False)
    state: str
    made_as: str | None
    decided_by: int | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One line of the audit log."""

    id: int
    at: datetime
    agent_id: int | None
    action: str
    handover_id: int | None
    details: Mapping[str, Any]


class KeptRecords:
    """These tables of a store; as safe to share as the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def replies(self, agent_id: int) -> list[Reply]:
        """Shared ones and this agent's own, by code."""
        t = desk_reply.c
        query = select(desk_reply).where(or_(t.shared, t.agent_id == agent_id))
        query = query.order_by(t.code, t.id)
        rows = await self._store.read(lambda c: c.execute(query).all())
        return [Reply(**row._mapping) for row in rows]

    async def reply(self, number: int) -> Reply | None:
        """The reply with this number, or None."""
        query = select(desk_reply).where(desk_reply.c.id == number)
        row = await self._store.read(lambda c: c.execute(query).first())
        return None if row is None else Reply(**row._mapping)

    async def add_reply(
        self, agent_id: int, code: str, zh: str, en: str, shared: bool
    ) -> int:
        """Keep a new one; returns its number. Raises RecordsConflict for its code."""
        row = {"code": code, "zh": zh, "en": en, "agent_id": agent_id}
        query = insert(desk_reply).values(**row, shared=shared)
        done = await self._store.write(lambda c: c.execute(query))
        return int(done.inserted_primary_key[0])

    async def change_reply(
        self, number: int, code: str, zh: str, en: str, shared: bool
    ) -> None:
        """Keep it in other words. Raises RecordsConflict for its code."""
        query = update(desk_reply).where(desk_reply.c.id == number)
        query = query.values(code=code, zh=zh, en=en, shared=shared)
        await self._store.write(lambda c: c.execute(query))

    async def drop_reply(self, number: int) -> None:
        """Delete it."""
        query = delete(desk_reply).where(desk_reply.c.id == number)
        await self._store.write(lambda c: c.execute(query))

    async def add_review(
        self,
        *,
        sender_id: str,
        handover_id: int,
        agent_id: int,
        at: datetime,
        reason: str,
        comment: str,
        topic: str | None,
        said: str,
        suggestion: str,
        facts: Mapping[str, Any],
        right: Mapping[str, Any],
    ) -> int:
        """Keep a suggestion that was wrong; returns its number."""
        row = {
            "sender_id": sender_id, "handover_id": handover_id, "agent_id": agent_id,
            "at": at, "reason": reason, "comment": comment, "topic": topic,
            "said": said, "suggestion": suggestion, "facts": dict(facts),
            "right": dict(right), "state": OPEN,
        }  # fmt: skip
        done = await self._store.write(
            lambda c: c.execute(insert(desk_review).values(**row))
        )
        return int(done.inserted_primary_key[0])

    async def reviews(self, state: str, limit: int = 200) -> list[Review]:
        """Those in a state, the newest first."""
        t = desk_review.c
        query = select(desk_review).where(t.state == state)
        query = query.order_by(t.id.desc()).limit(limit)
        rows = await self._store.read(lambda c: c.execute(query).all())
        return [Review(**row._mapping) for row in rows]

    async def review(self, number: int) -> Review | None:
        """The one with this number, or None."""
        query = select(desk_review).where(desk_review.c.id == number)
        row = await self._store.read(lambda c: c.execute(query).first())
        return None if row is None else Review(**row._mapping)

    async def correct_review(
        self, number: int, said: str, right: Mapping[str, Any]
    ) -> None:
        """Keep other words and another right outcome with it."""
        query = update(desk_review).where(desk_review.c.id == number)
        query = query.values(said=said, right=dict(right))
        await self._store.write(lambda c: c.execute(query))

    async def decide_review(
        self, number: int, made_as: MadeAs, agent_id: int, at: datetime
    ) -> None:
        """Keep what has become of it."""
        values = {"state": DONE, "made_as": made_as}
        values |= {"decided_by": agent_id, "decided_at": at}  # type: ignore[dict-item]
        query = update(desk_review).where(desk_review.c.id == number).values(**values)
        await self._store.write(lambda c: c.execute(query))

    async def note(
        self,
        action: str,
        at: datetime,
        agent_id: int | None,
        handover_id: int | None = None,
        **details: str | int | bool | None,
    ) -> None:
        """One line of the audit log; never what was said."""
        row = {"at": at, "agent_id": agent_id, "action": action}
        row |= {"handover_id": handover_id, "details": details}  # type: ignore[dict-item]
        await self._store.write(lambda c: c.execute(insert(desk_audit).values(**row)))

    async def audit(self, before: int | None = None, limit: int = 100) -> list[Entry]:
        """The log, the newest first; `before` a number, to go on with."""
        t = desk_audit.c
        query = select(desk_audit).order_by(t.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.id < before)
        rows = await self._store.read(lambda c: c.execute(query).all())
        return [Entry(**row._mapping) for row in rows]

    async def off(self) -> Off | None:
        """Why the assistant's own answers are off, or None."""
        query = select(desk_switch).order_by(desk_switch.c.id.desc()).limit(1)
        row = await self._store.read(lambda c: c.execute(query).first())
        return None if row is None else Off(row.reason, row.agent_id, row.at)

    async def switch_off(self, reason: str, agent_id: int, at: datetime) -> bool:
        """Switch them off; False where they are off already."""

        def work(connection: Connection) -> bool:
            if connection.scalar(select(func.count(desk_switch.c.id))):
                return False
            row = {"reason": reason, "agent_id": agent_id, "at": at}
            connection.execute(insert(desk_switch).values(**row))
            return True

        return await self._store.write(work)

    async def switch_on(self) -> bool:
        """Switch them on; False where they are on already."""
        done = await self._store.write(lambda c: c.execute(delete(desk_switch)))
        return int(done.rowcount) > 0
