"""The store: keeps and finds decisions, procedure runs and incidents.

Every public method is async and does its work in a thread as one short transaction
(`purge`: one per person), so nothing blocks the event loop and no transaction lives
across an await. Failures are `RecordsUnavailable` and leave the database unchanged.
Moments are given by the caller; the store reads no clock.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Row

from records import desk_models, threads
from records.codes import incident_code, run_code, tidy
from records.engine import clear_log, open_engine, transaction
from records.errors import RecordsConflict
from records.kept import Decision, Incident, Run
from records.models import (
    VERSION_TABLE,
    events,
    incident,
    procedure_run,
    rule_decision,
    telegram_chat,
    telegram_update,
    web_conversation,
    web_rating,
)

T = TypeVar("T")
_DRAWS = 5  # codes tried before a clash is taken for a fault
_SESSION_STARTED = "session_started"


class Store:
    """One database of records; safe to share between tasks of one event loop."""

    def __init__(self, url: str) -> None:
        """Prepare the store for `url`; see `records.engine.open_engine`."""
        self._engine = open_engine(url)

    async def close(self) -> None:
        """Give all connections back; the store may not be used afterwards."""
        await threads.write(self._engine.dispose)

    async def keep_decision(
        self,
        *,
        sender_id: str,
        at: datetime,
        knowledge_hash: str,
        topic: str,
        as_of: date,
        region: str | None,
        facts: Mapping[str, Any],
        kind: str,
        outcome: str | None,
        rule: str | None,
        trace: Any,
    ) -> int:
        """Keep one decision with all that is needed to replay it; returns its id.

        `facts` and `trace` are plain JSON; dates and `Decimal` are kept as text.
        """
        query = insert(rule_decision).values(
            sender_id=sender_id,
            at=at,
            knowledge_hash=knowledge_hash,
            topic=topic,
            as_of=as_of,
            region=region,
            facts=dict(facts),
            kind=kind,
            outcome=outcome,
            rule=rule,
            trace=trace,
        )
        done = await self._write(lambda connection: connection.execute(query))
        return int(done.inserted_primary_key[0])

    async def decisions_of(self, sender_id: str) -> list[Decision]:
        """The decisions kept for this person, the oldest first."""
        table = rule_decision
        query = select(table).where(table.c.sender_id == sender_id).order_by(table.c.id)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return [Decision(**row._mapping) for row in rows]

    async def decisions_after(
        self, number: int, since: datetime | None = None, limit: int = 500
    ) -> list[Decision]:
        """The next decisions of anybody after this id, the oldest first, to go on with.

        `since` leaves out what was decided before that moment.
        """
        table = rule_decision
        query = select(table).where(table.c.id > number).order_by(table.c.id)
        if since is not None:
            query = query.where(table.c.at >= since)
        query = query.limit(limit)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return [Decision(**row._mapping) for row in rows]

    async def decision(self, number: int) -> Decision | None:
        """The decision with this id, or None."""
        query = select(rule_decision).where(rule_decision.c.id == number)
        row = await self._read(lambda connection: connection.execute(query).first())
        return None if row is None else Decision(**row._mapping)

    async def keep_run(
        self,
        *,
        sender_id: str,
        procedure: str,
        step: str,
        history: Sequence[str],
        facts: Mapping[str, Any],
        language: str,
        at: datetime,
    ) -> str:
        """Keep where this person stands in a procedure; returns the code to resume.

        The code stays the same until the run is ended with `end_run`.
        """
        values = {
            "step": step,
            "history": list(history),
            "facts": dict(facts),
            "language": language,
            "updated_at": at,
        }
        return await threads.write(self._keep_run, sender_id, procedure, values)

    async def run_by_code(self, code: str) -> Run | None:
        """The run that this code resumes, as typed by a person, or None."""
        return await self._find_run(procedure_run.c.code == tidy(code))

    async def run_of(self, sender_id: str, procedure: str | None = None) -> Run | None:
        """This person's run of `procedure`, or of any: the last one touched."""
        wanted = procedure_run.c.sender_id == sender_id
        if procedure is not None:
            wanted = wanted & (procedure_run.c.procedure == procedure)
        return await self._find_run(wanted)

    async def end_run(self, sender_id: str, procedure: str) -> bool:
        """Close a run, so that its code is free; False if there was none."""
        table = procedure_run
        query = delete(table).where(
            table.c.sender_id == sender_id, table.c.procedure == procedure
        )
        return await self._write(lambda connection: _count(connection, query)) > 0

    async def keep_incident(
        self, *, at: datetime, action: str, error: BaseException
    ) -> str:
        """Keep that `action` failed; returns the short number to quote.

        Of `error` only the type is kept: its message may repeat what somebody said.
        """
        kind = type(error)
        row = {
            "id": incident_code(),
            "at": at,
            "action": action[:120],
            "error": f"{kind.__module__}.{kind.__qualname__}"[:255],
        }
        await self._write(lambda connection: connection.execute(insert(incident), row))
        return str(row["id"])

    async def incident(self, number: str) -> Incident | None:
        """The incident with this number, as typed by a person, or None."""
        query = select(incident).where(incident.c.id == tidy(number))
        row = await self._read(lambda connection: connection.execute(query).first())
        return None if row is None else Incident(**row._mapping)

    async def forget(self, sender_id: str) -> dict[str, int]:
        """Delete all that is kept of this person; returns rows deleted by table."""

        def work(connection: Connection) -> dict[str, int]:
            counts = {
                table.name: _count(
                    connection, delete(table).where(table.c.sender_id == sender_id)
                )
                for table in (
                    rule_decision,
                    procedure_run,
                    telegram_chat,
                    web_conversation,
                    web_rating,
                    *desk_models.PERSONAL,
                )
            }
            if sa.inspect(connection).has_table(events.name):
                query = delete(events).where(events.c.sender_id == sender_id)
                counts[events.name] = _count(connection, query)
            return counts

        counts = await self._write(work)
        await threads.write(clear_log, self._engine)
        return counts

    async def check(self) -> None:
        """Raise RecordsUnavailable unless something can be written and kept just now.

        Writes the number of the schema again, as it is.
        """
        number = sa.column("version_num")
        query = update(sa.table(VERSION_TABLE, number)).values(version_num=number)
        await self._write(lambda connection: connection.execute(query))

    async def purge(self, before: datetime) -> dict[str, int]:
        """Keep the retention promise: delete what was last touched before `before`.

        A conversation that went on since then keeps its present session whole;
        returns rows deleted by table.
        """
        if before.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be compared")
        return await asyncio.to_thread(self._purge, before)

    def _keep_run(self, sender_id: str, procedure: str, values: dict[str, Any]) -> str:
        for draw in range(1, _DRAWS + 1):
            try:
                with transaction(self._engine, write=True) as connection:
                    return _put_run(connection, sender_id, procedure, values)
            except RecordsConflict:  # the code was taken, or a twin was quicker
                if draw == _DRAWS:
                    raise
        raise AssertionError("unreachable")

    def _purge(self, before: datetime) -> dict[str, int]:
        counts = self._delete_old(before)
        if any(counts.values()):
            clear_log(self._engine)
        return counts

    def _delete_old(self, before: datetime) -> dict[str, int]:
        ages = (
            rule_decision.c.at,
            procedure_run.c.updated_at,
            incident.c.at,
            web_conversation.c.updated_at,
            web_rating.c.at,
            telegram_chat.c.updated_at,
            telegram_update.c.at,
            *desk_models.AGES,
        )
        counts = {}
        for age in ages:
            with transaction(self._engine, write=True) as connection:
                query = delete(age.table).where(age < before)
                counts[age.table.name] = _count(connection, query)
        with transaction(self._engine, write=True) as connection:
            log = desk_models.desk_audit
            query = delete(log).where(log.c.at < before - desk_models.LOG_KEPT)
            counts[log.name] = _count(connection, query)
        with transaction(self._engine) as connection:
            if not sa.inspect(connection).has_table(events.name):
                return counts
            old = select(events.c.sender_id).distinct()
            old = old.where(events.c.timestamp < before.timestamp())
            senders = connection.execute(old).scalars().all()
        counts[events.name] = 0
        for sender_id in senders:
            with transaction(self._engine, write=True) as connection:
                counts[events.name] += _purge_events(connection, sender_id, before)
        return counts

    async def _find_run(self, wanted: Any) -> Run | None:
        table = procedure_run
        query = select(table).where(wanted)
        query = query.order_by(table.c.updated_at.desc(), table.c.id.desc()).limit(1)
        row = await self._read(lambda connection: connection.execute(query).first())
        return None if row is None else _run(row)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a short transaction that only reads, for this package."""
        return await self._read(work)

    async def report(self, work: Callable[[Connection], T]) -> T:
        """The same for what takes long: it holds up nothing else."""
        return await asyncio.to_thread(self._do, work, False)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a short transaction of its own, for this package."""
        return await self._write(work)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await threads.read(self._engine, self._do, work, False)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await threads.write(self._do, work, True)

    def _do(self, work: Callable[[Connection], T], write: bool) -> T:
        with transaction(self._engine, write=write) as connection:
            return work(connection)


