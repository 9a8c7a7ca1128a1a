"""Hearing: which words and buttons of a message fill which fact of the case.

The entities are those that the project's recogniser finds in the message of each row.
"""

from dataclasses import replace

import pytest

from actions.hearing import hear
from actions.turn import read_turn
from advice import Knowledge
from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Room, choice, facts, press, track

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
