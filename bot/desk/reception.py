"""Stands before the assistant's answer: whose turn is it to speak to this citizen?

With an agent: the message is kept for him, and only the wish to end the talk or to be
forgotten is acted on. In the queue: the words that leave it, and the message that was
asked for, are told apart from questions. Switched off: a sentence that says so.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions.language import language_of
from actions.note import LAST_WORDS
from actions.returning import note_of, put_into_queue
from actions.turn import DESK_CHANNEL, payload
from actions.waiting import ASKED, END, INTENT, LEAVE, PLACE, TOLD
from advice import Language
from bot.desk.relay import Relay, language_of_row
from bot.desk.speech import UNASKED, as_actions_see_it
from bot.desk.wishes import clauses, is_one_of, wishes
from records.desk import CLAIMED, Handover, Standing

SIGN = "/"
DELETE = "/delete_data"
LEAVING = ("desk_leave_wishes", "desk_end_wishes")
"""Lists of the wish not to wait any more."""

PERSON = ("desk_person_wishes", "desk_person_alone")
"""Lists of the wish for a person; the second only where nothing else is said."""
ONLY_ANSWERS = "only_answers"
"""Attribute of an output channel that shows answers and never brings anything."""


@dataclass
class Desks:
    """The reception of the desk; see `bot.runtime.reception`."""

    relay: Relay
    clock: Callable[[], dt.datetime]
    _waiting: set[str] = field(default_factory=set)
    _asking: set[str] = field(default_factory=set)

    async def receives(self, message: UserMessage) -> bool:
        """Whether the assistant answers this message."""
        if message.input_channel == DESK_CHANNEL:
            self._waiting.add(message.sender_id)
            return True
        standing = await self.relay.records.standing(message.sender_id)
        if standing.ever:
            await self._bring_missed(message)
        handover = standing.handover
        if handover is not None and handover.state == CLAIMED:
            return await self._for_the_agent(message, handover)
        if standing.off is not None and not self._is_delete(message.text):
            await self._say_off(message, standing)
            return False
        if handover is not None:
            self._read_in_queue(message, handover)
            self._waiting.add(message.sender_id)
        elif standing.staffed or standing.ever:
            self._read_alone(message, standing)
        return True

    async def answered(self, message: UserMessage) -> None:
        """Write down what is known by now of a case that waits, or is to wait."""
        sender = message.sender_id
        if sender not in self._waiting and sender not in self._asking:
            return
        asks = sender in self._asking
        self._waiting.discard(sender)
        self._asking.discard(sender)
        handover = await self.relay.records.open_of(sender)
        self.relay.records.tell()  # the person may have left, or be forgotten
        tracker = await self.relay.assistant.tracker_store.retrieve(sender)
        if tracker is None:
            return
        await self.relay.assistant.tracker_store.save(tracker)
        seen = as_actions_see_it(tracker)
        if handover is not None:
            note, language = note_of(seen, self.relay.desk), handover.language
            kept = str(seen.slots.get("language") or language)
            await self.relay.records.note(handover.id, note, kept, self.clock())
        elif asks:
            told = await put_into_queue(seen, self.relay.desk)
            await self.relay.tell_in_turn(message, told)

    async def _for_the_agent(self, message: UserMessage, handover: Handover) -> bool:
        """Keep it for him; a wish to end or to be forgotten takes effect at once."""
        text = str(message.text)
        if self._is_delete(text):
            await self.relay.let_go(handover, "person")
            return True
        if self._ends(text):
            await self.relay.end_by_person(handover, message)
            return False
        await self.relay.assistant.keep(message)
        if not text.startswith(SIGN):
            note = {**handover.note, "last": text[:LAST_WORDS]}
            language = language_of(text) or handover.language
            await self.relay.records.note(handover.id, note, language, self.clock())
        return False

    def _read_in_queue(self, message: UserMessage, handover: Handover) -> None:
        """Say what words mean that only mean it to somebody who waits."""
        text = str(message.text)
        if self._leaves(text):
            message.parse_data = _meant(text, LEAVE)
        elif self._wishes(text, "desk_place_wishes"):
            message.parse_data = _meant(text, PLACE)
        elif handover.awaits_message and not text.startswith(SIGN):
            message.parse_data = _meant(text, TOLD)
        elif self._wishes(text, *PERSON):
            message.parse_data = _meant(text, ASKED)

    def _read_alone(self, message: UserMessage, standing: Standing) -> None:
        """The same for somebody who neither waits nor has an agent."""
        text = str(message.text)
        if self._wishes(text, "desk_end_wishes"):
            message.parse_data = _meant(text, END)
        elif not standing.staffed:
            return
        elif self._wishes(text, *PERSON):
            message.parse_data = _meant(text, ASKED)
        elif self._asks_for_person(text):
            self._asking.add(message.sender_id)

    async def _say_off(self, message: UserMessage, standing: Standing) -> None:
        """The clear sentence, and the queue where there are agents."""
        text, now = str(message.text), self.clock()
        await self.relay.assistant.keep(message)
        handover = standing.handover
        language = language_of(text) if not text.startswith(SIGN) else None
        if handover is not None:
            language = language or language_of_row(handover)
        values = {"reason": standing.off.reason if standing.off else ""}
        phrase = "desk_off"
        if self._leaves(text):
            if handover is not None:
                await self.relay.records.end(handover.id, "person", now)
                phrase = "desk_off_left"
        elif standing.staffed:
            note: dict[str, Any] = dict(handover.note) if handover else {}
            if not text.startswith(SIGN):
                note["last"] = text[:LAST_WORDS]
            opened = await self.relay.records.open(
                message.sender_id,
                channel=message.input_channel or "",
                language=language or "zh",
                reason="off",
                note=note,
                at=now,
            )
            phrase = "desk_off_waiting" if handover is None else "desk_off_still"
            place = await self.relay.records.place(opened)
            values |= {"place": str(place), "hours": self._hours(language)}
        said = self.relay.assistant.sentences.say(phrase, language, values)
        await self.relay.tell_in_turn(message, [{"text": said}])

    def _hours(self, language: Language | None) -> str:
        say = self.relay.assistant.sentences.say
        told = self.relay.desk.agents.hours.told()
        name = "desk_hours" if told else "desk_always"
        return say(name, language or "zh", {"times": told})

    async def _bring_missed(self, message: UserMessage) -> None:
        """What was said since the last message, where nothing else brings it."""
        output = message.output_channel
        collects = isinstance(output, CollectingOutputChannel)
        if not (collects or getattr(output, ONLY_ANSWERS, False)):
            return
        log = self.relay.assistant.tracker_store
        missed: list[Any] = []
        for said in await log.said_after(message.sender_id):
            if said.by == "person":
                missed = []
            elif said.metadata.get(UNASKED):
                missed.append(said)
        for said in missed:
            one = {"text": said.text, "buttons": [dict(b) for b in said.buttons]}
            await output.send_response(message.sender_id, one)

    def _asks_for_person(self, text: object) -> bool:
        """Whether a part of a message is the wish for a person, and nothing else.

        NLU understands the question; the wish beside it, it does not.
        """
        parts = [part for part in clauses(str(text)) if part.strip()]
        return len(parts) > 1 and any(
            self._is(part, "desk_person_wishes") for part in parts
        )

    def _leaves(self, text: str) -> bool:
        """Whether it leaves the line, from somebody who waits."""
        pressed = (payload(INTENT, value=LEAVE), payload(INTENT, value=END))
        return text in pressed or self._wishes(text, *LEAVING)

    def _ends(self, text: str) -> bool:
        """Whether it ends the talk with an agent who is there."""
        return (
            text == payload(INTENT, value=END)
            or self._wishes(text, "desk_end_wishes")
            or self._is(text, "desk_done_wishes")
        )

    def _is_delete(self, text: object) -> bool:
        said = str(text)
        return said.startswith(DELETE) or self._is(said, "delete_wishes")

    def _is(self, text: str, name: str) -> bool:
        return is_one_of(text, name, self.relay.assistant.sentences.phrases)

    def _wishes(self, text: str, *names: str) -> bool:
        return wishes(text, self.relay.assistant.sentences.phrases, *names)


def _meant(text: str, wish: str) -> dict[str, Any]:
    """What NLU would have to make of words that mean this."""
    intent = {"name": INTENT, "confidence": 1.0}
    value = {"entity": "value", "value": wish, "start": 0, "end": len(text)}
    return {
        "text": text,
        "intent": intent,
        "entities": [value],
        "intent_ranking": [intent],
    }
