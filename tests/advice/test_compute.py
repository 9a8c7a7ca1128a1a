"""Amounts and dates: exact, at their boundaries, and nothing guessed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Knowledge, Refer, Result
from advice.compute import COMPUTATIONS
from advice.facts import monthly_ledger
from tests.advice.conftest import Decide
from tests.advice.outcomes import result

CENT = Decimal("0.01")


# --- Late fee -----------------------------------------------------------------


def late_fee(decide: Decide, paid: str, **facts: object) -> Result:
    decision = decide(
        "arrears_late_fee",
        payer="employer",
        wants_calculation="yes",
        paid_date=paid,
        **facts,
    )
    return result(decision)


@pytest.mark.parametrize(
    ("arrears", "paid", "fees", "days"),
    [
        pytest.param("2400@2026-06-30", "2026-06-30", ["0.00"], 0, id="on the due day"),
        pytest.param("2400@2026-06-30", "2026-07-01", ["1.20"], 1, id="a day late"),
        pytest.param("2400@2026-06-30", "2026-06-01", ["0.00"], 0, id="paid early"),
        pytest.param("1000@2026-01-01", "2027-01-01", ["182.50"], 365, id="a year"),
        pytest.param("10@2026-06-30", "2026-07-01", ["0.01"], 1, id="half a cent up"),
        pytest.param(
            "9.99@2026-06-30", "2026-07-01", ["0.00"], 1, id="less is nothing"
        ),
        pytest.param(
            "30@2026-06-30", "2026-07-01", ["0.02"], 1, id="one and a half up"
        ),
        pytest.param(
            "500@2026-01-31,800@2026-02-28",
            "2026-03-31",
            ["14.75", "12.40"],
            59,
            id="two debts",
        ),
        pytest.param(
            "1000@2011-07-01", "2011-07-02", ["0.50"], 1, id="first day of law"
        ),
    ],
)
def test_a_late_fee_is_counted_by_the_day_and_rounded_by_the_debt(
    decide: Decide, arrears: str, paid: str, fees: list[str], days: int
) -> None:
    values = late_fee(decide, paid, arrears=arrears).values
    assert [format(fee, "f") for fee in values["late_fee_per_month"]] == fees  # type: ignore[union-attr]
    assert values["late_fee_yuan"] == sum(map(Decimal, fees))
    assert values["late_fee_days"] == days


def test_a_late_fee_from_amount_first_day_and_months(decide: Decide) -> None:
    values = late_fee(
        decide,
        "2026-07-31",
        arrears_principal="1200",
        due_date="2026-04-30",
        arrears_months=3,
    ).values
    # 92, 61 and 31 days at 0.60 yuan a day.
    assert values["late_fee_per_month"] == (
        Decimal("55.20"),
        Decimal("36.60"),
        Decimal("18.60"),
    )
    assert values["late_fee_yuan"] == Decimal("110.40")
    assert values["principal_yuan"] == Decimal(3600)


@given(
    cents=st.integers(1, 10_000_000),
    due=st.dates(dt.date(2011, 7, 1), dt.date(2026, 1, 1)),
    late=st.integers(0, 4000),
)
def test_a_late_fee_is_the_exact_product(
    decide: Decide, cents: int, due: dt.date, late: int
) -> None:
    principal = Decimal(cents) / 100
    paid = due + dt.timedelta(days=late)
    values = late_fee(decide, str(paid), arrears=f"{principal:f}@{due}").values
    exact = principal * late / 2000
    assert abs(Decimal(str(values["late_fee_yuan"])) - exact) <= CENT / 2


@given(months=st.integers(1, 24), day=st.integers(1, 31))
def test_months_in_a_row_and_a_written_ledger_agree(
    decide: Decide, months: int, day: int
) -> None:
    due = f"2024-01-{day:02}"
    ledger = monthly_ledger("731.50", due, months)
    said = {"arrears_principal": "731.50", "due_date": due, "arrears_months": months}
    by_months = late_fee(decide, "2026-06-30", **said)
    assert by_months.values == late_fee(decide, "2026-06-30", arrears=ledger).values


# --- Waiting of the resident scheme -------------------------------------------


@pytest.mark.parametrize(
    ("missed", "repaired", "waiting", "floor"),
    [
        pytest.param(0, 0, 3, False, id="only late"),
        pytest.param(1, 0, 4, False, id="one year"),
        pytest.param(1, 1, 3, False, id="one year made up"),
        pytest.param(1, 5, 3, False, id="more made up than missed"),
        pytest.param(3, 0, 6, False, id="three years"),
        pytest.param(3, 3, 3, False, id="three years made up"),
        pytest.param(4, 0, 7, False, id="four years, none made up"),
        pytest.param(4, 1, 6, False, id="four years, one made up"),
        pytest.param(4, 2, 6, True, id="four years, two made up"),
        pytest.param(4, 4, 6, True, id="four years, all made up"),
        pytest.param(5, 1, 7, False, id="five years, one made up"),
        pytest.param(5, 5, 6, True, id="five years, all made up"),
    ],
)
def test_waiting_of_the_resident_scheme(
    decide: Decide, missed: int, repaired: int, waiting: int, floor: bool
) -> None:
    decision = decide(
        "interruption_effect",
        insurance="medical",
        employment="resident",
        in_window="no",
        special_group="no",
        missed_years=missed,
        repaired_years=repaired,
    )
    values = result(decision).values
    assert (values["waiting_months"], values["waiting_floor"]) == (waiting, floor)
    assert values["fixed_months"] == 3
    assert values["variable_months"] == max(missed - repaired, 0)


def test_the_floor_is_cited_only_where_it_decides_something(decide: Decide) -> None:
    facts = {
        "insurance": "medical",
        "employment": "resident",
        "in_window": "no",
        "special_group": "no",
        "missed_years": 4,
    }
    with_repair = result(decide("interruption_effect", **facts, repaired_years=4))
    without = result(decide("interruption_effect", **facts, repaired_years=0))
    assert "res_med_38_floor" in with_repair.trace.sources
    assert with_repair.confirm
    assert "res_med_38_floor" not in without.trace.sources
    assert not without.confirm


# --- Years, cards, registration -----------------------------------------------


@pytest.mark.parametrize(("paid", "left"), [(0, 15), (14, 1), (15, 0), (20, 0)])
def test_years_that_may_be_made_up(decide: Decide, paid: int, left: int) -> None:
    decision = decide(
        "back_payment", employment="resident", insurance="pension", years_paid=paid
    )
    assert result(decision).values["repairable_years"] == left


@pytest.mark.parametrize(
    ("submitted", "region", "guide", "regulation", "local"),
    [
        pytest.param(
            "2026-03-02", None, "2026-04-14", "2026-03-16", None, id="no place"
        ),
        pytest.param(
            "2026-03-02", "310000", "2026-04-14", "2026-03-16", None, id="no number"
        ),
        pytest.param(
            "2026-03-02",
            "440300",
            "2026-04-14",
            "2026-03-16",
            "2026-03-18",
            id="12 days",
        ),
        pytest.param(
            "2026-03-02",
            "440305",
            "2026-04-14",
            "2026-03-16",
            "2026-03-18",
            id="district",
        ),
    ],
)
def test_when_a_card_is_ready(
    decide: Decide,
    submitted: str,
    region: str | None,
    guide: str,
    regulation: str,
    local: str | None,
) -> None:
    decision = result(decide("card_progress", submitted_on=submitted, region=region))
    values: dict[str, Any] = dict(decision.values)
    assert str(values["guide_ready_on"]) == guide
    assert str(values["regulation_ready_on"]) == regulation
    assert str(values.get("local_ready_on")) == str(local)
    assert str(values["ready_on"]) == (local or guide)
    assert values["provisional"] is False
    assert {name: count.end for name, count in decision.counts.items()} == {
        name: values[name]
        for name in ("guide_ready_on", "regulation_ready_on", "local_ready_on")
        if name in values
    }


def test_a_card_of_the_year_without_a_notice_is_provisional(decide: Decide) -> None:
    decision = result(decide("card_progress", submitted_on="2026-12-01"))
    assert decision.values["provisional"] is True
    assert decision.counts["guide_ready_on"].provisional == (2027,)
    assert decision.counts["regulation_ready_on"].provisional == ()


def test_a_card_beyond_the_calendar_is_referred(decide: Decide) -> None:
    decision = decide("card_progress", submitted_on="2031-01-01")
    assert isinstance(decision, Refer)
    assert (decision.reason, decision.subject) == ("no_calendar", "2031")


@pytest.mark.parametrize(
    ("hired", "by"),
    [
        pytest.param("2026-03-02", "2026-04-01", id="Wednesday"),
        pytest.param("2026-09-01", "2026-10-08", id="moved on over National Day"),
        pytest.param("2026-08-21", "2026-09-20", id="a worked Sunday"),
        pytest.param("2026-11-05", "2026-12-07", id="Saturday moves on to Monday"),
    ],
)
def test_until_when_an_employer_registers(decide: Decide, hired: str, by: str) -> None:
    decision = decide(
        "enroll", joiner="employee", hire_stage="count_it", hired_on=hired
    )
    assert str(result(decision).values["register_by"]) == by


def test_a_deadline_in_a_year_without_a_notice_is_told_as_provisional(
    decide: Decide, explainer: Any, values: Any
) -> None:
    decision = result(
        decide(
            "enroll", joiner="employee", hire_stage="count_it", hired_on="2026-12-10"
        )
    )
    warning = values.phrase("count_provisional", "en", years="2027")
    assert warning in explainer.outcome(decision, "en")


# --- The lists beside the functions -------------------------------------------


def test_every_computation_says_what_it_needs_gives_and_reads(
    knowledge: Knowledge,
) -> None:
    for computation in COMPUTATIONS.values():
        assert set(computation.inputs) <= knowledge.facts.keys()
        assert set(computation.reads) <= knowledge.parameters.keys()
        assert computation.gives


@pytest.mark.parametrize(
    ("name", "topic", "facts"),
    [
        (
            "late_fee",
            "arrears_late_fee",
            {
                "payer": "employer",
                "wants_calculation": "yes",
                "arrears": "1@2026-01-31",
                "paid_date": "2026-02-28",
            },
        ),
        (
            "resident_waiting",
            "interruption_effect",
            {
                "insurance": "medical",
                "employment": "resident",
                "in_window": "no",
                "special_group": "no",
                "missed_years": 4,
                "repaired_years": 1,
            },
        ),
        (
            "repairable_years",
            "back_payment",
            {"employment": "resident", "insurance": "pension", "years_paid": 1},
        ),
        ("card_ready", "card_progress", {"submitted_on": "2026-03-02"}),
        (
            "registration_deadline",
            "enroll",
            {"joiner": "employee", "hired_on": "2026-03-02"},
        ),
    ],
)
def test_a_computation_gives_and_reads_what_its_lists_say(
    decide: Decide, name: str, topic: str, facts: dict[str, object]
) -> None:
    decision = result(decide(topic, **facts))
    assert decision.rule.compute == (name,)
    gives = set(COMPUTATIONS[name].gives)
    assert gives <= decision.values.keys()
    extra = decision.values.keys() - gives - set(decision.rule.parameters)
    assert extra == set()
    read = {one.parameter for one in decision.trace.reads}
    assert read <= {*COMPUTATIONS[name].reads, *decision.rule.parameters}
