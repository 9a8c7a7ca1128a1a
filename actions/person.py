"""A person, please: into the agents' queue, out of it, a message outside the hours.

Where nobody works at the desk, the hotlines, honestly. What an agent does with the
conversation is none of an action's business: while he has it, no action runs.
"""

from rasa_sdk.events import EventType, SlotSet

from actions.base import AssistantAction
from actions.case import decide, facts_in_play, told_facts
from actions.desk import Desk
from actions.turn import Turn, payload
from actions.voice import Button, Voice
from actions.waiting import (
    ASKED,
    END,
    INTENT,
    LEAVE,
    MESSAGE,
    PLACE,
    TOLD,
    enqueue,
    say_place,
    told_hours,
)
from advice import Refer
from records.desk import REASONS, WAITING


class HandToPerson(AssistantAction):
    """A person, please, or what follows from it."""

    action_name = "action_hand_to_person"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The queue with place and hours; without agents, the hotlines."""
        wish = turn.entity("value")
        if wish == LEAVE:
            await self._leave(turn, voice, "desk_not_waiting")
        elif wish == END:
            await self._leave(turn, voice, "desk_nothing_to_end")
        elif not await self.desk.agents.queue.staffed():
            _name_hotlines(turn, self.desk, voice)
        elif wish == PLACE:
            await self._tell_place(turn, voice)
        elif wish == MESSAGE:
            await self._ask_for_message(turn, voice)
        elif wish == TOLD:
            await self._keep_message(turn, voice)
        else:
            reason = str(wish) if wish in REASONS else _reason(turn, self.desk)
            handover = await enqueue(turn, self.desk, voice, reason)
            await say_place(handover, self.desk, voice)
            _say_what_is_seen(turn, self.desk, voice)
        return [SlotSet("failures", 0)]

    async def _leave(self, turn: Turn, voice: Voice, otherwise: str) -> None:
        """Out of the queue; for whoever is not in it, the phrase that says so."""
        found = await self.desk.agents.queue.open_of(turn.sender_id)
        if found is not None and found.state == WAITING:
            await self.desk.agents.queue.end(found.id, "person", self.desk.now())
            voice.phrase("desk_left")
        else:
            voice.phrase(otherwise)

    async def _tell_place(self, turn: Turn, voice: Voice) -> None:
        found = await self.desk.agents.queue.open_of(turn.sender_id)
        if found is not None and found.state == WAITING:
            await say_place(found, self.desk, voice)
        else:
            voice.phrase("desk_not_waiting")

    async def _ask_for_message(self, turn: Turn, voice: Voice) -> None:
        handover = await enqueue(turn, self.desk, voice, ASKED)
        await self.desk.agents.queue.await_message(handover.id)
        leave = Button(voice.word("desk_button_leave"), payload(INTENT, value=LEAVE))
        voice.phrase("desk_write_message", [leave])

    async def _keep_message(self, turn: Turn, voice: Voice) -> None:
        handover = await enqueue(turn, self.desk, voice, ASKED)
        now = self.desk.now()
        await self.desk.agents.queue.keep_message(handover.id, turn.text, now)
        told = told_hours(self.desk, voice)
        voice.phrase("desk_message_kept", hours=told["hours"], opens=told["opens"])


def _name_hotlines(turn: Turn, desk: Desk, voice: Voice) -> None:
    """Where people are to be reached, and what to tell them."""
    voice.phrase("person")
    told = _told_case(turn, desk, voice)
    if told:
        voice.phrase("person_note", facts=told)


def _say_what_is_seen(turn: Turn, desk: Desk, voice: Voice) -> None:
    told = _told_case(turn, desk, voice)
    if told:
        voice.phrase("desk_case_passed_on", facts=told)


def _told_case(turn: Turn, desk: Desk, voice: Voice) -> str:
    """The topic and its facts in one line; empty where nothing is known."""
    names = [name for name in facts_in_play(desk, turn.topic) if name in turn.said]
    if not names or turn.topic is None:
        return ""
    title = desk.knowledge.topics[turn.topic].title.say(voice.language)
    told = told_facts({name: turn.said[name].value for name in names}, desk, voice)
    return voice.word("list_separator").join([title, told])


def _reason(turn: Turn, desk: Desk) -> str:
    """Whether a button below an answer that refers to a person was pressed."""
    topic = turn.topic or ""
    if not turn.is_button or topic not in desk.knowledge.topics:
        return ASKED
    refers = isinstance(decide(turn, desk, topic), Refer)
    return "outcome" if refers else ASKED
