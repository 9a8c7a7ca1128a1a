"""Pension: what is short and until when, what is asked, how values are told."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Knowledge, Missing
from advice.compute import COMPUTATIONS
from advice.decision import Age, Month, Months, Span, Value
from advice.explain import Explainer
from advice.facts import month_number
from advice.json_form import decision_to_dict
from advice.retirement import (
    SCHEDULES,
    Minimum,
    look_ahead,
    statutory,
)
from advice.values import Values
from tests.advice.conftest import Decide
from tests.advice.outcomes import result

MINIMUM = Minimum(180, 2029, 6, 240)
MONTHS = st.integers(1950 * 12, 2010 * 12)
CATEGORIES = st.sampled_from(sorted(SCHEDULES))
EMPLOYEE = {"pension_scheme": "employee", "lump_wish": "pay_missing"}


def month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


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
