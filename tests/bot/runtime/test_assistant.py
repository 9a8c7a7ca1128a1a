"""The guards around Rasa: what each message meets before, during and after a turn."""

import asyncio
import logging
import sqlite3
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.events import BotUttered, UserUttered

from bot.runtime.assistant import MASKED, MEDIA, Assistant
from bot.runtime.shown import BUTTONS_LOOKED_AT
from bot.runtime.tracker_store import AssistantTrackerStore
from records import RecordsUnavailable
from tests.bot.runtime import project
from tests.bot.runtime.conftest import House

pytestmark = pytest.mark.rasa

ID_NUMBER, ID_SHOWN = "110101199003070417", "1****************7"


async def say(
    assistant: Assistant, text: Any, sender: str = "amy", **more: Any
) -> list[str]:
    """The texts that answer one message."""
    channel = CollectingOutputChannel()
    message = UserMessage(None, channel, sender, input_channel="test", **more)
    message.text = text
    answer = await assistant.handle_message(message)
    assert answer == channel.messages
    return [str(said["text"]) for said in channel.messages]


def phrase(name: str, language: str, **values: str) -> str:
    return project.phrases()[name].say(language, values)  # type: ignore[arg-type]


def stored_text(house: House) -> str:
    with sqlite3.connect(house.database) as connection:
        return "\n".join(
            row[0] for row in connection.execute("SELECT data FROM events")
        )


async def test_a_question_is_answered(house: House) -> None:
    assert await say(house.assistant, "ANSWER me") == ["heard ANSWER me"]


@pytest.mark.parametrize("text", [None, "", "   ", "\n\t"])
async def test_an_empty_message_gets_a_sentence_and_leaves_no_trace(
    house: House, text: str | None
) -> None:
    said = await say(house.assistant, text)
    both = [phrase("runtime_empty", "zh"), phrase("runtime_empty", "en")]
    assert said == ["\n".join(both)]
    assert stored_text(house) == ""


async def test_media_without_text_gets_a_sentence(house: House) -> None:
    said = await say(house.assistant, None, metadata={MEDIA: True})
    assert phrase("runtime_media", "en") in said[0]
    assert stored_text(house) == ""


async def test_media_with_text_is_answered_by_its_text(house: House) -> None:
    said = await say(house.assistant, "ANSWER", metadata={MEDIA: True})
    assert said == [phrase("runtime_media_skipped", "en"), "heard ANSWER"]


@pytest.mark.parametrize(("length", "read"), [(2000, True), (2001, False)])
async def test_a_long_text_is_not_read(house: House, length: int, read: bool) -> None:
    text = "ANSWER " + "x" * (length - 7)
    said = await say(house.assistant, text)
    values = {"length": str(length), "limit": "2000"}
    refused = phrase("runtime_too_long", "en", **values)
    assert said == ([f"heard {text}"] if read else [refused])
    assert bool(stored_text(house)) is read


async def test_numbers_are_masked_before_anything_sees_them(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = await say(house.assistant, f"ANSWER {ID_NUMBER} 13812345678")
    kinds = [phrase(f"runtime_kind_{kind}", "en") for kind in ("id_number", "phone")]
    assert said == [
        phrase("runtime_masked", "en", kinds=" or ".join(kinds)),
        f"heard ANSWER {ID_SHOWN} 138****5678",
    ]
    kept = stored_text(house)
    assert ID_SHOWN in kept and "138****5678" in kept
    for secret in (ID_NUMBER, "13812345678"):
        assert secret not in kept
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "metadata",
    [
        {MASKED: 5},
        {MASKED: [["x"]]},
        {MASKED: ["id_number"]},
        {"id": 110101199003070417, "110101199003070417": "k"},
    ],
    ids=["number", "lists", "kind", "numbers"],
)
async def test_metadata_of_somebody_else_is_neither_believed_nor_kept(
    house: House, metadata: dict[str, Any]
) -> None:
    await say(house.assistant, "ANSWER", metadata=metadata)
    said = await say(house.assistant, f"ANSWER {ID_NUMBER}", metadata=metadata)
    kinds = phrase("runtime_kind_id_number", "en")
    assert said[0] == phrase("runtime_masked", "en", kinds=kinds)
    assert said[1:] == [f"heard ANSWER {ID_SHOWN}"]
    assert ID_NUMBER not in stored_text(house)


async def test_half_a_character_does_not_break_a_turn(house: House) -> None:
    assert await say(house.assistant, "ANSWER \ud83d.") == ["heard ANSWER \ufffd."]


