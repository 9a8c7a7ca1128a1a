"""Who works at the desk: agents, the sessions of their browsers, failed sign-ins.

Passwords and tokens come here as hashes only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from records.desk_models import desk_agent, desk_failure, desk_session
from records.store import Store

Role = Literal["agent", "supervisor", "admin"]
ROLES: tuple[Role, ...] = ("agent", "supervisor", "admin")
"""Each may do all that the one before may."""

ADMIN = "admin"
_TRIES_LOCK = 7_310_666  # PostgreSQL advisory lock

_SESSION = (
    select(desk_agent, desk_session.c.created_at.label("began_at"))
    .add_columns(desk_session.c.seen_at)
    .join_from(desk_session, desk_agent, desk_session.c.agent_id == desk_agent.c.id)
    .where(desk_session.c.token_hash == bindparam("token_hash"))
)
"""Every request asks this; building it would cost more than running it."""


@dataclass(frozen=True)
class Agent:
    """One agent (see `records.desk_models.desk_agent`)."""

    id: int
    name: str
    shown_name: str
    role: str
    password_hash: str = field(repr=False)
    active: bool
    created_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True)
class Session:
    """One session, with its agent as he is now."""

    token_hash: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    agent: Agent


_AGENT = tuple(column.name for column in desk_agent.columns)


class LastAdmin(Exception):
    """The change would leave the desk without anybody who may change it back."""


class StaffRecords:
    """Agents of a store; as safe to share as the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(
        self, name: str, shown_name: str, role: Role, password_hash: str, at: datetime
    ) -> Agent:
        """A new agent. Raises RecordsConflict where the name is taken."""
        row = {"name": name.casefold(), "shown_name": shown_name, "role": role}
        row["password_hash"] = password_hash
        query = insert(desk_agent).values(**row, active=True, created_at=at)

        def work(connection: Connection) -> Agent:
            number = connection.execute(query).inserted_primary_key[0]
            return _agent(_by_id(connection, number))

        return await self._store.write(work)

    async def agents(self) -> list[Agent]:
        """Everybody, deactivated ones too, by name."""
        query = select(desk_agent).order_by(desk_agent.c.name)
        rows = await self._store.read(lambda c: c.execute(query).all())
        return [_agent(row) for row in rows]

    async def agent(self, number: int) -> Agent | None:
        """The agent with this number, or None."""
        row = await self._store.read(lambda c: _by_id(c, number))
        return None if row is None else _agent(row)

    async def named(self, name: str) -> Agent | None:
        """The agent who signs in by this name, or None."""
        query = select(desk_agent).where(desk_agent.c.name == name.casefold())
        row = await self._store.read(lambda c: c.execute(query).first())
        return None if row is None else _agent(row)

    async def change(
        self, number: int, keep_session: str = "", **values: str | bool
    ) -> Agent | None:
        """Change columns of an agent; None where there is none.

        A change of role, password or activity ends his sessions, but for the one whose
        token hash is `keep_session`. Raises LastAdmin.
        """

        def work(connection: Connection) -> Agent | None:
            before = _by_id(connection, number)
            if before is None:
                return None
            wanted = desk_agent.c.id == number
            connection.execute(update(desk_agent).where(wanted).values(**values))
            admins = select(func.count(desk_agent.c.id)).where(
                desk_agent.c.active, desk_agent.c.role == ADMIN
            )
            demoted = values.get("role", ADMIN) != ADMIN or not values.get(
                "active", True
            )
            if before.role == ADMIN and demoted and not connection.scalar(admins):
                raise LastAdmin
            if values.keys() & {"role", "password_hash", "active"}:
                old = desk_session.c.agent_id == number
                other = desk_session.c.token_hash != keep_session
                connection.execute(delete(desk_session).where(old, other))
            return _agent(_by_id(connection, number))

        return await self._store.write(work)

    async def rehash(self, number: int, password_hash: str) -> None:
        """Keep the same password's newer hash."""
        query = update(desk_agent).where(desk_agent.c.id == number)
        query = query.values(password_hash=password_hash)
        await self._store.write(lambda c: c.execute(query))

    async def begin(self, token_hash: str, agent_id: int, at: datetime) -> None:
        """A new session."""
        row = {"token_hash": token_hash, "agent_id": agent_id}
        session = insert(desk_session).values(**row, created_at=at, seen_at=at)
        seen = update(desk_agent).where(desk_agent.c.id == agent_id)

        def work(connection: Connection) -> None:
            connection.execute(session)
            connection.execute(seen.values(last_seen_at=at))

        await self._store.write(work)

    async def session(self, token_hash: str) -> Session | None:
        """The session with its agent, or None."""
        given = {"token_hash": token_hash}
        row = await self._store.read(lambda c: c.execute(_SESSION, given).first())
        if row is None:
            return None
        return Session(token_hash, row.began_at, row.seen_at, _agent(row))

    async def touch(self, session: Session, at: datetime) -> None:
        """Note that somebody is there."""
        seen = update(desk_session).where(
            desk_session.c.token_hash == session.token_hash
        )
        agent = update(desk_agent).where(desk_agent.c.id == session.agent.id)

        def work(connection: Connection) -> None:
            connection.execute(seen.values(seen_at=at))
            connection.execute(agent.values(last_seen_at=at))

        await self._store.write(work)

    async def end(self, token_hash: str) -> None:
        """End a session."""
        query = delete(desk_session).where(desk_session.c.token_hash == token_hash)
        await self._store.write(lambda c: c.execute(query))

    async def note_try(
        self, most: Mapping[str, int], at: datetime, since: datetime
    ) -> datetime | None:
        """Count a try to sign in under each of these keys, before it is looked at.

        None where it may be made; else, without counting it, the moment of the failure
        that has to be so long ago as `since` is now.
        """
        table = desk_failure.c

        def work(connection: Connection) -> datetime | None:
            if connection.dialect.name == "postgresql":  # one after another
                lock = func.pg_advisory_xact_lock(_TRIES_LOCK)
                connection.execute(select(lock))
            for key, number in most.items():
                query = select(table.at).where(table.key == key, table.at > since)
                times = connection.scalars(query.order_by(table.at)).all()
                if len(times) >= number:
                    found: datetime = times[len(times) - number]
                    return found
            rows = [{"key": key, "at": at} for key in most]
            connection.execute(insert(desk_failure), rows)
            return None

        return await self._store.write(work)

    async def forgive(self, keys: Iterable[str], at: datetime) -> None:
        """The password was right: forget the try of this moment, and the first key."""
        first, *rest = keys
        table = desk_failure.c
        query = delete(desk_failure).where(
            or_(table.key == first, table.key.in_(rest) & (table.at == at))
        )
        await self._store.write(lambda c: c.execute(query))


def _by_id(connection: Connection, number: int) -> Row | None:
    query = select(desk_agent).where(desk_agent.c.id == number)
    return connection.execute(query).first()


def _agent(row: Any) -> Agent:
    return Agent(**{name: row._mapping[name] for name in _AGENT})
