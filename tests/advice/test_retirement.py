"""When one retires: the official tables, their boundaries, what an age alone tells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Missing, Refer
from advice.decision import Month, Months, Span
from advice.explain import Explainer
from advice.facts import month_number
from advice.retirement import (
    SCHEDULES,
    Minimum,
    born_between,
    earliest,
    statutory,
)
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import result

MINIMUM = Minimum(180, 2029, 6, 240)
MONTHS = st.integers(1950 * 12, 2010 * 12)
CATEGORIES = st.sampled_from(sorted(SCHEDULES))
EMPLOYEE = {"pension_scheme": "employee", "lump_wish": "pay_missing"}


def month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


# --- The official tables (annexes 1 to 4) ------------------------------------------
ROWS = """
male 1964-12 60-0 2024-12 0 180
male 1965-01 60-1 2025-02 1 180
male 1965-04 60-1 2025-05 1 180
male 1965-05 60-2 2025-07 2 180
male 1968-12 61-0 2029-12 12 180
male 1969-01 61-1 2030-02 13 186
male 1971-07 61-8 2033-03 20 204
male 1974-06 62-5 2036-11 29 222
male 1976-08 62-11 2039-07 35 240
male 1976-09 63-0 2039-09 36 240
male 1990-01 63-0 2053-01 36 240
female_55 1969-12 55-0 2024-12 0 180
female_55 1970-01 55-1 2025-02 1 180
female_55 1970-04 55-1 2025-05 1 180
female_55 1970-05 55-2 2025-07 2 180
female_55 1973-12 56-0 2029-12 12 180
female_55 1974-01 56-1 2030-02 13 186
female_55 1974-06 56-2 2030-08 14 186
female_55 1981-08 57-11 2039-07 35 240
female_55 1981-09 58-0 2039-09 36 240
female_55 1981-10 58-0 2039-10 36 240
female_50 1974-06 50-0 2024-06 0 180
female_50 1974-12 50-0 2024-12 0 180
female_50 1975-01 50-1 2025-02 1 180
female_50 1975-02 50-1 2025-03 1 180
female_50 1975-03 50-2 2025-05 2 180
female_50 1978-04 51-8 2029-12 20 180
female_50 1978-05 51-9 2030-02 21 186
female_50 1984-10 54-11 2039-09 59 240
female_50 1984-11 55-0 2039-11 60 240
female_50 1984-12 55-0 2039-12 60 240
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_a_row_of_the_official_tables(decide: Decide, row: str) -> None:
    category, birth, age, retire, delay, least = row.split()
    decision = result(
        decide("retirement_age", retirement_category=category, birth_month=birth)
    )
    values = decision.values
    years, months = map(int, age.split("-"))
    assert values["retire_age"] == years * 12 + months
    assert values["retire_month"] == retire
    assert values["delay_months"] == int(delay)
    assert values["min_months"] == int(least)


