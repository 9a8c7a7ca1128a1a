"""Which language a text is in, and in which one a person is answered."""

import pytest
from rasa_sdk.events import SlotSet

from actions.language import language_of
from tests.actions.talk import Room, message, press, track


@pytest.mark.parametrize(
    "text, language",
    [
        pytest.param("社保断了三个月能补吗", "zh", id="chinese"),
        pytest.param("I missed three months", "en", id="english"),
        pytest.param("Alipay 怎么交", "zh", id="a-brand-in-chinese"),
        pytest.param("my 医保 stopped since March", "en", id="a-term-in-english"),
        pytest.param("OK", None, id="two-letters-say-nothing"),
        pytest.param("5", None, id="a-number"),
        pytest.param("2026-09-21", None, id="a-date"),
        pytest.param("👍", None, id="an-emoji"),
        pytest.param("", None, id="nothing"),
        pytest.param("好", "zh", id="one-character"),
        pytest.param("yes", "en", id="three-letters"),
        pytest.param("社保 ok", "zh", id="short-latin-does-not-count"),
        pytest.param("pay 补缴", "zh", id="a-tie-is-chinese"),
        pytest.param("don't know", "en", id="an-apostrophe"),
        pytest.param("繳費", "zh", id="traditional-characters"),
        pytest.param("12333 怎么打", "zh", id="digits-do-not-count"),
        pytest.param("A1B2C3", None, id="a-code"),
    ],
)
def test_script_decides(text: str, language: str | None) -> None:
    assert language_of(text) == language


async def test_an_answer_in_another_language_than_before_keeps_it(room: Room) -> None:
    answer = await room.act("action_say_who", track(message("who are you")))
    assert answer.texts == [room.word("en", "who_am_i")]
    assert answer.events == [SlotSet("language", "en")]


async def test_the_same_language_is_no_event(room: Room) -> None:
    answer = await room.act(
        "action_say_who", track(message("who are you"), language="en")
    )
    assert answer.texts == [room.word("en", "who_am_i")]
    assert answer.events == []


@pytest.mark.parametrize("text", ["5", "👍", "ok"])
async def test_what_says_nothing_of_a_language_changes_none(
    room: Room, text: str
) -> None:
    answer = await room.act("action_say_who", track(message(text), language="en"))
    assert answer.texts == [room.word("en", "who_am_i")]
    assert answer.events == []


async def test_a_button_changes_no_language(room: Room) -> None:
    answer = await room.act("action_say_who", track(press("bot_identity")))
    assert answer.texts == [room.word("zh", "who_am_i")]
    assert answer.events == []


async def test_a_chosen_language_stays(room: Room) -> None:
    tracker = track(message("你是谁"), language="en", language_locked=True)
    answer = await room.act("action_say_who", tracker)
    assert answer.texts == [room.word("en", "who_am_i")]
    assert answer.events == []


async def test_the_first_message_is_answered_in_its_language(room: Room) -> None:
    for text, lang in (("hello there", "en"), ("你好", "zh"), ("hi", "zh")):
        tracker = track(message(text, "bot_identity"), language=None)
        answer = await room.act("action_say_who", tracker)
        assert answer.texts == [room.word(lang, "who_am_i")]
        assert answer.events == [SlotSet("language", lang)]
