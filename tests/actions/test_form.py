"""The form: what it asks, hears, tells and asks next."""

import pytest
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.form import MAX_REGIONS
from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    Message,
    Room,
    choice,
    chosen,
    dont_know,
    facts,
    fill,
    found,
    heard,
    message,
    press,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
REJECTED: list[EventType] = [ActionExecutionRejected("case_form")]
WORDS = {"zh": "我是职工", "en": "I am employed"}


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
        dont_know("insurance"),
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
        *heard(
            {**facts(employment="employee"), **chosen(gap_cause="employer_default")}
        ),
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
    told = room.told("zh", "gap_cause", "employer_default")
    assert answer.texts == [
        room.word("zh", "noted", facts=told),
        room.question("zh", "insurance"),
    ]


@LANGUAGES
async def test_not_knowing_is_an_answer(room: Room, lang: Language) -> None:
    answer = await fill(
        room,
        press("dont_know", fact_id="insurance"),
        requested="insurance",
        declined=["region"],
        language=lang,
    )
    assert answer.events == [
        SlotSet("declined", ["region", "insurance"]),
        SlotSet("requested_slot", "employment"),
    ]
    assert answer.texts == [room.question(lang, "employment")]


async def test_not_knowing_pressed_twice_counts_once(room: Room) -> None:
    answer = await fill(
        room,
        press("dont_know", fact_id="insurance"),
        requested="employment",
        declined=["insurance"],
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "employment"),
    ]
    assert answer.texts == [room.question("zh", "employment")]


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
            "朝阳区，灵活就业",
            "inform",
            *places,
            choice("employment", "flexible", 4, 8),
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


@pytest.mark.parametrize("topic", [None, "medical_use", "greet"])
async def test_a_topic_without_a_table_asks_nothing(
    room: Room, topic: str | None
) -> None:
    answer = await fill(
        room,
        message("医保怎么用", "medical_use"),
        topic=topic,
        after=("action_open_topic", "case_form"),
    )
    assert answer.events == [SlotSet("requested_slot", None)]
    assert answer.messages == []


@LANGUAGES
@pytest.mark.parametrize(
    "fact, fault", [("due_date", "not_a_date"), ("resumed_month", "not_a_month")]
)
async def test_figures_that_are_no_day_are_told(
    room: Room, lang: Language, fact: str, fault: str
) -> None:
    answer = await fill(
        room,
        message("6.31"),
        topic="arrears_late_fee",
        requested=fact,
        known=facts(
            payer="employer", wants_calculation="yes", arrears_principal="2400"
        ),
        language=lang,
        failures=1,
    )
    assert answer.events == [
        SlotSet("failures", 0),
        SlotSet("requested_slot", "due_date"),
    ]
    title = room.knowledge.facts[fact].title.say(lang)
    assert answer.texts == [
        room.word(lang, f"fault_{fault}", title=title, value="6.31"),
        room.question(lang, "due_date"),
    ]


@pytest.mark.parametrize(
    "latest",
    [message("不记得了"), press("back_payment")],
    ids=["no-figures", "a-button"],
)
async def test_words_that_are_no_day_are_left_to_a_rule(
    room: Room, latest: Message
) -> None:
    answer = await fill(room, latest, topic="arrears_late_fee", requested="due_date")
    assert answer.events == [ActionExecutionRejected("case_form")]
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
    assert answer.buttons == [dont_know("due_date")]


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
        dont_know("gap_months"),
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
