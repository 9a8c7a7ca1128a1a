"""Reads what every request says: language, address, origin, cursor, a bounded body.

Nothing in a request is believed beyond its form. Raises `Refused`.
"""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from sanic.request import Request

from advice import LANGUAGES, Language
from bot.http import refusals

MAX_BODY = 32_768
"""Bytes; the longest message, each character written as an escape, is shorter."""

_CURSOR = re.compile(r"[0-9]{1,18}")
_PREFERRED = re.compile(r"\s*([a-zA-Z]{1,8}|\*)[^,;]*(?:;\s*q=([01](?:\.\d{1,3})?))?")
_MAX_HEADER = 200


def language_of_request(request: Request) -> Language:
    """`?lang=`, else the one of ours that the browser likes best, else Chinese."""
    asked = request.args.get("lang")
    for language in LANGUAGES:
        if asked == language:
            return language
    best: Language = "zh"
    weight = 0.0
    for part in request.headers.get("accept-language", "")[:_MAX_HEADER].split(","):
        found = _PREFERRED.match(part)
        if found is None:
            continue
        liked = float(found[2] or 1)
        for language in LANGUAGES:
            if found[1].lower() == language and liked > weight:
                best, weight = language, liked
    return best


def address_of(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, for one person has it all."""
    text = str(request.remote_addr or request.ip)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text[:_MAX_HEADER]
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


def origin_of(request: Request) -> str | None:
    """The origin of the page that asks, where it is not our own; None for our own."""
    origin = request.headers.get("origin")
    if origin is None:
        return None
    host = request.headers.get("host", "")
    try:
        own = urlsplit(origin).netloc == host and origin.startswith("http")
    except ValueError:
        own = False
    return None if own and host else str(origin)


def cursor_of(text: str | None) -> int:
    """A cursor that we gave; 0 for none."""
    if not text:
        return 0
    if not _CURSOR.fullmatch(text):
        raise refusals.bad_request()
    return int(text)


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the body; an empty body is an empty one."""
    bounded(request)
    if not request.body:
        return {}
    try:
        body = request.json
    except Exception as error:  # Sanic wraps whatever its parser raises
        raise refusals.bad_request() from error
    if not isinstance(body, dict):
        raise refusals.bad_request()
    return body


def bounded(request: Request) -> None:
    """Refuse a body that is too long."""
    if len(request.body) > MAX_BODY:
        raise refusals.too_large()
