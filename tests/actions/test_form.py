"""The form: what it hears, what it leaves to a rule, what it asks next."""

import pytest
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.form import MAX_REGIONS
from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    Answer,
    Message,
    Room,
    choice,
    chosen,
    facts,
    found,
    heard,
    message,
    press,
    track,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
REJECTED: list[EventType] = [ActionExecutionRejected("case_form")]
WORDS = {"zh": "我是职工", "en": "I am employed"}


async def fill(
    room: Room,
    latest: Message,
    *,
    topic: str | None = "back_payment",
    requested: str | None = None,
    known: object = None,
    **slots: object,
) -> Answer:
    """Run the form's validation; the form itself has run, as Rasa hands it over."""
    tracker = track(
        latest,
        after=slots.pop("after", ("case_form",)),  # type: ignore[arg-type]
        in_form=True,
        **{
            "topic": topic,
            "focus": "decision",
            "requested_slot": requested,
            "facts": known or {},
            **slots,
        },
    )
    return await room.act("validate_case_form", tracker)


def asks(answer: Answer, room: Room, lang: Language, fact: str) -> bool:
    return answer.texts[-1:] == [room.question(lang, fact)]


@LANGUAGES
async def test_the_first_question_of_a_topic(room: Room, lang: Language) -> None:
    answer = await fill(
        room,
        message("补缴 / pay back", "back_payment"),
        after=("action_open_topic", "case_form"),
        language=lang,
        language_locked=True,
    )
    assert answer.events == [SlotSet("requested_slot", "insurance")]
    assert answer.texts == [room.question(lang, "insurance")]
    values = room.knowledge.facts["insurance"].values
    assert answer.buttons == [
        *(payload("inform", fact_id="insurance", value=value) for value in values),
        "/dont_know",
    ]
    assert answer.titles == [
        *(words.say(lang) for words in values.values()),
        room.word(lang, "button_dont_know"),
    ]


@LANGUAGES
async def test_an_answer_is_kept_and_the_next_question_asked(
    room: Room, lang: Language
) -> None:
    answer = await fill(
        room,
        message(WORDS[lang], "inform", choice("employment", "employee")),
        requested="employment",
        known=facts(insurance="pension"),
        failures=1,
        language=lang,
    )
    assert answer.events == [
        *heard(facts(insurance="pension", employment="employee")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "gap_cause"),
    ]
    assert answer.texts == [room.question(lang, "gap_cause")]


async def test_the_last_answer_ends_the_form_in_silence(room: Room) -> None:
    answer = await fill(
        room,
        press("inform", fact_id="gap_cause", value="employer_default"),
        requested="gap_cause",
        known=facts(employment="employee"),
    )
    assert answer.events == [
        *heard({**facts(employment="employee"), **chosen(gap_cause="employer_default")}),
        SlotSet("failures", 0),
        SlotSet("requested_slot", None),
    ]
    assert answer.messages == []


async def test_another_fact_than_the_requested_one_is_an_answer_too(
    room: Room,
) -> None:
    answer = await fill(
        room,
        message("公司没交", "inform", choice("gap_cause", "employer_default")),
        requested="employment",
    )
    assert answer.events == [
        *heard(facts(gap_cause="employer_default")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "insurance"),
    ]
    assert asks(answer, room, "zh", "insurance")


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


ASIDES = [
    "why",
    "which_law",
    "what_if",
    "help",
    "greet",
    "bot_identity",
    "count_days",
    "change_language",
    "human_agent",
    "stop",
    "repeat",
    "delete_data",
    "start_procedure",
    "resume_code",
    "next_step",
    "complaint",
]


@pytest.mark.parametrize("intent", ASIDES)
async def test_an_aside_takes_no_fact(room: Room, intent: str) -> None:
    answer = await fill(
        room,
        message("为什么问职工", intent, choice("employment", "employee", 4, 6)),
        requested="employment",
    )
    assert answer.events == REJECTED
    assert answer.messages == []


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


@LANGUAGES
async def test_not_knowing_is_an_answer(room: Room, lang: Language) -> None:
    answer = await fill(
        room,
        press("dont_know"),
        requested="insurance",
        declined=["region"],
        language=lang,
    )
    assert answer.events == [
        SlotSet("declined", ["region", "insurance"]),
        SlotSet("requested_slot", "employment"),
    ]
    assert answer.texts == [room.question(lang, "employment")]


async def test_not_knowing_the_last_thing_ends_the_form(room: Room) -> None:
    known = facts(insurance="pension", employment="flexible")
    answer = await fill(
        room, message("不知道", "dont_know"), requested="region", known=known
    )
    assert answer.events == [
        SlotSet("declined", ["region"]),
        SlotSet("requested_slot", None),
    ]
    assert answer.messages == []


async def test_what_was_not_known_can_be_said_later(room: Room) -> None:
    answer = await fill(
        room,
        message("医保", "inform", choice("insurance", "medical")),
        requested="employment",
        declined=["insurance"],
    )
    assert answer.events == [
        *heard(facts(insurance="medical")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "employment"),
    ]


