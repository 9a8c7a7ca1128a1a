"""The files of `static/`: the widget's, and `/widget.js` by which a page embeds it.

Pages of other sites may load them all.
"""

from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.http import refusals
from bot.http.files import (
    A_WHILE,
    A_YEAR,
    ASK_AGAIN,
    answer,
    file_of,
    read_files,
    version_of,
)
from bot.http.routes import add

FOLDER = Path(__file__).with_name("static")
WIDGET = "/widget.js"
"""What pages embed."""

# Anybody may load what is public; module scripts need to be told so.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class StaticFiles:
    """All files of a folder, by their path inside it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read them all; what has no known type is left out."""
        self.files = read_files(folder)
        self.version = version_of(self.files)
        loader = self.files["widget.js"].body.replace(b"VERSION", self.version.encode())
        self._loader = file_of(loader, ".js")

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
