"""Conversations in the database: as Rasa's own SQL store, and better where it fails."""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    SQLTrackerStore,
    TrackerStore,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime import event_rows
from bot.runtime.tracker_store import (
    AssistantTrackerStore,
    WrongTrackerStore,
    assert_tracker_store,
)
from tests.bot.runtime import talk

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio]

Make = Callable[..., TrackerStore]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.from_yaml(talk.DOMAIN)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'talk.db'}"


@pytest.fixture
def ours(domain: Domain, url: str) -> Callable[..., AssistantTrackerStore]:
    return lambda **options: AssistantTrackerStore(domain, url, **options)


@pytest.fixture
def stock(domain: Domain, url: str) -> Make:
    return lambda: SQLTrackerStore(domain, host=url)


@pytest.fixture(params=["ours", "stock"])
def any_store(request: pytest.FixtureRequest) -> TrackerStore:
    store: TrackerStore = request.getfixturevalue(request.param)()
    return store


@pytest_asyncio.fixture
async def store(
    ours: Callable[..., AssistantTrackerStore],
) -> AsyncIterator[AssistantTrackerStore]:
    opened = ours()
    yield opened
    await opened.close()


class TestLikeStock:
    """One body over Rasa's SQL store and ours."""

    async def test_a_stranger_has_no_tracker(self, any_store: TrackerStore) -> None:
        assert await any_store.retrieve("ann") is None
        assert await any_store.retrieve_full_tracker("ann") is None
        assert await any_store.exists("ann") is False

    async def test_a_conversation_comes_back_whole(
        self, any_store: TrackerStore
    ) -> None:
        loop = [ActiveLoop("case_form"), SlotSet("requested_slot", "region")]
        await talk.turn(any_store, "社保断了", *loop)
        saved = await talk.turn(any_store, "杭州", SlotSet("region", "330100"))
        found = await any_store.retrieve("ann")
        assert found is not None
        # A retrieved tracker begins with the event that began the session.
        assert [event.as_dict() for event in found.events] == [
            event.as_dict() for event in list(saved.events)[-len(found.events) :]
        ]
        assert talk.state(found) == talk.state(saved)
        assert found.active_loop_name == "case_form"

    async def test_a_new_session_leaves_the_old_one_behind(
        self, any_store: TrackerStore
    ) -> None:
        await talk.turn(any_store, "one", SlotSet("region", "330100"))
        tracker = await any_store.retrieve("ann")
        assert tracker is not None
        carried = SlotSet("region", "330100")
        later = [
            *talk.opening()[:2],
            *talk.stamped(carried, ActionExecuted("action_listen")),
        ]
        for event in [*later, *talk.said("two"), *talk.answer()]:
            tracker.update(event)
        await any_store.save(tracker)
        await talk.turn(any_store, "three")
        assert await talk.texts(any_store) == ["two", "three"]
        again = await any_store.retrieve("ann")
        assert again is not None and again.get_slot("region") == "330100"
        full = await any_store.retrieve_full_tracker("ann")
        assert full is not None
        users = [event for event in full.events if isinstance(event, UserUttered)]
        assert [event.text for event in users] == ["one", "two", "three"]

    async def test_conversations_are_apart(self, any_store: TrackerStore) -> None:
        for sender in ("ann", "bob"):
            await talk.turn(any_store, f"I am {sender}", sender=sender)
        assert sorted(await any_store.keys()) == ["ann", "bob"]
        assert await any_store.exists("bob") is True
        assert await talk.texts(any_store, "bob") == ["I am bob"]

    async def test_a_tracker_made_elsewhere_is_stored(
        self, any_store: TrackerStore, domain: Domain
    ) -> None:
        events = [*talk.opening()[1:], *talk.said("one"), *talk.answer()]
        for length in (len(events) - 2, len(events)):
            made = DialogueStateTracker.from_events(
                "ann", events[:length], domain.slots
            )
            await any_store.save(made)
        found = await any_store.retrieve("ann")
        assert found is not None
        assert list(found.events) == events

    async def test_a_turn_that_failed_is_not_seen(
        self, any_store: TrackerStore
    ) -> None:
        for text in ("zero", "one"):
            await talk.turn(any_store, text)
        half = await any_store.retrieve("ann")
        assert half is not None
        for event in [*talk.said("two"), *talk.stamped(SlotSet("region", "330100"))]:
            half.update(event)
        # Here the turn raises and nothing is saved.
        assert await talk.texts(any_store) == ["zero", "one"]
        await talk.turn(any_store, "three")
        found = await any_store.retrieve("ann")
        assert found is not None and found.get_slot("region") is None
        assert await talk.texts(any_store) == ["zero", "one", "three"]

    async def test_a_first_turn_that_failed_is_not_seen(
        self, any_store: TrackerStore
    ) -> None:
        for listen in (False, True):
            half = await any_store.get_or_create_tracker(
                "ann", append_action_listen=listen
            )
            for event in [*talk.opening(), *talk.said("one")]:
                half.update(event)
            assert await talk.texts(any_store) == []


