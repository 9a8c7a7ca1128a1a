"""Tells whoever listens that something has happened in a conversation.

For channels, which bring to a person what was said outside of his own turns, and for
the agents' desk. Only inside this process: a listener also looks by itself at times.
"""

from collections.abc import Callable
from typing import Literal

What = Literal["turn", "said", "gone"]
"""A turn is over; something was said outside of one, that has to be brought; the
conversation was deleted."""

Listener = Callable[[str, What], None]


class News:
    """The listeners; each is a function that returns at once and does not raise."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the conversation's id and what has happened."""
        self._listeners.append(listener)

    def stop(self, listener: Listener) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def tell(self, sender_id: str, what: What) -> None:
        """Something has happened in this conversation."""
        for listener in self._listeners:
            listener(sender_id, what)
