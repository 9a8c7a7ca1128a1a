"""The interface for other systems over real HTTP: the real model, a loop in a thread.

The server has a thread of its own, so that tests may ask it as any client does.
"""

import asyncio
import contextlib
import datetime as dt
import os
import threading
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import pytest

from advice import Knowledge, load_knowledge
from bot import clock
from bot.channels.web.site import add_web
from bot.interface import add_api
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.runtime.server import build_app
from bot.settings import PROJECT, read_settings
from bot.tokens import hash_of, new_token
from bot.training import ensure_model
from records import Store, migrate
from tests.bot.serving import listening

NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.timezone.utc)
MANY = {"API_REQUESTS_A_MINUTE": "60000", "WEB_REQUESTS_A_MINUTE": "60000"}
LONGEST_START = 120  # seconds
T = TypeVar("T")


class Background:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns."""
        done = asyncio.run_coroutine_threadsafe(work, self.loop)
        return done.result(LONGEST_START)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(LONGEST_START)
        self.loop.close()


@dataclass
class House:
    """One assistant for all servers."""

    background: Background
    assistant: Assistant
    store: Store
    knowledge: Knowledge
    url: str


@dataclass
class Api:
    """A running server and a client with its token."""

    client: httpx.Client
    house: House
    token: str

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.client.post(f"/api/v1{path}", json=body)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(f"/api/v1{path}", params=query)

    def assist(self, text: str, **more: Any) -> dict[str, Any]:
        answer = self.post("/assist", text=text, **more)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


Serve = Callable[..., AbstractContextManager[Api]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    ensure_model(read_settings(os.environ), print)
    url = f"sqlite:///{tmp_path_factory.mktemp('interface') / 'assistant.db'}"
    migrate(url)
    background = Background()
    store = Store(url)
    knowledge = load_knowledge(PROJECT / "knowledge")
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    assistant = background.run(load_assistant(settings, knowledge, store))
    with clock.set_to(lambda: NOON):
        yield House(background, assistant, store, knowledge, url)
    background.run(assistant.tracker_store.close())
    background.run(store.close())
    background.stop()


@pytest.fixture(scope="module")
def serve(house: House) -> Iterator[Serve]:
    """Starts a server with these settings."""

    @contextlib.contextmanager
    def started(tokens: bool = True, **environ: str) -> Iterator[Api]:
        token = new_token()
        kept = {"API_TOKENS": f"callcentre={hash_of(token)}"} if tokens else {}
        given = {"DATABASE_URL": house.url, **MANY, **kept, **environ}
        settings = read_settings(given)

        async def start() -> tuple[AsyncExitStack, int]:
            app = build_app(house.assistant, [], f"api-{uuid.uuid4().hex}")
            add_web(app, house.assistant, house.store, house.knowledge, settings)
            add_api(app, house.assistant, house.knowledge, settings)
            stack = AsyncExitStack()
            port = await stack.enter_async_context(listening(app))
            return stack, port

        stack, port = house.background.run(start())
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, headers=headers
        ) as client:
            yield Api(client, house, token)
        house.background.run(stack.aclose())

    yield started


@pytest.fixture(scope="module")
def api(serve: Serve) -> Iterator[Api]:
    with serve() as running:
        yield running
