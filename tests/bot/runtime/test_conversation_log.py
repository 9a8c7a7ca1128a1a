"""A conversation as it was said: in order and once, whatever a restart repeats."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from bot.runtime.tracker_store import AssistantTrackerStore
from tests.bot.runtime import talk

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio]
BUTTON = {"title": "为什么", "payload": "/why"}


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[AssistantTrackerStore]:
    domain = Domain.from_yaml(talk.DOMAIN)
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    opened = AssistantTrackerStore(domain, url, max_session_events=20)
    yield opened
    await opened.close()


async def test_nothing_was_said(store: AssistantTrackerStore) -> None:
    assert await store.said_after("ann") == []
    assert not await store.has_message("ann", "m1")


async def test_both_sides_in_order(store: AssistantTrackerStore) -> None:
    await talk.turn(store, "hello")
    await talk.turn(store, "other", sender="bob")
    said = await store.said_after("ann")
    assert [(one.by, one.text) for one in said] == [
        ("person", "hello"),
        ("assistant", "so"),
    ]
    assert said[0].id < said[1].id
    assert await store.said_after("ann", said[0].id) == said[1:]
    assert await store.said_after("ann", said[1].id) == []


async def test_buttons_and_cards_come_along(store: AssistantTrackerStore) -> None:
    card = {"kind": "step", "number": 1}
    shown = BotUttered("so", {"buttons": [BUTTON]}, {"card": card})
    await talk.turn(store, "hello", *talk.stamped(shown))
    last = (await store.said_after("ann"))[-1]
    assert last.buttons == (BUTTON,)
    assert last.card == card


async def test_what_a_restart_repeats_is_said_once(
    store: AssistantTrackerStore,
) -> None:
    for number in range(30):
        await talk.turn(store, f"turn {number}")
    written = len([row for row in talk.rows_of(store) if row == "user"])
    assert written > 30, "the session was not restarted: the test proves nothing"
    said = await store.said_after("ann")
    mine = [one.text for one in said if one.by == "person"]
    assert mine == [f"turn {number}" for number in range(30)]
    for at, one in enumerate(said):
        assert await store.said_after("ann", one.id) == said[at + 1 :]


@pytest.mark.parametrize("message_id", ["m1", 'a"b', "100%", "x_y", "短"])
async def test_a_message_is_known_by_its_id(
    store: AssistantTrackerStore, message_id: str
) -> None:
    tracker = await store.get_or_create_tracker("ann")
    tracker.update(UserUttered("hello", message_id=message_id))
    await store.save(tracker)
    assert await store.has_message("ann", message_id)
    assert not await store.has_message("bob", message_id)
    for other in ("m", "1000", "xzy", f"{message_id}2"):
        assert not await store.has_message("ann", other)
    (said,) = await store.said_after("ann")
    assert said.message_id == message_id


async def test_a_turn_is_found_by_its_message(store: AssistantTrackerStore) -> None:
    assert await store.turn_of("ann", "m1") == []
    for number in range(3):
        tracker = await store.get_or_create_tracker("ann")
        said = UserUttered(f"hello {number}", message_id=f"m{number}")
        answers = [BotUttered("so"), BotUttered(f"so {number}", {"buttons": [BUTTON]})]
        for event in talk.stamped(said, *answers):
            tracker.update(event)
        await store.save(tracker)
    person, first, second = await store.turn_of("ann", "m1")
    assert (person.by, person.text) == ("person", "hello 1")
    assert (first.text, second.text) == ("so", "so 1")
    assert second.buttons == (BUTTON,)
    assert [person, first, second] == (await store.said_after("ann"))[3:6]
    assert await store.turn_of("bob", "m1") == []


async def test_a_turn_that_a_restart_repeats_is_found_once(
    store: AssistantTrackerStore,
) -> None:
    tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
    for event in [*talk.opening(), *talk.stamped(UserUttered("hi", message_id="m1"))]:
        tracker.update(event)
    for event in talk.answer():
        tracker.update(event)
    await store.save(tracker)
    for number in range(30):
        await talk.turn(store, f"turn {number}")
    said = await store.turn_of("ann", "m1")
    assert [(one.by, one.text) for one in said] == [
        ("person", "hi"),
        ("assistant", "so"),
    ]


async def test_an_erased_conversation_is_gone(store: AssistantTrackerStore) -> None:
    await talk.turn(store, "hello")
    await talk.turn(store, "other", sender="bob")
    await store.erase("ann")
    assert await store.retrieve("ann") is None
    assert await store.said_after("ann") == []
    assert len(await store.said_after("bob")) == 2


async def test_what_an_agent_wrote_is_found_by_its_id(
    store: AssistantTrackerStore,
) -> None:
    for own_id, text in (("a_b-1", "one"), ("A_B-1", "two"), ("axb-1", "three")):
        said = BotUttered(text, {}, {"by": "agent", "id": own_id})
        await talk.turn(store, "hello", *talk.stamped(said))
    for own_id, text in (("a_b-1", "one"), ("A_B-1", "two"), ("axb-1", "three")):
        found = await store.written("ann", own_id)
        assert found is not None
        assert (found.by, found.text) == ("agent", text)
    assert await store.written("ann", "a%b-1") is None
    assert await store.written("bob", "a_b-1") is None
