"""The case matrix of a table, and how well it catches a changed cell.

The matrix is every combination of the table's finite facts with the row that it meets.
A mutant is the same table with one cell changed; a matrix that tells every mutant from
the original has the mutation score 1.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from advice.model import FactSpec, Rule, Topic
from advice.table import Table

MAX_CASES = 2_000_000


@dataclass(frozen=True)
class MutationScore:
    """How many one-cell changes the case matrix notices."""

    mutants: int
    caught: int
    missed: tuple[str, ...]


def clashes(topic: Topic) -> list[tuple[str, str]]:
    """Pairs of rows that some combination of facts would meet at once."""
    found = []
    for one, other in itertools.combinations(topic.rules, 2):
        shared = one.when.keys() & other.when.keys()
        if all(set(one.when[name]) & set(other.when[name]) for name in shared):
            found.append((one.id, other.id))
    return found


def cases(table: Table) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every combination of the columns' values with the mask of the rows it meets."""
    columns = [table.values_of(name) for name in table.columns]
    for values in itertools.product(*columns):
        yield values, table.meets(values)


def case_count(table: Table) -> int:
    """Number of combinations."""
    count = 1
    for name in table.columns:
        count *= len(table.values_of(name))
    return count


def mutation_score(topic: Topic, facts: Mapping[str, FactSpec]) -> MutationScore:
    """Change each cell of a table once and see whether the matrix notices."""
    original = Table(topic, facts)
    columns = original.columns
    combinations = list(
        itertools.product(*(original.values_of(name) for name in columns))
    )
    expected = [original.meets(values) for values in combinations]
    missed = []
    number = 0
    for name, mutant in mutants(topic, facts):
        number += 1
        table = Table(mutant, facts)
        places = [columns.index(column) for column in table.columns]
        met = (table.meets(tuple([c[p] for p in places])) for c in combinations)
        if all(rows == wanted for rows, wanted in zip(met, expected, strict=True)):
            missed.append(name)
    return MutationScore(number, number - len(missed), tuple(missed))


def mutants(topic: Topic, facts: Mapping[str, FactSpec]) -> Iterator[tuple[str, Topic]]:
    """(what was changed, the table with that one cell changed), one after another."""
    for number, rule in enumerate(topic.rules):
        for name, allowed in rule.when.items():
            yield (
                f"{rule.id}: condition {name} dropped",
                _with_rule(topic, number, _without(rule, name)),
            )
            for value in facts[name].values:
                changed = tuple(sorted(set(allowed) ^ {value}))
                yield (
                    f"{rule.id}: {name} with {value} flipped",
                    _with_rule(topic, number, _with(rule, name, changed)),
                )


def _without(rule: Rule, name: str) -> Rule:
    when = {key: values for key, values in rule.when.items() if key != name}
    return replace(rule, when=when)


def _with(rule: Rule, name: str, values: tuple[str, ...]) -> Rule:
    return replace(rule, when={**rule.when, name: values})


def _with_rule(topic: Topic, number: int, rule: Rule) -> Topic:
    rules = (*topic.rules[:number], rule, *topic.rules[number + 1 :])
    return replace(topic, rules=rules)
