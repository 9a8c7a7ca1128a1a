"""The assistant goes on after an agent: says where the conversation had stood.

Nothing is changed: form, facts and procedure are as they were when the agent came.
"""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import Desk
from actions.form import ask_fact
from actions.note import case_note
from actions.steps import say_step
from actions.turn import FOCUS_PROCEDURE, Turn, read_turn
from actions.voice import Voice
from actions.waiting import enqueue, say_place


def where_it_stood(tracker: Tracker, desk: Desk) -> list[dict[str, Any]]:
    """Messages (text, buttons, card) with the open question or step; may be none."""
    turn = read_turn(tracker, desk.knowledge)
    voice = Voice(CollectingDispatcher(), desk, kept_language(turn, tracker))
    if turn.in_form and turn.requested in desk.knowledge.facts:
        voice.phrase("desk_go_on_question")
        ask_fact(str(turn.requested), desk, voice)
    elif turn.focus == FOCUS_PROCEDURE and turn.position:
        voice.phrase("desk_go_on_step")
        say_step(turn.position, turn.known, desk, voice)
    return voice.take_back()


async def put_into_queue(tracker: Tracker, desk: Desk) -> list[dict[str, Any]]:
    """Put a conversation into the agents' queue; returns what is to be said of it."""
    turn = read_turn(tracker, desk.knowledge)
    voice = Voice(CollectingDispatcher(), desk, turn.language)
    await say_place(await enqueue(turn, desk, voice, "asked"), desk, voice)
    return voice.take_back()


def note_of(tracker: Tracker, desk: Desk) -> dict[str, Any]:
    """The note of the case as a conversation stands now."""
    return case_note(read_turn(tracker, desk.knowledge), desk)


def kept_language(turn: Turn, tracker: Tracker) -> Any:
    """The language of the conversation before the agent came."""
    kept = tracker.slots.get("language")
    return kept if kept in ("zh", "en") else turn.language
