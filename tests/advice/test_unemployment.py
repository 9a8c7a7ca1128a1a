"""Unemployment benefit: months and conditions at their boundaries."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Missing, Refer, Result
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import answer, outcome

SHANGHAI, WUHAN = "310000", "420100"


def benefit(decide: Decide, day: dt.date = AS_OF, **facts: object) -> Result | Refer:
    given: dict[str, object] = {
        "leaving_reason": "involuntary",
        "registered_unemployed": "yes",
        "region": WUHAN,
    }
    return answer(decide("unemployment_benefit", as_of=day, **{**given, **facts}))


@pytest.mark.parametrize(
    ("paid", "longest", "shanghai"),
    [
        (12, 12, 2),
        (23, 12, 2),
        (24, 12, 4),
        (59, 12, 8),
        (60, 18, 10),
        (72, 18, 12),
        (119, 18, 18),
        (120, 24, 20),
        (143, 24, 22),
        (144, 24, 24),
        (240, 24, 24),
    ],
    ids=lambda months: f"{months}",
)
def test_months_of_benefit_by_months_paid(
    decide: Decide, paid: int, longest: int, shanghai: int
) -> None:
    anywhere = benefit(decide, unemployment_paid_months=paid)
    assert outcome(anywhere) == "eligible"
    assert anywhere.values["benefit_max_months"] == longest
    assert "benefit_months" not in anywhere.values
    there = benefit(decide, unemployment_paid_months=paid, region="310115")
    assert there.values["benefit_max_months"] == longest
    assert there.values["benefit_months"] == shanghai


@given(paid=st.integers(12, 720))
def test_local_months_never_exceed_the_law(decide: Decide, paid: int) -> None:
    values = benefit(decide, unemployment_paid_months=paid, region=SHANGHAI).values
    least, most = int(str(values["benefit_months"])), values["benefit_max_months"]
    assert least == min(paid // 12 * 2, int(str(most)))


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        pytest.param(
            {"unemployment_paid_months": 0}, "not_eligible_under_a_year", id="none paid"
        ),
        pytest.param(
            {"unemployment_paid_months": 11},
            "not_eligible_under_a_year",
            id="a month short",
        ),
        pytest.param({"unemployment_paid_months": 12}, "eligible", id="just a year"),
        pytest.param({"years_paid": 3}, "eligible", id="years said in passing"),
        pytest.param({"years_paid": 0}, "not_eligible_under_a_year", id="no full year"),
        pytest.param(
            {"unemployment_paid_months": 14, "leaving_reason": "voluntary"},
            "not_eligible_own_will",
            id="resigned",
        ),
        pytest.param(
            {"leaving_reason": "voluntary"}, "not_eligible_own_will", id="no more asked"
        ),
        pytest.param(
            {"years_paid": 3, "registered_unemployed": "no"},
            "eligible_once_registered",
            id="not registered",
        ),
        pytest.param({"leaving_reason": "unknown"}, "reason_decides", id="not clear"),
    ],
)
def test_the_three_conditions(
    decide: Decide, facts: dict[str, object], wanted: str
) -> None:
    assert outcome(benefit(decide, AS_OF, **facts)) == wanted


@pytest.mark.parametrize(
    ("day", "local"),
    [
        pytest.param(dt.date(2026, 8, 15), False, id="the day before"),
        pytest.param(dt.date(2026, 8, 16), True, id="first day"),
    ],
)
def test_shanghais_rule_holds_from_its_day(
    decide: Decide, day: dt.date, local: bool
) -> None:
    decision = benefit(decide, day, unemployment_paid_months=72, region=SHANGHAI)
    assert ("benefit_months" in decision.values) is local
    assert decision.values["unemployment.decision_working_days"] == (5 if local else 10)


@pytest.mark.parametrize(
    ("declined", "known", "wanted"),
    [
        pytest.param(("leaving_reason",), {}, "reason_decides", id="reason"),
        pytest.param(
            ("unemployment_paid_months",),
            {"leaving_reason": "involuntary"},
            "months_by_years_paid",
            id="time paid",
        ),
        pytest.param(
            ("region",),
            {"leaving_reason": "involuntary", "years_paid": 5},
            "eligible_once_registered",
            id="place",
        ),
    ],
)
def test_who_does_not_know_still_gets_an_answer(
    decide: Decide, declined: tuple[str, ...], known: dict[str, object], wanted: str
) -> None:
    decision = decide("unemployment_benefit", declined=declined, **known)
    assert outcome(decision) == wanted


def test_registration_is_never_asked_for(decide: Decide) -> None:
    decision = decide("unemployment_benefit", leaving_reason="involuntary")
    assert isinstance(decision, Missing)
    assert decision.ask == "unemployment_paid_months"
    assert "registered_unemployed" not in decision.open
