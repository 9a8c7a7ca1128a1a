"""The stream of a conversation's messages, after a cursor.

The stored log is the stream's only source; a bell only says when to look.
"""

from sanic.request import Request

from bot.channels.web.conversations import Conversations
from bot.http.streams import Send, event, stream
from records.web import WebConversation

KEEP_ALIVE = 15
"""Seconds after which something is sent, and the log looked at, in any case."""

MAX_STREAMS = 5


async def stream_messages(
    request: Request,
    conversations: Conversations,
    person: WebConversation,
    after: int,
    keep_alive: float,
) -> None:
    """Answer with the stream. Raises Refused before anything is sent."""

    async def look(send: Send) -> bool:
        nonlocal after
        for message in await conversations.history(person, after):
            after = message["id"]
            await send(event("message", message, after))
        if await conversations.exists(person):
            return False
        await send(event("gone", {}))
        return True

    with conversations.bells.listening(person.sender_id) as news:
        await stream(request, news, look, keep_alive)
