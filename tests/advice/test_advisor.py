"""Decisions: what is said, what is asked, and when it is referred.

The small knowledge shows what the project's own has no case for.
"""

import datetime as dt
from pathlib import Path

import pytest

from advice import (
    Advisor,
    FactError,
    Knowledge,
    Missing,
    Refer,
    Result,
    Said,
    UnknownTopic,
)
from advice.decision import Derived
from advice.model import Rule
from tests.advice import made_up
from tests.advice.conftest import AS_OF, Decide

# --- One decision -------------------------------------------------------------


def test_a_result_says_its_rule_its_values_and_its_reasons(decide: Decide) -> None:
    decision = decide(
        "back_payment",
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        gap_months=3,
    )
    assert isinstance(decision, Result)
    assert decision.rule.id == "employee_medical_within_limit"
    assert decision.values == {"medical.continuity_months": 3}
    assert decision.trace.derived == (
        Derived("gap_band", "within_limit", ("gap_months",)),
    )
    assert decision.trace.applies == ("employee_medical_within_limit",)
    assert decision.trace.sources == ("sil_23", "med_43")
    assert not decision.confirm
    assert (decision.as_of, decision.region) == (AS_OF, None)


def test_a_missing_fact_is_asked_with_all_that_may_still_matter(
    decide: Decide,
) -> None:
    decision = decide("back_payment", employment="flexible", insurance="pension")
    assert isinstance(decision, Missing)
    assert (decision.ask, decision.open) == ("region", ("region",))
    assert decision.rule is None
    assert set(decision.trace.possible) == {
        "flexible_pension_none",
        "flexible_pension_current_year",
        "flexible_pension_unknown_region",
    }


def test_only_amounts_are_missing_when_a_row_already_applies(decide: Decide) -> None:
    decision = decide(
        "arrears_late_fee",
        payer="employer",
        wants_calculation="yes",
        due_before_law="since_law",
    )
    assert isinstance(decision, Missing)
    assert decision.rule is not None
    assert decision.rule.id == "employer_calculation"
    assert decision.ask == "arrears_principal"


def test_a_referral_by_rule_says_so(decide: Decide) -> None:
    decision = decide(
        "back_payment", employment="flexible", insurance="pension", region="330106"
    )
    assert isinstance(decision, Refer)
    assert decision.reason == "by_rule"
    assert decision.rule is not None
    assert decision.rule.outcome == "ask_local_catch_up"
    assert decision.region == "330106"


def test_no_row_leads_to_otherwise(decide: Decide) -> None:
    decision = decide("enroll", joiner="flexible", insurance="work_injury")
    assert isinstance(decision, Refer)
    assert decision.rule is not None
    assert (decision.reason, decision.rule.id) == ("by_rule", "ask_locally")


@pytest.mark.parametrize(
    ("day", "reason", "subject"),
    [
        pytest.param(
            dt.date(2021, 11, 30), "no_value", "medical.continuity_months", id="before"
        ),
        pytest.param(dt.date(2021, 12, 1), None, "", id="first day"),
    ],
)
def test_no_value_on_the_day_is_a_referral(
    decide: Decide, day: dt.date, reason: str | None, subject: str
) -> None:
    decision = decide(
        "back_payment",
        as_of=day,
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        gap_months=3,
    )
    if reason is None:
        assert isinstance(decision, Result)
    else:
        assert isinstance(decision, Refer)
        assert (decision.reason, decision.subject) == (reason, subject)
        assert decision.confirm


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(dt.date(2011, 6, 30), False), (dt.date(2011, 7, 1), True)],
)
def test_a_text_that_is_not_in_force_says_nothing(
    decide: Decide, day: dt.date, in_force: bool
) -> None:
    decision = decide(
        "employer_nonpayment",
        as_of=day,
        nonpayment_kind="underpaying",
        breach_ended="ongoing",
    )
    if in_force:
        assert isinstance(decision, Result)
    else:
        assert isinstance(decision, Refer)
        assert (decision.reason, decision.subject) == ("not_in_force", "sil_12")


def test_what_was_said_holds_over_what_would_follow(decide: Decide) -> None:
    decision = decide(
        "back_payment",
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        gap_months=3,
        gap_band="over_limit",
    )
    assert isinstance(decision, Result)
    assert decision.rule.id == "employee_medical_over_limit"
    assert decision.trace.derived == ()


def test_the_region_said_and_the_region_given_are_the_same(
    decide: Decide, knowledge: Knowledge
) -> None:
    facts = {"employment": "flexible", "insurance": "pension"}
    given_one = decide("back_payment", region="310115", **facts)
    assert isinstance(given_one, Result)
    said = {"region": Said("310115", "caller")}
    said |= {name: Said(value) for name, value in facts.items()}
    assert Advisor(knowledge).decide("back_payment", said, AS_OF) == given_one


