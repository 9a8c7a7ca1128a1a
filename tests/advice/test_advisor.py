"""Decisions: what is said, what is asked, when it is referred, and what never changes it.

The properties hold for every topic of the project's knowledge and any answers.
"""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from advice.json_form import decision_to_dict
from advice.model import Rule
from tests.advice import made_up
from tests.advice.conftest import AS_OF, Decide
from tests.advice.walks import some_facts, talk

seeds = st.integers(0, 2**32)
days = st.sampled_from(
    [dt.date(2010, 5, 1), dt.date(2024, 12, 31), AS_OF, dt.date(2027, 1, 1)]
)


# --- One decision ----------------------------------------------------------------------


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


# --- What cannot be told ------------------------------------------------------------------


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


# --- Properties --------------------------------------------------------------------------


@given(seed=seeds, day=days)
def test_the_order_of_the_answers_does_not_matter(
    knowledge: Knowledge, advisor: Advisor, seed: int, day: dt.date
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    said = some_facts(knowledge, advisor, topic, chance)
    shuffled = list(said.items())
    chance.shuffle(shuffled)
    one = advisor.decide(topic, said, day)
    other = advisor.decide(topic, dict(shuffled), day)
    assert one == other
    assert decision_to_dict(one, knowledge, "en") == decision_to_dict(
        other, knowledge, "en"
    )


@given(seed=seeds, day=days)
def test_a_decision_does_not_depend_on_those_before(
    knowledge: Knowledge, advisor: Advisor, seed: int, day: dt.date
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    said = some_facts(knowledge, advisor, topic, chance)
    fresh = Advisor(_only(knowledge, topic))
    assert fresh.decide(topic, said, day) == advisor.decide(topic, said, day)


def _only(knowledge: Knowledge, topic: str) -> Knowledge:
    return replace(knowledge, topics={topic: knowledge.topics[topic]})


@given(seed=seeds, day=days)
def test_following_the_questions_always_ends(
    knowledge: Knowledge, advisor: Advisor, seed: int, day: dt.date
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    decision, asked = talk(knowledge, advisor, topic, chance, day)
    assert decision.kind in ("result", "refer")
    assert len(asked) == len(set(asked)) <= len(advisor.facts_of(topic))


@given(seed=seeds, day=days)
def test_not_answering_ends_too(
    knowledge: Knowledge, advisor: Advisor, seed: int, day: dt.date
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    decision, asked = talk(knowledge, advisor, topic, chance, day, declines=0.5)
    assert decision.kind in ("result", "refer")
    assert len(asked) == len(set(asked)) <= len(advisor.facts_of(topic))


@given(seed=seeds)
def test_an_outcome_stays_when_more_is_said(
    knowledge: Knowledge, advisor: Advisor, seed: int
) -> None:
    """Whatever was not asked for cannot change what is said."""
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    said = some_facts(knowledge, advisor, topic, chance)
    decision = advisor.decide(topic, said, AS_OF)
    if isinstance(decision, Missing) or decision.rule is None:
        return
    spec = knowledge.topics[topic]
    columns = {name for rule in spec.rules for name in rule.when}
    known = {*said, *(derived.fact for derived in decision.trace.derived)}
    more = {
        name: Said(chance.choice(list(knowledge.facts[name].values)))
        for name in columns - known
    }
    later = advisor.decide(topic, {**said, **more}, AS_OF)
    assert not isinstance(later, Missing)
    assert later.rule == decision.rule


@given(seed=seeds)
def test_a_question_can_change_what_is_said(
    knowledge: Knowledge, advisor: Advisor, seed: int
) -> None:
    """At least two cases with different words are open whenever a choice is asked."""
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    said = some_facts(knowledge, advisor, topic, chance)
    decision = advisor.decide(topic, said, AS_OF)
    if not isinstance(decision, Missing) or decision.rule is not None:
        return
    table = knowledge.topics[topic]
    rules = {rule.id: rule for rule in table.rules}
    said_words = {rules[name].say for name in decision.trace.possible}
    assert len({*said_words, table.otherwise.say}) > 1
    assert decision.ask == decision.open[0]
    assert decision.ask not in said


@given(seed=seeds, day=days)
def test_whatever_is_said_rests_on_texts_in_force(
    knowledge: Knowledge, advisor: Advisor, seed: int, day: dt.date
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    decision, _ = talk(knowledge, advisor, topic, chance, day)
    if not isinstance(decision, Result):
        return
    sources = [knowledge.sources[name] for name in decision.trace.sources]
    assert sources
    assert all(knowledge.sources[n].in_force.holds(day) for n in decision.rule.sources)
    assert decision.confirm == any(not source.verified for source in sources)
    assert {read.value.source for read in decision.trace.reads} <= {
        source.id for source in sources
    }


sayable = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


@given(due=sayable, paid=sayable, hired=sayable, months=st.integers(1, 600))
def test_no_day_that_can_be_said_breaks_a_decision(
    decide: Decide, due: dt.date, paid: dt.date, hired: dt.date, months: int
) -> None:
    fee = decide(
        "arrears_late_fee",
        payer="employer",
        wants_calculation="yes",
        arrears_principal="2400",
        due_date=str(due),
        arrears_months=months,
        paid_date=str(paid),
    )
    assert fee.kind in ("result", "refer")
    card = decide("card_progress", submitted_on=str(hired))
    assert card.kind in ("result", "refer")
    work = decide("enroll", joiner="employee", hired_on=str(hired))
    assert work.kind in ("result", "refer")


@pytest.mark.parametrize("due", ["9999-12-31", "9999-06-30", "0001-01-01"])
def test_the_first_and_the_last_days_of_all_do_not_break_a_decision(
    decide: Decide, due: str
) -> None:
    try:
        decision = decide(
            "arrears_late_fee",
            payer="employer",
            wants_calculation="yes",
            arrears_principal="2400",
            due_date=due,
            arrears_months=12,
            paid_date=due,
        )
    except FactError as error:
        assert error.fault == "not_a_date"
    else:
        assert decision.kind in ("result", "refer")


# --- The small knowledge ----------------------------------------------------------------


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
