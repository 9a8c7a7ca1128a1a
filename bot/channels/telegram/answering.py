"""Answers one update: the place where each kind of update meets what is done for it.

Each may be run again after a crash, and takes effect once: a message has its number in
the conversation (`ONCE`), what was said is sent from the conversation on.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field, replace
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from advice import Language
from bot.channels.telegram import buttons
from bot.channels.telegram.delivery import Delivery, Move, steers
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.layout import Block, messages
from bot.channels.telegram.menu import COMMANDS, INTENTS, Menu, Spoken
from bot.channels.telegram.sending import Place, Stopping, Unreachable
from bot.runtime.assistant import MEDIA, ONCE, Assistant
from bot.runtime.conversation_log import Said
from records import RecordsError
from records.telegram import TelegramChat, TelegramRecords

CHANNEL = "telegram"
ALBUMS = 1000  # remembered
NOTICES = ("sticker", "contact", "other")
"""Kinds that get a phrase of their own and nothing else."""

logger = logging.getLogger(__name__)


class Heard(OutputChannel):  # type: ignore[misc]
    """Takes what the assistant says in a turn.

    What is in the conversation is sent from there. Notices are in none: they are sent
    at once, before the turn that follows, and counted, so that a crash repeats none.
    """

    def __init__(self, delivery: Delivery, place: Place, incoming: Incoming) -> None:
        self._delivery = delivery
        self._place = place
        self._incoming = incoming
        self._notices = 0
        self.released: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name that Rasa chooses responses by."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """One message of the assistant."""
        if "timestamp" in message:  # Rasa's mark of an event
            self.released.append(message)
        elif message.get("text"):
            self._notices += 1
            if self._notices > self._incoming.told:
                await self._tell(message["text"])

    async def _tell(self, text: str) -> None:
        delivery, incoming = self._delivery, self._incoming
        if incoming.again:
            delivery.sending.doubt(incoming.chat_id)
        await delivery.say(self._place, [Block(text)])
        settled = delivery.sending.numbers.settled(incoming.chat_id)
        data = replace(incoming, told=self._notices).kept()
        done = (incoming.update_id, data, incoming.sender_id, settled)
        await delivery.until_kept(lambda: delivery.records.told(*done))


@dataclass(frozen=True)
class Answering:
    """Everything that is needed to answer."""

    assistant: Assistant
    records: TelegramRecords
    delivery: Delivery
    menu: Menu
    retention_days: int
    stop: asyncio.Event
    albums: set[tuple[int, str]] = field(default_factory=set)

    async def answer(self, incoming: Incoming) -> None:
        """Answer an update until that is done; a stop leaves it for the next start."""
        if self.stop.is_set():
            return
        sending = self.delivery.sending
        try:
            await self.delivery.until_kept(lambda: self._answer(incoming))
        except Stopping:
            return
        except Exception as error:  # the one place for what nothing below foresaw
            if not await self._tell(incoming, error):
                return
        settled = sending.numbers.settled(incoming.chat_id)
        done = (incoming.update_id, incoming.sender_id, settled)
        with contextlib.suppress(Stopping):
            await self.delivery.until_kept(lambda: self.records.answered(*done))
        sending.be_sure(incoming.chat_id)

    async def _tell(self, incoming: Incoming, error: Exception) -> bool:
        """Tell the person that it failed; False if that has to wait for a start."""
        language = incoming.language
        text = await self.assistant.incidents.report("telegram", error, language)
        try:
            await self.delivery.say(_place(incoming), [Block(text)])
        except (Stopping, RecordsError):
            logger.error("update %d is left for the next start", incoming.update_id)
            return False
        return True

    async def _answer(self, incoming: Incoming) -> None:
        place = _place(incoming)
        match incoming.kind:
            case "blocked" | "unblocked":
                blocked = incoming.kind == "blocked"
                await self.records.mark_blocked(incoming.chat_id, blocked)
                return
            case "added" | "anonymous":
                await self._notice(place, f"telegram_{incoming.kind}", None)
                return
            case "news":
                await self._bring(incoming, place)
                return
        chat = await self._chat(incoming)
        language = _language(chat) or incoming.language
        match incoming.kind:
            case "button":
                await self._button(incoming, chat, place)
            case "command":
                await self._command(incoming, chat, place, language or "zh")
            case "media" if self._is_of_known_album(incoming):
                return
            case "text" | "media":
                heard = Spoken(incoming.text, None)
                await self._ask(
                    incoming, chat, place, heard, media=incoming.kind == "media"
                )
            case "location":
                text = self._say("telegram_location", language)
                near = incoming.text.split()
                places = self.menu.places(language or "zh", near)
                await self._show(place, text, places)
            case kind if kind in NOTICES:
                await self._notice(place, f"telegram_{kind}", language)

    async def _bring(self, incoming: Incoming, place: Place) -> None:
        """What was said outside of a turn, by an agent or on his behalf."""
        chat = await self.records.chat(incoming.sender_id)
        if chat is None or chat.blocked:
            return
        self.delivery.sending.numbers.settle(chat.chat_id, chat.last_message_id)
        if incoming.again:
            self.delivery.sending.doubt(chat.chat_id)
        await self.delivery.deliver(chat, place)

    def _is_of_known_album(self, incoming: Incoming) -> bool:
        """Whether it is one more picture, without words, of several sent at once."""
        if not incoming.album or incoming.text:
            return False
        album = (incoming.chat_id, incoming.album)
        known = album in self.albums
        if len(self.albums) >= ALBUMS:
            self.albums.clear()
        self.albums.add(album)
        return known

    async def _chat(self, incoming: Incoming) -> TelegramChat:
        now = self.assistant.incidents.clock()
        numbers = self.delivery.sending.numbers
        # What answers a message that is new will have a number above all known ones.
        settled = 0 if incoming.again or incoming.group else numbers.highest
        chat = await self.records.begin(
            incoming.sender_id,
            incoming.chat_id,
            incoming.user_id,
            incoming.language or "",
            now,
            settled,
        )
        numbers.settle(chat.chat_id, chat.last_message_id)
        if incoming.kind != "button":
            numbers.settle(chat.chat_id, incoming.message_id)
        if incoming.again and await self._may_be_sent(incoming):
            self.delivery.sending.doubt(chat.chat_id)
        if chat.blocked:  # who writes has not blocked us any more
            await self.records.mark_blocked(chat.chat_id, False)
            await self.delivery.catch_up(chat)
        return chat

    async def _may_be_sent(self, incoming: Incoming) -> bool:
        """Whether an answer may be in the chat: its turn is over, or there is none."""
        turn = incoming.kind in ("text", "media", "button") or incoming.name in INTENTS
        log = self.assistant.tracker_store
        once = (incoming.sender_id, incoming.once)
        return not turn or bool(await log.has_message(*once))

    async def _command(
        self, incoming: Incoming, chat: TelegramChat, place: Place, lang: Language
    ) -> None:
        spoken = self.menu.command(incoming.name, incoming.text, lang)
        if spoken is not None:
            await self._ask(incoming, chat, place, spoken)
        elif incoming.name == "topics":
            text = self._say("telegram_topics", lang)
            await self._show(place, text, self.menu.topics(0, lang))
        elif incoming.name == "about":
            values = {"days": str(self.retention_days)}
            await self._notice(place, "telegram_about", lang, values)
        else:
            values = {"commands": " ".join(f"/{name}" for name in COMMANDS)}
            await self._notice(place, "telegram_no_command", lang, values)

    async def _button(
        self, incoming: Incoming, chat: TelegramChat, place: Place
    ) -> None:
        """A press: always answered, and taken only if the button is ours and fresh."""
        lang, sending = _language(chat) or incoming.language, self.delivery.sending
        page = self.menu.page(incoming.text)
        choice = self.menu.choice(incoming.text, lang or "zh")
        if page is not None:
            await sending.answer(incoming.query_id)
            text = self._say("telegram_topics", lang)
            shown = self.menu.topics(page, lang or "zh")
            await self._put(incoming, place, text, shown)
            return
        if choice is not None:
            await sending.answer(incoming.query_id)
            await self._ask(incoming, chat, place, choice)
            return
        event_id = buttons.event_of(incoming.text)
        log = self.assistant.tracker_store
        told = await log.said_after(chat.sender_id, event_id - 1) if event_id else []
        pressed = buttons.find(incoming.text, told)
        refused = await self._refusal(incoming, chat, pressed)
        await sending.answer(
            incoming.query_id, self._say(refused, lang) if refused else ""
        )
        if pressed is not None and not refused:
            await self._press(incoming, chat, place, pressed, told[0])

    async def _refusal(
        self, incoming: Incoming, chat: TelegramChat, pressed: buttons.Pressed | None
    ) -> str:
        """The phrase for a button that is not taken, or nothing."""
        if pressed is None:
            return f"telegram_button_{'not_yours' if incoming.group else 'expired'}"
        log = self.assistant.tracker_store
        newer = chat.card_event_id is not None and pressed.event_id < chat.card_event_id
        again = newer and steers(pressed.payload)  # pressed twice, or on an old card
        if again and not await log.has_message(chat.sender_id, incoming.once):
            return "telegram_moved_on"
        return ""

    async def _press(
        self,
        incoming: Incoming,
        chat: TelegramChat,
        place: Place,
        pressed: buttons.Pressed,
        told: Said,
    ) -> None:
        move, number = None, incoming.message_id
        if number is not None and number == chat.card_message_id:
            move = Move(number) if steers(pressed.payload) else None
        if number is not None and (told.card or {}).get("kind") == "question":
            shown = [
                buttons.Button(
                    f"✓ {b.title}" if b.data == incoming.text else b.title, b.data
                )
                for b in buttons.of(told)
            ]
            await self.delivery.sending.set_buttons(place, number, shown)
        await self._ask(incoming, chat, place, Spoken(pressed.payload, None), move)

    async def _ask(
        self,
        incoming: Incoming,
        chat: TelegramChat,
        place: Place,
        spoken: Spoken,
        move: Move | None = None,
        *,
        media: bool = False,
    ) -> None:
        """Let the assistant answer, then send what it said."""
        heard = Heard(self.delivery, place, incoming)
        message = UserMessage(
            spoken.text,
            heard,
            incoming.sender_id,
            parse_data=spoken.parsed,
            input_channel=CHANNEL,
            message_id=incoming.once,
            metadata={ONCE: True, **({MEDIA: True} if media else {})},
        )
        async with self.delivery.sending.typing(place):
            await self.assistant.handle_message(message)
        sent = await self.delivery.deliver(chat, place, move)
        if heard.released and not sent:  # said, and in no conversation any more
            await self._after_forgetting(incoming, place, heard)

    async def _after_forgetting(
        self, incoming: Incoming, place: Place, heard: Heard
    ) -> None:
        """The receipt is in no conversation any more; other chats are forgotten too."""
        for other in await self.records.chats_of(incoming.user_id):
            await self.assistant.incidents.store.forget(other)
        for message in heard.released:
            await self.delivery.say(place, [Block(message["text"] or "")])

    async def _notice(
        self,
        place: Place,
        name: str,
        language: Language | None,
        values: dict[str, str] | None = None,
    ) -> None:
        text = self._say(name, language, values)
        await self.delivery.say(place, [Block(text)])

    async def _show(self, place: Place, text: str, shown: list[buttons.Button]) -> None:
        (html,) = messages([Block(text)])
        try:
            await self.delivery.sending.send(place, html, shown)
        except Unreachable:
            await self.records.mark_blocked(place.chat_id, True)

    async def _put(
        self,
        incoming: Incoming,
        place: Place,
        text: str,
        shown: list[buttons.Button],
    ) -> None:
        """In place of the message whose button was pressed, else as a new one."""
        (html,) = messages([Block(text)])
        number, sending = incoming.message_id, self.delivery.sending
        if number is None or not await sending.edit(place, number, html, shown):
            await self._show(place, text, shown)

    def _say(
        self,
        name: str,
        language: Language | None,
        values: dict[str, str] | None = None,
    ) -> str:
        return self.assistant.sentences.say(name, language, values)


def _place(incoming: Incoming) -> Place:
    asked = incoming.group and incoming.kind != "button"
    return Place(
        incoming.chat_id,
        incoming.sender_id,
        incoming.thread_id,
        incoming.message_id if asked else None,
    )


def _language(chat: TelegramChat) -> Language | None:
    return "zh" if chat.language == "zh" else "en" if chat.language == "en" else None
