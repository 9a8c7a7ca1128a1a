"""The assistant goes on after an agent: where the conversation had stood, knowing more.

Form, topic and procedure are as they were when the agent came. What the person told him
is kept, so that nobody is asked again for what he has just said to a person.
"""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.case import decide, told_facts
from actions.desk import Desk
from actions.form import ask_fact
from actions.note import case_note
from actions.steps import say_step
from actions.turn import FOCUS_PROCEDURE, Turn, facts_added, payload, read_turn
from actions.voice import Button, Voice
from actions.waiting import enqueue, say_place
from advice import Missing, Said


def go_on(
    tracker: Tracker, desk: Desk, learnt: Mapping[str, Said]
) -> tuple[list[EventType], list[dict[str, Any]]]:
    """Slot events, and messages (text, buttons, card) that say where it had stood.

    `learnt` are facts that the person has told the agent.
    """
    before = read_turn(tracker, desk.knowledge)
    events = facts_added(before, learnt)
    for event in events:
        tracker.slots[event["name"]] = event["value"]
    turn = read_turn(tracker, desk.knowledge)
    voice = Voice(CollectingDispatcher(), desk, kept_language(turn, tracker))
    if learnt:
        new = {name: said.value for name, said in learnt.items()}
        voice.phrase("noted", facts=told_facts(new, desk, voice))
    if turn.in_form and turn.requested in desk.knowledge.facts:
        events.append(_go_on_in_form(turn, bool(learnt), desk, voice))
    elif turn.focus == FOCUS_PROCEDURE and turn.position:
        voice.phrase("desk_go_on_step")
        say_step(turn.position, turn.known, desk, voice)
    return events, voice.take_back()


def _go_on_in_form(turn: Turn, learnt: bool, desk: Desk, voice: Voice) -> EventType:
    """Ask what is open now; where nothing is, offer the answer."""
    asked = str(turn.requested)
    if learnt and turn.topic in desk.knowledge.topics:
        decision = decide(turn, desk, str(turn.topic))
        if not isinstance(decision, Missing):
            title = voice.word("desk_button_answer")
            voice.phrase("desk_go_on_answer", [Button(title, payload("repeat"))])
            return SlotSet("requested_slot", asked)
        asked = asked if asked in decision.open else decision.ask
    voice.phrase("desk_go_on_question")
    ask_fact(asked, turn.topic, desk, voice)
    return SlotSet("requested_slot", asked)


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
