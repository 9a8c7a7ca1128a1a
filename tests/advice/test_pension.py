"""Retirement and pension: the official tables, the boundaries, and what is asked."""

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Decision, Knowledge, Missing, Refer, Result
from advice.compute import COMPUTATIONS
from advice.decision import Age, Month, Months, Span, Value
from advice.explain import Explainer
from advice.facts import month_number
from advice.json_form import decision_to_dict
from advice.retirement import (
    SCHEDULES,
    Minimum,
    born_between,
    earliest,
    look_ahead,
    statutory,
)
from advice.values import Values
from tests.advice.conftest import AS_OF, Decide

MINIMUM = Minimum(180, 2029, 6, 240)
MONTHS = st.integers(1950 * 12, 2010 * 12)
CATEGORIES = st.sampled_from(sorted(SCHEDULES))
EMPLOYEE = {"pension_scheme": "employee", "lump_wish": "pay_missing"}


def month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def result(decision: Decision) -> Result:
    assert isinstance(decision, Result), decision
    return decision


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


# --- Paying on ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "birth", "paid", "status", "short", "until", "lump"),
    [
        pytest.param("male", "1974-06", 54, "short", 48, "2040-11", 0, id="man of 52"),
        pytest.param(
            "female_55", "1974-06", 54, "short_long", 87, "2037-11", 27, id="woman 55"
        ),
        pytest.param(
            "female_50",
            "1974-06",
            54,
            "reached_short_long",
            126,
            "2037-05",
            66,
            id="woman 50",
        ),
        pytest.param(
            "male", "1974-06", 102, "enough_paying_on", 0, "2036-11", 0, id="102"
        ),
        pytest.param("male", "1974-06", 101, "short", 1, "2036-12", 0, id="one short"),
        pytest.param("male", "1974-06", 42, "short", 60, "2041-11", 0, id="60 short"),
        pytest.param("male", "1974-06", 41, "short_long", 61, "2041-12", 1, id="61"),
        pytest.param(
            "male", "1974-06", 221, "enough_paying_on", 0, "2036-11", 0, id="221"
        ),
        pytest.param(
            "male", "1974-06", 222, "enough_already", 0, "2036-11", 0, id="222"
        ),
        pytest.param("male", "1964-12", 180, "draw_now", 0, "2026-11", 0, id="180"),
        pytest.param(
            "male", "1964-12", 179, "reached_short", 1, "2026-12", 0, id="179"
        ),
        pytest.param(
            "male", "1964-12", 120, "reached_short", 60, "2031-11", 0, id="five years"
        ),
        pytest.param(
            "male", "1964-12", 119, "reached_short_long", 61, "2031-12", 1, id="more"
        ),
    ],
)
def test_what_is_short_and_until_when(
    category: str, birth: str, paid: int, status: str, short: int, until: str, lump: int
) -> None:
    at = statutory(category, month_number(birth))
    found = look_ahead(at, paid, month_number("2026-11"), MINIMUM, 60)
    assert (found.status, found.short, found.lump) == (status, short, lump)
    assert month(found.extend_until) == until


@given(
    category=CATEGORIES,
    birth=MONTHS,
    paid=st.integers(0, 500),
    now=st.integers(2025 * 12, 2050 * 12),
)
def test_paying_on_adds_up(category: str, birth: int, paid: int, now: int) -> None:
    at = statutory(category, birth)
    found = look_ahead(at, paid, now, MINIMUM, 60)
    more = look_ahead(at, paid + 1, now, MINIMUM, 60)
    assert found.by_then == paid + max(0, at.month - now)
    assert 0 <= found.short - more.short <= 1
    if found.short:
        # Extended until then, the months are exactly the minimum.
        assert paid + found.extend_until - now == found.minimum
        assert found.extend_until == found.enough_month
    assert found.lump == max(0, found.short - 60)
    assert ("short" in found.status) is (found.short > 0)
    assert (found.lump > 0) is found.status.endswith("long")


