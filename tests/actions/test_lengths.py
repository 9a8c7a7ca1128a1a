"""Lengths of time: the gap, the years paid, the months owed; what tells them apart."""

import pytest

from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Room, choice, facts, found

LATER = "2026-11-22T05:00:00+00:00"
TWO_YEARS_LATER = (found("duration", 24, 4, 6), found("years_count", 2, 4, 6))
TWO_YEARS = (found("duration", 24, 0, 2), found("years_count", 2, 0, 2))
ROWS = [
    Row(
        "years-paid-back",
        words("补了两年", {**found("duration", 24, 2, 4), "role": "repaired"}),
        {"repaired_years": 2},
        topic="interruption_effect",
    ),
    Row(
        "years-paid-back-are-not-the-years-missed",
        words("补了两年", {**found("duration", 24, 2, 4), "role": "repaired"}),
        {"repaired_years": 2},
        topic="interruption_effect",
        requested="missed_years",
    ),
    Row(
        "years-paid-back-where-nobody-asks",
        words("补了两年", {**found("duration", 24, 2, 4), "role": "repaired"}),
        {},
    ),
    Row(
        "a-length-with-its-own-words-before-one-without",
        words(
            "断了5个月，3个月",
            {**found("duration", 5, 2, 5), "role": "gap"},
            found("duration", 3, 6, 9),
        ),
        {"gap_months": 5},
    ),
    Row(
        "months-of-the-gap",
        words("断了5个月", found("duration", 5, 2, 5)),
        {"gap_months": 5},
    ),
    Row(
        "months-of-the-gap-without-a-topic",
        words("断了5个月", found("duration", 5, 2, 5)),
        {"gap_months": 5},
        topic=None,
    ),
    Row(
        "months-of-the-gap-in-a-topic-that-does-not-ask",
        words("断了5个月", {**found("duration", 5, 2, 5), "role": "gap"}),
        {"gap_months": 5},
        topic="card_apply",
    ),
    Row(
        "a-bare-length-where-no-gap-is-asked",
        words("5个月", found("duration", 5, 0, 3)),
        {},
        topic="maternity",
    ),
    Row(
        "a-bare-length-after-one-that-was-said",
        words("7个月", found("duration", 7, 0, 3)),
        {"maternity_months": 7},
        topic="maternity",
        known=facts(maternity_months=10),
    ),
    Row(
        "another-length-while-a-supposition-stands",
        words("7个月", found("duration", 7, 0, 3)),
        {"maternity_months": 7},
        topic="maternity",
        supposed={"maternity_months": 4},
    ),
    Row(
        "months-worked-are-no-gap",
        words("上班八个月", {**found("duration", 8, 2, 5), "role": "worked"}),
        {},
    ),
    Row(
        "months-worked-are-no-gap-without-a-topic",
        words("after eight months", {**found("duration", 8, 6, 18), "role": "worked"}),
        {},
        topic=None,
    ),
    Row(
        "months-worked-answer-a-question",
        words("上班八个月", {**found("duration", 8, 2, 5), "role": "worked"}),
        {"unemployment_paid_months": 8},
        topic="unemployment_benefit",
        requested="unemployment_paid_months",
    ),
    Row(
        "months-in-arrears-where-no-gap-is-asked",
        words("欠了5个月", found("duration", 5, 2, 5)),
        {"arrears_months": 5},
        topic="arrears_late_fee",
    ),
    Row(
        "months-for-the-requested-fact",
        words("3个月", found("duration", 3, 0, 3)),
        {"benefit_gap_months": 3},
        requested="benefit_gap_months",
    ),
    Row(
        "years-from-months",
        words("24个月", found("duration", 24, 0, 4)),
        {"missed_years": 2},
        topic="interruption_effect",
        requested="missed_years",
    ),
    Row(
        "months-from-years",
        words("两年", *TWO_YEARS),
        {"gap_months": 24},
        requested="gap_months",
    ),
    Row(
        "years-as-years",
        words("两年", *TWO_YEARS),
        {"repaired_years": 2},
        topic="interruption_effect",
        requested="repaired_years",
    ),
    Row(
        "years-paid-are-no-gap",
        words(
            "缴了两年",
            {**found("duration", 24, 2, 4), "role": "paid"},
            found("years_count", 2, 2, 4),
        ),
        {"years_paid": 2},
        requested="gap_months",
    ),
    Row(
        "years-paid-when-asked-for",
        words("两年", *TWO_YEARS),
        {"years_paid": 2},
        requested="years_paid",
    ),
    Row(
        "a-gap-and-years-paid",
        words(
            "断了5个月，之前缴了3年",
            {**found("duration", 5, 2, 5), "role": "gap"},
            {**found("duration", 36, 10, 12), "role": "paid"},
            found("years_count", 3, 10, 12),
        ),
        {"gap_months": 5, "years_paid": 3},
    ),
    Row(
        "more-than-three-months-is-not-three-months",
        words(
            "断了超过三个月",
            choice("gap_band", "over_limit", 2, 7),
            {**found("duration", 3, 4, 7), "role": "gap"},
        ),
        {"gap_band": "over_limit"},
    ),
    Row(
        "a-corrected-length-is-of-the-fact-said-last",
        words("不对，是2年", *TWO_YEARS_LATER, intent="correct"),
        {"missed_years": 2},
        topic="interruption_effect",
        known={
            **facts(gap_months=5),
            "missed_years": {"value": 3, "by": "person", "at": LATER},
        },
    ),
    Row(
        "a-corrected-length-that-only-one-fact-can-have",
        words("不对，是4个月", found("duration", 4, 4, 7), intent="correct"),
        {"gap_months": 4},
        topic="interruption_effect",
        known={
            **facts(gap_months=5),
            "missed_years": {"value": 3, "by": "person", "at": LATER},
        },
    ),
    Row(
        "a-supposed-length-is-of-the-fact-that-was-said",
        words("如果停了1个月呢", found("duration", 1, 4, 7), intent="what_if"),
        {"benefit_gap_months": 1},
        known=facts(benefit_gap_months=5),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
async def test_which_fact_a_length_is_about(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)
