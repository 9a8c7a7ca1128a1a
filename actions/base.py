"""The form of every action: read the turn, do one thing, say it, return events."""

from abc import abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import Desk
from actions.turn import LANGUAGE, Turn, read_turn
from actions.voice import Voice


class AssistantAction(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """An action with its services; subclasses give a name and `perform`."""

    action_name = ""

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
        locked = SlotSet("language_locked", True)
        wished = turn.entity(LANGUAGE) == voice.language
        if wished and not turn.language_locked and locked not in events:
            events = [*events, locked]
        if tracker.slots.get("language") != voice.language:
            events = [*events, SlotSet("language", voice.language)]
        return events

    @abstractmethod
    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Do it; returns the events to apply."""