FIFTY_TWO = {"birth_month": "1974-06", "pension_months_paid": 54}


@pytest.mark.parametrize(
    ("facts", "eligibility", "lump_sum"),
    [
        pytest.param(
            {"retirement_category": "male"},
            "extend_contributions",
            "no_lump_sum_extend",
            id="man",
        ),
        pytest.param(
            {"retirement_category": "female_55", "first_insured": "before_2011"},
            "extend_then_lump_sum",
            "lump_sum_after_extension",
            id="woman 55, early",
        ),
        pytest.param(
            {"retirement_category": "female_55", "first_insured_month": "2011-07"},
            "extend_or_change",
            "no_lump_sum_extend_or_change",
            id="woman 55, from July 2011",
        ),
        pytest.param(
            {"retirement_category": "female_50", "first_insured_month": "2011-06"},
            "extend_then_lump_sum",
            "lump_sum_after_extension",
            id="woman 50, June 2011",
        ),
        pytest.param(
            {"retirement_category": "female_50", "first_insured": "unknown"},
            "extend_lump_sum_by_first_insured",
            "no_lump_sum_by_first_insured",
            id="woman 50, unsure",
        ),
        pytest.param(
            {"retirement_category": "female_unknown"},
            "both_categories",
            "no_lump_sum_both_categories",
            id="woman, category unknown",
        ),
        pytest.param(
            {"retirement_category": "female_flexible"},
            "both_categories",
            "no_lump_sum_both_categories",
            id="flexible woman",
        ),
    ],
)
def test_fifty_two_and_four_and_a_half_years(
    decide: Decide, facts: Mapping[str, str], eligibility: str, lump_sum: str
) -> None:
    said = {**FIFTY_TWO, **facts}
    decision = decide("pension_eligibility", pension_scheme="employee", **said)
    assert result(decision).rule.outcome == eligibility
    decision = decide("lump_sum_refund", **EMPLOYEE, **said)
    assert result(decision).rule.outcome == lump_sum


def test_a_woman_who_does_not_know_hears_both_results(
    decide: Decide, explainer: Explainer
) -> None:
    facts = {**EMPLOYEE, **FIFTY_TWO, "retirement_category": "female_unknown"}
    decision = result(decide("lump_sum_refund", **facts))
    for text in ("2030年8月", "2024年6月", "87个月", "126个月", "27个月", "66个月"):
        assert text in explainer.outcome(decision, "zh")
    for text in ("August 2030", "June 2024", "87 months", "126 months"):
        assert text in explainer.outcome(decision, "en")


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


# --- What is asked --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "facts", "questions"),
    [
        pytest.param(
            "retirement_age", {}, ["retirement_category", "birth_month"], id="age"
        ),
        pytest.param(
            "retirement_age", {"age": 52}, ["retirement_category"], id="by age"
        ),
        pytest.param(
            "retirement_age", {"sex": "male", "birth_month": "1971-07"}, [], id="a man"
        ),
        pytest.param(
            "lump_sum_refund",
            {"lump_wish": "pay_missing", "age": 52, "pension_months_paid": 54},
            ["pension_scheme", "retirement_category"],
            id="fifty-two",
        ),
        pytest.param("lump_sum_refund", {"lump_wish": "take_out"}, [], id="take out"),
        pytest.param("lump_sum_refund", {"lump_wish": "overpaid"}, [], id="overpaid"),
        pytest.param("lump_sum_refund", {"lump_wish": "after_death"}, [], id="death"),
        pytest.param(
            "pension_eligibility",
            {},
            [
                "pension_scheme",
                "retirement_category",
                "birth_month",
                "pension_months_paid",
            ],
            id="eligibility",
        ),
        pytest.param(
            "pension_eligibility", {"pension_scheme": "resident"}, [], id="resident"
        ),
    ],
)
def test_few_questions_are_asked_and_none_that_changes_nothing(
    decide: Decide, topic: str, facts: dict[str, object], questions: list[str]
) -> None:
    answers = {
        "retirement_category": "male",
        "birth_month": "1974-06",
        "pension_scheme": "employee",
        "pension_months_paid": 54,
    }
    said, asked = dict(facts), []
    while isinstance(decision := decide(topic, **said), Missing):
        asked.append(decision.ask)
        said[decision.ask] = answers[decision.ask]
    assert asked == questions
    assert decision.rule is not None


