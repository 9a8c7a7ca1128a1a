"""The day whose law is asked for: taken from a message, and the case decided by it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.case import keep_heard, law_day
from actions.desk import Desk
from actions.turn import AS_OF, FOCUS_DECISION, Turn
from actions.voice import Voice
from advice import FactValue


def take_day(turn: Turn) -> tuple[Turn, list[EventType]]:
    """The turn with the day that the message names for the law, and its slot event.

    A question that names none is about today.
    """
    named = turn.entity(AS_OF)
    day = dt.date.fromisoformat(str(named)) if named else None
    if day == turn.as_of:
        return turn, []
    return replace(turn, as_of=day), [SlotSet("as_of", str(day) if day else None)]


def decide_on_that_day(
    turn: Turn, desk: Desk, voice: Voice, heard: Mapping[str, FactValue]
) -> list[EventType]:
    """The same case by the law of another day, which is said; the form decides."""
    turn, asked_day = take_day(turn)
    day = desk.explainer.values.date(law_day(turn, desk), voice.language)
    voice.phrase("as_of_day", day=day)
    events = keep_heard(turn, desk, heard)
    return [*events, *asked_day, SlotSet("focus", FOCUS_DECISION)]
