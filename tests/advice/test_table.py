"""The compiled table: what applies, what may apply, what was ruled out, what to ask.

A slow reading of the same rows stands beside it, and both must agree on every
combination of known and open facts of the real topics.
"""

import random
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Advisor, Knowledge
from advice.decision import RuledOut
from advice.facts import FactValue
from advice.matrix import cases
from advice.model import Rule, Topic
from advice.table import Table
from tests.advice.tables import FACTS, TABLE, choice, row, topic


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(TABLE, FACTS)


def applying(table: Table, known: Mapping[str, FactValue]) -> list[str]:
    return [rule.id for rule in table.rows(table.stand(known).applies)]


@pytest.mark.parametrize(
    ("known", "applies", "possible"),
    [
        pytest.param(
            {}, [], ["employer", "pension", "medical_late", "medical"], id="nothing"
        ),
        pytest.param({"who": "employee"}, ["employer"], ["employer"], id="one fact"),
        pytest.param(
            {"who": "flexible"}, [], ["pension", "medical_late", "medical"], id="open"
        ),
        pytest.param(
            {"who": "resident", "what": "pension"}, ["pension"], ["pension"], id="two"
        ),
        pytest.param({"who": "resident", "what": "medical"}, [], [], id="no row"),
        pytest.param(
            {"late": "no"}, [], ["employer", "pension", "medical"], id="last first"
        ),
        pytest.param(
            {"colour": "red"},
            [],
            ["employer", "pension", "medical_late", "medical"],
            id="a fact of no column",
        ),
    ],
)
def test_where_a_table_stands(
    table: Table, known: dict[str, FactValue], applies: list[str], possible: list[str]
) -> None:
    assert applying(table, known) == applies
    assert list(table.stand(known).possible_rules) == possible


def test_each_row_is_ruled_out_by_one_fact(table: Table) -> None:
    standing = table.stand({"who": "resident", "what": "medical"})
    assert standing.ruled_out == (
        RuledOut("employer", "who", "resident"),
        RuledOut("medical_late", "who", "resident"),
        RuledOut("medical", "who", "resident"),
        RuledOut("pension", "what", "medical"),
    )


def test_a_row_that_does_not_mind_a_fact_applies_without_it() -> None:
    small = Table(topic(("late", "who"), row("a", who="employee")), FACTS)
    assert small.columns == ("who",)
    assert applying(small, {"who": "employee"}) == ["a"]


def asked(table: Table, known: Mapping[str, FactValue]) -> tuple[str, ...]:
    return table.questions(table.stand(known).possible, known)


@pytest.mark.parametrize(
    ("known", "questions"),
    [
        pytest.param({}, ("who", "what", "late"), id="nothing known"),
        pytest.param({"who": "resident"}, ("what",), id="late does not matter"),
        pytest.param({"who": "flexible"}, ("what", "late"), id="both matter"),
        pytest.param({"who": "flexible", "what": "medical"}, ("late",), id="one left"),
        pytest.param({"who": "employee"}, (), id="decided"),
    ],
)
def test_only_what_can_change_the_row_is_asked(
    table: Table, known: dict[str, FactValue], questions: tuple[str, ...]
) -> None:
    assert asked(table, known) == questions


def test_the_question_that_leaves_fewest_rows_comes_first() -> None:
    facts = {
        "half": choice("half", "x", "y"),
        "each": choice("each", "a", "b", "c", "d"),
    }
    rows = [
        row(f"r{i}", each=v, half="x" if i < 2 else "y") for i, v in enumerate("abcd")
    ]
    assert asked(Table(topic(("half", "each"), *rows), facts), {}) == ("each", "half")


def test_the_order_of_facts_breaks_ties() -> None:
    facts = {name: choice(name, "x", "y") for name in ("one", "two")}
    rows = [row("a", one="x", two="x"), row("b", one="y", two="y")]
    for order in (("one", "two"), ("two", "one")):
        assert asked(Table(topic(order, *rows), facts), {}) == order


def test_the_answers_are_the_same_when_they_come_from_the_cache(table: Table) -> None:
    first = table.stand({"who": "flexible"})
    assert table.stand({"who": "flexible"}) == first
    assert table.stand({"who": "flexible", "colour": "red"}) == first


