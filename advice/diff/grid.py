"""The case matrix of a topic in two knowledges at once, on a day and in a place.

Each dimension is a fact with the values that matter. A column that follows from a
number or a day is tried on both sides of each limit; one that follows from the as-of
day or from the place follows. Cases that meet the same rows on both sides are one
class, decided once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advice.advisor import Advisor
from advice.derive import derive
from advice.diff.conditions import Point
from advice.facts import FactValue
from advice.model import Derivation, FactSpec
from advice.parameters import NoValue, Read, resolve_last
from advice.table import Table

FROM_PLACE = ("parameter", "covered")
FROM_LIMIT = ("band", "at_least")
# Columns of these cannot be tried on both sides of what they turn on.
DEEP = ("deadline", "retirement_stage", "pension_outlook")


@dataclass(frozen=True)
class Dimension:
    """A fact, and by label the values that are tried."""

    fact: str
    values: Mapping[str, FactValue]


@dataclass(frozen=True)
class Side:
    """One of the two knowledges, seen from one topic."""

    advisor: Advisor
    topic: str

    @cached_property
    def table(self) -> Table:
        """The topic's decision table."""
        knowledge = self.advisor.knowledge
        return Table(knowledge.topics[self.topic], knowledge.facts)

    def spec(self, fact: str) -> FactSpec | None:
        """A fact, if this knowledge has it."""
        return self.advisor.knowledge.facts.get(fact)

    def derivation(self, column: str) -> Derivation | None:
        """How a column follows from other facts."""
        return self.advisor.knowledge.facts[column].derived

    def figures(self, parameter: str) -> set[int]:
        """All whole-number values of a parameter."""
        found = self.advisor.knowledge.parameters[parameter].values
        return {int(value.value) for value in found}

    def columns_from(
        self, known: Mapping[str, FactValue], day: dt.date
    ) -> Iterator[tuple[str, FactValue]]:
        """The columns that these facts, the day and the place settle."""
        scene = _Scene(self.advisor, day)
        for column in self.table.columns:
            derived = self.derivation(column)
            if column in known:
                yield column, known[column]
            elif derived and all(name in known for name in derived.inputs):
                try:
                    value = derive(self.advisor.knowledge.facts[column], known, scene)
                except NoValue:
                    continue
                if value is not None:
                    yield column, value

    def mask(self, known: Mapping[str, FactValue], day: dt.date) -> int:
        """The rows that these facts leave possible; a bit apart for a strange value."""
        strange = self.table.all_rows + 1
        mask = self.table.all_rows | strange
        for column, value in self.columns_from(known, day):
            allowed = self.table.allows(column, value)
            mask &= strange - 1 if allowed is None else allowed | strange
        return mask


class _Scene:
    """What a derivation may look at, without a case."""

    def __init__(self, advisor: Advisor, as_of: dt.date) -> None:
        self.as_of = as_of
        self.sources = advisor.knowledge.sources
        self.calendar = advisor.calendar
        self._advisor = advisor

    def read(self, parameter: str, region: str | None) -> Read:
        """A parameter's value on the day. Raises NoValue."""
        return self._advisor.read(parameter, region, self.as_of)

    def read_all(
        self, parameters: tuple[str, ...], region: str | None
    ) -> Mapping[str, Read]:
        """Several values on the day. Raises NoValue."""
        return {name: self.read(name, region) for name in parameters}

    def read_last(self, parameter: str, region: str | None) -> Read:
        """The value that held last, where all have ended. Raises NoValue."""
        figure = self._advisor.knowledge.parameters[parameter]
        return resolve_last(figure, self.sources, region, self.as_of)


@dataclass(frozen=True)
class Grid:
    """Cases of one day and place: by the rows they meet, the points."""

    dimensions: tuple[Dimension, ...]
    classes: Mapping[tuple[object, ...], Sequence[Point]]

    def facts(self, point: Point) -> dict[str, FactValue]:
        """What is said in a case."""
        return {
            dimension.fact: dimension.values[label]
            for dimension, label in zip(self.dimensions, point, strict=True)
        }


