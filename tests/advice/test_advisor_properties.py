"""What holds for every decision, whatever is answered and in whatever order.

The properties are tried on every topic of the project's knowledge.
"""

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Advisor, FactError, Knowledge, Missing, Result, Said
from advice.json_form import decision_to_dict
from tests.advice.conftest import AS_OF, Decide
from tests.advice.walks import some_facts, talk

seeds = st.integers(0, 2**32)
days = st.sampled_from(
    [dt.date(2010, 5, 1), dt.date(2024, 12, 31), AS_OF, dt.date(2027, 1, 1)]
)


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
