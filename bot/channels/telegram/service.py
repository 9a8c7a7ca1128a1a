"""The channel in the assistant's process: starts, takes updates, stops.

Updates come by long polling, or over a webhook where there is a public address. Each is
kept before Telegram is told that it has arrived. Telegram need not be reachable for the
assistant to start: it is said once, and tried again.
"""

import asyncio
import contextlib
import datetime as dt
import hmac
import importlib.util
import logging
import re
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from telegram import Update, User
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler
from telegram.warnings import PTBUserWarning

from bot.channels.telegram import order
from bot.channels.telegram.answering import Answering
from bot.channels.telegram.incoming import TAKEN, Incoming, reduce
from bot.channels.telegram.sending import (
    CONNECTIONS,
    MOST_TYPING,
    Pace,
    Refused,
    Sending,
    Stopping,
    seconds,
)
from bot.runtime.news import What
from bot.settings import TelegramSettings
from records import RecordsError
from records.telegram import TelegramRecords

ROUTE = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name)
_SENDER = re.compile(r"tg:(-?[0-9]+):([0-9]+)")
LONG_POLL = 30
"""Seconds for which Telegram holds a request when there is nothing new."""

ANSWER_WITHIN = 20
"""Seconds for which an answer of Telegram is waited for."""

SENT_AGAIN = dt.timedelta(days=3)
"""Telegram keeps an update for a day; a number may come back after a quiet week."""

LAST_WORDS = 10.0  # seconds for turns that are under way when the program stops
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0

Numbered = tuple[int, Incoming | None]
"""An update's number, and the update; None for one that is not to be answered."""

T = TypeVar("T")
Clock = Callable[[], dt.datetime]
Bot = Application[Any, Any, Any, Any, Any, Any]
logger = logging.getLogger(__name__)


def application(settings: TelegramSettings, rate: float = 30) -> Bot:
    """python-telegram-bot's application; `rate` is of messages a second."""
    _keep_quiet()
    _spare_searches()
    builder = Application.builder().token(settings.token)
    builder = builder.base_url(f"{settings.api_url}/bot")
    builder = builder.base_file_url(f"{settings.api_url}/file/bot")
    pace: Any = Pace(overall_max_rate=rate)
    builder = builder.rate_limiter(pace)
    builder = builder.concurrent_updates(order.InOrder())
    builder = builder.connection_pool_size(CONNECTIONS + MOST_TYPING)
    builder = builder.pool_timeout(LONG_POLL).connect_timeout(ANSWER_WITHIN)
    # Who gives up early does not know whether what he sent has arrived.
    builder = builder.read_timeout(ANSWER_WITHIN).write_timeout(ANSWER_WITHIN)
    return builder.updater(None).job_queue(None).build()


