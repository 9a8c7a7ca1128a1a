"""A tracker that is cheap to copy and to ask for the events that stand.

Rasa copies a tracker by replaying its session, before each action, and finds the
events that were not taken back anew for each policy and form. Both grow with the
session; here a copy takes the state over, and the events found are remembered until
there are more. What comes out is the same; a test compares both.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.event_rows import Stored

_TAKES_BACK = frozenset(
    {Restarted, SessionStarted, ActionReverted, UserUtteranceReverted, ActionExecuted}
)
"""Kinds of events that can take others back; the rest only stand."""


class LiveTracker(DialogueStateTracker):  # type: ignore[misc]  # Rasa is untyped
    """The tracker of a conversation at hand; its slots come from a domain.

    `stored` says which rows it stands for; a copy stands for none.
    """

    stored: Stored | None = None
    _applied: "_Applied | None" = None

    def copy(self) -> "LiveTracker":
        """A tracker in the same state, without replaying how it came to be."""
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__, stored=None)
        twin.events = self._create_events(self.events)
        twin.slots = {name: _copy_slot(slot) for name, slot in self.slots.items()}
        if self.active_loop is not None:  # may be marked as rejected later
            twin.active_loop = replace(self.active_loop)
        return twin

    def applied_events(self) -> list[Event]:
        """The events that were not taken back."""
        known = self._applied
        if known is None or not known.is_of(self.events):
            self._applied = known = self._apply(known)
        return list(known.standing)

    def _apply(self, known: "_Applied | None") -> "_Applied":
        """What stands now: goes on from what is known where that changes nothing."""
        events = list(self.events)
        loops = {e.name for e in events if type(e) is ActiveLoop and e.name}
        standing: list[Event] = []
        seen = 0
        # A loop not known before changes what earlier actions mean.
        if known is not None and known.loops == loops and known.begins(events):
            standing, seen = list(known.standing), known.count
        for event in events[seen:]:
            if type(event) not in _TAKES_BACK:
                standing.append(event)
            elif isinstance(event, (Restarted, SessionStarted)):
                standing.clear()
            elif isinstance(event, ActionReverted):
                self._undo_till_previous(ActionExecuted, standing)
            elif isinstance(event, UserUtteranceReverted):
                self._undo_till_previous(UserUttered, standing)
                self._undo_till_previous(ActionExecuted, standing)
            elif self._runs_anew(event.action_name, loops, standing):
                standing.append(event)
            else:
                self._undo_till_previous_loop_execution(event.action_name, standing)
        return _Applied(len(events), events[-1] if events else None, loops, standing)

    def _runs_anew(self, action: str, loops: set[str], standing: list[Event]) -> bool:
        return action not in loops or bool(
            self._first_loop_execution_or_unhappy_path(action, standing)
        )


@dataclass(frozen=True)
class _Applied:
    """The events that stood after the first `count`, of which `last` was the last."""

    count: int
    last: Event | None
    loops: set[str]
    standing: list[Event]

    def is_of(self, events: deque[Event]) -> bool:
        last = events[-1] if events else None
        return len(events) == self.count and last is self.last

    def begins(self, events: list[Event]) -> bool:
        return 0 < self.count <= len(events) and events[self.count - 1] is self.last


def install() -> None:
    """Let forms try a message on a copy instead of a replay (`FormAction`).

    AttributeError if Rasa has changed.
    """
    rasas_own = FormAction._temporary_tracker
    if hasattr(rasas_own, "instead_of"):
        return

    def temporary_tracker(
        form: FormAction,
        current_tracker: DialogueStateTracker,
        additional_events: Iterable[Event],
        domain: Domain,
    ) -> DialogueStateTracker:
        events = list(additional_events)
        if not isinstance(current_tracker, LiveTracker) or any(
            type(event) is Restarted for event in current_tracker.events
        ):
            return rasas_own(form, current_tracker, events, domain)
        slot = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(current_tracker))
        tracker = current_tracker.copy()
        for event in (slot, ActionExecuted(form.name()), *events):
            tracker.update(event)
        return tracker

    temporary_tracker.instead_of = rasas_own  # type: ignore[attr-defined]
    FormAction._temporary_tracker = temporary_tracker


def _copy_slot(slot: Slot) -> Slot:
    twin: Slot = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin
