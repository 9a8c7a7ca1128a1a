"""The desk's page and the files of `static/`: all that a browser needs before it asks.

The page holds nothing about anybody: who may see what is decided by the interface
(`/desk/api`), so whoever is not signed in gets a way in and nothing else.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advice import LANGUAGES, Knowledge, Language
from bot.http import refusals, requests
from bot.http.files import (
    A_YEAR,
    ASK_AGAIN,
    answer,
    read_files,
    version_of,
)
from bot.http.pages import TAGS, page_answer
from bot.http.routes import add

FOLDER = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")
PREFIX = "/desk"
WORDS = "desk_screen_"
"""Phrases whose names begin so are the words of the screens."""

_READS = ["GET", "HEAD"]


class DeskPage:
    """`/desk` and `/desk/static/`."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read every file once; they may be cached for a year by their hash."""
        self.files = read_files(FOLDER)
        self.version = version_of(self.files)
        self._pages = {one: self._page(knowledge, one) for one in LANGUAGES}

    def address(self, name: str) -> str:
        """Where a file may be cached for long."""
        return f"{PREFIX}/static/{self.version}/{name}"

    def blueprint(self) -> Blueprint:
        """The routes; the site's own hooks set the headers that all answers have."""
        routes = Blueprint("desk_page", url_prefix=PREFIX)
        add(routes, "/", self.page, _READS)
        add(routes, "/static/<name:path>", self.file, _READS)
        return routes

    async def page(self, request: Request) -> HTTPResponse:
        """The page, in the browser's language; the rest is said by the screens."""
        language = requests.language_of_request(request)
        return page_answer(self._pages[language], ASK_AGAIN)

    async def file(self, request: Request, name: str) -> HTTPResponse:
        """One file; a page that was open while the server was renewed gets the new."""
        version, _, rest = name.partition("/")
        found = self.files.get(rest or name)
        if found is None:
            raise refusals.not_found()
        kept = A_YEAR if version == self.version else ASK_AGAIN
        return answer(request, found, kept, {})

    def _page(self, knowledge: Knowledge, language: Language) -> str:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        words = knowledge.phrases
        return environment.get_template("page.html").render(
            tag=TAGS[language],
            title=words[f"{WORDS}title"].say(language),
            noscript=words[f"{WORDS}noscript"].say(language),
            css=self.address("desk.css"),
            icon=self.address("icon.svg"),
            script=self.address("desk.js"),
            modules=[self.address(one) for one in self.files if one.endswith(".js")],
        )
