"""Facts: what a said value becomes, and which values a fact cannot have."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import FactError, Knowledge, Said, read_fact
from advice.facts import (
    ledger_items,
    month_number,
    monthly_ledger,
    months_strictly_between,
    said_from_pairs,
)

FORMS = {
    "choice": re.compile(r"[a-z0-9_]+"),
    "month": re.compile(r"[0-9]{4}-[0-9]{2}"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "money": re.compile(r"[0-9]+(\.[0-9]+)?"),
    "region": re.compile(r"[0-9]{6}"),
    "ledger": re.compile(r"([0-9.]+@[0-9]{4}-[0-9]{2}-[0-9]{2},?)+"),
}
SAYABLE = (
    "insurance",
    "gap_months",
    "last_paid_month",
    "due_date",
    "region",
    "arrears",
    "arrears_principal",
)


@pytest.mark.parametrize(
    ("fact", "raw", "read"),
    [
        pytest.param("insurance", "medical", "medical", id="choice"),
        pytest.param("insurance", " medical ", "medical", id="choice with blanks"),
        pytest.param("gap_months", "3", 3, id="number as text"),
        pytest.param("gap_months", 0, 0, id="least number"),
        pytest.param("gap_months", 600, 600, id="greatest number"),
        pytest.param("last_paid_month", "2026-09", "2026-09", id="month"),
        pytest.param("due_date", "2024-02-29", "2024-02-29", id="leap day"),
        pytest.param("arrears_principal", "2,400.50", "2400.50", id="thousands"),
        pytest.param("arrears_principal", "1e3", "1000", id="exponent"),
        pytest.param("region", "330106", "330106", id="district"),
        pytest.param(
            "arrears",
            "2400@2026-01-31,2400.5@2026-02-28",
            "2400@2026-01-31,2400.5@2026-02-28",
            id="ledger",
        ),
    ],
)
def test_a_value_is_read(
    knowledge: Knowledge, fact: str, raw: object, read: object
) -> None:
    assert read_fact(knowledge, fact, raw) == read


@pytest.mark.parametrize(
    ("fact", "raw", "fault"),
    [
        pytest.param("colour", "red", "unknown_fact", id="unknown fact"),
        pytest.param("insurance", "Medical", "not_a_choice", id="other spelling"),
        pytest.param("insurance", "", "not_a_choice", id="nothing"),
        pytest.param("gap_months", "three", "not_a_number", id="word"),
        pytest.param("gap_months", "2.5", "not_a_number", id="fraction"),
        pytest.param("gap_months", -1, "out_of_range", id="below the least"),
        pytest.param("gap_months", 601, "out_of_range", id="above the greatest"),
        pytest.param("arrears_months", 0, "out_of_range", id="no month owed"),
        pytest.param("last_paid_month", "2026-13", "not_a_month", id="month 13"),
        pytest.param("last_paid_month", "2026-00", "not_a_month", id="month 0"),
        pytest.param("last_paid_month", "1899-12", "not_a_month", id="too early"),
        pytest.param("last_paid_month", "2026-9", "not_a_month", id="one digit"),
        pytest.param("last_paid_month", "2026-09-01", "not_a_month", id="a day"),
        pytest.param("due_date", "2026-02-29", "not_a_date", id="no leap year"),
        pytest.param("due_date", "31.1.2026", "not_a_date", id="other order"),
        pytest.param("arrears_principal", "0", "not_an_amount", id="nothing owed"),
        pytest.param("arrears_principal", "-5", "not_an_amount", id="below zero"),
        pytest.param("arrears_principal", "NaN", "not_an_amount", id="not a number"),
        pytest.param("arrears_principal", "Infinity", "not_an_amount", id="infinite"),
        pytest.param("arrears_principal", "100000001", "not_an_amount", id="too much"),
        pytest.param("arrears_principal", "much", "not_an_amount", id="word"),
        pytest.param("region", "999999", "not_a_region", id="no such region"),
        pytest.param("region", "33", "not_a_region", id="short code"),
        pytest.param("arrears", "2400", "not_a_ledger", id="debt without a day"),
        pytest.param("arrears", "2400@soon", "not_a_ledger", id="debt without date"),
        pytest.param("arrears", "", "not_a_ledger", id="no debt"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    knowledge: Knowledge, fact: str, raw: object, fault: str
) -> None:
    with pytest.raises(FactError) as caught:
        read_fact(knowledge, fact, raw)
    assert (caught.value.fact, caught.value.fault) == (fact, fault)


@pytest.mark.parametrize(
    ("fact", "raw"),
    [
        pytest.param("last_paid_month", "２０２６-０９", id="full-width month"),
        pytest.param("last_paid_month", "٢٠٢٦-٠٩", id="Arabic month"),
        pytest.param("arrears_principal", "２４００", id="full-width amount"),
        pytest.param("gap_months", "３", id="full-width number"),
    ],
)
def test_what_is_read_is_canonical_or_nothing(
    knowledge: Knowledge, fact: str, raw: str
) -> None:
    try:
        read = read_fact(knowledge, fact, raw)
    except FactError:
        return
    assert str(read).isascii()


@given(
    fact=st.sampled_from(SAYABLE),
    raw=st.one_of(
        st.text(max_size=20),
        st.integers().map(str),
        st.dates().map(str),
        st.dates().map(lambda day: str(day)[:7]),
        st.decimals(allow_nan=True).map(str),
        st.from_regex(r"\A\d{4}-\d{2}\Z"),
    ),
)
def test_anything_said_is_read_canonically_or_refused(
    knowledge: Knowledge, fact: str, raw: str
) -> None:
    try:
        read = read_fact(knowledge, fact, raw)
    except FactError:
        return
    form = FORMS.get(knowledge.facts[fact].type)
    if form is None:
        assert isinstance(read, int)
    else:
        assert form.fullmatch(str(read))
    assert read_fact(knowledge, fact, read) == read


@pytest.mark.parametrize(
    ("last_paid", "first_new", "months"),
    [
        ("2026-06", "2026-07", 0),
        ("2026-06", "2026-09", 2),
        ("2026-05", "2026-09", 3),
        ("2026-05", "2026-10", 4),
        ("2025-11", "2026-02", 2),
        ("2026-06", "2026-06", 0),
        ("2026-06", "2026-01", 0),
    ],
)
def test_months_of_a_gap(last_paid: str, first_new: str, months: int) -> None:
    assert months_strictly_between(last_paid, first_new) == months


def test_months_are_counted_through_the_years() -> None:
    assert month_number("2026-01") - month_number("2025-12") == 1


@pytest.mark.parametrize(
    ("first_due", "days"),
    [
        pytest.param("2026-01-15", ["2026-01-15", "2026-02-15", "2026-03-15"], id="15"),
        pytest.param(
            "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31"], id="month's end"
        ),
        pytest.param(
            "2026-02-28",
            ["2026-02-28", "2026-03-31", "2026-04-30"],
            id="short month's end",
        ),
        pytest.param(
            "2026-01-30", ["2026-01-30", "2026-02-28", "2026-03-30"], id="last but one"
        ),
        pytest.param(
            "2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31"], id="leap year"
        ),
        pytest.param(
            "2025-12-31", ["2025-12-31", "2026-01-31", "2026-02-28"], id="new year"
        ),
    ],
)
def test_a_ledger_keeps_its_due_day(first_due: str, days: list[str]) -> None:
    ledger = monthly_ledger("2400", first_due, 3)
    assert ledger_items(ledger) == tuple(
        (Decimal(2400), dt.date.fromisoformat(day)) for day in days
    )


def test_said_facts_keep_who_said_them(knowledge: Knowledge) -> None:
    said = said_from_pairs(knowledge, {"gap_months": "4"}, by="agent", at="now")
    assert said == {"gap_months": Said(4, "agent", "now")}
    with pytest.raises(FactError):
        said_from_pairs(knowledge, {"gap_months": "4", "colour": "red"}, by="agent")