class Service:
    """Takes updates and has them answered, from `running` on until its end."""

    def __init__(
        self,
        settings: TelegramSettings,
        app: Bot,
        answering: Answering,
        records: TelegramRecords,
        clock: Clock,
        greet: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._app = app
        self._answering = answering
        self._records = records
        self._clock = clock
        self._greet = greet
        self._stop = answering.stop
        self._sending: Sending = answering.delivery.sending
        self._me: User | None = None
        self._order: order.Sequence | None = None
        self._newest: int | None = None
        self._said: set[str] = set()
        self.perhaps_unsent: Callable[[], Awaitable[Sequence[str]]] = _nobody
        app.add_handler(TypeHandler(Incoming, self._handle))

    def hear(self, sender_id: str, what: What) -> None:
        """Bring what was said outside of a turn; before the start is over, then."""
        if what == "said" and self._order is not None:
            self._bring(sender_id)

    def attach(self, server: Sanic) -> None:
        """Offer the webhook; with long polling there is none."""
        if self._settings.webhook_url:
            server.add_route(self.hook, ROUTE, methods=["POST"], name="telegram")

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take and answer updates for the body of the `async with`."""
        task = asyncio.create_task(self._run())
        task.add_done_callback(_tell_of_failure)
        try:
            yield
        finally:
            self._stop.set()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
            await self._end()

    async def hook(self, request: Request) -> HTTPResponse:
        """One update over the webhook; what cannot be kept now is sent again."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._settings.webhook_secret.encode()):
            return empty(HTTPStatus.FORBIDDEN)
        if self._order is None:
            return empty(HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            self._put(await self._take([request.json]))
        except RecordsError as error:
            self._say_once("records", f"updates cannot be kept: {error}")
            return empty(HTTPStatus.SERVICE_UNAVAILABLE)
        return empty(HTTPStatus.OK)

    async def _run(self) -> None:
        with contextlib.suppress(Stopping):
            if not await self._connect():
                return
            await self._app.start()
            left = await self._patiently(self._left)
            await self._sending.keep_on(self._app.bot.delete_webhook)
            offset, waited = await self._waited()
            self._begin([*left, *waited])
            for sender_id in await self._patiently(self.perhaps_unsent):
                self._bring(sender_id, again=True)
            if not await self._introduced():
                return
            self._greet(f"https://t.me/{self._me and self._me.username}")
            while not self._settings.webhook_url:
                poll = partial(self._fetch, offset, LONG_POLL)
                offset, new = await self._patiently(poll)
                self._put(new)

    async def _connect(self) -> bool:
        """Wait until Telegram answers; False if it does not take the token."""
        while True:
            try:
                await self._app.initialize()
            except InvalidToken:
                self._say_once(
                    "token",
                    "Telegram does not take TELEGRAM_BOT_TOKEN: set the one that "
                    "BotFather gave you. The assistant runs without Telegram.",
                )
                return False
            except TelegramError as error:
                kind = type(error.__cause__ or error).__name__
                self._say_once(
                    "away", f"Telegram cannot be reached ({kind}); trying on."
                )
                await self._sending.pause(_FIRST_PAUSE * 3)
            else:
                self._me = self._app.bot.bot
                return True

    async def _introduced(self) -> bool:
        """Introduce; False if Telegram does not take the address of the webhook."""
        try:
            await self._sending.keep_on(self._introduce)
        except Refused as error:
            self._say_once(
                "hook", f"Telegram does not take TELEGRAM_WEBHOOK_URL: {error}"
            )
            return False
        return True

    async def _introduce(self) -> None:
        """The menu in both languages, and how updates come."""
        bot, menu = self._app.bot, self._answering.menu
        await bot.set_my_commands(menu.commands("en"))
        await bot.set_my_commands(menu.commands("zh"), language_code="zh")
        if self._settings.webhook_url:
            await bot.set_webhook(
                self._settings.webhook_url,
                allowed_updates=TAKEN,
                secret_token=self._settings.webhook_secret,
            )

    async def _left(self) -> list[Numbered]:
        """What was taken before the start and not answered, in order."""
        await self._records.drop_answered(self._clock() - SENT_AGAIN)
        self._newest = await self._records.newest_answered()
        self._see(self._app.bot.id, await self._records.newest_message())
        left = await self._records.unanswered()
        found: list[Numbered] = [
            (number, Incoming(**data, again=True)) for number, data in left
        ]
        for _, incoming in found:
            self._see_message(incoming)
        return found

    async def _waited(self) -> tuple[int | None, list[Numbered]]:
        """The offset after, and what came while the assistant was away.

        It is fetched over a webhook too: only once the numbers of its messages are
        known can the place of a message that may have been sent be told.
        """
        waited: list[Numbered] = []
        offset: int | None = None
        while True:
            after, new = await self._patiently(partial(self._fetch, offset, 0))
            waited += new
            if after == offset:
                return offset, waited
            offset = after

    def _begin(self, found: Sequence[Numbered]) -> None:
        """Have this answered, and from now on what comes."""
        queue, newest = self._app.update_queue, self._newest
        self._order = order.Sequence(queue, newest, order.PATIENCE)
        self._order.put(found)
        self._order.flush()

    def _bring(self, sender_id: str, again: bool = False) -> None:
        """Queue a look at a conversation behind the updates of its chat."""
        found = _SENDER.fullmatch(sender_id)
        if found is not None:
            chat_id, user_id = int(found[1]), int(found[2])
            news = Incoming(0, "news", chat_id, user_id, again=again)
            self._app.update_queue.put_nowait(news)

    async def _fetch(
        self, offset: int | None, seconds: int
    ) -> tuple[int | None, list[Numbered]]:
        """The offset after, and what is new, waiting for it up to `seconds`."""
        updates = await self._app.bot.do_api_request(
            "getUpdates",
            {"offset": offset, "timeout": seconds, "allowed_updates": TAKEN},
            read_timeout=seconds + 10,
        )
        new = await self._take(updates)
        self._said.clear()
        numbers = [n for n in map(_number, updates) if n is not None]
        return max(numbers) + 1 if numbers else offset, new

    async def _take(self, updates: Sequence[Any]) -> list[Numbered]:
        """Keep what is new; returns it in order."""
        found: dict[int, Incoming | None] = {}
        for raw in updates:
            number = _number(raw)
            if number is not None:
                found[number] = self._read(raw)
        if not found:
            return []
        kept = await asyncio.to_thread(
            lambda: {n: None if one is None else one.kept() for n, one in found.items()}
        )
        new = await self._records.take(kept, self._clock())
        for one in found.values():
            self._see_message(one)
        return [(number, found[number]) for number in sorted(new)]

    def _see_message(self, incoming: Incoming | None) -> None:
        if incoming is not None and incoming.kind != "button":  # those are ours
            self._see(incoming.chat_id, incoming.message_id)

    def _see(self, chat_id: int, number: int | None) -> None:
        self._sending.numbers.saw(chat_id, number)

    def _put(self, updates: Sequence[Numbered]) -> None:
        if self._order is not None:
            self._order.put(updates)
            if not self._settings.webhook_url:
                self._order.flush()  # what one request brings is in order

    def _read(self, raw: dict[str, Any]) -> Incoming | None:
        """The update, or None for one that is not to be answered or makes no sense."""
        try:
            update = Update.de_json(raw, self._app.bot)
            return None if self._me is None else reduce(update, self._me)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            kind = type(error).__name__
            logger.error("update %s cannot be read (%s)", raw.get("update_id"), kind)
            return None

    async def _handle(self, incoming: Incoming, _: ContextTypes.DEFAULT_TYPE) -> None:
        await self._answering.answer(incoming)

    async def _end(self) -> None:
        """Let turns under way end; what waits is answered after the next start."""
        try:
            if self._app.running:
                await asyncio.wait_for(self._app.stop(), LAST_WORDS)
        except asyncio.TimeoutError:
            logger.warning("some updates are left for the next start")
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._app.shutdown()

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it once neither Telegram nor the database is in the way."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await work()
            except (TelegramError, RecordsError) as error:
                self._say_trouble(error)
                asked = seconds(error) if isinstance(error, RetryAfter) else 0.0
                await self._sending.pause(max(pause, asked))
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _say_trouble(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            text = "Another program takes this bot's updates: stop that one."
        elif isinstance(error, RecordsError):
            text = f"updates cannot be kept: {error}"
        else:
            kind = type(error.__cause__ or error).__name__
            text = f"Telegram cannot be reached ({kind}); trying on."
        self._say_once(type(error).__name__, text)

    def _say_once(self, what: str, text: str) -> None:
        if what not in self._said:
            self._said.add(what)
            logger.warning(text)


async def _nobody() -> Sequence[str]:
    """Conversations in which something said outside of a turn may wait: none."""
    return ()


def _number(raw: Any) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None


def _tell_of_failure(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.critical("the Telegram channel has ended", exc_info=task.exception())


def _spare_searches() -> None:
    """Say once that `sniffio` is not there: httpcore looks for it with each lock.

    It does so several times in a request, over the whole path for modules, which costs
    as much as the rest of the request.
    """
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]


def _keep_quiet() -> None:
    """Their logs repeat the token and what people say; ours say what happened."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Its own method for this makes objects of all, so that a bad one spoils the rest.
    warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)