def test_when_first_insured_is_asked_only_where_it_matters(decide: Decide) -> None:
    facts = {**FIFTY_TWO, "retirement_category": "female_55"}
    decision = decide("pension_eligibility", pension_scheme="employee", **facts)
    assert isinstance(decision, Missing)
    assert (decision.ask, decision.open) == ("first_insured", ("first_insured",))


@pytest.mark.parametrize("topic", ["pension_eligibility", "lump_sum_refund"])
@pytest.mark.parametrize(
    ("declined", "texts"),
    [
        (("pension_months_paid",), ["2036年11月", "222个月"]),
        (("retirement_category",), ["2036年11月", "2030年8月", "2024年6月"]),
        (
            ("retirement_category", "pension_months_paid"),
            ["2036年11月", "222个月", "2024年6月"],
        ),
    ],
)
def test_who_cannot_tell_still_gets_an_answer(
    decide: Decide,
    explainer: Explainer,
    topic: str,
    declined: tuple[str, ...],
    texts: list[str],
) -> None:
    facts = {
        name: value
        for name, value in {
            **EMPLOYEE,
            **FIFTY_TWO,
            "retirement_category": "male",
        }.items()
        if name not in declined and (name != "lump_wish" or topic == "lump_sum_refund")
    }
    decision = decide(topic, declined=declined, **facts)
    text = explainer.outcome(result(decision), "zh")
    assert all(one in text for one in texts), text


# --- How values are told --------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Month("2036-11"), "2036年11月", "November 2036"),
        (Months(0), "0个月", "0 months"),
        (Months(11), "11个月", "11 months"),
        (Months(12), "12个月（1年）", "12 months (1 year)"),
        (Months(13), "13个月（1年1个月）", "13 months (1 year 1 month)"),
        (Months(222), "222个月（18年6个月）", "222 months (18 years 6 months)"),
        (Age(720), "60岁", "age 60"),
        (Age(749), "62岁5个月", "age 62 and 5 months"),
        (Span(Age(720), Age(721)), "60岁至60岁1个月", "age 60 to age 60 and 1 month"),
    ],
)
def test_months_and_ages_in_words(
    values: Values, value: Value, zh: str, en: str
) -> None:
    assert values.value(value, "zh") == zh
    assert values.value(value, "en") == en


def test_a_span_in_json_is_its_two_ends(decide: Decide, knowledge: Knowledge) -> None:
    decision = decide("retirement_age", retirement_category="male", age=52)
    form = decision_to_dict(decision, knowledge, "en")
    assert form["outcome"]["values"]["retire_month"] == ["2036-02", "2037-05"]


@pytest.mark.parametrize(
    ("topic", "facts"),
    [
        ("retirement_age", {"retirement_category": "male"}),
        ("retirement_age", {"retirement_category": "female_unknown"}),
        ("lump_sum_refund", {"retirement_category": "male", **EMPLOYEE}),
        ("lump_sum_refund", {"retirement_category": "female_unknown", **EMPLOYEE}),
    ],
)
def test_the_computations_give_and_read_what_their_lists_say(
    decide: Decide, topic: str, facts: dict[str, object]
) -> None:
    months = {"pension_months_paid": 54} if topic == "lump_sum_refund" else {}
    decision = result(decide(topic, birth_month="1974-06", **facts, **months))
    rule = decision.rule
    gives = {name for one in rule.compute for name in COMPUTATIONS[one].gives}
    assert decision.values.keys() == gives | set(rule.parameters)
    reads = {name for one in rule.compute for name in COMPUTATIONS[one].reads}
    assert {one.parameter for one in decision.trace.reads} == reads | set(
        rule.parameters
    )
