"""Keeps the promise of how long things are kept: at start, then once a day."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from records import RecordsError, Store

DAY = 24 * 60 * 60
"""Seconds between two purges."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Retention:
    """Deletes what nobody has touched for `days` days."""

    store: Store
    days: int
    clock: Callable[[], datetime]
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def purge(self) -> None:
        """Delete once; a database that cannot be used is logged, for the next time."""
        try:
            counts = await self.store.purge(self.clock() - timedelta(days=self.days))
        except RecordsError as error:
            logger.error("what is too old could not be deleted: %s", error)
        else:
            logger.info("deleted what is older than %d days: %s", self.days, counts)

    @contextlib.asynccontextmanager
    async def daily(self) -> AsyncIterator[None]:
        """Purge now and once a day for the body of the `async with`."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _go_on(self) -> None:
        while True:
            await self.purge()
            await self.wait(DAY)
