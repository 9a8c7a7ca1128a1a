"""The present session as plain events, read without a tracker."""

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ConversationPaused, SlotSet

from bot.runtime.tracker_store import AssistantTrackerStore
from tests.bot.runtime import talk

ALL = ("session_started", "action", "user", "bot", "slot", "pause")


async def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    store = AssistantTrackerStore(Domain.from_yaml(talk.DOMAIN), url)
    await talk.turn(store, "one", *talk.stamped(SlotSet("region", "a")))
    found = await store.session_events("ann", ("slot", "bot"))
    assert [event["event"] for event in found] == ["bot", "slot"]
    await store.close()


async def test_the_session_is_read_in_order_and_nothing_is_taken_away(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    store = AssistantTrackerStore(Domain.from_yaml(talk.DOMAIN), url)
    await talk.turn(store, "one", *talk.stamped(SlotSet("region", "a")))
    tracker = await store.retrieve("ann")  # as a turn that is running does
    assert tracker is not None
    events = await store.session_events("ann", ALL)
    assert events[0]["event"] == "session_started"
    said = [e["parse_data"]["text"] for e in events if e["event"] == "user"]
    assert said == ["one"]
    assert [e["value"] for e in events if e["event"] == "slot"] == ["a"]
    for event in talk.stamped(ConversationPaused()):
        tracker.update(event)
    await store.save(tracker)
    assert (await store.session_events("ann", ALL))[-1]["event"] == "pause"
    await store.close()


async def test_another_session_and_another_person_are_not_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    store = AssistantTrackerStore(Domain.from_yaml(talk.DOMAIN), url)
    await talk.turn(store, "one")
    await talk.turn(store, "other", sender="bob")
    await talk.turn(store, "two", *talk.opening())
    events = await store.session_events("ann", ALL)
    assert events[0]["event"] == "session_started"
    assert not [e for e in events if e.get("text") in ("one", "other")]
    assert await store.session_events("nobody", ALL) == []
    await store.close()
