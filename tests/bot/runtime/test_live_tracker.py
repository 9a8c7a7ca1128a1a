"""A copied tracker is what Rasa's replay would have made, and stays apart from it."""

import random

import pytest
from rasa.core.actions.forms import FormAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime import live_tracker
from bot.runtime.event_rows import Stored
from bot.runtime.live_tracker import LiveTracker
from tests.bot.runtime import talk

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.from_yaml(talk.DOMAIN)


def _conversation(seed: int) -> list[Event]:
    """A random one; what comes after what is often senseless."""
    draw = random.Random(seed)
    kinds = (
        lambda: UserUttered(f"words {draw.random()}", intent={"name": "inform"}),
        lambda: ActionExecuted(draw.choice(["action_listen", "case_form", "other"])),
        lambda: SlotSet(draw.choice(["region", "employed"]), draw.random()),
        lambda: ActiveLoop(draw.choice(["case_form", None])),
        lambda: ActionExecutionRejected("case_form"),
        lambda: BotUttered("said"),
        lambda: LoopInterrupted(draw.random() < 0.5),
        lambda: FollowupAction("action_listen"),
        ConversationPaused,
        UserUtteranceReverted,
        ActionReverted,
        SessionStarted,
        Restarted,
    )
    weights = (9, 9, 9, 4, 3, 6, 2, 1, 1, 1, 1, 1, 1)
    return [make() for make in draw.choices(kinds, weights, k=draw.randint(0, 60))]


def _state(tracker: DialogueStateTracker) -> dict[str, object]:
    hidden = {"_applied", "stored", "slots", "events"}
    state = {k: v for k, v in vars(tracker).items() if k not in hidden}
    slots = {name: vars(slot) for name, slot in tracker.slots.items()}
    return {**state, "slots": slots, "events": [str(event) for event in tracker.events]}


@pytest.mark.parametrize("seed", range(60))
def test_a_copy_is_what_a_replay_makes(domain: Domain, seed: int) -> None:
    tracker = LiveTracker.from_events("ann", _conversation(seed), domain.slots)
    assert _state(tracker.copy()) == _state(DialogueStateTracker.copy(tracker))


@pytest.mark.parametrize("seed", range(60))
def test_the_events_that_stand_are_those_that_rasa_finds(
    domain: Domain, seed: int
) -> None:
    tracker = LiveTracker("ann", domain.slots)
    for event in _conversation(seed):
        tracker.update(event)
        expected = DialogueStateTracker.applied_events(tracker)
        assert tracker.applied_events() == expected
        tracker.applied_events().clear()  # a list of one's own
        assert tracker.applied_events() == expected


def test_what_happens_to_a_copy_stays_there(domain: Domain) -> None:
    tracker = LiveTracker.from_events("ann", [ActiveLoop("case_form")], domain.slots)
    tracker.stored = Stored(events=1, rows=1)
    before = _state(tracker)
    twin = tracker.copy()
    for event in (SlotSet("region", "1"), ActionExecutionRejected("case_form")):
        twin.update(event)
    assert twin.is_active_loop_rejected and twin.get_slot("region") == "1"
    assert twin.stored is None
    assert _state(tracker) == before


@pytest.mark.parametrize("seed", range(30))
def test_a_form_tries_a_message_as_rasas_own(
    monkeypatch: pytest.MonkeyPatch, domain: Domain, seed: int
) -> None:
    own = getattr(
        FormAction._temporary_tracker, "instead_of", FormAction._temporary_tracker
    )
    monkeypatch.setattr(FormAction, "_temporary_tracker", own)
    live_tracker.install()
    live_tracker.install()  # once is enough
    tracker = LiveTracker.from_events("ann", _conversation(seed), domain.slots)
    form, news = FormAction("case_form", None), [SlotSet("region", "2")]
    assert _state(form._temporary_tracker(tracker, news, domain)) == _state(
        own(form, tracker, news, domain)
    )
