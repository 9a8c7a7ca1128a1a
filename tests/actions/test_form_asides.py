"""What the form takes for an answer, and what it leaves to a rule as an aside."""

import pytest
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.form import ASIDES
from advice.words import Language
from tests.actions.talk import (
    Room,
    choice,
    facts,
    fill,
    heard,
    message,
    press,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
REJECTED: list[EventType] = [ActionExecutionRejected("case_form")]
WORDS = {"zh": "我是职工", "en": "I am employed"}


@pytest.mark.parametrize("intent", ["nlu_unsure", "nlu_fallback", "out_of_scope"])
async def test_what_was_heard_beats_what_was_classified(
    room: Room, intent: str
) -> None:
    answer = await fill(
        room,
        message("职工", intent, choice("employment", "employee")),
        requested="employment",
    )
    assert answer.events == [
        *heard(facts(employment="employee")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "gap_cause"),
    ]


@pytest.mark.parametrize(
    "intent",
    ["inform", "affirm", "deny", "correct", "nlu_unsure", "nlu_fallback"],
)
async def test_an_answer_without_a_fact_is_left_to_a_rule(
    room: Room, intent: str
) -> None:
    answer = await fill(room, message("嗯", intent), requested="employment")
    assert answer.events == REJECTED
    assert answer.messages == []


STEERING = [
    "which_law",
    "help",
    "greet",
    "bot_identity",
    "count_days",
    "stop",
    "start_procedure",
    "resume_code",
    "next_step",
    "complaint",
    "out_of_scope",
]


@pytest.mark.parametrize("intent", sorted(ASIDES - {"what_if"}))
async def test_some_messages_are_never_an_answer(room: Room, intent: str) -> None:
    answer = await fill(
        room,
        message("问职工？", intent, choice("employment", "employee", 1, 3)),
        requested="employment",
    )
    assert answer.events == REJECTED
    assert answer.messages == []


@pytest.mark.parametrize(
    "text", ["如果是职工呢", "what if employee", "suppose, employee?"]
)
async def test_a_supposition_is_never_an_answer(room: Room, text: str) -> None:
    latest = message(text, "what_if", choice("employment", "employee", 3, 5))
    answer = await fill(room, latest, requested="employment")
    assert answer.events[:1] == REJECTED


@pytest.mark.parametrize("text", ["我是职工", "I am an employee"])
async def test_words_that_suppose_nothing_answer(room: Room, text: str) -> None:
    latest = message(text, "what_if", choice("employment", "employee", 2, 4))
    answer = await fill(room, latest, requested="employment")
    assert SlotSet("facts", facts(employment="employee")) in answer.events


@pytest.mark.parametrize("intent", STEERING)
@pytest.mark.parametrize(
    "text, lang",
    [
        ("您先告诉我为什么要问是不是职工", "zh"),
        ("Before I answer: do you mean an employee of a company?", "en"),
    ],
)
async def test_a_long_steering_message_takes_no_fact(
    room: Room, intent: str, text: str, lang: Language
) -> None:
    answer = await fill(
        room,
        message(text, intent, choice("employment", "employee", 4, 6)),
        requested="employment",
        language=lang,
    )
    assert answer.events == REJECTED
    assert answer.messages == []


@pytest.mark.parametrize("intent", STEERING)
async def test_a_short_one_that_holds_the_answer_is_one(
    room: Room, intent: str
) -> None:
    answer = await fill(
        room,
        message("是职工", intent, choice("employment", "employee", 1, 3)),
        requested="employment",
    )
    assert answer.events == [
        *heard(facts(employment="employee")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "gap_cause"),
    ]


@LANGUAGES
async def test_say_it_again_is_the_question_again(room: Room, lang: Language) -> None:
    answer = await fill(
        room,
        message("再说一遍 again", "repeat"),
        requested="employment",
        known=facts(insurance="pension"),
        language=lang,
        language_locked=True,
        failures=1,
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "employment"),
    ]
    assert answer.texts == [room.question(lang, "employment")]


@pytest.mark.parametrize(
    "text, lang",
    [
        ("我想问居民怎么办理社保卡丢失以后的补领", "zh"),
        ("How does a resident get a new card after losing it?", "en"),
    ],
)
async def test_another_topic_is_an_aside_even_with_a_value(
    room: Room, text: str, lang: Language
) -> None:
    latest = message(text, "card_lost_replace", choice("employment", "resident"))
    answer = await fill(room, latest, requested="employment", language=lang)
    assert answer.events == REJECTED


@pytest.mark.parametrize(
    "text, lang", [("居民医保", "zh"), ("resident medical scheme", "en")]
)
async def test_a_short_answer_that_sounds_like_another_topic_is_an_answer(
    room: Room, text: str, lang: Language
) -> None:
    latest = message(text, "medical_use", choice("employment", "resident"))
    answer = await fill(
        room,
        latest,
        requested="employment",
        known=facts(insurance="medical"),
        language=lang,
    )
    assert answer.events == [
        *heard(facts(insurance="medical", employment="resident")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", None),
    ]


async def test_a_short_message_of_another_topic_with_another_fact_is_an_aside(
    room: Room,
) -> None:
    latest = message("医保怎么用", "medical_use", choice("insurance", "medical"))
    answer = await fill(room, latest, requested="employment")
    assert answer.events == REJECTED


async def test_the_same_topic_again_with_a_fact_is_an_answer(room: Room) -> None:
    text = "我问的是职工单位没有给我交的那几个月还能不能补"
    latest = message(text, "back_payment", choice("employment", "employee", 4, 6))
    answer = await fill(room, latest, requested="employment")
    assert answer.events == [
        *heard(facts(employment="employee")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "gap_cause"),
    ]


async def test_the_button_of_another_topic_is_an_aside(room: Room) -> None:
    answer = await fill(room, press("card_apply"), requested="employment")
    assert answer.events == REJECTED


async def test_the_form_resumes_with_the_open_question(room: Room) -> None:
    answer = await fill(
        room,
        message("为什么问职工", "why", choice("employment", "employee")),
        requested="employment",
        known=facts(insurance="pension"),
        after=("action_explain", "case_form"),
    )
    assert answer.events == [SlotSet("requested_slot", "employment")]
    assert answer.texts == [room.question("zh", "employment")]


@pytest.mark.parametrize("focus", [None, "procedure"])
async def test_the_form_is_silent_while_something_else_goes_on(
    room: Room, focus: str | None
) -> None:
    answer = await fill(
        room,
        message("好", "inform"),
        focus=focus,
        after=("action_revise", "case_form"),
    )
    assert answer.events == [SlotSet("requested_slot", None)]
    assert answer.messages == []
