"""Sends to Telegram, obeying its limits and trying again until it is done.

What Telegram has refused for good is not tried again. Where the connection breaks, or
this program, before an answer comes, the message may have arrived: in a private chat
that is found out (`Sending._find`) before it is sent again.
"""

import asyncio
import contextlib
import datetime as dt
import html
import logging
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter

from bot.channels.telegram.buttons import Button
from bot.channels.telegram.layout import rows
from bot.channels.telegram.numbers import Numbers

LONGEST_PAUSE = 30.0  # seconds between two tries
THINKING = 0.3  # seconds after which "typing" is shown
TYPING = 4.0  # seconds for which Telegram shows it
PATIENCE = 1.0  # seconds for which an answer waits for it
CONNECTIONS = 12
MOST_TYPING = 5  # at once: under load there is better to do
TRIES_TO_PLEASE = 3  # for what is not worth waiting for
_TYPING, _ANSWER = "sendChatAction", "answerCallbackQuery"
_GONE = ("chat not found", "peer_id_invalid", "not enough rights", "chat_write_forbid")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TAG = re.compile(r"</?[a-z]+[^<>]*>")

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Unreachable(Exception):
    """The chat takes no messages: the person blocked the bot, or put it out."""


class Refused(Exception):
    """Telegram does not take this message, and would not if it came again."""


class Stopping(BaseException):
    """The program ends; what was not sent is sent after the next start.

    No Exception, as CancelledError is none: nobody reports it as a failure.
    """


@dataclass(frozen=True)
class Place:
    """Where an answer goes; in a group it answers the message `reply_to`."""

    chat_id: int
    sender_id: str
    thread_id: int | None = None
    reply_to: int | None = None


