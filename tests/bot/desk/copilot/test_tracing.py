"""A trace in words says what the decision's own trace says, row by row."""

from collections.abc import Iterator

import pytest

from actions.rules import Rules
from advice import Decision, Said, load_knowledge
from advice.decision import Missing
from bot.desk.copilot.tracing import APPLIES, POSSIBLE, RULED_OUT, told_trace
from bot.settings import PROJECT
from tests.actions.talk import NOON

DAY = NOON.date()
TOPICS = sorted(load_knowledge(PROJECT / "knowledge").topics)
EMPLOYER = {"employment": "employee", "gap_cause": "employer_default"}


def decide(rules: Rules, topic: str, **known: str | int) -> Decision:
    said = {name: Said(value) for name, value in known.items()}
    return rules.advisor.decide(topic, said, DAY)


def walked(rules: Rules, topic: str) -> Iterator[Decision]:
    """Decisions on the way to an outcome, each question answered by its first value."""
    known: dict[str, str | int] = {}
    for _ in range(20):
        decision = decide(rules, topic, **known)
        yield decision
        if not isinstance(decision, Missing):
            return
        spec = rules.knowledge.facts[decision.ask]
        typical: dict[str, str | int] = {
            "choice": next(iter(spec.values), ""),
            "integer": spec.minimum + 3,
            "region": "310000",
            "month": "2026-03",
            "date": "2026-09-01",
            "money": "5000",
        }
        known[decision.ask] = typical[spec.type]
    raise AssertionError(f"{topic} asks without end")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_row_has_the_state_of_the_trace(rules: Rules, topic: str) -> None:
    for decision in walked(rules, topic):
        trace, rows = decision.trace, told_trace(decision, rules, "zh")["rows"]
        states = {row["rule"]: row["state"] for row in rows}
        assert len(states) == len(rows)
        of = {
            s: {n for n, state in states.items() if state == s}
            for s in set(states.values())
        }
        assert of.get(APPLIES, set()) == set(trace.applies)
        assert of.get(RULED_OUT, set()) == {out.rule for out in trace.ruled_out}
        assert of.get(POSSIBLE, set()) == set(trace.possible) - set(trace.applies)
        assert {r.id for r in rules.knowledge.topics[topic].rules} <= set(states)
        for row in rows:
            assert bool(row["because"]) == (row["state"] == RULED_OUT)


def test_the_row_that_applies_stands_first(rules: Rules) -> None:
    rows = told_trace(decide(rules, "back_payment", **EMPLOYER), rules, "en")["rows"]
    assert (rows[0]["rule"], rows[0]["state"]) == ("employer_makes_up", APPLIES)
    assert rows[0]["conditions"].startswith("How you were insured")


def test_a_row_that_is_ruled_out_names_the_fact_that_did(rules: Rules) -> None:
    rows = told_trace(decide(rules, "back_payment", **EMPLOYER), rules, "en")["rows"]
    (row,) = [row for row in rows if row["rule"] == "no_real_employment"]
    assert row["because"]["fact"] == "gap_cause"
    assert row["because"]["value"] == "employer_default"
    assert row["because"]["text"].startswith("because ")
    assert row["differs"].startswith("would apply if only ")


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_said_to_differ_does_make_the_row_possible(
    rules: Rules, topic: str
) -> None:
    """The one fact named, changed alone, takes away what ruled the row out."""
    table = {rule.id: rule for rule in rules.knowledge.topics[topic].rules}
    for decision in walked(rules, topic):
        known = {d.fact: d.value for d in decision.trace.derived}
        known |= {name: said.value for name, said in decision.trace.said.items()}
        for row in told_trace(decision, rules, "en")["rows"]:
            if row["state"] != RULED_OUT:
                continue
            when = table[row["rule"]].when
            against = [n for n in when if n in known and known[n] not in when[n]]
            assert (row["differs"] is not None) == (len(against) == 1)
            assert row["because"]["fact"] in against


@pytest.mark.parametrize("topic", TOPICS)
def test_articles_are_those_of_the_decision(rules: Rules, topic: str) -> None:
    for decision in walked(rules, topic):
        told = told_trace(decision, rules, "zh")
        ids = [article["id"] for article in told["articles"]]
        expected = decision.trace.sources
        if isinstance(decision, Missing) and not expected:
            expected = rules.knowledge.topics[topic].summary_sources
        assert ids == [*dict.fromkeys(expected)]
        for article in told["articles"]:
            source = rules.knowledge.sources[article["id"]]
            assert article["text"] == (source.text.zh if source.text else None)
            assert article["checked"] == source.checked.isoformat()
            assert article["in_force"] == source.in_force.holds(DAY)


def test_a_figure_tells_what_lost_and_counts_what_is_elsewhere(rules: Rules) -> None:
    decision = decide(
        rules,
        "arrears_late_fee",
        payer="employer",
        wants_calculation="yes",
        arrears="1200@2026-04-30",
        paid_date="2026-06-30",
    )
    (figure,) = told_trace(decision, rules, "en")["figures"]
    assert figure["text"] == "0.0005"
    assert (figure["source"], figure["region_text"]) == ("sil_86", "the whole country")
    reasons = {lost["source"]: lost["reason"] for lost in figure["lost"]}
    assert reasons == {"collection_reg_13": "lower_rank"}
    assert figure["elsewhere"] == 1, "the province has its own, but no place was said"
