"""The stream of what happens at the desk (`text/event-stream`), one for each tab.

Session and rights are looked at anew each time before anything is sent. What is the
same as before is not sent again.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from sanic.request import Request

from advice import Language
from bot.desk.auth import Door, Visit
from bot.desk.board import Board
from bot.desk.rows import may_read
from bot.desk.talks import Talks
from bot.http.streams import Send, event, stream
from records.desk import Handover

GATHER = 0.02
"""Seconds for which a burst of news is gathered into one look."""


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
    _sent: dict[str, str] = field(default_factory=dict)

    async def run(self, request: Request) -> None:
        """Answer with the stream."""
        sender = self.opened.sender_id if self.opened else ""
        with self.board.watching(self.visit.agent.id, sender) as watcher:
            await stream(request, watcher.news, self._look, gather=GATHER)

    async def _look(self, send: Send) -> bool:
        """Send what is new; True when there will be nothing more."""
        visit = await self.door.stands(self.visit.token)
        if visit is None:
            await send(event("signed_out", {}))
            return True
        self.visit = visit
        opened = await self._look_at_open(visit, send)
        queue, mine, off = await self.talks.standing(visit, self.language)
        for name, data in (("queue", queue), ("mine", {"rows": mine}), ("off", off)):
            await self._send_if_new(name, data, send)
        if opened is not None:
            row = next((one for one in mine if one["id"] == opened.id), None)
            row = row or await self.talks.row(opened, visit, self.language)
            await self._send_if_new("handover", row, send)
        return False

    async def _look_at_open(self, visit: Visit, send: Send) -> Handover | None:
        """What was said there goes out before everything else is read anew."""
        if self.opened is None:
            return None
        handover = await self.talks.people.handover(self.opened.id)
        if handover is None or not may_read(handover, visit):
            self.opened = None
            await send(event("closed", {}))
            return None
        said = await self.talks.messages(handover, self.language, self.after)
        for message in said:
            self.after = message["id"]
            await send(event("message", message, message["id"]))
        return handover

    async def _send_if_new(self, name: str, data: Any, send: Send) -> None:
        """Seconds of waiting grow all the time: that alone is no news."""
        key = json.dumps(data, sort_keys=True, default=str)
        key = _without_seconds(key)
        if self._sent.get(name) != key:
            self._sent[name] = key
            await send(event(name, data))


def _without_seconds(text: str) -> str:
    """The text without the numbers behind `waits_seconds`."""
    head, *rest = text.split('"waits_seconds": ')
    return head + "".join(part.lstrip("0123456789") for part in rest)