def test_a_value_that_no_column_has_is_an_error(table: Table) -> None:
    with pytest.raises(KeyError):
        table.stand({"who": "nobody"})


# --- The real topics ----------------------------------------------------------


def meets(rule: Rule, known: Mapping[str, FactValue]) -> bool:
    """Whether a row holds, read off its conditions alone."""
    return all(known.get(fact) in values for fact, values in rule.when.items())


def may_meet(rule: Rule, known: Mapping[str, FactValue]) -> bool:
    """Whether a row may still hold."""
    return all(
        known.get(fact, values[0]) in values for fact, values in rule.when.items()
    )


def topics(knowledge: Knowledge) -> Iterator[tuple[Topic, Table]]:
    for name in sorted(knowledge.topics):
        yield knowledge.topics[name], Table(knowledge.topics[name], knowledge.facts)


@given(seed=st.integers(0, 2**32))
def test_the_bit_masks_agree_with_a_plain_reading_of_the_rows(
    knowledge: Knowledge, seed: int
) -> None:
    chance = random.Random(seed)
    for one, table in topics(knowledge):
        known: dict[str, FactValue] = {
            name: chance.choice(table.values_of(name))
            for name in table.columns
            if chance.random() < 0.6
        }
        standing = table.stand(known)
        assert list(standing.possible_rules) == [
            rule.id for rule in one.rules if may_meet(rule, known)
        ]
        assert applying(table, known) == [
            rule.id for rule in one.rules if meets(rule, known)
        ]
        ruled_out = {out.rule for out in standing.ruled_out}
        assert ruled_out == {rule.id for rule in one.rules} - set(
            standing.possible_rules
        )
        for out in standing.ruled_out:
            rule = next(rule for rule in one.rules if rule.id == out.rule)
            assert known[out.fact] == out.value
            assert out.value not in rule.when[out.fact]


def test_every_combination_meets_at_most_one_row(knowledge: Knowledge) -> None:
    for one, table in topics(knowledge):
        for values, rows in cases(table):
            known = dict(zip(table.columns, values, strict=True))
            wanted = [rule.id for rule in one.rules if meets(rule, known)]
            assert [rule.id for rule in table.rows(rows)] == wanted
            assert len(wanted) <= 1, (one.id, known)


@given(seed=st.integers(0, 2**32))
def test_a_question_can_change_the_row_and_any_other_cannot(
    knowledge: Knowledge, seed: int
) -> None:
    """With the rest filled in, the answers of a question lead to different rows."""
    chance = random.Random(seed)
    one, table = chance.choice(list(topics(knowledge)))
    known: dict[str, FactValue] = {
        name: chance.choice(table.values_of(name))
        for name in table.columns
        if chance.random() < 0.5
    }
    questions = asked(table, known)
    for name in set(table.columns) - known.keys():
        seen = set()
        for rest in _fillings(table, {**known}, name, chance):
            met = [
                tuple(rule.id for rule in one.rules if meets(rule, {**rest, name: v}))
                for v in table.values_of(name)
            ]
            seen.add(len(set(met)) > 1)
        if name not in questions:
            assert seen == {False}, (one.id, known, name)
        elif len(seen) == 1:
            assert _changes_somewhere(one, table, known, name), (one.id, known, name)


def _fillings(
    table: Table, known: dict[str, FactValue], but: str, chance: random.Random
) -> Iterator[dict[str, FactValue]]:
    for _ in range(40):
        yield known | {
            name: chance.choice(table.values_of(name))
            for name in table.columns
            if name not in known and name != but
        }


def _changes_somewhere(
    one: Topic, table: Table, known: Mapping[str, FactValue], name: str
) -> bool:
    """Fill in what some possible row wants: there the answer decides."""
    for rule in one.rules:
        if name in rule.when and may_meet(rule, known):
            wanted = {fact: values[0] for fact, values in rule.when.items()}
            rest = {**wanted, **known}
            others = set(table.values_of(name)) - set(rule.when[name])
            return bool(others) and all(
                not meets(rule, {**rest, name: other}) for other in others
            )
    return False


def test_every_column_is_a_fact_of_its_topic(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    for one, table in topics(knowledge):
        assert set(table.columns) <= set(advisor.facts_of(one.id))
