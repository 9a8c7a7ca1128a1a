"""The form of every action: read the turn, do one thing, say it, return events."""

from abc import abstractmethod
from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import Desk
from actions.turn import ALSO_ASKED, DESK_CHANNEL, LANGUAGE, Turn, read_turn
from actions.voice import Voice
from actions.waiting import wait_for_approval


class AssistantAction(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """An action with its services; subclasses give a name and `perform`."""

    action_name = ""
    answers: Literal["", "message", "case"] = ""
    """Whether it answers what the message asks, or says more of the present case."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        """The action's name in `domain.yml`."""
        return self.action_name

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[EventType]:
        """Called by the executor for each prediction of this action."""
        turn = read_turn(tracker, self.desk.knowledge)
        voice = Voice(dispatcher, self.desk, turn.language)
        events = await self.perform(turn, voice)
        if self.answers and voice.has_spoken and self._needs_approval(turn, events):
            await wait_for_approval(turn, self.desk, voice)
        locked = SlotSet("language_locked", True)
        wished = turn.entity(LANGUAGE) == voice.language
        if wished and not turn.language_locked and locked not in events:
            events = [*events, locked]
        if tracker.slots.get("language") != voice.language:
            events = [*events, SlotSet("language", voice.language)]
        return events

    def _needs_approval(self, turn: Turn, events: list[EventType]) -> bool:
        """Whether it is about a topic that an agent looks at first.

        Not at the desk itself: an agent has the conversation there.
        """
        if not self.desk.agents.approve_topics or turn.channel == DESK_CHANNEL:
            return False
        about: set[object] = {turn.topic}
        if self.answers == "message":
            opened = [e["value"] for e in events if e.get("name") == "topic"]
            beside = [e.value for e in turn.entities if e.name == ALSO_ASKED]
            about = {*(opened or [turn.intent]), *beside}
        return not self.desk.agents.approve_topics.isdisjoint(about)

    @abstractmethod
    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Do it; returns the events to apply."""
