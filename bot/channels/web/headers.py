"""Security headers for every answer, and which foreign pages may ask (CORS).

Nothing inline runs on our pages, and nothing but our own files is loaded. Origins are
compared with a list from the settings; no cookie is ever used.
"""

from collections.abc import Callable
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.http import refusals, requests
from bot.settings import Settings

DATA_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "600",
}
API = "/web/"
_A_YEAR = "max-age=31536000"


def guard_headers(app: Sanic, settings: Settings) -> None:
    """Set the headers of every answer; refuse pages of sites that are not listed."""
    allowed = {settings.public_url, *settings.web_origins}
    secure = settings.public_url.startswith("https://")

    @app.on_request  # type: ignore[untyped-decorator]
    async def look_at_origin(request: Request) -> None:
        if not _is_api(request):
            return
        origin = requests.origin_of(request)
        if origin is not None and origin not in allowed:
            raise refusals.foreign_origin()

    @app.on_response  # type: ignore[untyped-decorator]
    async def set_headers(request: Request, response: BaseHTTPResponse) -> None:
        headers: Any = response.headers
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", DATA_POLICY)
        if secure:
            headers.setdefault("Strict-Transport-Security", _A_YEAR)
        if _is_api(request):
            _allow(request, headers, allowed)


def _allow(request: Request, headers: Any, allowed: set[str]) -> None:
    """Let a listed page read the answer."""
    if "Access-Control-Allow-Origin" in headers:
        return
    vary = headers.get("Vary")
    headers["Vary"] = f"{vary}, Origin" if vary else "Origin"
    origin = request.headers.get("origin")
    if origin in allowed:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = "Retry-After"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            headers.update(_PREFLIGHT)


def _is_api(request: Request) -> bool:
    """Whether a path is one of the interface; static files are open to all."""
    path = str(request.path)
    return path.startswith(API) and not path.startswith(f"{API}static/")


Wait = Callable[[str], float]


def limit_addresses(app: Sanic, take: Wait, free: tuple[str, ...]) -> None:
    """Refuse whoever asks too often, by address; paths below `free` cost nothing."""

    @app.on_request  # type: ignore[untyped-decorator]
    async def count(request: Request) -> None:
        if request.method == "OPTIONS" or str(request.path).startswith(free):
            return
        wait = take(requests.address_of(request))
        if wait:
            raise refusals.too_many(wait)
