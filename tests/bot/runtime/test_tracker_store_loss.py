"""What the tracker store does when killed, locked, crossed, or asked to forget."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from rasa.core.tracker_store import (
    TrackerStore,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    SlotSet,
)

import records
from bot.runtime.tracker_store import (
    AssistantTrackerStore,
)
from records import RecordsUnavailable
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


@pytest_asyncio.fixture
async def store(
    ours: Callable[..., AssistantTrackerStore],
) -> AsyncIterator[AssistantTrackerStore]:
    opened = ours()
    yield opened
    await opened.close()


class TestNothingIsLost:
    """Killed, locked, or two at once."""

    async def test_what_was_saved_survives_the_process(
        self, ours: Callable[..., AssistantTrackerStore]
    ) -> None:
        killed = ours()
        await talk.turn(killed, "one", ActiveLoop("case_form"), SlotSet("gap", 5))
        half = await killed.retrieve("ann")
        assert half is not None
        for event in talk.said("two"):
            half.update(event)
        del killed, half  # in the middle of a turn
        tracker = await talk.turn(ours(), "three")
        assert (tracker.active_loop_name, tracker.get_slot("gap")) == ("case_form", 5)
        assert await talk.texts(ours()) == ["one", "three"]

    async def test_a_locked_database_is_said_and_blocks_nobody(
        self,
        ours: Callable[..., AssistantTrackerStore],
        url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(records.engine, "WAIT_MS", 200)
        store = ours()
        for text in ("one", "two"):
            await talk.turn(store, text)
        holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        turn = asyncio.create_task(talk.turn(store, "three"))
        rounds = 0
        while not turn.done():
            rounds += 1
            await asyncio.sleep(0)
        assert rounds > 100
        with pytest.raises(RecordsUnavailable, match="database is locked"):
            await turn
        assert await talk.texts(store) == ["one", "two"]
        holder.execute("ROLLBACK")
        holder.close()
        await talk.turn(store, "four")
        assert await talk.texts(store) == ["one", "two", "four"]

    async def test_a_turn_may_be_saved_again_after_a_failure(
        self,
        ours: Callable[..., AssistantTrackerStore],
        url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(records.engine, "WAIT_MS", 20)
        store = ours()
        tracker = await talk.turn(store, "one")
        for event in [*talk.said("two"), *talk.answer()]:
            tracker.update(event)
        holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailable):
            await store.save(tracker)
        holder.execute("ROLLBACK")
        holder.close()
        for _ in range(2):
            await store.save(tracker)
        assert await talk.texts(store) == ["one", "two"]

    async def test_turns_that_crossed_stand_one_behind_the_other(
        self, ours: Callable[..., AssistantTrackerStore]
    ) -> None:
        one, two = ours(), ours()
        await talk.turn(one, "one")
        first, second = await one.retrieve("ann"), await two.retrieve("ann")
        for store, tracker, text in ((one, first, "two"), (two, second, "three")):
            assert tracker is not None
            for event in [*talk.said(text), *talk.answer()]:
                tracker.update(event)
            await store.save(tracker)
        for store in (one, two):
            assert await talk.texts(store) == ["one", "two", "three"]

    async def test_a_database_that_does_not_open_stops_the_start(
        self, domain: Domain, tmp_path: Path
    ) -> None:
        (tmp_path / "talk.db").write_text("no database " * 99, encoding="utf-8")
        with pytest.raises(RecordsUnavailable):
            AssistantTrackerStore(domain, f"sqlite:///{tmp_path / 'talk.db'}")

    async def test_a_database_that_vanished_is_no_new_conversation(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        await talk.turn(store, "one")
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("DROP TABLE events")
        with pytest.raises(RecordsUnavailable):
            await store.get_or_create_tracker("ann")


class TestForgetting:
    """Nothing of a person who asked for it comes back."""

    async def test_the_slot_deletes_the_conversation(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        for text in ("one", "two"):
            await talk.turn(store, text)
            await talk.turn(store, text, sender="bob")
        tracker = await talk.turn(store, "forget me", SlotSet("forget_me", True))
        await store.save(tracker)
        assert {row[1] for row in talk.rows(url)} == {"bob"}
        assert await store.retrieve("ann") is None
        await talk.turn(store, "hello again")
        assert await talk.texts(store) == ["hello again"]

    async def test_a_conversation_deleted_during_a_turn_stays_deleted(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        for text in ("one", "two"):
            await talk.turn(store, text)
        tracker = await store.retrieve("ann")
        assert tracker is not None
        for event in [*talk.said("three"), *talk.answer()]:
            tracker.update(event)
        talk.delete(url)
        for _ in range(2):
            await store.save(tracker)
            assert talk.rows(url) == []
        assert await store.retrieve("ann") is None

    async def test_the_records_forget_the_conversation_too(
        self, store: AssistantTrackerStore, url: str
    ) -> None:
        records.migrate(url)
        for text in ("one", "two"):
            await talk.turn(store, text)
        kept = records.Store(url)
        counts = await kept.forget("ann")
        await kept.close()
        assert counts["events"] > 0
        assert await store.retrieve("ann") is None
