"""Leaving a job, payment by a third party, and what both rest on."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import (
    Advisor,
    Knowledge,
    KnowledgeError,
    Missing,
    Refer,
    Said,
)
from advice.compute import COMPUTATIONS
from advice.explain import Explainer
from tests.advice import made_up
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import outcome, result

# --- Leaving a job ------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "transfer", "fund", "provisional"),
    [
        pytest.param("2026-08-08", "2026-08-24", "2026-09-07", (), id="15th a Sunday"),
        pytest.param("2026-08-07", "2026-08-24", "2026-09-07", (), id="both moved on"),
        pytest.param("2026-08-10", "2026-08-25", "2026-09-09", (), id="both workdays"),
        pytest.param("2026-09-05", "2026-09-20", "2026-10-08", (), id="make-up Sunday"),
        pytest.param("2026-09-16", "2026-10-08", "2026-10-16", (), id="National Day"),
        pytest.param("2026-01-31", "2026-02-24", "2026-03-02", (), id="New Year week"),
        pytest.param("2024-02-14", "2024-02-29", "2024-03-15", (), id="leap day"),
        pytest.param("2025-12-17", "2026-01-04", "2026-01-16", (), id="into a year"),
        pytest.param(
            "2026-12-01", "2026-12-16", "2026-12-31", (), id="the year's last day"
        ),
        pytest.param(
            "2026-12-19", "2027-01-04", "2027-01-18", (2027,), id="no notice yet"
        ),
    ],
)
@pytest.mark.parametrize("region", [None, "310000", "330106"])
def test_the_days_after_leaving(
    decide: Decide,
    left: str,
    transfer: str,
    fund: str,
    provisional: tuple[int, ...],
    region: str | None,
) -> None:
    decision = result(decide("leave_job", region=region, left_on=left))
    values = {name: str(value) for name, value in decision.values.items()}
    assert decision.rule.outcome == "leaving_timeline"
    assert values["certificate_on"] == left
    assert values["last_paid_month"] == left[:7]
    assert values["file_transfer_by"] == values["unemployed_list_by"] == transfer
    assert values["fund_sealed_by"] == fund
    years = {year for one in decision.counts.values() for year in one.provisional}
    assert tuple(years) == provisional


@pytest.mark.parametrize(
    ("as_of", "rule"),
    [
        pytest.param(dt.date(2026, 8, 1), "in_time", id="before leaving"),
        pytest.param(dt.date(2026, 8, 23), "in_time", id="raw last day"),
        pytest.param(dt.date(2026, 8, 24), "in_time", id="last day"),
        pytest.param(dt.date(2026, 8, 25), "too_late", id="a day late"),
    ],
)
def test_whether_the_employer_is_late(
    decide: Decide, as_of: dt.date, rule: str
) -> None:
    decision = result(decide("leave_job", as_of=as_of, left_on="2026-08-08"))
    assert decision.rule.id == rule
    assert ("complain_employer" in decision.rule.procedures) is (rule == "too_late")


@pytest.mark.parametrize(
    ("as_of", "region", "source"),
    [
        pytest.param(dt.date(2026, 9, 19), None, "housing_fund_15_2019", id="old text"),
        pytest.param(dt.date(2026, 9, 20), None, "housing_fund_844", id="new decree"),
        pytest.param(dt.date(2026, 9, 20), "310000", "housing_fund_844", id="Shanghai"),
    ],
)
def test_the_fund_is_sealed_by_the_text_of_the_day(
    decide: Decide, as_of: dt.date, region: str | None, source: str
) -> None:
    decision = decide("leave_job", as_of=as_of, region=region, left_on="2026-08-08")
    (read,) = [r for r in decision.trace.reads if r.parameter.endswith("seal_days")]
    assert read.value.source == source
    lost = {value.source: why for value, why in read.lost}
    shanghai = "lower_rank" if region else "other_region"
    assert lost["sh_fund_leaving"] == shanghai


def test_the_day_is_the_only_question(decide: Decide, explainer: Explainer) -> None:
    decision = decide("leave_job", region="310000")
    assert isinstance(decision, Missing)
    assert decision.open == ("left_on",)
    general = result(decide("leave_job", declined=("left_on",)))
    assert general.rule.id == "day_unknown"
    assert "15日内" in explainer.outcome(general, "zh")


@pytest.mark.parametrize(
    "left", ["2023-11-30", "1999-05-01", "2027-12-30", "2100-01-01"]
)
def test_beyond_the_calendar_there_are_periods_and_no_dates(
    decide: Decide, explainer: Explainer, left: str
) -> None:
    decision = result(decide("leave_job", left_on=left))
    assert decision.rule.outcome == "leaving_periods"
    assert "within 30 days" in explainer.outcome(decision, "en")


def test_shanghai_on_the_eighth_of_august_reads_well(
    decide: Decide, explainer: Explainer
) -> None:
    decision = result(decide("leave_job", region="310000", left_on="2026-08-08"))
    chinese, english = (explainer.outcome(decision, lang) for lang in ("zh", "en"))
    for text in ("2026年8月8日", "2026年8月24日", "2026年9月7日", "缴到2026年8月，"):
        assert text in chinese
    for text in ("8 August 2026", "24 August 2026", "7 September 2026"):
        assert text in english


@given(left=st.dates(dt.date(2024, 1, 1), dt.date(2027, 11, 1)))
def test_a_last_day_is_a_working_day_and_never_early(
    decide: Decide, advisor: Advisor, left: dt.date
) -> None:
    values = result(decide("leave_job", left_on=str(left))).values
    for name, days in (("file_transfer", 15), ("fund_sealed", 30)):
        last, raw = values[f"{name}_by"], values[f"{name}_raw"]
        assert isinstance(last, dt.date) and isinstance(raw, dt.date)
        assert raw == left + dt.timedelta(days=days)
        assert advisor.calendar.is_working(last)
        between = [raw + dt.timedelta(days=n) for n in range((last - raw).days)]
        assert not any(advisor.calendar.is_working(day) for day in between)


# --- Payment by a third party ---------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wanted", "fraud"),
    [
        pytest.param("own_account", "lawful_service", False, id="only files"),
        pytest.param("dispatch", "lawful_dispatch", False, id="dispatch"),
        pytest.param("other_account", "employer_must_pay_itself", True, id="other"),
        pytest.param("not_working", "fictitious_relation", True, id="hung on"),
        pytest.param("unknown", "look_at_the_record", True, id="not sure"),
    ],
)
def test_payment_by_a_third_party(
    decide: Decide, kind: str, wanted: str, fraud: bool
) -> None:
    decision = result(decide("third_party_payment", third_party_kind=kind))
    assert decision.rule.outcome == wanted
    assert ("sil_88" in decision.trace.sources) is fraud
    assert not decision.confirm


def test_the_fund_rules_have_a_first_day(decide: Decide) -> None:
    facts = {"third_party_kind": "not_working"}
    day = dt.date(2022, 3, 18)
    assert outcome(decide("third_party_payment", as_of=day, **facts)) == (
        "fictitious_relation"
    )
    before = decide("third_party_payment", as_of=day - dt.timedelta(days=1), **facts)
    assert isinstance(before, Refer)
    assert (before.reason, before.subject) == ("not_in_force", "fund_supervision_32")


def test_who_is_not_sure_is_told_how_to_see(decide: Decide) -> None:
    decision = decide("third_party_payment", declined=("third_party_kind",))
    assert outcome(decision) == "look_at_the_record"


# --- What the computations and the derivation promise ---------------------------


@pytest.mark.parametrize("name", ["leaving", "pension_transfer"])
def test_every_count_has_a_heading(knowledge: Knowledge, name: str) -> None:
    given = [n for n in COMPUTATIONS[name].gives if n.endswith("_by")]
    assert given
    assert {f"count_{n}" for n in given} <= knowledge.phrases.keys()


BAND = "{by: band, from: [days], parameter: loan.days}"
SHORT = "    short: {zh: 短, en: Short}\n"
DUE = "{by: deadline, from: [borrowed_on], parameter: loan.days, value: %s}"
THIRD = "    never: {zh: 不算, en: Never}\n"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            [(BAND, DUE % "lunar"), (SHORT, THIRD + SHORT)],
            "fact length: `value` must be working or calendar",
            id="days of no calendar",
        ),
        pytest.param(
            [(BAND, DUE % "working")],
            "fact length: deadline takes 3 values",
            id="no value beyond the calendar",
        ),
        pytest.param(
            [
                (BAND, DUE % "working"),
                (SHORT, THIRD + SHORT),
                ("from: [borrowed_on]", "from: [days]"),
            ],
            "fact length: 'days' must be date",
            id="not a day",
        ),
        pytest.param(
            [("loan.shelter}", "loan.shelter, value: maybe}")],
            "fact shelter: no value 'maybe'",
            id="a value for an unnamed place that is not declared",
        ),
    ],
)
def test_a_broken_derivation_stops_the_start(
    tmp_path: Path, changes: list[tuple[str, str]], fault: str
) -> None:
    with pytest.raises(KnowledgeError, match=fault):
        made_up.load(tmp_path, *(("facts/rain.yml", a, b) for a, b in changes))


def test_a_place_that_is_not_named_is_not_asked_for(tmp_path: Path) -> None:
    change = ("facts/rain.yml", "loan.shelter}", "loan.shelter, value: not_covered}")
    advisor = Advisor(made_up.load(tmp_path, change))
    said = {"weather": Said("rain"), "days": Said(9)}
    assert outcome(advisor.decide("umbrella", said, AS_OF)) == "ask_porter"
    beijing = advisor.decide("umbrella", said, AS_OF, region="110000")
    assert outcome(beijing) == "shelter"


@pytest.mark.parametrize("left", ["2026-08-08", "2026-11-10"])
def test_every_date_after_leaving_can_be_counted(decide: Decide, left: str) -> None:
    decision = result(decide("leave_job", left_on=left))
    assert decision.counts.keys() == {
        "file_transfer_by",
        "unemployed_list_by",
        "fund_sealed_by",
    }
    for name, count in decision.counts.items():
        assert count.end == decision.values[name]
        assert [step.number for step in count.steps] == [
            *range(1, len(count.steps) + 1)
        ]
