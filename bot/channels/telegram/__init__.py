"""The assistant on Telegram, built on python-telegram-bot; see docs/telegram.md.

`build` wires the channel; the server attaches its webhook and keeps it running.
"""

import asyncio
from collections.abc import Callable

from advice import Knowledge
from bot import clock
from bot.channels.telegram.answering import Answering
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.faces import Faces
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.sending import Sending
from bot.channels.telegram.service import Service, application
from bot.runtime.assistant import Assistant
from bot.settings import TelegramSettings
from records import Store
from records.telegram import TelegramRecords

__all__ = ["Service", "build"]


def build(
    settings: TelegramSettings,
    assistant: Assistant,
    knowledge: Knowledge,
    store: Store,
    retention_days: int,
    *,
    greet: Callable[[str], None] = lambda _: None,
    rate: float = 30,
    second: float = 1.0,
) -> Service:
    """The channel, not yet running.

    `greet` is given the bot's address once it can be written to. `rate` is of messages
    a second, Telegram's limit unless said otherwise; `second` is the unit of the pauses
    between tries.
    """
    app = application(settings, rate)
    stop = asyncio.Event()
    records = TelegramRecords(store)
    delivery = Delivery(
        Sending(app.bot, stop, second),
        records,
        assistant.tracker_store,
        Faces(knowledge),
    )
    menu = Menu(knowledge, frozenset(assistant.domain.intents))
    answering = Answering(assistant, records, delivery, menu, retention_days, stop)
    return Service(settings, app, answering, records, clock.now, greet)
