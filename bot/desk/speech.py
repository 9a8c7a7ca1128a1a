"""What is said in a conversation outside of its turns, as Rasa's events.

Times grow strictly, since the log takes an event that is not newer for a repeat.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker

from bot.runtime.conversation_log import BY_AGENT, OWN_ID
from records.desk_staff import Agent

UNASKED = "unasked"
"""Metadata of what was said outside of a turn: a channel that only shows answers has
not shown it."""

_TICK = 1e-5  # seconds; a float of this century still tells them apart


def moments(tracker: DialogueStateTracker) -> Iterator[float]:
    """Times behind all events of a conversation, each later than the one before."""
    last = max((event.timestamp or 0.0 for event in tracker.events), default=0.0)
    while True:
        last = max(time.time(), last + _TICK)
        yield last


def utterance(
    message: Mapping[str, Any], at: float, metadata: Mapping[str, Any] | None = None
) -> Event:
    """A message (text, buttons, card) as the event that Rasa keeps of one."""
    given = {UNASKED: True, **(metadata or {})}
    if message.get("card"):
        given["card"] = message["card"]
    data = {"buttons": [dict(b) for b in message.get("buttons") or ()] or None}
    return BotUttered(message.get("text") or "", data, given, timestamp=at)


def agents_own(agent: Agent, message_id: str = "") -> dict[str, Any]:
    """The metadata of what an agent wrote."""
    own = {"by": BY_AGENT, "agent_id": agent.id, "agent": agent.shown_name}
    return {**own, OWN_ID: message_id} if message_id else own


def as_actions_see_it(tracker: DialogueStateTracker) -> Tracker:
    """The tracker that an action would get."""
    return Tracker.from_dict(tracker.current_state(EventVerbosity.APPLIED))
