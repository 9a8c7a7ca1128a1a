"""A long session is restarted in short, and nobody notices."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.tracker_store import AssistantTrackerStore
from tests.bot.runtime import talk

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.from_yaml(talk.DOMAIN)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'talk.db'}"


@pytest.fixture
def ours(domain: Domain, url: str) -> Callable[..., AssistantTrackerStore]:
    return lambda **options: AssistantTrackerStore(domain, url, **options)


BOUND = 60


async def _long(store: AssistantTrackerStore, turns: int = 40) -> DialogueStateTracker:
    await talk.turn(
        store,
        "start",
        ActiveLoop("case_form"),
        SlotSet("region", "330100"),
        SlotSet("gap", {"months": 5, "words": "五个月"}),
        SlotSet("employed", False),
        SlotSet("requested_slot", "gap"),
        ActionExecutionRejected("case_form"),
        ConversationPaused(),
    )
    for number in range(turns):
        tracker = await talk.turn(store, f"turn {number}")
    return tracker


async def test_a_session_stays_short(
    ours: Callable[..., AssistantTrackerStore],
) -> None:
    store = ours(max_session_events=BOUND)
    longest = 0
    await _long(store, 1)
    for number in range(60):
        await talk.turn(store, str(number))
        tracker = await ours().retrieve("ann")
        assert tracker is not None
        longest = max(longest, len(tracker.events))
    assert longest <= BOUND + 6


@pytest.mark.parametrize("turns", range(10, 30))
async def test_the_state_is_that_of_an_unbounded_session(
    domain: Domain,
    ours: Callable[..., AssistantTrackerStore],
    url: str,
    tmp_path: Path,
    turns: int,
) -> None:
    endless = AssistantTrackerStore(
        domain, f"sqlite:///{tmp_path / 'endless.db'}", max_session_events=10**6
    )
    wanted = talk.state(await _long(endless, turns))
    bounded = ours(max_session_events=BOUND)
    await _long(bounded, turns)
    for reader in (bounded, ours(), SQLTrackerStore(domain, host=url)):
        found = await reader.retrieve("ann")
        assert talk.state(found) == wanted
        assert found is not None and found.active_loop is not None
        assert found.active_loop.rejected and found.is_paused()


async def test_the_last_turns_are_repeated_with_their_times(
    ours: Callable[..., AssistantTrackerStore], url: str
) -> None:
    store = ours(max_session_events=BOUND)
    saved: list[Event] = []
    await _long(store, 1)
    for number in range(60):
        saved = list((await talk.turn(store, str(number))).events)
        starts = [row for row in talk.rows(url) if row[2] == "session_started"]
        if len(starts) == 2:
            break
    found = await ours().retrieve("ann")
    assert found is not None
    users = [event for event in found.events if isinstance(event, UserUttered)]
    tail = list(found.events)[list(found.events).index(users[0]) :]
    assert 1 <= len(users) <= 5
    assert [event.as_dict() for event in tail] == [
        event.as_dict() for event in saved[-len(tail) :]
    ]


async def test_saving_again_after_a_restart_adds_nothing(
    ours: Callable[..., AssistantTrackerStore], url: str
) -> None:
    store = ours(max_session_events=BOUND)
    for number in range(25):
        tracker = await talk.turn(store, str(number))
        before = len(talk.rows(url))
        await store.save(tracker)
        assert len(talk.rows(url)) == before


async def test_a_busy_tracker_is_left_alone(
    ours: Callable[..., AssistantTrackerStore], url: str
) -> None:
    store = ours(max_session_events=20)
    tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
    for event in talk.opening():
        tracker.update(event)
    for number in range(10):
        for event in [*talk.said(str(number)), *talk.answer()[:-1]]:
            tracker.update(event)
    await store.save(tracker)
    kinds = [row[2] for row in talk.rows(url)]
    assert kinds.count("session_started") == 1


async def test_slots_that_fill_the_bound_do_not_restart_each_turn(
    ours: Callable[..., AssistantTrackerStore], url: str
) -> None:
    store = ours(max_session_events=8)
    for number in range(40):
        await talk.turn(store, str(number), SlotSet("gap", number))
    kinds = [row[2] for row in talk.rows(url)]
    assert 2 <= kinds.count("session_started") <= 20
    assert len(await talk.texts(store)) < 10
