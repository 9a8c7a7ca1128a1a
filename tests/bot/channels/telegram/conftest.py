"""The channel on the stand-in of Telegram, before a tiny assistant or the real one."""

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sanic.touchup.service import TouchUp

from advice import Knowledge, load_knowledge
from bot import clock
from bot.channels import telegram
from bot.channels.telegram import service
from bot.runtime.assistant import Assistant, load_assistant
from bot.runtime.sentences import Sentences
from bot.runtime.server import build_app, listening
from bot.settings import PROJECT, TelegramSettings, read_settings
from bot.training import ensure_model
from records import Store, migrate
from records.telegram import TelegramRecords
from tests.bot.channels.telegram.api import DEADLINE, SECRET, TOKEN, BotApi
from tests.bot.runtime import project
from tests.bot.runtime.conftest import House, house, model

__all__ = ["house", "model"]

Start = Callable[..., AbstractAsyncContextManager["Channel"]]


@dataclass
class Channel:
    """A running channel and what stands around it."""

    api: BotApi
    assistant: Assistant
    store: Store
    records: TelegramRecords
    port: int

    async def settled(self) -> None:
        """Until everything that has arrived is answered."""

        async def wait() -> None:
            while self.api.pending or await self.records.unanswered():
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self.api.until(lambda: False), 0.05)

        await asyncio.wait_for(wait(), DEADLINE)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi().running() as api:
        yield api


@pytest.fixture
def start(api: BotApi, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts the channel before an assistant; `hook=True` with the webhook."""
    fresh = [(kind, name, getattr(kind, name)) for kind, name in TouchUp._registry]
    # Loopback is not worth the half minute for which Telegram holds a request.
    monkeypatch.setattr(service, "LONG_POLL", 1)

    @contextlib.asynccontextmanager
    async def begin(
        assistant: Assistant, store: Store, hook: bool = False, port: int = 0
    ) -> AsyncIterator[Channel]:
        for kind, name, method in fresh:
            # A start rewrites these, and cannot rewrite what it has rewritten.
            monkeypatch.setattr(kind, name, method)
        settings = TelegramSettings(TOKEN, api_url=api.url)
        if hook:
            settings = replace(settings, webhook_url="set below", webhook_secret=SECRET)
        channel = telegram.build(
            settings, assistant, knowledge, store, 30, rate=5000, second=0.05
        )
        app = build_app(assistant, [], f"test-{uuid.uuid4().hex}")
        channel.attach(app)
        async with listening(app, "127.0.0.1", port) as bound:
            if hook:
                url = f"http://127.0.0.1:{bound}{service.ROUTE}"
                channel._settings = replace(settings, webhook_url=url)
            async with channel.running():
                records = TelegramRecords(store)
                yield Channel(api, assistant, store, records, bound)

    return begin


@pytest.fixture
async def tiny(
    house: House, start: Start, knowledge: Knowledge
) -> AsyncIterator[Channel]:
    """The channel before the tiny assistant, by long polling."""
    house.assistant.sentences = Sentences(knowledge.phrases)
    async with start(house.assistant, house.store) as channel:
        yield channel


@pytest.fixture
async def hooked(
    house: House, start: Start, knowledge: Knowledge
) -> AsyncIterator[Channel]:
    """The channel before the tiny assistant, by webhook."""
    house.assistant.sentences = Sentences(knowledge.phrases)
    async with start(house.assistant, house.store, hook=True) as channel:
        await channel.api.until(lambda: channel.api.hook, "the webhook to be set")
        yield channel


@pytest.fixture
async def real(
    start: Start, knowledge: Knowledge, tmp_path: Path
) -> AsyncIterator[Channel]:
    """The channel before the real assistant."""
    ensure_model(read_settings(os.environ), print)
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    migrate(url)
    store = Store(url)
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    clock.set_clock(project.noon)
    assistant = await load_assistant(settings, knowledge, store)
    async with start(assistant, store) as channel:
        yield channel
    await assistant.tracker_store.close()
    await store.close()
    clock.set_clock(None)