@LANGUAGES
async def test_a_correction_is_told(room: Room, lang: Language) -> None:
    words = {"zh": "是医保不是养老", "en": "medical, not pension"}
    answer = await fill(
        room,
        message(words[lang], "correct", choice("insurance", "medical")),
        requested="employment",
        known=facts(insurance="pension"),
        language=lang,
    )
    assert answer.events == [
        *heard(facts(insurance="medical")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "employment"),
    ]
    changed = room.told(lang, "insurance", "medical")
    assert answer.texts == [
        room.word(lang, "corrected", facts=changed),
        room.question(lang, "employment"),
    ]


async def test_the_same_value_again_is_no_correction(room: Room) -> None:
    answer = await fill(
        room,
        message("养老", "inform", choice("insurance", "pension")),
        requested="employment",
        known=facts(insurance="pension"),
    )
    assert answer.texts == [room.question("zh", "employment")]


@LANGUAGES
async def test_a_value_that_cannot_be_is_told_and_asked_again(
    room: Room, lang: Language
) -> None:
    answer = await fill(
        room,
        message("9999", "inform", found("number", 9999, 0, 4)),
        requested="gap_months",
        known=facts(
            insurance="medical", employment="employee", gap_cause="between_jobs"
        ),
        language=lang,
        failures=1,
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "gap_months"),
    ]
    title = room.knowledge.facts["gap_months"].title.say(lang)
    given = {"title": title, "value": "9999", "min": "0", "max": "600"}
    assert answer.texts == [
        room.word(lang, "fault_out_of_range", **given),
        room.question(lang, "gap_months"),
    ]


@LANGUAGES
async def test_a_name_of_several_places_is_asked_about(
    room: Room, lang: Language
) -> None:
    codes = ["110105", "211300", "220104"]
    answer = await fill(
        room,
        message("朝阳", "inform", *(found("region", code) for code in codes)),
        requested="region",
        known=facts(insurance="pension", employment="flexible"),
        language=lang,
        language_locked=True,
        failures=1,
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "region"),
    ]
    assert answer.texts == [room.word(lang, "which_region")]
    assert answer.buttons == [
        payload("inform", fact_id="region", value=code) for code in codes
    ]
    region = room.desk.explainer.values.region
    assert answer.titles == [region(code, lang) for code in codes]


async def test_what_else_was_said_is_kept_while_the_place_is_asked(room: Room) -> None:
    places = [found("region", code) for code in ("110105", "220104")]
    answer = await fill(
        room,
        message(
            "朝阳区，灵活就业", "inform", *places, choice("employment", "flexible", 4, 8)
        ),
        requested="region",
        known=facts(insurance="pension"),
    )
    assert answer.events == [
        *heard(facts(insurance="pension", employment="flexible")),
        SlotSet("failures", 0),
        SlotSet("requested_slot", "region"),
    ]


async def test_no_more_places_than_fit_a_screen(room: Room) -> None:
    codes = [code for code in room.knowledge.regions if code.endswith("00")][:9]
    entities = [found("region", code) for code in codes]
    latest = message("新城", "inform", *entities)
    answer = await fill(room, latest, requested="region")
    assert len(answer.buttons) == MAX_REGIONS


async def test_the_place_that_was_chosen_is_kept(room: Room) -> None:
    known = facts(insurance="pension", employment="flexible")
    answer = await fill(
        room,
        press("inform", fact_id="region", value="310000"),
        requested="region",
        known=known,
    )
    assert answer.events == [
        *heard({**known, **chosen(region="310000")}),
        SlotSet("failures", 0),
        SlotSet("requested_slot", None),
    ]


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


@pytest.mark.parametrize("topic", [None, "medical_reimburse", "greet"])
async def test_a_topic_without_a_table_asks_nothing(
    room: Room, topic: str | None
) -> None:
    answer = await fill(
        room,
        message("医保报销", "medical_reimburse"),
        topic=topic,
        after=("action_open_topic", "case_form"),
    )
    assert answer.events == [SlotSet("requested_slot", None)]
    assert answer.messages == []


async def test_a_question_without_choices_offers_not_to_know(room: Room) -> None:
    answer = await fill(
        room,
        message("算", "arrears_late_fee"),
        topic="arrears_late_fee",
        known=facts(
            payer="employer", wants_calculation="yes", arrears_principal="2400"
        ),
        after=("action_open_topic", "case_form"),
    )
    assert answer.events == [SlotSet("requested_slot", "due_date")]
    assert answer.buttons == ["/dont_know"]


async def test_suggested_numbers_are_buttons(room: Room) -> None:
    answer = await fill(
        room,
        message("补缴", "back_payment"),
        known=facts(
            insurance="medical", employment="employee", gap_cause="between_jobs"
        ),
        after=("action_open_topic", "case_form"),
        language="en",
        language_locked=True,
    )
    assert answer.events == [SlotSet("requested_slot", "gap_months")]
    numbers = room.knowledge.facts["gap_months"].suggest
    assert answer.buttons == [
        *(payload("inform", fact_id="gap_months", value=n) for n in numbers),
        "/dont_know",
    ]
    assert answer.titles[:2] == ["1 month", "2 months"]


@LANGUAGES
async def test_a_button_of_a_fact_that_is_gone_is_told(
    room: Room, lang: Language
) -> None:
    answer = await fill(
        room,
        press("inform", fact_id="of_old", value="x"),
        requested="employment",
        known=facts(insurance="pension"),
        language=lang,
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "employment"),
    ]
    assert answer.texts == [
        room.word(lang, "fault_unknown_fact", value="x"),
        room.question(lang, "employment"),
    ]
