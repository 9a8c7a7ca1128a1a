"""One message of a conversation at a time, in the order of arrival, without polling.

Rasa's own stores look again once a second, so that four quick messages of one chat
wait 0, 1, 2 and 3 seconds (RasaHQ/rasa, `LockStore._acquire_lock`). Here a waiting
message is woken when the one before it is done. For one process with one event loop;
several workers need a lock that they share.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

MAX_IN_LINE = 100
"""Messages of one conversation that may be under way or waiting at once."""


@dataclass
class _Line:
    """The line before one conversation; lives as long as somebody stands in it."""

    loop: asyncio.AbstractEventLoop
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class ConversationLockStore(LockStore):  # type: ignore[misc]
    """An `asyncio.Lock` per conversation, made on demand and dropped when unused."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Take Rasa's factory argument; there is nothing to set."""
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation for the body of the `async with`.

        Raises `LockError` after `lock_lifetime` seconds of waiting, or at once if
        `MAX_IN_LINE` messages are in line. `wait_time_in_seconds` has no use here.
        """
        line = self._line(conversation_id)
        line.people += 1
        try:
            await self._wait(line, lock_lifetime)
            try:
                yield TicketLock(conversation_id)
            finally:
                line.turn.release()
        finally:
            line.people -= 1
            if not line.people and self._lines.get(conversation_id) is line:
                del self._lines[conversation_id]

    def is_someone_waiting(self, conversation_id: str) -> bool:
        """Whether a message waits behind the one under way."""
        line = self._lines.get(conversation_id)
        return line is not None and line.people > 1

    def __len__(self) -> int:
        """How many conversations are held now."""
        return len(self._lines)

    def _line(self, conversation_id: str) -> _Line:
        loop = asyncio.get_running_loop()
        line = self._lines.get(conversation_id)
        if line is None or line.loop.is_closed():
            # A closed loop ended in the middle of a turn: nobody will come out of it.
            line = self._lines[conversation_id] = _Line(loop)
        if line.loop is not loop:
            raise LockError("A conversation is held by another event loop.")
        if line.people >= MAX_IN_LINE:
            raise LockError(f"{MAX_IN_LINE} messages of a conversation are in line.")
        return line

    @staticmethod
    async def _wait(line: _Line, patience: float) -> None:
        if line.people == 1:
            await line.turn.acquire()  # free: does not give the loop away
            return
        try:
            await asyncio.wait_for(line.turn.acquire(), patience)
        except asyncio.TimeoutError as error:
            raise LockError(
                f"The message before this one took more than {patience:g} seconds."
            ) from error
