"""The tracker store on PostgreSQL, where two processes may write at once.

Runs where `TEST_POSTGRES_URL` names a server on which databases may be created.
"""

import asyncio
import os
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet
from sqlalchemy.engine import make_url

from bot.runtime import event_rows
from bot.runtime.tracker_store import AssistantTrackerStore
from records import RecordsUnavailable, Store, engine, migrate
from tests.bot.runtime import talk

SERVER = os.environ.get("TEST_POSTGRES_URL", "")
pytestmark = [
    pytest.mark.rasa,
    pytest.mark.asyncio,
    pytest.mark.skipif(not SERVER, reason="no TEST_POSTGRES_URL"),
]


@pytest.fixture
def url() -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", future=True)
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _open(url: str, bound: int = 400) -> AssistantTrackerStore:
    domain = Domain.from_yaml(talk.DOMAIN)
    return AssistantTrackerStore(domain, url, max_session_events=bound)


async def test_a_long_conversation_goes_on(url: str) -> None:
    store = _open(url, bound=60)
    await talk.turn(store, "start", ActiveLoop("case_form"), SlotSet("gap", "五个月"))
    for number in range(30):
        await talk.turn(store, str(number))
    for reader in (store, _open(url)):
        tracker = await reader.retrieve("ann")
        assert tracker is not None
        assert (tracker.active_loop_name, tracker.get_slot("gap")) == (
            "case_form",
            "五个月",
        )
        assert len(tracker.events) < 70


async def test_turns_of_two_processes_do_not_mix(url: str) -> None:
    stores = [_open(url), _open(url)]
    await talk.turn(stores[0], "first")
    trackers = [await stores[number % 2].retrieve("ann") for number in range(16)]

    async def end(number: int) -> None:
        tracker = trackers[number]
        assert tracker is not None
        for event in [*talk.said(str(number)), *talk.answer()]:
            tracker.update(event)
        await stores[number % 2].save(tracker)

    await asyncio.gather(*(end(number) for number in range(16)))
    tracker = await stores[0].retrieve("ann")
    assert tracker is not None
    later = [event.type_name for event in list(tracker.events)][6:]
    assert later == ["user", "action", "bot", "action"] * 16


async def test_a_forgotten_conversation_is_noticed(url: str) -> None:
    migrate(url)
    store, kept = _open(url), Store(url)
    for text in ("one", "two"):
        await talk.turn(store, text)
    assert (await kept.forget("ann"))["events"] > 0
    await kept.close()
    assert await store.retrieve("ann") is None


async def test_who_writes_waits_for_who_writes(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 100)
    store = _open(url)
    holder = engine.open_engine(url)
    with engine.transaction(holder, write=True) as connection:
        event_rows.hold_sender(connection, "ann")
        await talk.turn(store, "another conversation", sender="bob")
        with pytest.raises(RecordsUnavailable):
            await talk.turn(store, "one")
    await talk.turn(store, "two")
    holder.dispose()
    assert await talk.texts(store) == ["two"]
