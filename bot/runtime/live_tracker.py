"""A tracker that is cheap to copy and to ask for the events that stand.

Rasa copies a tracker by replaying its session, before each action, and finds the
events that were not taken back anew for each policy and form. Both grow with the
session; here a copy takes the state over, and the events found are remembered until
there are more. What comes out is the same; a test compares both.
"""

from collections.abc import Iterable
from dataclasses import replace

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, Restarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.event_rows import Stored

_Key = tuple[int, int]


class LiveTracker(DialogueStateTracker):  # type: ignore[misc]  # Rasa is untyped
    """The tracker of a conversation at hand; its slots come from a domain.

    `stored` says which rows it stands for; a copy stands for none.
    """

    stored: Stored | None = None
    _applied: tuple[_Key, list[Event]] | None = None

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
        key = (len(self.events), id(self.events[-1]) if self.events else 0)
        if self._applied is None or self._applied[0] != key:
            self._applied = (key, super().applied_events())
        return list(self._applied[1])


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
            isinstance(event, Restarted) for event in current_tracker.events
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
