"""The agent that every channel talks to: guards around Rasa's own.

In order, for each message and inside the conversation's lock: what cannot be read gets
a sentence and nothing else happens; personal numbers are masked before anything sees
them; an intent payload is taken only from a button of ours; then Rasa. Whatever fails,
the person gets a sentence. Knows no topic and no channel.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.desk import Agents
from advice import Language
from bot.guard import Masked, mask
from bot.runtime.endpoint import InProcessActions
from bot.runtime.graph import StraightRunner
from bot.runtime.held import HeldOutput
from bot.runtime.incidents import Incidents
from bot.runtime.news import News
from bot.runtime.reception import Reception
from bot.runtime.sentences import Sentences, language_to_use
from bot.runtime.shown import Buttons
from bot.runtime.tracker_store import AssistantTrackerStore
from search import Index

MEDIA = "media"
"""Metadata key by which a channel says that a message carries more than text.

Only this one and `ONCE` are taken from a channel; nothing here reads another.
"""

ONCE = "once"
"""Metadata key by which a channel says that `message_id` names the message for good:
if it has taken effect already, it is not answered again (the channel reads the log)."""

MASKED = "masked"
"""Metadata key, on a stored message, for the kinds of numbers masked in it."""

INTENT_SIGN = "/"

TURNS_AT_ONCE = 2
"""Turns that Rasa answers at the same time; the others wait in order of their coming.

A turn is work for one core, and two keep it busy while one waits for the store. With
more, each is slowed down by all others, and the first answer comes with the last.
"""

LONGEST_TITLE = 60
_MASK_AT_ONCE = 150  # characters; a longer text is masked in a thread

logger = logging.getLogger(__name__)


class Assistant(Agent):  # type: ignore[misc]
    """Rasa's agent with our guards, our stores and our actions.

    A channel calls `handle_message`, as with any agent, and never gets an exception
    from it. `UserMessage.parse_data` is trusted: only code of ours can set it.
    """

    def __init__(
        self,
        *,
        sentences: Sentences,
        incidents: Incidents,
        tracker_store: AssistantTrackerStore,
        lock_store: LockStore,
        action_endpoint: InProcessActions,
        max_text: int,
    ) -> None:
        super().__init__(
            tracker_store=tracker_store,
            lock_store=lock_store,
            action_endpoint=action_endpoint,
        )
        self.sentences = sentences
        self.incidents = incidents
        self.max_text = max_text
        self.index: Index | None = None  # what the actions search, for pages
        self._stuck: set[str] = set()
        self.news = News()
        self.agents: Agents | None = None  # what the actions ask for a person
        self.reception: Reception | None = None  # where there is an agents' desk
        self._buttons = Buttons(tracker_store)
        self._turns = asyncio.Semaphore(TURNS_AT_ONCE)

    @staticmethod
    def _create_tracker_store(
        store: AssistantTrackerStore, domain: Domain | None
    ) -> AssistantTrackerStore:
        # Rasa's own wraps the store so that an error starts a new conversation in
        # memory (`FailSafeTrackerStore`); ours tells the person instead.
        store.domain = domain
        return store

    def load_model(
        self, model_path: str | Path, fingerprint: str | None = None
    ) -> None:
        """Load a model, and notice when a turn is cut off for going in circles."""
        super().load_model(model_path, fingerprint)
        self.processor.graph_runner = StraightRunner(self.processor.graph_runner)
        self.processor.on_circuit_break = self._note_circle
        self.domain.is_empty = cache(self.domain.is_empty)  # asked for each message

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        """What NLU makes of a text; never takes it for an intent that it names."""
        plain = mask(message_data.lstrip().lstrip(INTENT_SIGN)).text
        parsed: dict[str, Any] = await super().parse_message(plain)
        return parsed

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Answer one message; two of one conversation are answered in order."""
        try:
            async with self.lock_store.lock(message.sender_id):
                await self._answer(message)
            self.news.tell(message.sender_id, "turn")
        except LockError:
            logger.warning("a message was refused: too many of one person are waiting")
            await self._say_something(message, "runtime_busy")
        except Exception as error:  # the one place for what nothing below foresaw
            language = language_to_use({}, message.text)
            text = await self.incidents.report("handle_message", error, language)
            await self._send_something(message, text)
        channel = message.output_channel
        collected = isinstance(channel, CollectingOutputChannel) and channel.messages
        return list(collected) if isinstance(collected, list) else None

    async def _answer(self, message: UserMessage) -> None:
        if (message.metadata or {}).get(ONCE) and await self.tracker_store.has_message(
            message.sender_id, message.message_id
        ):
            return
        refused = self._refusal(message)
        text = "" if refused else message.text
        is_payload = text.startswith(INTENT_SIGN) and not message.parse_data
        masked = Masked(text, ()) if is_payload else await _mask(text)
        tracker = None
        if refused or is_payload or masked.kinds or _media(message):
            tracker = await self._look_at_tracker(message.sender_id)
        language = language_to_use(_slots(tracker), "" if is_payload else message.text)
        if is_payload and not await self._buttons.offered(message.sender_id, text):
            refused = ("runtime_button_expired", {})
        if refused:
            await self._say(message, refused[0], language, refused[1])
            return
        if _media(message):
            await self._say(message, "runtime_media_skipped", language)
        await self._hide_numbers(message, masked, tracker, language)
        if not is_payload and not masked.kinds and len(text) <= LONGEST_TITLE:
            named = await self._buttons.named(message.sender_id, text)
            message.text = named or text
        if self.reception is None:
            await self._let_rasa_answer(message)
        elif await self.reception.receives(message):
            await self._let_rasa_answer(message)
            await self.reception.answered(message)

    async def add_events(
        self,
        sender_id: str,
        make: Callable[[DialogueStateTracker], Sequence[Event]],
    ) -> bool:
        """Add what `make` finds for a conversation; False if there is none.

        Outside of a turn, and by whoever holds the conversation's lock. What is said
        in it is brought by the channels.
        """
        tracker = await self.tracker_store.retrieve(sender_id)
        if tracker is None:
            return False
        for event in make(tracker):
            tracker.update(event, self.domain)
        await self.tracker_store.save(tracker)
        self._buttons.look_again(sender_id)
        self.news.tell(sender_id, "said")
        return True

    async def begin(self, sender_id: str) -> None:
        """Begin a conversation in which nobody has said anything yet."""
        async with self.lock_store.lock(sender_id):
            tracker = await self.processor.fetch_tracker_with_initial_session(sender_id)
            await self.tracker_store.save(tracker)

    async def keep(self, message: UserMessage) -> None:
        """Parse and store a message that is for somebody else, and do nothing on it.

        By whoever holds the conversation's lock. No session ends meanwhile.
        """
        tracker = await self.tracker_store.retrieve(message.sender_id)
        if tracker is None:
            await self.processor.log_message(message, should_save_tracker=True)
            return
        await self.processor._handle_message_with_tracker(message, tracker)
        await self.tracker_store.save(tracker)

    def _refusal(self, message: UserMessage) -> tuple[str, dict[str, str]] | None:
        """The phrase, and its values, for a message that cannot be read at all."""
        text = message.text
        if not isinstance(text, str) or not text.strip():
            return ("runtime_media" if _media(message) else "runtime_empty", {})
        message.text = text = _whole_characters(text.strip())
        if len(text) > self.max_text:
            values = {"length": str(len(text)), "limit": str(self.max_text)}
            return ("runtime_too_long", values)
        return None

    async def _hide_numbers(
        self,
        message: UserMessage,
        masked: Masked,
        tracker: DialogueStateTracker | None,
        language: Language | None,
    ) -> None:
        """Mask before NLU, store and log; say so once for each kind in a session."""
        message.metadata = {MEDIA: True} if _media(message) else {}
        if not masked.kinds:
            return
        message.text = masked.text
        message.metadata[MASKED] = list(masked.kinds)
        told = _kinds_masked_before(tracker)
        news = [kind for kind in masked.kinds if kind not in told]
        if news:
            names = [self.sentences.say(f"runtime_kind_{k}", language) for k in news]
            separator = self.sentences.say("runtime_kind_separator", language or "zh")
            values = {"kinds": separator.join(names)}
            await self._say(message, "runtime_masked", language, values)

    async def _let_rasa_answer(self, message: UserMessage) -> None:
        channel = message.output_channel
        message.output_channel = held = HeldOutput(channel)
        try:
            async with self._turns:
                await self.processor.handle_message(message)
        finally:
            message.output_channel = channel
        self._buttons.note(message.sender_id, held)
        await held.release()
        if message.sender_id in self._stuck:
            self._stuck.discard(message.sender_id)
            raise GoingInCircles

    async def _look_at_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        tracker = await self.tracker_store.retrieve(sender_id)
        if tracker is not None:  # unchanged: puts it back at hand for the turn
            await self.tracker_store.save(tracker)
        return tracker

    def _note_circle(self, tracker: DialogueStateTracker, *_: object) -> None:
        """Called by Rasa before it saves: make the tracker listen again."""
        self._stuck.add(tracker.sender_id)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))

    async def _say(
        self,
        message: UserMessage,
        name: str,
        language: Language | None,
        values: dict[str, str] | None = None,
    ) -> None:
        text = self.sentences.say(name, language, values)
        await message.output_channel.send_response(message.sender_id, {"text": text})

    async def _say_something(self, message: UserMessage, name: str) -> None:
        language = language_to_use({}, message.text)
        await self._send_something(message, self.sentences.say(name, language))

    async def _send_something(self, message: UserMessage, text: str) -> None:
        """Send after a failure; the channel itself may be what has failed."""
        try:
            await message.output_channel.send_response(
                message.sender_id, {"text": text}
            )
        except Exception as error:  # nothing more can be done for this message
            await self.incidents.report("send_response", error, None)


class GoingInCircles(RuntimeError):
    """Rasa cut a turn off after ten actions without listening."""


async def _mask(text: str) -> Masked:
    if len(text) <= _MASK_AT_ONCE:
        return mask(text)
    return await asyncio.to_thread(mask, text)


def _whole_characters(text: str) -> str:
    """Without halves of characters (lone surrogates), which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _media(message: UserMessage) -> bool:
    return bool((message.metadata or {}).get(MEDIA))


def _slots(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    return {} if tracker is None else dict(tracker.current_slot_values())


def _kinds_masked_before(tracker: DialogueStateTracker | None) -> set[str]:
    if tracker is None:
        return set()
    said = (e for e in tracker.events if isinstance(e, UserUttered))
    marks = [(event.metadata or {}).get(MASKED) for event in said]
    return {kind for mark in marks if isinstance(mark, list) for kind in mark}
