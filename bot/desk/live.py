"""The stream of what happens at the desk (`text/event-stream`), one for each tab.

Session and rights are looked at anew each time before anything is sent. What is the
same as before is not sent again. A stream ends by itself; the browser opens the next.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sanic.request import Request
from sanic.response import BaseHTTPResponse

from advice import Language
from bot.desk.auth import Door, Visit
from bot.desk.board import Board, Watcher
from bot.desk.rows import may_read
from bot.desk.talks import Talks
from records.desk import Handover

KEEP_ALIVE = 15.0
"""Seconds after which everything is looked at in any case."""

LIFETIME = 600.0
GATHER = 0.02
"""Seconds for which a burst of news is gathered into one look."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass
class Stream:
    """One stream: what it has sent last."""

    door: Door
    board: Board
    talks: Talks
    visit: Visit
    language: Language
    opened: Handover | None
    after: int
    keep_alive: float = KEEP_ALIVE
    _sent: dict[str, str] = field(default_factory=dict)

    async def run(self, request: Request) -> None:
        """Answer with the stream."""
        sender = self.opened.sender_id if self.opened else ""
        with self.board.watching(self.visit.agent.id, sender) as watcher:
            response = await request.respond(
                content_type="text/event-stream; charset=utf-8", headers=_HEADERS
            )
            await response.send(": welcome\n\n")
            await self._go_on(watcher, response)
            await response.eof()

    async def _go_on(self, watcher: Watcher, response: BaseHTTPResponse) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LIFETIME
        while loop.time() < end:
            watcher.news.clear()
            if await self._look(response.send):
                return
            try:
                await asyncio.wait_for(watcher.news.wait(), self.keep_alive)
                await asyncio.sleep(GATHER)
            except asyncio.TimeoutError:
                await response.send(": keep-alive\n\n")

    async def _look(self, send: Callable[[str], Awaitable[None]]) -> bool:
        """Send what is new; True when there will be nothing more."""
        visit = await self.door.stands(self.visit.token)
        if visit is None:
            await send(_event("signed_out", {}))
            return True
        self.visit = visit
        queue, mine, off = await self.talks.standing(visit, self.language)
        for name, data in (("queue", queue), ("mine", {"rows": mine}), ("off", off)):
            await self._send_if_new(name, data, send)
        if self.opened is not None:
            await self._look_at_open(visit, send)
        return False

    async def _look_at_open(
        self, visit: Visit, send: Callable[[str], Awaitable[None]]
    ) -> None:
        assert self.opened is not None  # noqa: S101 (asked by the caller)
        handover = await self.talks.people.handover(self.opened.id)
        if handover is None or not may_read(handover, visit):
            self.opened = None
            await send(_event("closed", {}))
            return
        row = await self.talks.row(handover, visit, self.language)
        await self._send_if_new("handover", row, send)
        said = await self.talks.messages(handover, self.language, self.after)
        for message in said:
            self.after = message["id"]
            await send(_event("message", message, message["id"]))

    async def _send_if_new(
        self, name: str, data: Any, send: Callable[[str], Awaitable[None]]
    ) -> None:
        """Seconds of waiting grow all the time: that alone is no news."""
        key = json.dumps(data, sort_keys=True, default=str)
        key = _without_seconds(key)
        if self._sent.get(name) != key:
            self._sent[name] = key
            await send(_event(name, data))


def _event(name: str, data: Any, number: int | None = None) -> str:
    text = json.dumps(data, ensure_ascii=False)  # one line: JSON escapes the others
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {text}\n\n"


def _without_seconds(text: str) -> str:
    """The text without the numbers behind `waits_seconds`."""
    head, *rest = text.split('"waits_seconds": ')
    return head + "".join(part.lstrip("0123456789") for part in rest)
