"""Opens the database and runs one short transaction on it.

Used by the store of this package and by the conversation store of the bot, so that
both live in one file (or one server) under the same rules. SQLite: write-ahead log,
`synchronous` NORMAL, foreign keys on, deleted text overwritten, a writer waits up to
five seconds, the writers of this process in the order in which they came; the file
(`records.file`) is for its owner alone, and no longer used once it has been replaced.
PostgreSQL: a small pool, dead connections replaced, no lock waited for longer than
five seconds. Nothing here knows what is stored.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from records.errors import RecordsConflict, RecordsError, RecordsUnavailable
from records.file import File

WAIT_MS = 5000
"""How long a transaction waits for a lock that somebody else holds, in ms."""

POOL_SIZE = 5
POOL_OVERFLOW = 5
_WRITES = "records_write"
_FILE = "records_file"

logger = logging.getLogger(__name__)


def open_engine(url: str) -> Engine:
    """Make the engine for `url`; connects only when it is used.

    Accepts `sqlite:///file` and `postgresql://...`. Raises `RecordsError` for any
    other URL and `RecordsUnavailable` if the file or its folder cannot be made.
    """
    parsed = _read_url(url)
    common: dict[str, Any] = {
        "future": True,
        "hide_parameters": True,
        "json_serializer": _to_json,
        "poolclass": QueuePool,
        "pool_size": POOL_SIZE,
        "max_overflow": POOL_OVERFLOW,
        "pool_timeout": WAIT_MS / 1000,
    }
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            parsed,
            connect_args={"check_same_thread": False},
            execution_options={_FILE: File(str(parsed.database))},
            **common,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = {
        "connect_timeout": WAIT_MS // 1000,
        "options": f"-c lock_timeout={WAIT_MS}",
    }
    return sa.create_engine(parsed, pool_pre_ping=True, connect_args=waits, **common)


@contextmanager
def transaction(engine: Engine, *, write: bool = False) -> Iterator[Connection]:
    """One transaction: commits at the end, undoes everything on an error.

    `write=True` takes SQLite's write lock at once, so that what is read before the
    first write stays true. Database errors come out as `RecordsUnavailable` or
    `RecordsConflict`.
    """
    try:
        with _turn(engine, write), engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: write})
            with connection.begin():
                yield connection
    except IntegrityError as error:
        raise RecordsConflict("A record breaks a rule of the database.") from error
    except (DBAPIError, PoolTimeout) as error:
        raise RecordsUnavailable(_sentence(engine, error)) from error


def clear_log(engine: Engine) -> None:
    """After a deletion: empty SQLite's write-ahead log, which still has the text.

    What was deleted is deleted in any case: if somebody else is in the middle of a
    transaction, a warning says that the log could not be emptied.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with _turn(engine, write=True), engine.connect() as connection:
            raw = connection.connection  # a checkpoint cannot be in a transaction
            (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except (DBAPIError, PoolTimeout, RecordsUnavailable, sqlite3.Error):
        busy = 1
    if busy:
        logger.warning("the database's log could not be emptied after a deletion")


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not "from": that error may quote a part of the password.
        raise RecordsError(
            "The database URL cannot be read: write sqlite:///path/to/file.db or "
            "postgresql://user:password@host:5432/name; in a password, write @ as "
            "%40, : as %3A and / as %2F."
        ) from None
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise RecordsError(
            f"The database URL names {backend}: only sqlite and postgresql are known."
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise RecordsError(
            "The database URL names no file: records in memory would be lost; write "
            "sqlite:///path/to/file.db."
        )
    return parsed


@contextmanager
def _turn(engine: Engine, write: bool) -> Iterator[None]:
    """Hold the turn to write to a SQLite file; the server has its own order."""
    file: File | None = engine.get_execution_options().get(_FILE)
    if file is None:
        yield
        return
    with file.writing(WAIT_MS / 1000) if write else nullcontext():
        file.check()
        yield


def _prepare_sqlite(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout = {WAIT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "journal_size_limit = 0",
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sentence(engine: Engine, error: Exception) -> str:
    where = engine.url.render_as_string(hide_password=True)
    why = type(error).__name__
    said = str(getattr(error, "orig", None) or "")
    if "file is not a database" in said:
        why = "the file is not a database: move it away, or set DATABASE_URL to another"
    elif isinstance(error, OperationalError | InterfaceError):
        # Only these two speak of the connection; others may quote a stored value.
        why += f": {said.strip().splitlines()[0]}" if said.strip() else ""
    return f"The database {where} cannot be used just now ({why})."


def _to_json(value: object) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")
