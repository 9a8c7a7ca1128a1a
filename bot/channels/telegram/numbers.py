"""Which numbers messages have, and so where one of ours may stand unknown to us.

Telegram numbers the messages of all private chats of a bot in one row, people's and
ours; groups have rows of their own and are left out. A number that somebody's message
is known to have is nobody else's.
"""

from itertools import islice

MOST = 20_000
"""Chats, and numbers, that are remembered."""

AHEAD = 40
"""Numbers above the highest known one that may have been given: sends under way."""

MOST_TRIED = 300
"""Numbers tried for one message; each costs a request."""


class Numbers:
    """What is known of the numbers of messages in private chats."""

    def __init__(self) -> None:
        self._highest = 0
        self._floors: dict[int, int] = {}
        self._known: dict[int, None] = {}

    @property
    def highest(self) -> int:
        """The highest number that is known; 0 before any."""
        return self._highest

    def saw(self, chat_id: int, number: int | None) -> None:
        """Note a message, whoever sent it."""
        if number is None or chat_id <= 0:
            return
        self._highest = max(self._highest, number)
        self._known[number] = None
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def settle(self, chat_id: int, number: int | None) -> None:
        """Note that of our messages in a chat, all up to this number are known."""
        if number is None or chat_id <= 0:
            return
        self.saw(chat_id, number)
        self._floors[chat_id] = max(self._floors.pop(chat_id, 0), number)
        if len(self._floors) > MOST:
            del self._floors[next(iter(self._floors))]

    def settled(self, chat_id: int) -> int | None:
        """The number up to which all is known in a private chat."""
        return self._floors.get(chat_id)

    def unknown(self, chat_id: int) -> list[int]:
        """The numbers that an unknown message of ours may have, the latest first."""
        floor = self._floors.get(chat_id)
        if floor is None:
            return []
        free = (
            number
            for number in range(max(self._highest, floor) + AHEAD, floor, -1)
            if number not in self._known
        )
        return [*islice(free, MOST_TRIED)]
