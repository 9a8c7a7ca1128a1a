"""Hearing: numbers, days and places, and what cannot be the value of a fact."""

import pytest

from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Message, Room, choice, found


def day(value: str, role: str | None = None) -> Message:
    """A date recognised in the message, with what is said of it."""
    return {**found("date", value, 0, 2), "role": role}


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

ROWS = {
    f"{kind}: {row.id}": row
    for kind, rows in {
        "numbers": NUMBERS,
        "days": DAYS,
        "places": PLACES,
        "faults": FAULTS,
    }.items()
    for row in rows
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_what_is_heard(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)
