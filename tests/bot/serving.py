"""Several servers in one process, one after another and one inside another.

A start of Sanic rewrites methods of its classes for good. The next server needs them as
they were when Sanic was imported; one that goes on after it, as they were rewritten.
"""

import contextlib
from collections.abc import AsyncIterator

from sanic import Sanic
from sanic.touchup.service import TouchUp

from bot.runtime import server

Methods = list[tuple[type, str, object]]

_AS_IMPORTED: Methods = [
    (target, name, getattr(target, name)) for target, name in TouchUp._registry
]
assert Sanic in {target for target, _, _ in _AS_IMPORTED}


@contextlib.asynccontextmanager
async def listening(app: Sanic, port: int = 0) -> AsyncIterator[int]:
    """The app on loopback, by the server's own `listening`; yields its port."""
    found = [(target, name, getattr(target, name)) for target, name, _ in _AS_IMPORTED]
    _put(_AS_IMPORTED)
    try:
        async with server.listening(app, "127.0.0.1", port) as bound:
            yield bound
    finally:
        _put(found)


def _put(methods: Methods) -> None:
    for target, name, method in methods:
        setattr(target, name, method)
