"""Maternity, work injury, housing fund, treatment elsewhere, offices: limits and gates.

Single cases stand in `cases/care.yml`; here is what holds for many values at once.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Advisor, Knowledge, Missing, Refer, Result
from advice.explain import Explainer
from tests.advice.conftest import AS_OF, Decide

LAW_2027 = dt.date(2027, 1, 1)
DAY = dt.timedelta(days=1)
MINE = (
    "maternity",
    "work_injury",
    "housing_fund",
    "designated_hospital",
    "medical_reimburse",
    "contact_office",
)
MOST_QUESTIONS = 3


def outcome(decision: object) -> str:
    assert isinstance(decision, Result), decision
    return decision.rule.outcome


@given(months=st.integers(0, 600))
def test_the_maternity_allowance_never_gets_worse_with_months(
    decide: Decide, months: int
) -> None:
    order = [
        "maternity_allowance_uncertain_too_few_months",
        "maternity_allowance_depends_on_city",
        "maternity_allowance_likely",
    ]

    def rank(number: int) -> int:
        facts = {"maternity_payer": "employer_paid", "maternity_months": number}
        return order.index(outcome(decide("maternity", **facts)))

    assert rank(months) <= rank(min(600, months + 1))
    assert rank(months) == (months >= 6) + (months >= 12)


@pytest.mark.parametrize("payer", ["employer_not_paid", "no_employer", "unknown"])
def test_the_months_are_not_asked_where_they_change_nothing(
    decide: Decide, payer: str
) -> None:
    assert isinstance(decide("maternity", maternity_payer=payer), Result)


@pytest.mark.parametrize("as_of", [LAW_2027 - DAY, LAW_2027, AS_OF])
@pytest.mark.parametrize("months", [0, 6, 12])
def test_from_2027_maternity_rests_on_the_medical_security_law_too(
    decide: Decide, as_of: dt.date, months: int
) -> None:
    decision = decide(
        "maternity",
        as_of=as_of,
        maternity_payer="employer_paid",
        maternity_months=months,
    )
    cited = {"med_security_law_14", "med_security_law_15"} & set(decision.trace.sources)
    assert bool(cited) is (as_of >= LAW_2027)


def test_months_that_cannot_be_told_are_answered(decide: Decide) -> None:
    decision = decide(
        "maternity", maternity_payer="employer_paid", declined=("maternity_months",)
    )
    assert outcome(decision) == "maternity_allowance_months_not_known"


@given(left=st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 30)))
def test_the_sealing_ends_on_a_working_day_thirty_days_on_or_later(
    decide: Decide, left: dt.date
) -> None:
    decision = decide("housing_fund", left_on=left.isoformat())
    assert isinstance(decision, Result)
    last = decision.values["seal_by"]
    assert isinstance(last, dt.date)
    assert last >= left + dt.timedelta(days=30)
    assert last - left <= dt.timedelta(days=40)
    late = outcome(decision) == "employer_seals_by_day_passed"
    assert late is (last < AS_OF)


def test_a_day_of_leaving_that_cannot_be_told_is_answered(decide: Decide) -> None:
    decision = decide("housing_fund", fund_wish="seal_deadline", declined=("left_on",))
    assert outcome(decision) == "employer_seals_within_days"


def test_a_day_beyond_the_calendar_is_not_counted(decide: Decide) -> None:
    decision = decide("housing_fund", left_on="2031-03-01")
    assert outcome(decision) == "employer_seals_within_days"
    assert "seal_by" not in decision.values  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "withdrawing", "joining"),
    [
        pytest.param(
            "2026-09-19",
            "withdrawal_rules_of_2019",
            "flexible_workers_not_in_the_national_text",
            id="last day of the old text",
        ),
        pytest.param(
            "2026-09-20",
            "withdrawal_rules_of_2026",
            "flexible_workers_may_join",
            id="first day of the new text",
        ),
        pytest.param(
            "2027-06-01",
            "withdrawal_rules_of_2026",
            "flexible_workers_may_join",
            id="a year on",
        ),
    ],
)
def test_the_housing_fund_changes_on_20_september_2026(
    decide: Decide, day: str, withdrawing: str, joining: str
) -> None:
    as_of = dt.date.fromisoformat(day)
    found = [
        outcome(decide("housing_fund", as_of=as_of, fund_wish=wish))
        for wish in ("withdraw", "flexible_join")
    ]
    assert found == [withdrawing, joining]


@pytest.mark.parametrize(
    ("region", "entry"),
    [
        pytest.param("330783", "dongyang", id="Dongyang before Jinhua"),
        pytest.param("330700", "zhejiang", id="Jinhua by its province"),
        pytest.param("330200", "ningbo", id="Ningbo"),
        pytest.param("310115", "shanghai", id="a district of Shanghai"),
        pytest.param("510300", "sichuan", id="Zigong"),
        pytest.param("440600", "guangdong", id="Foshan"),
        pytest.param("440300", "guangdong", id="Shenzhen"),
        pytest.param("110000", "beijing", id="Beijing"),
        pytest.param("360100", "jiangxi", id="Nanchang"),
        pytest.param("530100", "national", id="Kunming has no entry"),
        pytest.param("000000", "national", id="the country"),
    ],
)
def test_an_office_is_that_of_the_nearest_place(
    decide: Decide, region: str, entry: str
) -> None:
    assert outcome(decide("contact_office", region=region)).startswith(entry)


def test_an_office_without_a_place_is_the_national_one(decide: Decide) -> None:
    decision = decide("contact_office", declined=("region",))
    assert outcome(decision) == "national_hotlines"


def test_no_office_says_an_address_or_a_local_number(knowledge: Knowledge) -> None:
    """Only the four hotlines and sites: nothing that was not verified."""
    lines = {"12333", "12393", "12366", "12329"}
    for rule in knowledge.topics["contact_office"].rules:
        for text in (rule.say.zh, rule.say.en):
            for site in ("si.12333.gov.cn", "www.12333.gov.cn"):
                text = text.replace(site, "")
            digits = "".join(c if c.isdigit() else " " for c in text).split()
            assert set(digits) <= lines, (rule.id, digits)
            assert "12333" in digits
            assert "12393" in digits


@pytest.mark.parametrize("filing", ["filed", "not_filed", "emergency", "unknown"])
def test_another_province_never_asks_for_the_place_of_insurance(
    decide: Decide, filing: str
) -> None:
    for topic, place in (
        ("designated_hospital", "care_place"),
        ("medical_reimburse", "bill_case"),
    ):
        decision = decide(topic, **{place: "other_province", "filing": filing})
        assert isinstance(decision, Result), (topic, decision)


@pytest.mark.parametrize("topic", MINE)
def test_whoever_knows_nothing_is_answered_or_told_each_case(
    advisor: Advisor, explainer: Explainer, topic: str
) -> None:
    declined: list[str] = []
    decision = advisor.decide(topic, {}, AS_OF, declined=declined)
    while isinstance(decision, Missing):
        declined.append(decision.ask)
        assert len(declined) <= MOST_QUESTIONS
        decision = advisor.decide(topic, {}, AS_OF, declined=declined)
    assert isinstance(decision, (Result, Refer))
    for lang in ("zh", "en"):
        assert explainer.outcome(decision, lang)
    if isinstance(decision, Refer):
        assert decision.alternatives


def test_the_sealing_can_be_counted(decide: Decide) -> None:
    decision = decide("housing_fund", fund_wish="seal_deadline", left_on="2026-08-08")
    assert not isinstance(decision, Missing)
    assert decision.counts["seal_by"].end == dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "employer_seals_within_days"),
        ({"left_on": "2026-11-10"}, "employer_seals_by_day"),
        ({"left_on": "2026-08-08"}, "employer_seals_by_day_passed"),
    ],
)
def test_who_asks_about_the_sealing_with_a_day_is_told_the_last_one(
    decide: Decide, facts: dict[str, str], outcome: str
) -> None:
    decision = decide("housing_fund", fund_wish="seal", **facts)
    assert not isinstance(decision, Missing)
    assert decision.rule is not None
    assert decision.rule.outcome == outcome