async def test_that_a_number_is_not_needed_is_said_once_for_each_kind(
    house: House,
) -> None:
    first = await say(house.assistant, f"ANSWER {ID_NUMBER}")
    again = await say(house.assistant, f"ANSWER {ID_NUMBER}")
    other = await say(house.assistant, "ANSWER 13812345678")
    assert [len(first), len(again), len(other)] == [2, 1, 2]
    assert phrase("runtime_kind_phone", "en") in other[0]
    tracker = await house.assistant.tracker_store.retrieve("amy")
    users = [e for e in tracker.events if isinstance(e, UserUttered)]
    assert [e.metadata[MASKED] for e in users] == [
        ["id_number"],
        ["id_number"],
        ["phone"],
    ]


async def test_the_chosen_language_is_used(house: House) -> None:
    await say(house.assistant, "ENGLISH")
    assert await say(house.assistant, "") == [phrase("runtime_empty", "en")]
    assert await say(house.assistant, "/offer") == [
        phrase("runtime_button_expired", "en")
    ]


async def test_a_button_outlives_the_session_that_it_was_sent_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bounded session is shorter than the thirty messages that are looked at."""
    monkeypatch.setattr(house.assistant.tracker_store, "_bound", 40)
    await say(house.assistant, "OFFER")
    for _ in range(20):
        await say(house.assistant, "ANSWER")
    tracker = await house.assistant.tracker_store.retrieve("amy")
    assert sum(isinstance(e, BotUttered) for e in tracker.events) < 20
    assert await say(house.assistant, project.PAYLOAD) == [f"heard {project.PAYLOAD}"]


# Rasa takes a text that begins with /intent for that intent, whoever sends it.


async def test_rasa_itself_takes_an_intent_from_anybody(house: House) -> None:
    parsed = await Agent.parse_message(house.assistant, "/offer")
    assert parsed["intent"]["name"] == "offer"


@pytest.mark.parametrize("text", ["/offer", "/restart", project.PAYLOAD, "/ hm", "/"])
async def test_an_intent_that_we_never_offered_is_refused(
    house: House, text: str
) -> None:
    said = await say(house.assistant, text)
    both = [phrase("runtime_button_expired", "zh")]
    both += [phrase("runtime_button_expired", "en")]
    assert said == ["\n".join(both)]
    assert stored_text(house) == ""


async def test_the_payload_of_a_button_of_ours_is_taken(house: House) -> None:
    await say(house.assistant, "OFFER")
    assert await say(house.assistant, project.PAYLOAD) == [f"heard {project.PAYLOAD}"]


@pytest.mark.parametrize(
    "near", [project.PAYLOAD + " ", project.PAYLOAD.replace("first", "second")]
)
async def test_only_the_very_payload_is_taken(house: House, near: str) -> None:
    await say(house.assistant, "OFFER")
    said = await say(house.assistant, near)
    taken = near.strip() == project.PAYLOAD
    assert (said == [f"heard {project.PAYLOAD}"]) is taken


async def test_a_button_is_good_for_its_own_conversation(house: House) -> None:
    await say(house.assistant, "OFFER", sender="amy")
    said = await say(house.assistant, project.PAYLOAD, sender="bob")
    assert phrase("runtime_button_expired", "en") in said[0]


@pytest.mark.parametrize(("since", "good"), [(29, True), (30, False)])
async def test_an_old_button_is_no_longer_valid(
    house: House, since: int, good: bool
) -> None:
    assert BUTTONS_LOOKED_AT == 30
    await say(house.assistant, "OFFER")
    for _ in range(since):
        await say(house.assistant, "ANSWER")
    said = await say(house.assistant, project.PAYLOAD)
    assert (said == [f"heard {project.PAYLOAD}"]) is good


async def test_parsing_alone_never_takes_a_text_for_an_intent(house: House) -> None:
    parsed = await house.assistant.parse_message("/fail")
    assert parsed["intent"]["name"] != "fail"
    assert (await house.assistant.parse_message("FAIL"))["intent"]["name"] == "fail"


# A custom action that raises: in Rasa "the actions events are lost", without a word.


async def test_an_action_that_raises_tells_the_person_and_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    said = await say(house.assistant, "FAIL with private words")
    (line,) = [r for r in caplog.records if r.name == "bot.runtime.incidents"]
    number = str(line.args[0])  # type: ignore[index]
    assert said == [phrase("runtime_incident", "en", id=number)]
    assert "action_fail" in line.getMessage() and "ValueError" in line.getMessage()
    assert "private" not in line.getMessage()
    kept = await house.store.incident(number)
    assert kept is not None and kept.action == "action_fail"
    assert await say(house.assistant, "ANSWER") == ["heard ANSWER"]


async def test_a_turn_that_goes_in_circles_ends_with_a_sentence(house: House) -> None:
    (said,) = await say(house.assistant, "CIRCLE")
    assert said.startswith(phrase("runtime_incident", "en", id="#").partition("#")[0])
    assert await say(house.assistant, "ANSWER") == ["heard ANSWER"]


async def test_nlu_that_fails_ends_with_a_sentence(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(house.assistant.processor, "parse_message", broken)
        (said,) = await say(house.assistant, "ANSWER")
    assert said.startswith(phrase("runtime_incident", "en", id="#").partition("#")[0])
    assert await say(house.assistant, "ANSWER") == ["heard ANSWER"]


# Rasa falls back to memory when the database fails, and begins a new conversation.


async def test_rasa_itself_would_wrap_the_store() -> None:
    agent = Agent(tracker_store=InMemoryTrackerStore(None))
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)


async def test_the_store_is_used_bare(house: House) -> None:
    assert type(house.assistant.tracker_store) is AssistantTrackerStore
    assert house.assistant.processor.tracker_store is house.assistant.tracker_store


@pytest.mark.parametrize("method", ["retrieve", "save"])
async def test_database_trouble_is_said_and_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    await say(house.assistant, "ENGLISH")

    async def broken(*_: Any) -> None:
        raise RecordsUnavailable("The database cannot be used just now.")

    with monkeypatch.context() as patch:
        patch.setattr(house.assistant.tracker_store, method, broken)
        said = await say(house.assistant, "ANSWER")
    assert said == [phrase("runtime_database_trouble", "en")]
    assert await say(house.assistant, "ANSWER again") == ["heard ANSWER again"]
    tracker = await house.assistant.tracker_store.retrieve("amy")
    users = [e.text for e in tracker.events if isinstance(e, UserUttered)]
    assert users == ["ENGLISH", "ANSWER again"]
    assert tracker.get_slot("language") == "en"


async def test_what_could_not_be_kept_shows_no_buttons(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RecordsUnavailable("The database cannot be used just now.")

    monkeypatch.setattr(house.assistant.tracker_store, "save", broken)
    for word in ("OFFER", "FAIL"):
        said = await say(house.assistant, word)
        assert said == [phrase("runtime_database_trouble", "en")]


async def test_trouble_with_the_database_is_logged_with_what_to_do(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.database.rename(house.database.with_name("away.db"))
    assert await say(house.assistant, "ANSWER") == [
        phrase("runtime_database_trouble", "en")
    ]
    (line,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert "put the file back, start again" in line.getMessage()


async def test_a_forged_payload_does_not_read_the_whole_history(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise AssertionError("the whole history was read")

    store = house.assistant.tracker_store
    monkeypatch.setattr(store, "retrieve_full_tracker", broken)
    await say(house.assistant, "ANSWER")
    said = await say(house.assistant, "/nope")
    assert phrase("runtime_button_expired", "en") in said[0]


async def test_messages_at_once_are_answered_in_order(house: House) -> None:
    texts = [f"ANSWER {number}" for number in range(6)]
    answers = await asyncio.gather(*(say(house.assistant, text) for text in texts))
    assert answers == [[f"heard {text}"] for text in texts]
    tracker = await house.assistant.tracker_store.retrieve("amy")
    said = [e.text for e in tracker.events if isinstance(e, UserUttered | BotUttered)]
    assert said == [word for text in texts for word in (text, f"heard {text}")]


async def test_too_many_messages_at_once_are_told_to_wait(house: House) -> None:
    sent = [say(house.assistant, "ANSWER") for _ in range(101)]
    answers = await asyncio.gather(*sent)
    assert answers[-1] == [phrase("runtime_busy", "en")]
    assert answers[:-1] == [["heard ANSWER"]] * 100


async def test_a_channel_that_cannot_send_raises_nothing(house: House) -> None:
    class Broken(CollectingOutputChannel):  # type: ignore[misc]
        async def _persist_message(self, message: dict[str, Any]) -> None:
            raise ConnectionError("gone")

    message = UserMessage("ANSWER", Broken(), "amy", input_channel="test")
    assert await house.assistant.handle_message(message) == []


async def test_each_sentence_of_the_runtime_exists_in_both_languages() -> None:
    for words in project.phrases().values():
        assert words.zh and words.en and words.zh != words.en
        assert words.placeholders() == project.Words(words.zh, words.zh).placeholders()
