"""Made-up conversations for the tests of what keeps them: a domain, turns, rows."""

import sqlite3
from itertools import count
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.tracker_store import AssistantTrackerStore

DOMAIN = """
version: "3.1"
intents: [ask_arrears]
slots:
  region: {type: text, mappings: [{type: custom}]}
  gap: {type: any, mappings: [{type: custom}]}
  employed: {type: bool, initial_value: true, mappings: [{type: custom}]}
  forget_me: {type: bool, mappings: [{type: custom}]}
forms:
  case_form: {required_slots: [region, gap]}
responses:
  utter_answer: [{text: so}]
"""
MOMENTS = count(1_700_000_000)


def stamped(*events: Event) -> list[Event]:
    for event in events:
        event.timestamp = float(next(MOMENTS))
    return list(events)


def said(text: str) -> list[Event]:
    intent = {"name": "ask_arrears", "confidence": 0.9}
    entity = {"entity": "region", "value": text, "start": 0, "end": 1}
    return stamped(UserUttered(text, intent, [entity], input_channel="rest"))


def answer(*more: Event) -> list[Event]:
    return stamped(
        ActionExecuted("utter_answer", "RulePolicy", 1.0),
        BotUttered("so", {"buttons": None}),
        *more,
        ActionExecuted("action_listen"),
    )


def opening() -> list[Event]:
    return stamped(
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    )


async def turn(
    store: TrackerStore, text: str, *more: Event, sender: str = "ann"
) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    first = [] if tracker.events else opening()
    for event in [*first, *said(text), *answer(*more)]:
        tracker.update(event)
    await store.save(tracker)
    return tracker


async def texts(store: TrackerStore, sender: str = "ann") -> list[str]:
    tracker = await store.retrieve(sender)
    events = tracker.events if tracker else []
    return [event.text for event in events if isinstance(event, UserUttered)]


def state(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    assert tracker is not None
    found = dict(tracker.current_state())
    loop = found.pop("active_loop")
    del found["latest_event_time"]
    # What had triggered the loop is not read anywhere in Rasa.
    loop.pop("trigger_message", None)
    return {**found, "loop": loop, "set": set_slots(tracker)}


def set_slots(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = tracker.slots.values()
    return {slot.name: slot.value for slot in slots if slot.value is not None}


def rows(url: str) -> list[tuple[Any, ...]]:
    query = "SELECT id, sender_id, type_name, timestamp, data FROM events ORDER BY id"
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return connection.execute(query).fetchall()


def delete(url: str, sender: str = "ann") -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM events WHERE sender_id = ?", (sender,))


def rows_of(store: AssistantTrackerStore) -> list[str]:
    """The types of all rows that a store has written."""
    return [row[2] for row in rows(str(store._engine.url))]
