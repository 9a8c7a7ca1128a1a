"""Wakes whoever waits for news of a conversation, inside this process.

Whoever misses a ring (another process has written) looks again by himself after a
while; a bell only makes it quick.
"""

import asyncio
import contextlib
from collections.abc import Iterator

from bot.http import refusals
from bot.runtime.news import What


class Bells:
    """The listeners of each conversation."""

    def __init__(self, most: int) -> None:
        """At most `most` may listen to one conversation."""
        self._most = most
        self._listeners: dict[str, set[asyncio.Event]] = {}

    def ring(self, sender_id: str) -> None:
        """Something was said, or the conversation is gone."""
        for listener in self._listeners.get(sender_id, ()):
            listener.set()

    def hear(self, sender_id: str, what: What) -> None:
        """Ring where something was said outside of the person's own turns."""
        if what == "said":
            self.ring(sender_id)

    @contextlib.contextmanager
    def listening(self, sender_id: str) -> Iterator[asyncio.Event]:
        """An event that is set at each ring. Raises Refused where too many listen."""
        listeners = self._listeners.setdefault(sender_id, set())
        if len(listeners) >= self._most:
            raise refusals.too_many(5)
        listener = asyncio.Event()
        listeners.add(listener)
        try:
            yield listener
        finally:
            listeners.discard(listener)
            if not listeners:
                self._listeners.pop(sender_id, None)
