"""The channel, running on the stand-in of Telegram: for tests and the transcript."""

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from advice import Knowledge
from bot import clock
from bot.channels import telegram
from bot.channels.telegram import service
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.runtime.rest import RestChannel
from bot.runtime.server import build_app
from bot.settings import TelegramSettings, read_settings
from records import Store, migrate
from records.telegram import TelegramRecords
from tests.bot.channels.telegram.api import DEADLINE, SECRET, TOKEN, BotApi
from tests.bot.runtime import project
from tests.bot.serving import listening


@dataclass
class Channel:
    """A running channel and what stands around it."""

    api: BotApi
    assistant: Assistant
    store: Store
    records: TelegramRecords
    port: int
    greeted: list[str]

    async def settled(self) -> None:
        """Until everything that has arrived is answered."""

        async def wait() -> None:
            while self.api.pending or await self.records.unanswered():
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self.api.until(lambda: False), 0.05)

        await asyncio.wait_for(wait(), DEADLINE)


@contextlib.asynccontextmanager
async def channel_running(
    api: BotApi,
    assistant: Assistant,
    store: Store,
    knowledge: Knowledge,
    *,
    hook: bool = False,
    token: str = TOKEN,
) -> AsyncIterator[Channel]:
    """The channel before an assistant, by polling or over a webhook."""
    settings = TelegramSettings(token, api_url=api.url)
    if hook:
        settings = replace(settings, webhook_url="set below", webhook_secret=SECRET)
    greeted: list[str] = []
    channel = telegram.build(
        settings,
        assistant,
        knowledge,
        store,
        30,
        greet=greeted.append,
        rate=5000,
        second=0.05,
    )
    app = build_app(assistant, [RestChannel()], f"test-{uuid.uuid4().hex}")
    channel.attach(app)
    async with listening(app) as port:
        if hook:
            url = f"http://127.0.0.1:{port}{service.ROUTE}"
            channel._settings = replace(settings, webhook_url=url)
        async with channel.running():
            records = TelegramRecords(store)
            yield Channel(api, assistant, store, records, port, greeted)


@contextlib.asynccontextmanager
async def real_assistant(
    knowledge: Knowledge, database: Path
) -> AsyncIterator[tuple[Assistant, Store]]:
    """The assistant with its own model, on a fresh database, at noon of a fixed day."""
    url = f"sqlite:///{database}"
    migrate(url)
    store = Store(url)
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    with clock.set_to(project.noon):
        try:
            assistant = await load_assistant(settings, knowledge, store)
            yield assistant, store
            await assistant.tracker_store.close()
        finally:
            await store.close()
