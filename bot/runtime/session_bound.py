"""Keeps a session short: says in a few events what a long one has come to.

Rasa replays and searches the whole session at each turn, so a turn's cost grows with
it. When a session is past its bound, the state before the last few turns is written
again as the start of a new session, followed by those turns as they were, without what
was taken back. Times are those of the turns repeated, so that a session still expires
when it would have. Not carried over: reminders that are still to fire (this assistant
sets none).
"""

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_REPEATED = 5
"""Turns repeated word for word, so that rules and stories still see what preceded.

A policy that looks back over more turns than these would notice the restart.
"""


def restart_events(tracker: DialogueStateTracker, bound: int) -> list[Event]:
    """The events that restart the session of `tracker`, or none if it may go on.

    None either while the tracker does something other than listen, if the restart
    would not be at most half as long as the session, or if it would not end in the
    state in which the tracker is.
    """
    session = _session(list(tracker.events))
    if len(session) <= bound or not _listens(tracker):
        return []
    session_length, session = len(session), _stands(session)
    cut = _cut(session, tracker, bound // 4)
    if cut is None:
        return []
    before = _replay(tracker, session[:cut])
    restart = [*_state(before, session[cut].timestamp), *session[cut:]]
    if 2 * len(restart) > session_length:
        return []
    return restart if _alike(_replay(tracker, restart), tracker) else []


def _session(events: list[Event]) -> list[Event]:
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            return events[index:]
    return events


def _stands(session: list[Event]) -> list[Event]:
    """The session without what was taken back, as Rasa's `applied_events` does it.

    Unlike there, the turns inside a form stay.
    """
    undo = DialogueStateTracker._undo_till_previous
    left: list[Event] = []
    for event in session:
        if isinstance(event, Restarted):
            left = []
        elif isinstance(event, ActionReverted):
            undo(ActionExecuted, left)
        elif isinstance(event, UserUtteranceReverted):
            undo(UserUttered, left)
            undo(ActionExecuted, left)
        else:
            left.append(event)
    return left


def _cut(session: list[Event], tracker: DialogueStateTracker, room: int) -> int | None:
    """Where the turns to repeat begin: at the last one, or earlier if room allows."""
    seen = {id(event) for event in tracker.applied_events()}
    cut, found = None, 0
    for turn in reversed(_turns(session)):
        if cut is not None and len(session) - turn > room:
            break
        cut = turn
        # Rasa's policies do not see the turns that a form took without a detour.
        found += id(session[turn]) in seen
        if found == TURNS_REPEATED:
            break
    return cut


def _turns(session: list[Event]) -> list[int]:
    turns = []
    listening = False
    for index, event in enumerate(session):
        if isinstance(event, ActionExecuted):
            listening = event.action_name == ACTION_LISTEN_NAME
        elif isinstance(event, UserUttered) and listening:
            turns.append(index)
    return turns


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
        # Without the form's own action the turns repeated would look like its first.
        state += [ActionExecuted(loop, timestamp=at), ActiveLoop(loop, timestamp=at)]
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


def _listens(tracker: DialogueStateTracker) -> bool:
    return (
        tracker.latest_action_name == ACTION_LISTEN_NAME
        and tracker.followup_action is None
    )


def _replay(like: DialogueStateTracker, events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(like.sender_id, events, like.slots.values())


def _alike(one: DialogueStateTracker, other: DialogueStateTracker) -> bool:
    return (
        one.current_slot_values() == other.current_slot_values()
        and one.active_loop_name == other.active_loop_name
        and one.is_active_loop_rejected == other.is_active_loop_rejected
        and one.is_paused() == other.is_paused()
        and _listens(one) == _listens(other)
    )
