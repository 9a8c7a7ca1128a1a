"""The web over real HTTP on loopback: a tiny model, the project's own knowledge."""

import contextlib
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

import search
from advice import Advisor, Knowledge, load_knowledge
from bot import clock
from bot.channels.web import site as web_site
from bot.channels.web.conversations import Conversations
from bot.channels.web.site import add_web
from bot.nlu.search_words import tokeniser
from bot.nlu.terms import TERMS, Terms
from bot.runtime.assistant import Assistant
from bot.runtime.rest import RestChannel
from bot.runtime.server import build_app
from bot.settings import PROJECT, read_settings
from bot.typed import Reader
from records import Store, migrate
from tests.bot.runtime import project
from tests.bot.runtime.conftest import model
from tests.bot.runtime.tiny import tiny_assistant
from tests.bot.serving import listening

__all__ = ["model"]
MANY = {"WEB_REQUESTS_A_MINUTE": "60000", "WEB_MESSAGES_A_MINUTE": "6000"}


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture(scope="session")
def index(knowledge: Knowledge) -> search.Index:
    return search.build(knowledge, tokeniser(Terms.read(PROJECT / TERMS)))


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> Reader:
    """Knows the names of all places: made once, as in a server."""
    return Reader(knowledge)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "assistant.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def advisor(knowledge: Knowledge) -> Advisor:
    return Advisor(knowledge)


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.set_to(project.noon):
        yield


@dataclass
class Site:
    """A running server, what is behind it, and a client for it."""

    client: httpx.AsyncClient
    assistant: Assistant
    store: Store
    conversations: Conversations
    database: Path
    token: str = field(default="", repr=False)

    @property
    def port(self) -> int:
        return int(self.client.base_url.port or 0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def begin(self, language: str = "en") -> str:
        answer = await self.client.post(
            "/web/conversations", json={"language": language}
        )
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self.token

    async def post(self, message_id: str, **body: Any) -> httpx.Response:
        sent = {"id": message_id.ljust(8, "_"), **body}
        return await self.client.post("/web/messages", json=sent, headers=self.headers)

    async def say(self, message_id: str, **body: Any) -> dict[str, Any]:
        answer = await self.post(message_id, **body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def history(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.client.get(
            "/web/history", params={"after": after}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found


Serve = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture
def serve(
    model: Path,
    knowledge: Knowledge,
    index: search.Index,
    reader: Reader,
    empty_database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    noon: None,
) -> Serve:
    """Starts a server with these settings; each start is a process of its own kind."""
    monkeypatch.setattr(web_site, "Reader", lambda _: reader)

    @contextlib.asynccontextmanager
    async def started(**environ: str) -> AsyncIterator[Site]:
        database = tmp_path / "assistant.db"
        given = {**MANY, "DATABASE_URL": f"sqlite:///{database}", **environ}
        settings = read_settings(given)
        if not database.exists():
            shutil.copy(empty_database, database)
        store = Store(settings.database_url)
        assistant = tiny_assistant(
            model, settings.database_url, store, knowledge.phrases
        )
        assistant.index = index
        app = build_app(assistant, [RestChannel()], f"web-{uuid.uuid4().hex}")
        talks = add_web(app, assistant, store, knowledge, settings)
        async with listening(app) as port:
            url = f"http://127.0.0.1:{port}"
            client = httpx.AsyncClient(
                base_url=url,
                trust_env=False,
                headers={"Accept-Language": "en"},
                timeout=60,
                verify=False,  # noqa: S501 - plain HTTP; reading certificates is slow
            )
            async with client:
                yield Site(client, assistant, store, talks, database)
        await assistant.tracker_store.close()
        await store.close()

    return started


@pytest.fixture
async def site(serve: Serve) -> AsyncIterator[Site]:
    async with serve() as running:
        yield running


@pytest.fixture
async def talk(site: Site) -> Site:
    await site.begin()
    return site
