"""Who waits for whom: neither a held lock nor a long report holds up a reader."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from records import Store, migrate, threads

pytestmark = pytest.mark.asyncio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
PATIENCE = 3.0  # seconds; shorter than a writer waits for a lock


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    opened = Store(url)
    yield opened
    await opened.close()


async def test_who_reads_waits_for_no_writer(store: Store, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    fault = ValueError("made up")
    writing = [
        asyncio.create_task(store.keep_incident(at=NOON, action="one", error=fault))
        for _ in range(3)
    ]
    await asyncio.sleep(0.1)
    assert await asyncio.wait_for(store.incident("ABCDE"), PATIENCE) is None
    assert not any(one.done() for one in writing)
    holder.execute("COMMIT")
    holder.close()
    for number in await asyncio.gather(*writing):
        assert await store.incident(number) is not None


async def test_who_reads_waits_for_no_report(store: Store) -> None:
    enough = threading.Event()

    def long(connection: sa.engine.Connection) -> int:
        enough.wait(10)
        return int(connection.scalar(sa.text("select 7")))

    report = asyncio.create_task(store.report(long))
    await asyncio.sleep(0.1)
    assert await asyncio.wait_for(store.incident("ABCDE"), PATIENCE) is None
    assert not report.done()
    enough.set()
    assert await report == 7


async def test_a_file_is_read_by_one_thread_at_a_time(store: Store) -> None:
    names: set[str] = set()

    def name(_: sa.engine.Connection) -> None:
        names.add(threading.current_thread().name)

    await asyncio.gather(*(store.read(name) for _ in range(50)))
    assert len(names) == threads.READERS_OF_FILE
