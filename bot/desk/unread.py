"""How much an agent has not answered yet, asked of the log once after each news."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.runtime.news import News, What

STALE = 10.0
"""Seconds after which it is asked anew: another process may have written."""

KEPT = 1000  # conversations


class Unread:
    """Messages that persons have written since an agent last did, by conversation."""

    def __init__(self, count: Callable[[str], Awaitable[int]], news: News) -> None:
        """`count` asks the log."""
        self._count = count
        self._asked: OrderedDict[str, object] = OrderedDict()
        self._found: dict[str, tuple[int, float]] = {}
        news.listen(self._hear)

    async def of(self, sender_id: str) -> int:
        """How many in this conversation."""
        number, at = self._found.get(sender_id, (0, -STALE))
        if time.monotonic() - at < STALE:
            return number
        question = self._asked[sender_id] = object()
        number = await self._count(sender_id)
        if self._asked.get(sender_id) is question:  # nothing was heard in between
            self._found[sender_id] = number, time.monotonic()
        while len(self._asked) > KEPT:
            oldest, _ = self._asked.popitem(last=False)
            self._found.pop(oldest, None)
        return number

    def _hear(self, sender_id: str, _: What) -> None:
        self._asked.pop(sender_id, None)
        self._found.pop(sender_id, None)
