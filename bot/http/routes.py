"""Adds methods of an object as handlers: Sanic 21.12 takes functions only."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

Handler = Callable[..., Awaitable[HTTPResponse | None]]


def add(
    routes: Blueprint,
    path: str,
    handler: Handler,
    methods: Sequence[str],
    name: str = "",
) -> None:
    """Let `handler` answer these methods at `path`, under its own name or another."""

    async def handle(request: Request, **parts: Any) -> HTTPResponse | None:
        return await handler(request, **parts)

    own = name or str(getattr(handler, "__name__", path))
    routes.add_route(handle, path, methods=list(methods), name=own)