class Grids:
    """The grids of a topic; the same one for days and places that are alike."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = (old, new)
        self._made: dict[object, Grid] = {}

    def on(self, day: dt.date, region: str | None) -> Grid:
        """The grid of a day and a place."""
        place: dict[str, FactValue] = {} if region is None else {"region": region}
        dimensions = self.dimensions(region)
        fixed = self._masks(place, day)
        masks = [
            [
                (*self._masks({**place, d.fact: value}, day), label)
                for label, value in d.values.items()
            ]
            for d in dimensions
        ]
        key = (tuple(d.fact for d in dimensions), fixed, tuple(map(tuple, masks)))
        grid = self._made.get(key)
        if grid is None:
            apart = [self._stands_apart(d.fact) for d in dimensions]
            grid = Grid(dimensions, _classes(fixed, masks, apart))
            self._made[key] = grid
        return grid

    def _masks(self, known: Mapping[str, FactValue], day: dt.date) -> tuple[int, int]:
        old, new = (side.mask(known, day) for side in self._sides)
        return old, new

    def dimensions(self, region: str | None) -> tuple[Dimension, ...]:
        """What is varied where the place is known, or is not."""
        found: dict[str, dict[str, FactValue]] = {}
        for side in self._sides:
            for column in side.table.columns:
                for fact, values in self._tried(side, column, region):
                    found.setdefault(fact, {}).update(values)
        return tuple(Dimension(fact, values) for fact, values in found.items())

    def _tried(
        self, side: Side, column: str, region: str | None
    ) -> Iterator[tuple[str, dict[str, FactValue]]]:
        derived = side.derivation(column)
        if derived and derived.by == "in_force":
            return
        if derived and derived.by in FROM_PLACE and region is not None:
            return
        if derived and derived.by in FROM_LIMIT:
            yield derived.inputs[0], self._around_limits(derived.inputs[0])
        elif derived and derived.by == "before":
            fact = derived.inputs[0]
            yield fact, self._around_days(fact)
        else:
            yield column, {value: value for value in side.table.values_of(column)}

    def _derivations_from(self, fact: str) -> Iterator[tuple[Side, Derivation]]:
        for side in self._sides:
            for column in side.table.columns:
                derived = side.derivation(column)
                if derived and derived.inputs == (fact,):
                    yield side, derived

    def _around_limits(self, fact: str) -> dict[str, FactValue]:
        """One number of each stretch between the limits, both knowledges' together."""
        lasts = set()
        for side, derived in self._derivations_from(fact):
            if derived.by in FROM_LIMIT:
                less = 1 if derived.by == "at_least" else 0
                lasts |= {n - less for n in side.figures(derived.parameter)}
        found: dict[str, FactValue] = {}
        first: int | None = None
        for last in sorted(n for n in lasts if n >= 0):
            found[_stretch(first, last)] = last
            first = last + 1
        found[_stretch(first, None)] = first or 0
        return found

    def _around_days(self, fact: str) -> dict[str, FactValue]:
        days = sorted(
            {
                d.day
                for _, d in self._derivations_from(fact)
                if d.by == "before" and d.day
            }
        )
        kind = next(spec.type for s in self._sides if (spec := s.spec(fact)))
        found: dict[str, FactValue] = {}
        for day in days:
            eve = day - dt.timedelta(days=1)
            found[f"..{eve}"] = _of_type(kind, eve)
        found[f"{days[-1]}.."] = _of_type(kind, days[-1])
        return found

    def _stands_apart(self, fact: str) -> bool:
        """Whether a dimension can matter beyond the rows: a number, or an input."""
        for side in self._sides:
            spec = side.spec(fact)
            if spec is None:
                continue
            if spec.type != "choice":
                return True
            for name in side.advisor.facts_of(side.topic):
                derived = side.derivation(name)
                column = name in side.table.columns
                if derived and fact in derived.inputs and not column:
                    return True
        return False


def _stretch(first: int | None, last: int | None) -> str:
    if first is not None and first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"


def _of_type(kind: str, day: dt.date) -> FactValue:
    if kind == "month":
        return day.isoformat()[:7]
    return f"1000@{day}" if kind == "ledger" else day.isoformat()


def _classes(
    fixed: tuple[int, int],
    masks: Sequence[Sequence[tuple[int, int, str]]],
    apart: Sequence[bool],
) -> dict[tuple[object, ...], list[Point]]:
    """All points, by the rows they meet and the values that stand apart."""
    level: Iterable[tuple[int, int, Point, Point]] = [(*fixed, (), ())]
    for values, own in zip(masks, apart, strict=True):
        level = [
            (
                old & one,
                new & other,
                (*point, label),
                (*key, label) if own else key,
            )
            for old, new, point, key in level
            for one, other, label in values
        ]
    found: defaultdict[tuple[object, ...], list[Point]] = defaultdict(list)
    for old, new, point, key in level:
        found[old, new, key].append(point)
    return found
