"""Keeps a session short: says in a few events what a long one has come to.

Rasa replays and searches the whole session at each turn, so a turn's cost grows with
it. When a session is past its bound, the state before the last few turns is written
again as the start of a new session, followed by those turns as they were. Times are
those of the turns repeated, so that a session still expires when it would have.
Not carried over: reminders that are still to fire (this assistant sets none).
"""

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_REPEATED = 5
"""Turns repeated word for word, so that rules and stories still see what preceded."""


def restart_events(tracker: DialogueStateTracker, bound: int) -> list[Event]:
    """The events that restart the session of `tracker`, or none if it may go on.

    None either while the tracker does something other than listen, or if the restart
    would not be at most half as long as the session.
    """
    session = _session(list(tracker.events))
    if len(session) <= bound or not _listens(tracker):
        return []
    cut = _cut(session, bound // 4)
    if cut is None:
        return []
    before = DialogueStateTracker.from_events(
        tracker.sender_id, session[:cut], tracker.slots.values()
    )
    if not _listens(before):
        return []
    restart = [*_state(before, session[cut].timestamp), *session[cut:]]
    return restart if 2 * len(restart) <= len(session) else []


def _session(events: list[Event]) -> list[Event]:
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            return events[index:]
    return events


def _listens(tracker: DialogueStateTracker) -> bool:
    return (
        tracker.latest_action_name == ACTION_LISTEN_NAME
        and tracker.followup_action is None
    )


def _cut(session: Sequence[Event], room: int) -> int | None:
    """Where the turns to repeat begin: at the last one, or earlier if room allows."""
    turns = []
    listening = False
    for index, event in enumerate(session):
        if isinstance(event, ActionExecuted):
            listening = event.action_name == ACTION_LISTEN_NAME
        elif isinstance(event, UserUttered) and listening:
            turns.append(index)
    roomy = [turn for turn in turns[-TURNS_REPEATED:] if len(session) - turn <= room]
    return roomy[0] if roomy else turns[-1] if turns else None


def _state(tracker: DialogueStateTracker, at: float) -> list[Event]:
    """The events that bring a new tracker to the state of this listening one."""
    state: list[Event] = [SessionStarted(timestamp=at)]
    state += [
        SlotSet(name, slot.value, timestamp=at)
        for name, slot in tracker.slots.items()
        if _is_set(slot)
    ]
    loop = tracker.active_loop_name
    if loop is not None:
        state.append(ActiveLoop(loop, timestamp=at))
        if tracker.is_active_loop_rejected:
            state.append(ActionExecutionRejected(loop, timestamp=at))
    if tracker.is_paused():
        state.append(ConversationPaused(timestamp=at))
    return [*state, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]


def _is_set(slot: Slot) -> bool:
    # Rasa tells "set to its initial value" from "never set" when it compares states;
    # for None the two look alike.
    empty = slot.value is None and slot.initial_value is None
    return bool(slot.has_been_set) and not empty
