"""A stream of events (`text/event-stream`) as every room sends it.

It is looked for news whenever a bell rings, and once in a while in any case. A stream
ends by itself, so that nothing is held for ever; the client opens the next one.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.request import Request

KEEP_ALIVE = 15.0
"""Seconds after which something is sent, and looked for news, in any case; a little
more or less, so that streams which one bell woke do not wake together ever after."""

LIFETIME = 600.0  # seconds
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Send = Callable[[str], Awaitable[None]]


async def stream(
    request: Request,
    news: asyncio.Event,
    look: Callable[[Send], Awaitable[bool]],
    keep_alive: float = KEEP_ALIVE,
    gather: float = 0.0,
) -> None:
    """Answer with a stream, until `look` says that there will be nothing more.

    `look` sends what is new since it looked last; `gather` are the seconds for which a
    burst of news is gathered into one look. Cancelled when the client has gone.
    """
    response = await request.respond(
        content_type="text/event-stream; charset=utf-8", headers=_HEADERS
    )
    await response.send(": welcome\n\n")
    end = asyncio.get_running_loop().time() + LIFETIME
    while asyncio.get_running_loop().time() < end:
        news.clear()
        if await look(response.send):
            break
        patience = keep_alive * random.uniform(0.8, 1.2)  # noqa: S311, no secret
        if await _rings(news, patience):
            await asyncio.sleep(gather)
        else:
            await response.send(": keep-alive\n\n")
    await response.eof()


def event(name: str, data: Any, number: int | None = None) -> str:
    """One event; with a number, from which a client may go on."""
    text = json.dumps(data, ensure_ascii=False)  # one line: JSON escapes the others
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {text}\n\n"


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    """Whether a bell rings within so many seconds.

    Up to Python 3.11 `asyncio.wait_for` goes on where the bell rings at the moment in
    which the client goes (python/cpython#86296): its stream would count as open until
    something is sent.
    """
    waiting = asyncio.ensure_future(bell.wait())
    try:
        await asyncio.wait({waiting}, timeout=seconds)
        return waiting.done()
    finally:
        waiting.cancel()