def _put_run(
    connection: Connection, sender_id: str, procedure: str, values: dict[str, Any]
) -> str:
    table = procedure_run
    same = (table.c.sender_id == sender_id) & (table.c.procedure == procedure)
    code: str | None = connection.execute(select(table.c.code).where(same)).scalar()
    if code is not None:
        connection.execute(update(table).where(same).values(**values))
        return code
    code = run_code()
    row = {"code": code, "sender_id": sender_id, "procedure": procedure}
    row["created_at"] = values["updated_at"]
    connection.execute(insert(table).values(**row, **values))
    return code


def _run(row: Row) -> Run:
    values = {key: value for key, value in row._mapping.items() if key != "id"}
    values["history"] = tuple(values["history"])
    return Run(**values)


def _purge_events(connection: Connection, sender_id: str, before: datetime) -> int:
    mine = events.c.sender_id == sender_id
    old = events.c.timestamp < before.timestamp()
    newest = connection.execute(select(func.max(events.c.timestamp)).where(mine))
    query = delete(events).where(mine, old)
    if (newest.scalar() or 0.0) >= before.timestamp():
        started = select(func.max(events.c.id)).where(
            mine, events.c.type_name == _SESSION_STARTED
        )
        session = connection.execute(started).scalar() or 0
        query = query.where(events.c.id < session)
    return _count(connection, query)


def _count(connection: Connection, statement: Any) -> int:
    return int(connection.execute(statement).rowcount)