class Pace(AIORateLimiter):
    """Telegram's limits kept in advance; what makes no message does not count.

    A chat that is told to wait waits alone (`Sending.keep_on`): the stock limiter
    would halt all others too. Few requests are under way at a time: the work of the
    connection pool grows with the square of those that wait in it.
    """

    def __init__(self, overall_max_rate: float) -> None:
        super().__init__(overall_max_rate=overall_max_rate)
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def process_request(
        self,
        callback: Callable[..., Any],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Wait for room, then call."""

        async def call(*given: Any, **named: Any) -> Any:
            async with self._room:
                return await callback(*given, **named)

        if endpoint == _TYPING:  # `MOST_TYPING` have connections of their own
            return await callback(*args, **kwargs)
        if endpoint == _ANSWER:
            return await call(*args, **kwargs)
        return await super().process_request(
            call, args, kwargs, endpoint, data, rate_limit_args
        )


class Sending:
    """What is sent, each in one call."""

    def __init__(self, bot: Bot, stop: asyncio.Event, second: float = 1.0) -> None:
        """`second` is the unit of all pauses; tests have shorter ones."""
        self._bot = bot
        self._stop = stop
        self._second = second
        self._is_away = False
        self._typing = 0
        self.numbers = Numbers()
        self._doubted: set[int] = set()

    def doubt(self, chat_id: int) -> None:
        """Note that the next message may have been sent already."""
        self._doubted.add(chat_id)

    def be_sure(self, chat_id: int) -> None:
        """Note that all has been sent that was to be."""
        self._doubted.discard(chat_id)

    async def send(
        self, place: Place, text: str, buttons: Sequence[Button] = ()
    ) -> int:
        """A new message of HTML; returns its number in the chat."""
        reply = None
        if place.reply_to is not None:
            reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True)

        async def work(mode: str | None, words: str) -> int:
            if place.chat_id in self._doubted:
                found = await self._find(place, words, mode, buttons)
                self._doubted.discard(place.chat_id)
                if found is not None:
                    return found
            try:
                message = await self._bot.send_message(
                    place.chat_id,
                    words,
                    parse_mode=mode,
                    message_thread_id=place.thread_id,
                    reply_parameters=reply,
                    reply_markup=keyboard(buttons),
                    link_preview_options=_NO_PREVIEW,
                )
            except (RetryAfter, BadRequest):
                raise
            except NetworkError as error:
                if not isinstance(error.__cause__, _NOT_SENT):
                    self.doubt(place.chat_id)
                raise
            return message.message_id

        number = await self._formatted(text, work)
        self.numbers.settle(place.chat_id, number)
        return number

    async def _find(
        self, place: Place, text: str, mode: str | None, buttons: Sequence[Button]
    ) -> int | None:
        """The number of this very message, if it stands in the chat already.

        Nothing tells a bot what stands in a chat. But numbers rise, and a message that
        is changed into what it is gives itself away. Only unknown numbers are tried: no
        other message of ours is among them. The newest come first, since it was sent
        just before the trouble.
        """
        for number in self.numbers.unknown(place.chat_id):
            try:
                await self._bot.edit_message_text(
                    text,
                    place.chat_id,
                    number,
                    parse_mode=mode,
                    reply_markup=keyboard(buttons),
                    link_preview_options=_NO_PREVIEW,
                )
            except BadRequest as error:
                if not _is_unchanged(error):
                    continue
            return number
        return None

    async def edit(
        self, place: Place, message_id: int, text: str, buttons: Sequence[Button]
    ) -> bool:
        """Put another text in place of a message's; False where that cannot be."""

        async def work(mode: str | None, words: str) -> bool:
            await self._bot.edit_message_text(
                words,
                place.chat_id,
                message_id,
                parse_mode=mode,
                reply_markup=keyboard(buttons),
                link_preview_options=_NO_PREVIEW,
            )
            return True

        try:
            return await self._formatted(text, work)
        except Refused as error:
            return _is_unchanged(error)

    async def set_buttons(
        self, place: Place, message_id: int, buttons: Sequence[Button]
    ) -> None:
        """Other buttons under a message, or none; no matter if it is gone."""
        with contextlib.suppress(Refused, TelegramError):
            await self.keep_on(
                lambda: self._bot.edit_message_reply_markup(
                    place.chat_id, message_id, reply_markup=keyboard(buttons)
                ),
                tries=TRIES_TO_PLEASE,
            )

    async def answer(self, query_id: str, text: str = "") -> None:
        """Answer a button, with a notice where there is one; too late is no matter."""
        with contextlib.suppress(Refused, Unreachable, TelegramError):
            await self.keep_on(
                lambda: self._bot.answer_callback_query(
                    query_id, text[:200] or None, show_alert=bool(text)
                ),
                tries=TRIES_TO_PLEASE,
            )

    @contextlib.asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show that an answer is on its way, if it takes long enough to be seen."""
        done = asyncio.Event()
        task = asyncio.create_task(self._show_typing(place, done))
        try:
            yield
        finally:
            done.set()
            # What is under way arrives before the answer, which ends it on the screen.
            await asyncio.wait({task}, timeout=PATIENCE)

    async def keep_on(
        self, work: Callable[[], Awaitable[T]], tries: int | None = None
    ) -> T:
        """Do it, again and again where that can help; at most `tries` times.

        Raises Unreachable, Refused, Stopping, and TelegramError after the last try.
        """
        pause = 0.5
        while True:
            try:
                done = await work()
            except RetryAfter as error:
                wait = seconds(error)
                logger.info("Telegram asks to wait for %s s", wait)
            except (Forbidden, ChatMigrated) as error:
                raise Unreachable from error
            except BadRequest as error:
                said = error.message.casefold()
                gone = any(sign in said for sign in _GONE)
                raise (Unreachable if gone else Refused)(error.message) from error
            except TelegramError as error:  # the network, or a fault of the server
                self._note_away(error)
                if tries == 1:
                    raise
                wait, pause = pause, min(pause * 2, LONGEST_PAUSE)
                wait *= random.uniform(0.8, 1.2)  # noqa: S311 (no secret)
            else:
                self._note_back()
                return done
            tries = None if tries is None else tries - 1
            if tries == 0:
                raise Refused("asked to wait too often")
            await self.pause(wait)

    async def pause(self, seconds: float) -> None:
        """Wait; Stopping when the program ends meanwhile."""
        if await _comes(self._stop, seconds * self._second):
            raise Stopping

    async def _formatted(
        self, text: str, work: Callable[[str | None, str], Awaitable[T]]
    ) -> T:
        """With its markup; where Telegram cannot read that, the words alone."""
        try:
            return await self.keep_on(lambda: work(ParseMode.HTML, text))
        except Refused as error:
            if "parse entities" not in str(error).casefold():
                raise
        logger.error("Telegram could not read the markup of a message")
        plain = html.unescape(_TAG.sub("", text))
        return await self.keep_on(lambda: work(None, plain))

    async def _show_typing(self, place: Place, done: asyncio.Event) -> None:
        pause = THINKING
        while not await _comes(done, pause):
            pause = TYPING
            if self._typing < MOST_TYPING:
                self._typing += 1
                try:
                    await self._bot.send_chat_action(
                        place.chat_id, ChatAction.TYPING, place.thread_id
                    )
                except TelegramError as error:
                    logger.debug("typing not shown (%s)", type(error).__name__)
                finally:
                    self._typing -= 1

    def _note_away(self, error: TelegramError) -> None:
        if not self._is_away:
            self._is_away = True
            logger.warning(
                "Telegram cannot be reached or does not answer (%s, %s); trying on",
                type(error).__name__,
                type(error.__cause__).__name__,
            )

    def _note_back(self) -> None:
        if self._is_away:
            self._is_away = False
            logger.warning("Telegram answers again")


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Buttons laid out for a thumb; None for none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.title, callback_data=one.data) for one in row]
            for row in rows(buttons, lambda one: one.title, lambda one: one.wide)
        ]
    )


async def _comes(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set within this time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True


def _is_unchanged(error: Exception) -> bool:
    return "not modified" in str(error).casefold()


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    whole = wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
    return whole + 0.1