async def test_the_rows_are_those_of_the_stock_store(
    domain: Domain, tmp_path: Path
) -> None:
    written = []
    for name in ("ours", "stock"):
        url = f"sqlite:///{tmp_path / name}.db"
        moments = count(1)
        events = [
            *talk.opening(),
            *talk.said("社保断了"),
            *talk.answer(SlotSet("gap", 5)),
        ]
        for event in events:
            event.timestamp = float(next(moments))
        made = (
            AssistantTrackerStore(domain, url)
            if name == "ours"
            else SQLTrackerStore(domain, host=url)
        )
        tracker = await made.get_or_create_tracker("ann", append_action_listen=False)
        for event in events:
            tracker.update(event)
        await made.save(tracker)
        with sqlite3.connect(tmp_path / f"{name}.db") as connection:
            written.append(connection.execute("SELECT * FROM events").fetchall())
            written.append(connection.execute("PRAGMA table_info(events)").fetchall())
    assert written[0] == written[2] != []
    assert written[1] == written[3] != []


@pytest.mark.parametrize("first", ["ours", "stock"])
async def test_either_store_goes_on_where_the_other_stopped(
    request: pytest.FixtureRequest, first: str
) -> None:
    second = "stock" if first == "ours" else "ours"
    await talk.turn(request.getfixturevalue(first)(), "one", SlotSet("gap", 5))
    other = request.getfixturevalue(second)()
    tracker = await talk.turn(other, "two")
    assert tracker.get_slot("gap") == 5
    assert await talk.texts(request.getfixturevalue(first)()) == ["one", "two"]


