"""The pages: home, questions and answers, decisions, sitemap.

Reads addresses and parameters, fills templates. What is shown comes from `entries` and
`deciding`. Pages of the knowledge are made once a day and language and kept at hand.
"""

import asyncio
import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advice import Language, UnknownTopic
from bot.channels.web import structured
from bot.channels.web.deciding import AS_OF, DONT_KNOW, Deciding, Page
from bot.channels.web.entries import KINDS, Entries, Entry, Kind
from bot.channels.web.rendering import Address, Renderer
from bot.channels.web.sitemap import ROBOTS, sitemap
from bot.channels.web.static_files import StaticFiles
from bot.guard import mask
from bot.http import refusals, requests
from bot.http.files import A_WHILE, is_known
from bot.http.pages import PAGE_POLICY, TAGS, page_answer
from bot.http.routes import add
from bot.settings import Settings

MAX_QUERY = 200
MAX_KEPT = 2000
DEMO = "demo.html"
HELD_KINDS = ("topic", "answer")  # what `APPROVE_TOPICS` can name


class Pages:
    """The handlers, and what they need."""

    def __init__(
        self,
        entries: Entries,
        deciding: Deciding,
        renderer: Renderer,
        files: StaticFiles,
        settings: Settings,
        today: Callable[[], dt.date],
    ) -> None:
        self._entries = entries
        self._deciding = deciding
        self._renderer = renderer
        self._files = files
        self._settings = settings
        self._today = today
        self._kept: OrderedDict[tuple[str, ...], str] = OrderedDict()

    def blueprint(self) -> Blueprint:
        """All pages."""
        routes = Blueprint("web_pages")
        for path, handler in (
            ("/", self.home),
            ("/faq", self.faq),
            ("/faq/search", self.search),
            ("/faq/<kind:str>/<name:str>", self.entry),
            ("/decide", self.topics),
            ("/decide/<topic:str>", self.decide),
            ("/sitemap.xml", self.sitemap),
            ("/robots.txt", self.robots),
            ("/demo", self.demo),
        ):
            add(routes, path, handler, ["GET", "HEAD"])
        return routes

    async def home(self, request: Request) -> HTTPResponse:
        """/"""
        language = requests.language_of_request(request)
        topics = self._entries.links("topic", language)
        return await self._page(request, "home.html", Address("/"), topics=topics)

    async def faq(self, request: Request) -> HTTPResponse:
        """/faq"""
        language = requests.language_of_request(request)
        groups = [(kind, self._entries.links(kind, language)) for kind in KINDS]
        return await self._page(request, "faq.html", Address("/faq"), groups=groups)

    async def entry(self, request: Request, kind: str, name: str) -> HTTPResponse:
        """/faq/KIND/ID"""
        found = next((one for one in KINDS if one == kind), None)
        if found is None or name not in self._entries.titles(found):
            raise refusals.not_found()
        if self._is_held(kind, name):
            return self._held(request, Address(f"/faq/{kind}/{name}"), found, name)
        language, day = requests.language_of_request(request), self._today()
        bare = request.args.get("view") == "print"
        key = (kind, name, language, day.isoformat(), str(bare))
        html = self._kept.get(key)
        if html is None:
            html = await asyncio.to_thread(
                self._entry_page, found, name, language, day, bare
            )
            self._kept[key] = html
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return _public(request, html)

    async def search(self, request: Request) -> HTTPResponse:
        """/faq/search?q="""
        language = requests.language_of_request(request)
        asked = " ".join(request.args.get("q", "")[:MAX_QUERY].split())
        masked = await asyncio.to_thread(mask, asked)
        found = await asyncio.to_thread(
            self._entries.search, masked.text, language, self._today()
        )
        return await self._page(
            request,
            "search.html",
            Address("/faq/search", (("q", masked.text),)),
            query=masked.text,
            masked=bool(masked.kinds),
            found=[
                replace(one, note="") if self._is_held(one.kind, one.id) else one
                for one in found
            ],
            indexed=False,
        )

    async def topics(self, request: Request) -> HTTPResponse:
        """/decide"""
        language = requests.language_of_request(request)
        topics = self._entries.links("topic", language)
        return await self._page(
            request, "topics.html", Address("/decide"), topics=topics
        )

    async def decide(self, request: Request, topic: str) -> HTTPResponse:
        """/decide/TOPIC?FACT=VALUE"""
        if self._is_held("topic", topic):
            return self._held(request, Address(f"/decide/{topic}"), "topic", topic)
        language, today = requests.language_of_request(request), self._today()
        query = {
            name: [str(v) for v in values] for name, values in request.args.items()
        }
        try:
            page = await asyncio.to_thread(
                self._deciding.page, topic, query, today, language
            )
        except UnknownTopic as error:
            raise refusals.not_found() from error
        day = () if page.as_of == today.isoformat() else ((AS_OF, page.as_of),)
        is_plain = not (page.known or page.declined or day)
        address = _address(page, day)
        facts = [one.fact for one in (*page.known, *page.declined)]
        html = self._renderer.page(
            "decide.html",
            language,
            today,
            address,
            page=page,
            changes={fact: _address(page, day, without=fact) for fact in facts},
            as_of_today=not day,
            indexed=is_plain,
        )
        return page_answer(html, kept="no-store")

    async def sitemap(self, _: Request) -> HTTPResponse:
        """/sitemap.xml"""
        text = sitemap(self._entries, self._settings.public_url)
        headers = {"Cache-Control": A_WHILE}
        kind = "application/xml; charset=utf-8"
        return HTTPResponse(text, headers=headers, content_type=kind)

    async def robots(self, _: Request) -> HTTPResponse:
        """/robots.txt"""
        text = ROBOTS.format(base=self._settings.public_url)
        headers = {"Cache-Control": A_WHILE}
        return HTTPResponse(
            text, headers=headers, content_type="text/plain; charset=utf-8"
        )

    async def demo(self, request: Request) -> HTTPResponse:
        """/demo: a page as of another site, where there is one."""
        found = self._files.files.get(DEMO)
        if found is None:
            raise refusals.not_found()
        return _public(request, found.body.decode("utf-8"))

    def _is_held(self, kind: str, name: str) -> bool:
        """Whether it is answered only after an agent has looked."""
        return kind in HELD_KINDS and name in self._settings.desk.approve_topics

    def _held(
        self, request: Request, address: Address, kind: Kind, name: str
    ) -> HTTPResponse:
        """Says who answers this, and where to ask, instead of answering."""
        language = requests.language_of_request(request)
        html = self._renderer.page(
            "held.html",
            language,
            self._today(),
            address,
            title=self._entries.titles(kind)[name].say(language),
            indexed=False,
        )
        return page_answer(html, kept="no-store")

    def error(self, request: Request, status: int, sentence: str) -> HTTPResponse:
        """A page that says why there is none."""
        html = self._renderer.page(
            "error.html",
            requests.language_of_request(request),
            self._today(),
            Address("/"),
            sentence=sentence,
            indexed=False,
        )
        return page_answer(html, kept="no-store", status=status)

    def _entry_page(
        self, kind: Kind, name: str, language: Language, day: dt.date, bare: bool
    ) -> str:
        entry = self._entries.entry(kind, name, language, day)
        return self._renderer.page(
            f"{kind}.html",
            language,
            day,
            Address(f"/faq/{kind}/{name}"),
            entry=entry,
            bare=bare,
            indexed=not bare,
            data=self._data(entry, language),
        )

    def _data(self, entry: Entry, language: Language) -> Any:
        address = Address(f"/faq/{entry.kind}/{entry.id}").in_language(language)
        url = f"{self._settings.public_url}{address}"
        return structured.of_entry(entry, url, TAGS[language])

    async def _page(
        self, request: Request, template: str, address: Address, **values: Any
    ) -> HTTPResponse:
        language = requests.language_of_request(request)
        html = await asyncio.to_thread(
            self._renderer.page, template, language, self._today(), address, **values
        )
        return _public(request, html)


def _public(request: Request, html: str) -> HTTPResponse:
    """A page that is the same for all; or that it has not changed."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    if is_known(request, tag):
        headers = {
            "ETag": tag,
            "Cache-Control": A_WHILE,
            "Vary": "Accept-Language",
            "Content-Security-Policy": PAGE_POLICY,
        }
        return HTTPResponse(status=304, headers=headers)
    return page_answer(html, kept=A_WHILE, tag=tag)


def _address(
    page: Page, day: tuple[tuple[str, str], ...], without: str = ""
) -> Address:
    """The page's own address, perhaps without one answer."""
    known = [(one.fact, one.raw) for one in page.known if one.fact != without]
    declined = [(DONT_KNOW, o.fact) for o in page.declined if o.fact != without]
    return Address(f"/decide/{page.topic}", (*known, *declined, *day))
