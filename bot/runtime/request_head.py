"""Refuses requests whose length is not a length, before Sanic reads their body.

Sanic 21.12 takes `Content-Length: -5` for a number and reads on for ever: one such
request stops the server (`sanic.http.Http.read`). A test fails without this.
"""

import re

from sanic import Sanic
from sanic.exceptions import InvalidUsage

_LENGTH = re.compile(rb"[0-9]{1,12}")


def guard_length(app: Sanic) -> None:
    """Answer such requests with status 400."""

    @app.signal("http.lifecycle.read_head")
    async def check(head: bytes) -> None:
        if not _is_sound(head):
            raise InvalidUsage("Bad Request")


def _is_sound(head: bytes) -> bool:
    lengths, codings = set(), set()
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            lengths.add(value.strip())
        elif name.lower() == b"transfer-encoding":
            codings.add(value.lstrip())
    if len(lengths) + len(codings) > 1 or not codings <= {b"chunked"}:
        return False
    return all(_LENGTH.fullmatch(length) for length in lengths)