class TestKeptAtHand:
    """A live tracker is replayed once, and never trusted over the database."""

    @pytest.fixture
    def replays(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        seen: list[str] = []
        real = event_rows.session_rows

        def spy(connection: Any, sender_id: str) -> Any:
            seen.append(sender_id)
            return real(connection, sender_id)

        monkeypatch.setattr(event_rows, "session_rows", spy)
        return seen

    async def test_a_conversation_is_replayed_once(
        self, store: AssistantTrackerStore, replays: list[str]
    ) -> None:
        for number in range(12):
            await talk.turn(store, str(number))
        # The first message finds nothing; the second reads what the session's
        # beginning had put out of mind; from then on nothing is read again.
        assert replays == ["ann", "ann"]
        assert await talk.texts(store) == [str(number) for number in range(12)]

    async def test_only_so_many_are_kept(
        self, ours: Callable[..., AssistantTrackerStore], replays: list[str]
    ) -> None:
        store = ours(cache_size=2)
        senders = ("ann", "bob", "eve")
        for _ in range(2):
            for sender in senders:
                await talk.turn(store, "hello", sender=sender)
        replays.clear()
        for sender in reversed(senders):
            await store.retrieve(sender)
        assert replays == ["ann"]

    async def test_what_another_process_wrote_is_read(
        self, ours: Callable[..., AssistantTrackerStore], replays: list[str]
    ) -> None:
        one, two = ours(), ours()
        for number in range(6):
            await talk.turn(two if number % 2 else one, str(number))
        replays.clear()
        for store in (one, two):
            assert await talk.texts(store) == [str(number) for number in range(6)]
        assert replays == []

    async def test_a_session_that_another_process_began_is_read(
        self, ours: Callable[..., AssistantTrackerStore]
    ) -> None:
        one, two = ours(), ours()
        for text in ("one", "two"):
            await talk.turn(one, text)
        tracker = await two.retrieve("ann")
        assert tracker is not None
        for event in [*talk.opening(), *talk.said("three"), *talk.answer()]:
            tracker.update(event)
        await two.save(tracker)
        assert await talk.texts(one) == ["three"]

    async def test_a_deletion_outside_is_noticed(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        for text in ("one", "two"):
            await talk.turn(store, text)
        talk.delete(url)
        assert await store.retrieve("ann") is None

    async def test_a_deletion_in_the_middle_is_noticed(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        for text in ("one", "two", "three"):
            await talk.turn(store, text)
        users = [row[0] for row in talk.rows(url) if row[2] == "user"]
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("DELETE FROM events WHERE id = ?", (users[1],))
        assert await talk.texts(store) == ["one", "three"]

    async def test_nothing_said_is_nothing_kept(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        await store.save(store.init_tracker("ann"))
        assert await store.retrieve("ann") is None
        assert talk.rows(url) == []

    async def test_all_sessions_are_not_taken_for_the_present_one(
        self, store: AssistantTrackerStore
    ) -> None:
        for text in ("one", "two"):
            tracker = await store.get_or_create_tracker("ann")
            for event in [*talk.opening(), *talk.said(text), *talk.answer()]:
                tracker.update(event)
            await store.save(tracker)
        full = await store.retrieve_full_tracker("ann")
        assert full is not None
        await store.save(full)
        assert await talk.texts(store) == ["two"]
        for event in [*talk.said("three"), *talk.answer()]:
            full.update(event)
        await store.save(full)
        assert await talk.texts(store) == ["two", "three"]

    async def test_ids_given_away_again_are_noticed(
        self, ours: Callable[..., AssistantTrackerStore], url: str
    ) -> None:
        store, other = ours(), ours()
        for text in ("one", "two"):
            await talk.turn(store, text)
        before = [row[0] for row in talk.rows(url)]
        talk.delete(url)
        for text in ("three", "four"):
            await talk.turn(other, text)
        assert [row[0] for row in talk.rows(url)] == before
        assert await talk.texts(store) == ["three", "four"]

    async def test_a_new_model_gives_new_slots(
        self, store: AssistantTrackerStore
    ) -> None:
        for text in ("one", "two"):
            await talk.turn(store, text)
        more = talk.DOMAIN.replace(
            "forms:", "  age: {type: any, mappings: [{type: custom}]}\nforms:"
        )
        store.domain = Domain.from_yaml(more)
        tracker = await store.retrieve("ann")
        assert tracker is not None and "age" in tracker.slots


class TestTheAgent:
    """Rasa wraps and replaces stores silently; we look."""

    @pytest.mark.parametrize("wrap", [FailSafeTrackerStore, None])
    async def test_a_wrapped_or_other_store_is_refused(
        self, store: AssistantTrackerStore, domain: Domain, wrap: Any
    ) -> None:
        used = wrap(store) if wrap else InMemoryTrackerStore(domain)
        agent = SimpleNamespace(tracker_store=used, processor=None)
        with pytest.raises(WrongTrackerStore, match=type(used).__name__):
            assert_tracker_store(agent)

    async def test_the_processor_is_looked_at_too(
        self, store: AssistantTrackerStore
    ) -> None:
        processor = SimpleNamespace(tracker_store=FailSafeTrackerStore(store))
        agent = SimpleNamespace(tracker_store=store, processor=processor)
        with pytest.raises(WrongTrackerStore, match="FailSafe"):
            assert_tracker_store(agent)
        processor.tracker_store = store
        assert_tracker_store(agent)


async def test_the_broker_is_told_what_is_new(
    ours: Callable[..., AssistantTrackerStore],
) -> None:
    told: list[dict[str, Any]] = []
    broker: Any = SimpleNamespace(publish=told.append)
    store = ours(event_broker=broker, max_session_events=30)
    for number in range(12):
        await talk.turn(store, str(number))
    users = [body["text"] for body in told if body["event"] == "user"]
    assert users == [str(number) for number in range(12)]
    assert {body["sender_id"] for body in told} == {"ann"}
    assert json.dumps(told)