@pytest.mark.parametrize(
    ("category", "first", "step", "rows", "cap"),
    [
        ("male", "1965-01", 4, 144, 36),
        ("female_55", "1970-01", 4, 144, 36),
        ("female_50", "1975-01", 2, 120, 60),
    ],
)
def test_every_published_row_of_a_table(
    category: str, first: str, step: int, rows: int, cap: int
) -> None:
    """The printed groups: `step` births share a delay, each group a month more."""
    for number in range(rows):
        birth = month_number(first) + number
        at = statutory(category, birth)
        assert at.delay == min(number // step + 1, cap)
        assert at.month == birth + SCHEDULES[category].original_age + at.delay


@pytest.mark.parametrize(
    ("year", "least"),
    [
        *((2024, 180), (2025, 180), (2029, 180), (2030, 186), (2031, 192)),
        *((2034, 210), (2036, 222), (2038, 234), (2039, 240), (2040, 240)),
        (2060, 240),
    ],
)
def test_the_shortest_contribution_time_of_a_year(year: int, least: int) -> None:
    assert MINIMUM.of(year * 12) == MINIMUM.of(year * 12 + 11) == least


@given(category=CATEGORIES, birth=MONTHS)
def test_who_is_born_later_never_retires_earlier(category: str, birth: int) -> None:
    at, later = statutory(category, birth), statutory(category, birth + 1)
    assert at.month < later.month <= at.month + 2
    assert 0 <= later.delay - at.delay <= 1
    assert 0 <= at.delay <= SCHEDULES[category].cap
    assert MINIMUM.of(at.month) <= MINIMUM.of(later.month)
    assert at.original_month <= earliest(at, 36) <= at.month
    assert at.month - earliest(at, 36) == min(36, at.delay)


@pytest.mark.parametrize(
    ("category", "birth", "first", "last", "early_least"),
    [
        pytest.param("male", "1965-01", "2025-01", "2028-02", 180, id="first born"),
        pytest.param("male", "1965-05", "2025-05", "2028-07", 180, id="second group"),
        pytest.param("male", "1968-12", "2028-12", "2032-12", 180, id="61 years"),
        pytest.param("male", "1969-01", "2029-01", "2033-02", 180, id="186 or 180"),
        pytest.param("male", "1971-07", "2031-07", "2036-03", 192, id="only at 60"),
        pytest.param("male", "1980-01", "2040-01", "2046-01", 240, id="full cap"),
        pytest.param("female_50", "1984-11", "2036-11", "2042-11", 222, id="not at 50"),
        pytest.param("female_55", "1981-09", "2036-09", "2042-09", 222, id="55 again"),
    ],
)
def test_the_window_of_flexible_retirement(
    decide: Decide, category: str, birth: str, first: str, last: str, early_least: int
) -> None:
    values = result(
        decide("retirement_age", retirement_category=category, birth_month=birth)
    ).values
    assert values["earliest_month"] == first
    assert values["latest_month"] == last
    assert values["early_min_months"] == early_least


@pytest.mark.parametrize(
    ("birth", "day", "outcome"),
    [
        pytest.param("1964-12", "2026-11-22", "retired_under_old_age", id="2024-12"),
        pytest.param("1965-01", "2026-11-22", "statutory_age_reached", id="2025-02"),
        pytest.param("1966-07", "2026-12-01", "statutory_age_reached", id="that month"),
        pytest.param("1966-07", "2026-11-30", "early_retirement_possible", id="before"),
        pytest.param("1966-12", "2026-12-01", "early_retirement_possible", id="60"),
        pytest.param("1966-12", "2026-11-30", "statutory_month", id="not yet 60"),
    ],
)
def test_where_a_man_stands(decide: Decide, birth: str, day: str, outcome: str) -> None:
    decision = decide(
        "retirement_age",
        as_of=dt.date.fromisoformat(day),
        retirement_category="male",
        birth_month=birth,
    )
    assert result(decision).rule.outcome == outcome


def test_before_the_rise_the_new_ages_are_not_said(decide: Decide) -> None:
    decision = decide(
        "retirement_age",
        as_of=dt.date(2024, 12, 31),
        retirement_category="male",
        birth_month="1971-07",
    )
    assert isinstance(decision, Refer)
    assert decision.reason == "no_value"


# --- Age alone ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "day", "first", "last"),
    [
        pytest.param(52, "2026-11-22", "1973-11", "1974-11", id="in a month"),
        pytest.param(52, "2026-11-30", "1973-12", "1974-11", id="last day"),
        pytest.param(52, "2026-12-31", "1974-01", "1974-12", id="last of the year"),
        pytest.param(52, "2026-12-01", "1973-12", "1974-12", id="first day"),
        pytest.param(52, "2028-02-29", "1975-03", "1976-02", id="leap day"),
    ],
)
def test_an_age_leaves_a_range_of_months(
    age: int, day: str, first: str, last: str
) -> None:
    assert born_between(age, dt.date.fromisoformat(day)) == (first, last)


def test_an_age_alone_gives_ranges(decide: Decide, explainer: Explainer) -> None:
    facts = {"retirement_category": "male", "age": 52, "pension_months_paid": 54}
    decision = result(decide("lump_sum_refund", **EMPLOYEE, **facts))
    values = decision.values
    assert values["retire_month"] == Span(Month("2036-02"), Month("2037-05"))
    assert values["min_months"] == Span(Months(222), Months(228))
    assert values["short_months"] == Span(Months(47), Months(57))
    hint = explainer.values.phrase("span_by_age", "zh")
    assert explainer.outcome(decision, "zh").endswith(hint)
    exact = decide("lump_sum_refund", **EMPLOYEE, **facts, birth_month="1974-06")
    assert result(exact).values["retire_month"] == "2036-11"
    assert hint not in explainer.outcome(result(exact), "zh")


def test_a_year_of_birth_gives_a_range_too(decide: Decide) -> None:
    facts = {"retirement_category": "male", "birth_year": 1970}
    values = result(decide("retirement_age", **facts, age=20)).values
    assert values["retire_month"] == Span(Month("2031-05"), Month("2032-06"))
    exact = result(decide("retirement_age", **facts, birth_month="1970-12")).values
    assert exact["retire_month"] == "2032-06"


@given(age=st.integers(14, 100), birth=st.integers(0, 12))
def test_a_range_holds_every_month_of_birth(
    decide: Decide, age: int, birth: int
) -> None:
    first, last = map(month_number, born_between(age, AS_OF))
    by_age = result(
        decide("retirement_age", retirement_category="female_50", age=age)
    ).values
    born = month(min(first + birth, last))
    exact = result(
        decide("retirement_age", retirement_category="female_50", birth_month=born)
    ).values
    for name in ("retire_month", "retire_age", "delay_months", "min_months"):
        spread = by_age[name]
        low, high = (
            (spread.low, spread.high) if isinstance(spread, Span) else (spread, spread)
        )
        assert low <= exact[name] <= high  # type: ignore[operator]


def test_the_month_of_birth_is_asked_where_the_age_does_not_decide(
    decide: Decide,
) -> None:
    facts = {"retirement_category": "male", "age": 62, "pension_months_paid": 180}
    decision = decide("pension_eligibility", pension_scheme="employee", **facts)
    assert result(decision).rule.outcome == "may_draw_now"  # whatever the month
    line = {**facts, "age": 52, "pension_months_paid": 101}
    decision = decide("pension_eligibility", pension_scheme="employee", **line)
    assert isinstance(decision, Missing)
    assert decision.ask == "birth_month"
    decision = decide(
        "pension_eligibility",
        pension_scheme="employee",
        declined=("birth_month",),
        **line,
    )
    assert isinstance(decision, Refer)
