"""The files of `static/`, read once at start: with the right type, an ETag and caching.

Below a folder named after the hash of all files they may be cached for a year, since
the name changes with any of them; relative imports between modules stay inside it.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import refusals
from bot.channels.web.routes import add

FOLDER = Path(__file__).with_name("static")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}
WIDGET = "/widget.js"
"""What pages embed."""
A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
A_WHILE = "public, max-age=300"
_HASH = 12
_GZIP = re.compile(r"\b(?:x-)?gzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))")
# Anybody may load what is public; module scripts need to be told so.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True)
class File:
    """One file as it is sent, as it is or gzipped."""

    body: bytes
    packed: bytes
    type: str
    tag: str


class StaticFiles:
    """All files of a folder, by their path inside it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read them all; what has no known type is left out."""
        self.files = read_files(folder)
        self.version = version_of(self.files)
        loader = self.files["widget.js"].body.replace(b"VERSION", self.version.encode())
        self._loader = _file(loader, ".js")

    def address(self, name: str) -> str:
        """Where a file may be cached for long."""
        return f"/web/static/{self.version}/{name}"

    def blueprint(self) -> Blueprint:
        """`/widget.js` and `/web/static/`."""
        routes = Blueprint("web_static")
        add(routes, WIDGET, self.loader, ["GET", "HEAD"])
        add(routes, "/web/static/<name:path>", self.file, ["GET", "HEAD"])
        return routes

    async def loader(self, request: Request) -> HTTPResponse:
        """What pages embed, a classic script or a module: imports this version."""
        return answer(request, self._loader, A_WHILE, _OPEN)

    async def file(self, request: Request, name: str) -> HTTPResponse:
        """One file, with or without a version before its name.

        A page that was open while the server was renewed asks for an old version: it
        gets the present one, for once.
        """
        version, _, rest = name.partition("/")
        is_versioned = version == self.version
        found = self.files.get(rest or name)
        if found is None:
            raise refusals.not_found()
        kept = A_YEAR if is_versioned else ASK_AGAIN
        return answer(request, found, kept, _OPEN)


def read_files(folder: Path) -> dict[str, File]:
    """Files by their path inside a folder; what has no known type is left out."""
    return {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in TYPES
    }


def version_of(files: Mapping[str, File]) -> str:
    """Another one as soon as any of the files is another."""
    whole = hashlib.sha256()
    for name, file in files.items():
        whole.update(f"{name} {file.tag}\n".encode())
    return whole.hexdigest()[:_HASH]


def answer(
    request: Request, file: File, caching: str, headers: dict[str, str]
) -> HTTPResponse:
    """The file, or that it has not changed."""
    given = {
        **headers,
        "ETag": file.tag,
        "Cache-Control": caching,
        "Vary": "Accept-Encoding",
    }
    if is_known(request, file.tag):
        return HTTPResponse(status=304, headers=given)
    body = file.body
    if _GZIP.search(request.headers.get("accept-encoding", "")[:1000]):
        given["Content-Encoding"], body = "gzip", file.packed
    return HTTPResponse(body, headers=given, content_type=file.type)


def is_known(request: Request, tag: str) -> bool:
    """Whether the browser has what has this ETag."""
    asked = request.headers.get("if-none-match", "")[:1000]
    known = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return tag.removeprefix("W/") in known


def _read(path: Path) -> File:
    return _file(path.read_bytes(), path.suffix)


def _file(body: bytes, suffix: str) -> File:
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # of both forms: weak
    return File(body, gzip.compress(body, 9, mtime=0), TYPES[suffix], tag)
