"""Order: updates of one chat one after the other, those of different chats together.

Telegram numbers updates in the order of what happened. Over a webhook they arrive on
several connections at once, so a later one may be here first.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Iterable
from typing import Any

from telegram.ext import BaseUpdateProcessor

from bot.channels.telegram.incoming import Incoming

MOST_AT_ONCE = 10_000
"""Updates held by the processor; those that wait for their chat count too."""

PATIENCE = 2.0
"""Seconds for which later updates wait for one that seems to be still on its way."""


class InOrder(BaseUpdateProcessor):
    """Runs the updates of a chat in the order in which they come."""

    def __init__(self) -> None:
        super().__init__(MOST_AT_ONCE)
        self._chats: dict[int, tuple[asyncio.Lock, list[None]]] = {}

    async def do_process_update(
        self, update: object, coroutine: Awaitable[Any]
    ) -> None:
        """Wait for the chat's turn, which asyncio's locks give in order."""
        chat = update.chat_id if isinstance(update, Incoming) else 0
        lock, waiting = self._chats.setdefault(chat, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            async with lock:
                await coroutine
        finally:
            waiting.pop()
            if not waiting:
                del self._chats[chat]

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""


class Sequence:
    """Puts updates into a queue by their numbers, waiting a little for missing ones."""

    def __init__(
        self, queue: "asyncio.Queue[object]", newest: int | None, patience: float
    ) -> None:
        """`newest` is the highest number that went before, if that is known."""
        self._queue = queue
        self._next = None if newest is None else newest + 1
        self._patience = patience
        self._waiting: list[tuple[int, Incoming | None]] = []
        self._timer: asyncio.TimerHandle | None = None

    def put(self, updates: Iterable[tuple[int, Incoming | None]]) -> None:
        """Take these; None stands for one that is not to be answered."""
        for update in updates:
            heapq.heappush(self._waiting, update)
        while self._waiting and self._is_next(self._waiting[0][0]):
            self._pass_on()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._patience, self.flush)

    def flush(self) -> None:
        """Pass on all that waits, in order."""
        while self._waiting:
            self._pass_on()

    def _is_next(self, number: int) -> bool:
        return self._next is not None and number <= self._next

    def _pass_on(self) -> None:
        number, incoming = heapq.heappop(self._waiting)
        self._next = max(self._next or 0, number + 1)
        if incoming is not None:
            self._queue.put_nowait(incoming)
