"""Brings to a chat what was said in its conversation and has not been sent yet.

The stored events are the outbox: after each message the chat's place in them is kept,
so that a start after a crash goes on behind the last one. A step of a procedure moves
inside one message as long as the person presses that message's buttons.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from actions.language import language_of
from bot.channels.telegram import buttons
from bot.channels.telegram.faces import STEP, Card, Faces
from bot.channels.telegram.layout import Block, messages
from bot.channels.telegram.sending import Place, Refused, Sending, Unreachable
from bot.runtime.conversation_log import Said
from bot.runtime.tracker_store import AssistantTrackerStore
from records import RecordsError
from records.telegram import TelegramChat, TelegramRecords

STEERS = ("/next_step", "/previous_step", "/cannot_find")
"""Payloads that move a procedure, or say what to do where it does not move."""

PAUSE = 2.0  # seconds, while the database cannot be used

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Move:
    """A press that steers the procedure, on the message that shows its step."""

    message_id: int


@dataclass(frozen=True)
class Delivery:
    """The way from the events to the chat."""

    sending: Sending
    records: TelegramRecords
    log: AssistantTrackerStore
    faces: Faces

    async def deliver(
        self, chat: TelegramChat, place: Place, move: Move | None = None
    ) -> list[Said]:
        """Send what has not been sent; returns it. Raises Stopping, RecordsError."""
        said = await self._unsent(chat)
        try:
            if move is None or not await self._moved(said, chat, place, move):
                for one in said:
                    chat = await self._send(one, chat, place)
        except Unreachable:
            await self.give_up(chat)
        return said

    async def say(self, place: Place, blocks: Sequence[Block]) -> None:
        """Send what is in no conversation; no matter whether it can be."""
        try:
            for text in messages(blocks):
                await self.sending.send(place, text)
        except Unreachable:
            await self.records.mark_blocked(place.chat_id, True)
        except Refused:
            logger.error("Telegram refused a notice")

    async def give_up(self, chat: TelegramChat) -> None:
        """Note that a chat takes nothing, and that what was said there is over."""
        await self.records.mark_blocked(chat.chat_id, True)
        await self.catch_up(chat)

    async def catch_up(self, chat: TelegramChat) -> None:
        """Leave unsent what was said so far."""
        said = await self._unsent(chat)
        if said:
            await self.records.note(chat.sender_id, event_id=said[-1].id, part=0)

    async def _unsent(self, chat: TelegramChat) -> list[Said]:
        said = await self.log.said_after(chat.sender_id, chat.event_id)
        return [one for one in said if one.by != "person"]

    async def _send(self, said: Said, chat: TelegramChat, place: Place) -> TelegramChat:
        """One message, from the part on that is missing; returns where that leaves."""
        parts = messages(self.faces.of(said))
        sent = 0
        for number, text in enumerate(parts, start=1):
            if number <= chat.part:
                continue
            last = buttons.of(said) if number == len(parts) else ()
            try:
                sent = await self.sending.send(place, text, last)
            except Refused as error:
                cause = type(error.__cause__).__name__
                logger.error("Telegram refused a message (%s)", cause)
            if number < len(parts):
                values = {"part": number, "last_message_id": self._settled(chat)}
                await self.until_kept(
                    partial(self.records.note, chat.sender_id, **values)
                )
        if _shows_step(said) and sent:
            return await self._new_card(said, chat, place, sent)
        await self._note(chat, said)
        return replace(chat, event_id=said.id, part=0)

    async def _new_card(
        self, said: Said, chat: TelegramChat, place: Place, message_id: int
    ) -> TelegramChat:
        """The step is shown here from now on: the card before loses its buttons."""
        before = chat.card_message_id
        await self._note(chat, said, card_message_id=message_id, card_event_id=said.id)
        if before is not None and before != message_id:
            await self.sending.set_buttons(place, before, ())
        return replace(
            chat,
            event_id=said.id,
            part=0,
            card_message_id=message_id,
            card_event_id=said.id,
        )

    async def _moved(
        self, said: Sequence[Said], chat: TelegramChat, place: Place, move: Move
    ) -> bool:
        """Show the turn in the card that was pressed; False where that cannot be."""
        ends = [one for one in said if _shows_step(one)]
        if not ends or chat.part:
            return False
        cards = [one.card for one in said if _is_card(one)]
        card = cards[-1] if cards else await self._last_card(chat)
        if card is None:
            return False
        notes = [one.text for one in said if not _is_card(one)]
        parts = messages(self.faces.step(card, notes))
        if len(parts) != 1:
            return False
        shown = buttons.of(ends[-1])
        if not await self.sending.edit(place, move.message_id, parts[0], shown):
            return False
        await self._note(
            chat,
            said[-1],
            card_message_id=move.message_id,
            card_event_id=ends[-1].id,
        )
        return True

    async def _note(self, chat: TelegramChat, said: Said, **more: int) -> None:
        """All up to this has been sent."""
        language = language_of(said.text) or chat.language
        settled = self._settled(chat)
        values = {"event_id": said.id, "part": 0, "last_message_id": settled, **more}
        await self.until_kept(
            lambda: self.records.note(chat.sender_id, language=language, **values)
        )

    def _settled(self, chat: TelegramChat) -> int | None:
        return self.sending.numbers.settled(chat.chat_id)

    async def until_kept(self, work: Callable[[], Awaitable[None]]) -> None:
        """Write down what has happened, as soon as the database can be used.

        Raises Stopping.
        """
        told = False
        while True:
            try:
                return await work()
            except RecordsError as error:
                if not told:
                    logger.error("the database is waited for: %s", error)
                told = True
                await self.sending.pause(PAUSE)

    async def _last_card(self, chat: TelegramChat) -> Card | None:
        """The step that was shown last."""
        said = await self.log.said_after(chat.sender_id)
        cards = [one.card for one in said if _is_card(one)]
        return cards[-1] if cards else None


def steers(payload: str) -> bool:
    """Whether a button with this payload moves a procedure."""
    return payload.partition("{")[0] in STEERS


def _is_card(said: Said) -> bool:
    return (said.card or {}).get("kind") == STEP


def _shows_step(said: Said) -> bool:
    return _is_card(said) or any(steers(b["payload"]) for b in said.buttons)
