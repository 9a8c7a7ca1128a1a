"""Hearing: which words of a message fill which fact of the case.

The entities are those that the project's recogniser finds in the message of each row.
Longer than other files, because its tables are best read side by side.
"""

from dataclasses import replace

import pytest

from actions.hearing import hear
from actions.turn import read_turn
from advice import Knowledge
from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Message, Room, choice, facts, found, press, track

SELF_PAID = (
    choice("employment", "flexible", 0, 3),
    choice("employment_now", "flexible", 0, 3),
    choice("joiner", "flexible", 0, 3),
    choice("payer", "individual", 0, 3),
)
RURAL_MEDICAL = (
    choice("employment", "resident", 0, 3),
    choice("employment_now", "resident", 0, 3),
    choice("insurance", "medical", 0, 3),
    choice("joiner", "resident", 0, 3),
)
WORK_IT_OUT = (
    choice("hire_stage", "count_it", 0, 3),
    choice("wants_calculation", "yes", 0, 3),
)


def day(value: str, role: str | None = None) -> Message:
    """A date recognised in the message, with what is said of it."""
    return {**found("date", value, 0, 2), "role": role}


WORDS = [
    Row(
        "the-requested-fact",
        words("自己交", *SELF_PAID),
        {"employment": "flexible"},
        requested="employment",
    ),
    Row(
        "the-requested-fact-of-several-that-the-words-could-mean",
        words("自己交", *SELF_PAID),
        {"payer": "individual"},
        topic="arrears_late_fee",
        requested="payer",
    ),
    Row(
        "the-requested-fact-even-if-another-comes-first",
        words("新农合", *RURAL_MEDICAL),
        {"employment": "resident"},
        requested="employment",
    ),
    Row("a-fact-of-the-topic", words("自己交", *SELF_PAID), {"employment": "flexible"}),
    Row(
        "the-topics-own-reading",
        words("自己交", *SELF_PAID),
        {"employment_now": "flexible"},
        topic="resume_contribution",
    ),
    Row(
        "one-word-fills-one-fact",
        words("新农合", *RURAL_MEDICAL),
        {"insurance": "medical"},
    ),
    Row(
        "what-is-open-before-what-is-known",
        words("新农合", *RURAL_MEDICAL),
        {"employment": "resident"},
        known=facts(insurance="medical"),
    ),
    Row(
        "a-correction-when-all-are-known",
        words("新农合", *RURAL_MEDICAL),
        {"insurance": "medical"},
        known=facts(insurance="pension", employment="employee"),
    ),
    Row(
        "two-words-fill-two-facts",
        words("居民养老", RURAL_MEDICAL[0], choice("insurance", "pension", 3, 5)),
        {"employment": "resident", "insurance": "pension"},
    ),
    Row(
        "the-same-words-in-a-topic-that-waits-for-a-sum",
        words("帮我算", *WORK_IT_OUT),
        {"wants_calculation": "yes"},
        topic="arrears_late_fee",
    ),
    Row(
        "the-same-words-in-a-topic-that-waits-for-a-day",
        words("帮我算", *WORK_IT_OUT),
        {"hire_stage": "count_it"},
        topic="enroll",
    ),
    Row(
        "two-values-of-one-choice-are-none",
        words(
            "职工还是灵活就业",
            choice("employment", "employee", 0, 2),
            choice("employment", "flexible", 4, 8),
        ),
        {},
    ),
    Row(
        "three-values-of-one-choice-are-none",
        words(
            "职工还是灵活就业还是居民",
            choice("employment", "employee", 0, 2),
            choice("employment", "flexible", 4, 8),
            choice("employment", "resident", 10, 12),
        ),
        {},
    ),
    Row(
        "the-same-value-twice",
        words(
            "职工，公司上班",
            choice("employment", "employee", 0, 2),
            choice("employment", "employee", 3, 5),
        ),
        {"employment": "employee"},
    ),
    Row(
        "the-words-of-a-button",
        words("灵活就业人员 （自己缴）", choice("employment", "employee", 0, 2)),
        {"employment": "flexible"},
        requested="employment",
    ),
    Row(
        "the-words-of-a-button-in-english",
        words("flexible worker, paying on my own!"),
        {"employment": "flexible"},
        requested="employment",
    ),
    Row(
        "words-of-another-topic-are-not-heard",
        words("断了", choice("card_problem", "damaged")),
        {},
    ),
    Row(
        "without-a-topic-a-fact-of-many-topics",
        words("医保", choice("insurance", "medical")),
        {"insurance": "medical"},
        topic=None,
    ),
    Row(
        "without-a-topic-no-fact-of-one-topic",
        words("孩子", choice("applicant", "guardian")),
        {},
        topic=None,
    ),
    Row(
        "without-a-topic-nothing-that-could-be-two-facts",
        words("新农合", *RURAL_MEDICAL),
        {},
        topic=None,
    ),
    Row(
        "without-a-topic-the-fact-that-has-the-words-not-the-one-that-borrows-them",
        words("自己交", *SELF_PAID),
        {"employment": "flexible"},
        topic=None,
    ),
    Row(
        "a-topic-without-a-table-keeps-general-facts",
        words("医保", choice("insurance", "medical")),
        {"insurance": "medical"},
        topic="medical_use",
    ),
]
NUMBERS = [
    Row(
        "a-bare-number-for-the-requested-fact",
        words("5", found("number", 5, 0, 1)),
        {"gap_months": 5},
        requested="gap_months",
    ),
    Row("a-bare-number-that-nobody-asked-for", words("5", found("number", 5)), {}),
    Row(
        "the-number-of-a-button",
        words("2", found("number", 2, 0, 1)),
        {"employment": "flexible"},
        requested="employment",
    ),
    Row(
        "a-number-beyond-the-buttons",
        words("4", found("number", 4, 0, 1)),
        {},
        requested="employment",
    ),
    Row(
        "no-button-has-the-number-nought",
        words("0", found("number", 0, 0, 1)),
        {},
        requested="employment",
    ),
    Row(
        "a-bare-number-for-a-sum",
        words("2400", found("money", "2400", 0, 4), found("number", 2400, 0, 4)),
        {"arrears_principal": "2400"},
        topic="arrears_late_fee",
        requested="arrears_principal",
    ),
    Row(
        "a-sum-in-a-topic-with-one",
        words("每月2400元", found("money", "2400", 2, 7)),
        {"arrears_principal": "2400"},
        topic="arrears_late_fee",
    ),
    Row(
        "a-sum-in-a-topic-with-none",
        words("2400元", found("money", "2400", 0, 5)),
        {},
    ),
]
DAYS = [
    Row(
        "a-day-for-the-requested-fact",
        words("2026年1月31日", found("date", "2026-01-31", 0, 10)),
        {"due_date": "2026-01-31"},
        topic="arrears_late_fee",
        requested="due_date",
    ),
    Row(
        "a-day-in-a-topic-with-one",
        words("9月21日交的", found("date", "2026-09-21", 0, 5)),
        {"submitted_on": "2026-09-21"},
        topic="card_progress",
    ),
    Row(
        "a-day-that-could-be-two-facts",
        words("1月31日", found("date", "2026-01-31", 0, 5)),
        {},
        topic="arrears_late_fee",
    ),
    Row(
        "two-days-in-the-order-of-time",
        words("1月31日和3月1日", day("2026-03-01"), day("2026-01-31")),
        {"due_date": "2026-01-31", "paid_date": "2026-03-01"},
        topic="arrears_late_fee",
    ),
    Row(
        "two-days-by-what-is-said-of-them",
        words("付 期限", day("2026-01-31", "paid"), day("2026-03-01", "due")),
        {"due_date": "2026-03-01", "paid_date": "2026-01-31"},
        topic="arrears_late_fee",
    ),
    Row(
        "a-day-of-which-another-thing-is-said",
        words("出生 和 缴", day("2026-01-31", "born"), day("2026-03-01", "paid")),
        {"paid_date": "2026-03-01"},
        topic="arrears_late_fee",
    ),
    Row(
        "a-lone-day-that-is-another-thing",
        words("9月21日离职", day("2026-09-21", "left_job")),
        {},
        topic="card_progress",
    ),
    Row(
        "a-day-that-was-asked-for-whatever-is-said-of-it",
        words("9月21日收到", day("2026-09-21", "received")),
        {"submitted_on": "2026-09-21"},
        topic="card_progress",
        requested="submitted_on",
    ),
    Row(
        "a-month-with-its-own-meaning",
        words("缴到6月", found("last_paid_month", "2026-06", 2, 4)),
        {"last_paid_month": "2026-06"},
    ),
    Row(
        "a-month-for-the-requested-fact",
        words("6月", found("month", "2026-06", 0, 2)),
        {"resumed_month": "2026-06"},
        requested="resumed_month",
    ),
    Row(
        "a-month-that-could-be-two-facts",
        words("6月", found("month", "2026-06", 0, 2)),
        {},
    ),
    Row("an-age-serves-other-topics", words("45岁", found("age", 45)), {"age": 45}),
]
PLACES = [
    Row(
        "of-two-places-the-one-where-one-is-insured",
        words(
            "去广州 武汉参保",
            {**found("region", "440100", 1, 3), "role": "elsewhere"},
            {**found("region", "420100", 4, 6), "role": "insured"},
        ),
        {"region": "420100"},
    ),
    Row(
        "of-two-places-not-the-one-where-one-goes",
        words(
            "去广州 武汉的",
            {**found("region", "440100", 1, 3), "role": "elsewhere"},
            found("region", "420100", 4, 6),
        ),
        {"region": "420100"},
    ),
    Row(
        "a-place",
        words("杭州", found("region", "330100")),
        {"region": "330100"},
    ),
    Row(
        "a-place-in-a-topic-that-does-not-ask-for-it",
        words("杭州", found("region", "330100")),
        {"region": "330100"},
        topic="card_apply",
    ),
    Row(
        "several-places-of-one-name",
        words("朝阳区", found("region", "110105"), found("region", "220104")),
        {},
        regions=("110105", "220104"),
    ),
    Row(
        "a-name-made-clear-by-another-place",
        words(
            "朝阳区，北京市",
            found("region", "110105", 0, 3),
            found("region", "220104", 0, 3),
            found("region", "110000", 4, 7),
        ),
        {"region": "110000"},
    ),
    Row(
        "a-place-and-a-fact-in-the-same-words",
        words("上海职工", found("region", "310000"), choice("employment", "employee")),
        {"region": "310000", "employment": "employee"},
    ),
    Row(
        "a-code-that-does-not-exist",
        words("某地", found("region", "999999")),
        {},
        faults=(("region", "not_a_region"),),
    ),
]
FAULTS = [
    Row(
        "out-of-range",
        words("9999", found("number", 9999, 0, 4)),
        {},
        requested="gap_months",
        faults=(("gap_months", "out_of_range"),),
    ),
    Row(
        "below-the-least",
        words("0", found("number", 0, 0, 1)),
        {},
        topic="arrears_late_fee",
        requested="arrears_months",
        faults=(("arrears_months", "out_of_range"),),
    ),
    Row(
        "no-such-day",
        words("2月30日", found("date", "2026-02-30", 0, 5)),
        {},
        topic="card_progress",
        requested="submitted_on",
        faults=(("submitted_on", "not_a_date"),),
    ),
    Row(
        "no-amount",
        words("0元", found("money", "0", 0, 2)),
        {},
        topic="arrears_late_fee",
        requested="arrears_principal",
        faults=(("arrears_principal", "not_an_amount"),),
    ),
    Row(
        "a-fault-beside-a-fact",
        words("职工9999月", choice("employment", "employee"), found("number", 9999, 2)),
        {"employment": "employee"},
        requested="gap_months",
        faults=(("gap_months", "out_of_range"),),
    ),
]
YES_OR_NO = [
    Row(
        "yes",
        words("是的", intent="affirm"),
        {"back_paid": "yes"},
        topic="interruption_effect",
        requested="back_paid",
    ),
    Row(
        "no",
        words("没有", intent="deny"),
        {"back_paid": "no"},
        topic="interruption_effect",
        requested="back_paid",
    ),
    Row(
        "words-hold-against-the-intent",
        words("没有断过", choice("continuous", "yes", 0, 4), intent="deny"),
        {"continuous": "yes"},
        topic="interruption_effect",
        requested="continuous",
    ),
    Row(
        "yes-to-a-question-that-has-other-answers",
        words("是的", intent="affirm"),
        {},
        requested="employment",
    ),
    Row("yes-without-a-question", words("是的", intent="affirm"), {}),
    Row(
        "yes-with-another-fact",
        words("是的，医保", choice("insurance", "medical", 3, 5), intent="affirm"),
        {"insurance": "medical", "special_group": "yes"},
        topic="interruption_effect",
        requested="special_group",
    ),
]
BUTTONS = [
    Row(
        "a-choice",
        press("inform", fact_id="employment", value="flexible"),
        {"employment": "flexible"},
    ),
    Row("a-number", press("inform", fact_id="gap_months", value=5), {"gap_months": 5}),
    Row(
        "a-fact-that-the-topic-does-not-ask",
        press("inform", fact_id="applicant", value="self"),
        {"applicant": "self"},
    ),
    Row(
        "a-choice-that-does-not-exist",
        press("inform", fact_id="employment", value="king"),
        {},
        faults=(("employment", "not_a_choice"),),
    ),
    Row(
        "a-fact-that-does-not-exist",
        press("inform", fact_id="of_old", value="x"),
        {},
        faults=(("of_old", "unknown_fact"),),
    ),
    Row("no-value", press("change_fact", fact_id="employment"), {}),
    Row("no-fact", press("why"), {}),
    Row("yes-is-not-guessed", press("affirm"), {}, requested="back_paid"),
]
ROWS = {
    f"{kind}: {row.id}": row
    for kind, rows in {
        "words": WORDS,
        "numbers": NUMBERS,
        "days": DAYS,
        "places": PLACES,
        "faults": FAULTS,
        "yes or no": YES_OR_NO,
        "buttons": BUTTONS,
    }.items()
    for row in rows
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_what_is_heard(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)


def test_a_preferred_value_wins(knowledge: Knowledge) -> None:
    spec = replace(knowledge.facts["employment"], prefers=("flexible",))
    known = replace(knowledge, facts={**knowledge.facts, "employment": spec})
    both = (
        choice("employment", "flexible", 0, 4),
        choice("employment", "employee", 5, 7),
    )
    for entities in (both, both[::-1]):
        turn = read_turn(track(words("灵活就业，公司", *entities)), known)
        assert hear(turn, known, ("employment",)).facts == {"employment": "flexible"}


def test_yes_means_what_the_fact_says(knowledge: Knowledge) -> None:
    spec = replace(knowledge.facts["employment"], affirm="employee", deny="")
    known = replace(knowledge, facts={**knowledge.facts, "employment": spec})
    for intent, expected in (("affirm", {"employment": "employee"}), ("deny", {})):
        latest = words("嗯", intent=intent)
        turn = read_turn(track(latest, requested_slot="employment"), known)
        assert hear(turn, known, ("employment",)).facts == expected
