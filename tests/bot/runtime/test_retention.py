"""The retention promise: at start, every day after it, and again after a failure."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.runtime.retention import DAY, Retention
from records import RecordsUnavailable, Store
from tests.bot.runtime import project


class Purged:
    """A store that notes what is purged, and fails the first time."""

    def __init__(self) -> None:
        self.before: list[datetime] = []

    async def purge(self, before: datetime) -> dict[str, int]:
        self.before.append(before)
        if len(self.before) == 1:
            raise RecordsUnavailable("The database cannot be used just now.")
        return {"events": 3}


async def test_it_is_kept_at_start_and_daily(caplog: pytest.LogCaptureFixture) -> None:
    store, waits = Purged(), []
    enough = asyncio.Event()

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            enough.set()
            await asyncio.Event().wait()

    kept = Retention(cast("Store", store), 30, project.noon, wait)
    async with kept.daily():
        await enough.wait()
    assert waits == [DAY] * 3
    assert store.before == [project.noon() - timedelta(days=30)] * 3
    (line,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert "cannot be used just now" in line.getMessage()


async def test_the_end_of_the_server_ends_it() -> None:
    store: Any = Purged()
    async with Retention(store, 30, project.noon).daily():
        before = asyncio.all_tasks()
    assert len(asyncio.all_tasks()) == len(before) - 1
