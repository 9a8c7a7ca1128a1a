"""A decision table as bit masks: which rows apply, may apply, are ruled out.

Three-valued: a fact is known or open. Each row is one bit. The result does not depend
on the order in which facts became known. Knows nothing of texts, dates or regions.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advice.decision import RuledOut
from advice.facts import FactValue
from advice.model import FactSpec, Rule, Topic

MAX_STANDINGS = 20_000


@dataclass(frozen=True)
class Standing:
    """Where a table stands for some known facts, rows as bit masks."""

    possible: int
    applies: int
    possible_rules: tuple[str, ...]
    ruled_out: tuple[RuledOut, ...]


class Table:
    """The compiled rows of a topic."""

    def __init__(self, topic: Topic, facts: Mapping[str, FactSpec]) -> None:
        self.topic = topic
        self.rules: tuple[Rule, ...] = topic.rules
        self.all_rows = (1 << len(self.rules)) - 1
        mentioned = {name for rule in self.rules for name in rule.when}
        self.columns = tuple(name for name in topic.facts if name in mentioned)
        self._values = {name: tuple(facts[name].values) for name in self.columns}
        self._compatible: dict[str, dict[FactValue, int]] = {}
        self._indifferent: dict[str, int] = {}
        for name in self.columns:
            self._compile_column(name)
        self._standings: dict[tuple[FactValue | None, ...], Standing] = {}
        self._questions: dict[tuple[int, frozenset[str]], tuple[str, ...]] = {}

    def _compile_column(self, name: str) -> None:
        indifferent = 0
        masks: dict[FactValue, int] = dict.fromkeys(self._values[name], 0)
        for bit, rule in self._bits():
            allowed = rule.when.get(name)
            if allowed is None:
                indifferent |= bit
            for value in masks:
                if allowed is None or value in allowed:
                    masks[value] |= bit
        self._compatible[name] = masks
        self._indifferent[name] = indifferent

    def _bits(self) -> Iterator[tuple[int, Rule]]:
        for number, rule in enumerate(self.rules):
            yield 1 << number, rule

    def values_of(self, column: str) -> tuple[str, ...]:
        """The declared values of a column."""
        return self._values[column]

    def allows(self, column: str, value: FactValue) -> int | None:
        """The rows that a column's value leaves possible; None for no such value."""
        return self._compatible[column].get(value)

    def stand(self, known: Mapping[str, FactValue]) -> Standing:
        """Which rows apply, may still apply, and which fact ruled the others out."""
        values = tuple([known.get(name) for name in self.columns])
        found = self._standings.get(values)
        if found is None:
            if len(self._standings) >= MAX_STANDINGS:
                self._standings.clear()
            found = self._standings[values] = self._stand(values)
        return found

    def meets(self, values: tuple[str, ...]) -> int:
        """The rows that a full combination of values meets, columns in order."""
        rows = self.all_rows
        for name, value in zip(self.columns, values, strict=True):
            rows &= self._compatible[name][value]
        return rows

    def _stand(self, values: tuple[FactValue | None, ...]) -> Standing:
        possible = certain = self.all_rows
        ruled_out: list[RuledOut] = []
        for name, value in zip(self.columns, values, strict=True):
            if value is None:
                certain &= self._indifferent[name]
                continue
            kept = possible & self._compatible[name][value]
            ruled_out += [
                RuledOut(rule.id, name, value) for rule in self.rows(possible & ~kept)
            ]
            possible = kept
        names = tuple(rule.id for rule in self.rows(possible))
        return Standing(possible, possible & certain, names, tuple(ruled_out))

    def rows(self, mask: int) -> tuple[Rule, ...]:
        """The rules of a mask, in the order of the table."""
        return tuple(rule for bit, rule in self._bits() if mask & bit)

    def row(self, mask: int) -> Rule:
        """The first rule of a mask that is not empty."""
        return self.rules[(mask & -mask).bit_length() - 1]

    def questions(self, possible: int, known: Iterable[str]) -> tuple[str, ...]:
        """Open columns that can still change the outcome, the best question first.

        Best is the least expected entropy of the rows that remain after the answer;
        the topic's order of facts breaks ties.
        """
        key = (possible, frozenset(known) & frozenset(self.columns))
        found = self._questions.get(key)
        if found is None:
            found = self._rank_questions(possible, key[1])
            self._questions[key] = found
        return found

    def _rank_questions(self, possible: int, known: frozenset[str]) -> tuple[str, ...]:
        scored = []
        for order, name in enumerate(self.columns):
            if name in known or not possible & ~self._indifferent[name]:
                continue
            left = [possible & mask for mask in self._compatible[name].values()]
            entropy = sum(math.log2(max(1, mask.bit_count())) for mask in left)
            scored.append((entropy / len(left), order, name))
        return tuple(name for _, _, name in sorted(scored))
