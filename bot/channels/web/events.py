"""The stream of a conversation's messages (`text/event-stream`), after a cursor.

The stored log is the stream's only source; a bell only says when to look. A stream ends
by itself, so that nothing is held for ever; the client opens the next one.
"""

import asyncio
import json
from typing import Any

from sanic.request import Request

from bot.channels.web.conversations import Conversations
from bot.channels.web.messages import Message
from records.web import WebConversation

KEEP_ALIVE = 15
"""Seconds after which something is sent, and the log looked at, in any case."""

MAX_STREAMS = 5
LIFETIME = 600.0  # seconds
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(
    request: Request,
    conversations: Conversations,
    person: WebConversation,
    after: int,
    keep_alive: float,
) -> None:
    """Answer with the stream. Raises Refused before anything is sent."""
    with conversations.bells.listening(person.sender_id) as news:
        response = await request.respond(
            content_type="text/event-stream; charset=utf-8", headers=_HEADERS
        )
        await response.send(": welcome\n\n")
        end = asyncio.get_running_loop().time() + LIFETIME
        while asyncio.get_running_loop().time() < end:
            news.clear()
            for message in await conversations.history(person, after):
                after = message["id"]
                await response.send(_event(message))
            if not await conversations.exists(person):
                await response.send("event: gone\ndata: {}\n\n")
                break
            try:
                await asyncio.wait_for(news.wait(), keep_alive)
            except asyncio.TimeoutError:
                await response.send(": keep-alive\n\n")
        await response.eof()


def _event(message: Message) -> str:
    data: dict[str, Any] = dict(message)
    text = json.dumps(data, ensure_ascii=False)  # one line: JSON escapes the others
    return f"id: {message['id']}\nevent: message\ndata: {text}\n\n"
