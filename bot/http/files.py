"""Files of a folder, read once at start: with the right type, an ETag and caching.

Below a folder named after the hash of all files they may be cached for a year, since
the name changes with any of them; relative imports between modules stay inside it.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

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
A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
A_WHILE = "public, max-age=300"
_HASH = 12
_GZIP = re.compile(r"\b(?:x-)?gzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))")


@dataclass(frozen=True)
class File:
    """One file as it is sent, as it is or gzipped."""

    body: bytes
    packed: bytes
    type: str
    tag: str


def read_files(folder: Path) -> dict[str, File]:
    """Files by their path inside a folder; what has no known type is left out."""
    return {
        path.relative_to(folder).as_posix(): file_of(path.read_bytes(), path.suffix)
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


def file_of(body: bytes, suffix: str) -> File:
    """A file with these contents; its type by the end of its name."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # of both forms: weak
    return File(body, gzip.compress(body, 9, mtime=0), TYPES[suffix], tag)