def test_facts_of_other_topics_do_not_matter(decide: Decide) -> None:
    alone = decide("card_apply", applicant="self")
    assert decide("card_apply", applicant="self", insurance="medical") == alone


def test_a_value_that_a_choice_does_not_have_is_an_error(advisor: Advisor) -> None:
    with pytest.raises(FactError) as caught:
        advisor.decide("card_apply", {"applicant": Said("nobody")}, AS_OF)
    assert caught.value.fault == "not_a_choice"


def test_an_unknown_topic_is_an_error(advisor: Advisor) -> None:
    with pytest.raises(UnknownTopic):
        advisor.decide("umbrella", {}, AS_OF)
    with pytest.raises(UnknownTopic):
        advisor.facts_of("umbrella")


def test_the_facts_of_a_topic_come_after_their_inputs(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    for topic in knowledge.topics:
        seen: set[str] = set()
        for name in advisor.facts_of(topic):
            derived = knowledge.facts[name].derived
            assert set(derived.inputs if derived else ()) <= seen
            seen.add(name)


# --- What cannot be told ------------------------------------------------------


def test_a_declined_fact_is_not_asked_and_the_next_one_is(decide: Decide) -> None:
    first = decide("back_payment")
    assert isinstance(first, Missing)
    second = decide("back_payment", declined=(first.ask,))
    assert isinstance(second, Missing)
    assert second.ask == first.open[1]
    assert first.ask not in second.open


def test_when_nothing_can_be_told_the_open_cases_are_named(decide: Decide) -> None:
    decision = decide(
        "employer_nonpayment",
        nonpayment_kind="waiver_signed",
        declined=("cash_subsidy",),
    )
    assert isinstance(decision, Refer)
    assert (decision.reason, decision.subject) == ("fact_unknown", "cash_subsidy")
    assert decision.rule is None
    assert [rule.id for rule in decision.alternatives] == [
        "waiver_with_subsidy",
        "waiver_without_subsidy",
    ]


def test_an_amount_that_cannot_be_told_ends_in_a_referral(decide: Decide) -> None:
    decision = decide(
        "back_payment",
        employment="resident",
        insurance="pension",
        declined=("years_paid",),
    )
    assert isinstance(decision, Refer)
    assert (decision.reason, decision.subject) == ("fact_unknown", "years_paid")
    assert [rule.id for rule in decision.alternatives] == ["resident_pension"]


def test_nothing_is_asked_for_an_amount_that_cannot_be_worked_out(
    decide: Decide,
) -> None:
    """Whoever cannot tell the day of payment need not tell the debts first."""
    decision = decide(
        "arrears_late_fee",
        payer="employer",
        wants_calculation="yes",
        due_before_law="since_law",
        declined=("paid_date",),
    )
    assert isinstance(decision, Refer)
    assert (decision.reason, decision.subject) == ("fact_unknown", "paid_date")


# --- The small knowledge ------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    folder: Path = tmp_path_factory.mktemp("knowledge")
    return Advisor(made_up.load(folder))


def test_a_band_is_asked_for_through_its_input(small: Advisor) -> None:
    decision = small.decide("umbrella", {"weather": Said("rain")}, AS_OF)
    assert isinstance(decision, Missing)
    assert decision.ask == "days"


def test_an_unverified_source_asks_to_confirm(small: Advisor) -> None:
    said = {"weather": Said("rain"), "days": Said(9), "region": Said("110000")}
    decision = small.decide("umbrella", said, AS_OF)
    assert isinstance(decision, Result)
    assert (decision.rule.id, decision.confirm) == ("wait", True)


def test_figures_that_the_row_does_not_rest_on_are_left_out(small: Advisor) -> None:
    said = {
        "weather": Said("rain"),
        "days": Said(2),
        "region": Said("110000"),
    }
    decision = small.decide("umbrella", said, AS_OF)
    assert isinstance(decision, Result)
    assert [read.parameter for read in decision.trace.reads] == ["loan.days"]
    assert decision.trace.sources == ("umbrella_1",)
    assert not decision.confirm


def test_a_need_is_asked_once_a_row_applies(small: Advisor) -> None:
    decision = small.decide("umbrella", {"weather": Said("sun")}, AS_OF)
    assert isinstance(decision, Missing)
    rule = decision.rule
    assert isinstance(rule, Rule)
    assert (decision.ask, rule.id) == ("borrowed_on", "walk")
