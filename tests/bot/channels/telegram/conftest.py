"""The channel on the stand-in of Telegram, before a tiny assistant or the real one."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from advice import Knowledge, load_knowledge
from bot.channels.telegram import service
from bot.runtime.sentences import Sentences
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.running import (
    Channel,
    channel_running,
    real_assistant,
)
from tests.bot.channels.telegram.scenario import Nursery
from tests.bot.runtime.conftest import House, house, model

__all__ = ["house", "model"]

Start = Callable[..., AbstractAsyncContextManager[Channel]]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi().running() as api:
        yield api


@pytest.fixture
def start(api: BotApi, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts the channel before an assistant; `hook=True` with the webhook."""
    # Loopback is not worth the half minute for which Telegram holds a request.
    monkeypatch.setattr(service, "LONG_POLL", 1)

    def begin(*given: Any, **named: Any) -> AbstractAsyncContextManager[Channel]:
        return channel_running(api, *given, knowledge=knowledge, **named)

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
    async with (
        real_assistant(knowledge, tmp_path / "assistant.db") as (
            assistant,
            store,
        ),
        start(assistant, store) as channel,
    ):
        yield channel
