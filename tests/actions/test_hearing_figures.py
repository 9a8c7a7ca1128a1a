"""Figures, years and sums whose fact the words do not name, and parts of labels."""

import pytest

from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Message, Room, facts, found


def with_role(name: str, value: object, role: str) -> Message:
    return {**found(name, value), "role": role}


WAGE = facts(amount_subject="employee", monthly_wage="10000")
ROWS = [
    Row(
        "a-year-decides-what-was-asked",
        words("2008年", found("year", 2008)),
        {"first_insured": "before_2011"},
        topic="lump_sum_refund",
        requested="first_insured",
    ),
    Row(
        "a-later-year",
        words("2015", found("number", 2015), found("year", 2015)),
        {"first_insured": "since_2011"},
        topic="lump_sum_refund",
        requested="first_insured",
    ),
    Row(
        "the-year-of-the-day-itself-is-asked",
        words("2011年", found("year", 2011)),
        {},
        topic="lump_sum_refund",
        requested="first_insured",
    ),
    Row(
        "a-small-number-is-no-year",
        words("10", found("number", 10)),
        {},
        topic="lump_sum_refund",
        requested="first_insured",
    ),
    Row(
        "a-year-in-which-payment-began-is-heard-in-passing",
        words("2008年就开始交了", with_role("year", 2008, "began")),
        {"first_insured": "before_2011"},
        topic="lump_sum_refund",
    ),
    Row(
        "any-other-year-is-not",
        words("2008年", found("year", 2008)),
        {},
        topic="lump_sum_refund",
    ),
    Row(
        "a-month-decides-it-too",
        words("2008年5月", found("month", "2008-05")),
        {"first_insured_month": "2008-05"},
        topic="lump_sum_refund",
        requested="first_insured",
    ),
    Row(
        "a-year-for-a-month-of-birth",
        words("1974年", found("year", 1974)),
        {"birth_year": 1974},
        topic="retirement_age",
        requested="birth_month",
    ),
    Row(
        "a-supposed-figure-is-of-the-sum-that-was-said",
        words("what if it were 5000", found("number", 5000), intent="what_if"),
        {"monthly_wage": "5000"},
        topic="contribution_amount",
        known=WAGE,
    ),
    Row(
        "a-figure-after-it-too",
        words("6000", found("number", 6000)),
        {"monthly_wage": "6000"},
        topic="contribution_amount",
        known=WAGE,
        supposed={"monthly_wage": "5000"},
    ),
    Row(
        "a-figure-out-of-the-blue-is-nothing",
        words("6000", found("number", 6000)),
        {},
        topic="contribution_amount",
        known=WAGE,
    ),
    Row(
        "a-balance-is-no-wage",
        words("账户里88块", with_role("money", "88", "balance")),
        {},
        topic="contribution_amount",
    ),
    Row(
        "unless-the-wage-was-asked",
        words("账户里88块", with_role("money", "88", "balance")),
        {"monthly_wage": "88"},
        topic="contribution_amount",
        requested="monthly_wage",
    ),
    Row(
        "a-part-of-one-label",
        words("another city"),
        {"care_place": "same_province"},
        topic="designated_hospital",
        requested="care_place",
    ),
    Row(
        "a-part-of-one-label-with-words-for-a-noun",
        words("金融那个"),
        {"card_half": "financial"},
        topic="card_activate_unlock",
        requested="card_half",
    ),
    Row(
        "a-part-of-what-is-in-brackets",
        words("工人"),
        {},
        topic="retirement_age",
        requested="retirement_category",
    ),
    Row(
        "a-part-of-several-labels",
        words("province"),
        {},
        topic="designated_hospital",
        requested="care_place",
    ),
    Row(
        "too-little-of-a-label",
        words("的"),
        {},
        topic="designated_hospital",
        requested="care_place",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
async def test_what_is_heard(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)
