"""For whom something changes: a set of cases as the fewest conditions.

A case is a point of a grid: one value for each dimension. Knows nothing of facts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

Point = tuple[str, ...]
Box = tuple[frozenset[str], ...]
MAX_BOXES = 4


@dataclass(frozen=True)
class Who:
    """Some cases: what is true of all of them, how many, and of how many such."""

    conditions: Mapping[str, tuple[str, ...]]
    cases: int
    of: int


def cover(points: Collection[Point]) -> list[Box]:
    """Boxes that hold exactly these points, each once; as few as merging finds."""
    values = [frozenset(column) for column in zip(*points, strict=True)]
    # Points without any dimension: there is one case, and no condition.
    if prod(map(len, values)) == len(points):
        return [tuple(values)]
    dimensions = range(len(values))
    orders = (
        tuple(dimensions),
        tuple(reversed(dimensions)),
        tuple(sorted(dimensions, key=lambda d: len(values[d]))),
        tuple(sorted(dimensions, key=lambda d: -len(values[d]))),
    )
    found = [_merged(points, order) for order in dict.fromkeys(orders)]
    fewest = min(found, key=lambda boxes: len(boxes))
    return sorted(fewest, key=lambda box: [sorted(part) for part in box])


def _merged(points: Collection[Point], order: Sequence[int]) -> list[Box]:
    boxes: list[Box] = [tuple(frozenset((v,)) for v in point) for point in points]
    while True:
        before = len(boxes)
        for dimension in order:
            boxes = _merged_along(boxes, dimension)
        if len(boxes) == before:
            return boxes


def _merged_along(boxes: Iterable[Box], dimension: int) -> list[Box]:
    """Boxes that differ in one dimension only, made one."""
    groups: defaultdict[tuple[Box, Box], set[str]] = defaultdict(set)
    for box in boxes:
        groups[box[:dimension], box[dimension + 1 :]] |= box[dimension]
    return [
        (*before, frozenset(values), *after)
        for (before, after), values in groups.items()
    ]


def describe(
    names: Sequence[str],
    domains: Sequence[Sequence[str]],
    groups: Iterable[tuple[Collection[Point], Collection[Point]]],
) -> list[Who]:
    """The cases in a few lines; too ragged a set is told by what all have in common.

    A group is all pairs of one point and one end (the last dimensions). A dimension in
    which every value of its domain occurs is no condition.
    """
    boxes: list[Box] = []
    cases = 0
    for points, ends in groups:
        cases += len(points) * len(ends)
        tails = cover(ends)
        boxes += [(*box, *tail) for box in cover(points) for tail in tails]
    if len(boxes) > MAX_BOXES:
        bounds: Box = tuple(
            frozenset().union(*parts) for parts in zip(*boxes, strict=True)
        )
        return [_who(names, domains, bounds, cases)]
    return [_who(names, domains, box, None) for box in boxes]


def merged(who: Iterable[Who], name: str, domain: Sequence[str]) -> list[Who]:
    """Lines that differ in one condition only, made one (places with other grids)."""
    groups: dict[tuple[object, ...], list[Who]] = {}
    for one in who:
        rest = tuple((k, v) for k, v in one.conditions.items() if k != name)
        exact = one.cases == one.of
        key = (rest,) if exact else (rest, one.conditions.get(name))
        groups.setdefault(key, []).append(one)
    found = []
    for same in groups.values():
        values = {v for one in same for v in one.conditions.get(name, domain)}
        conditions = {k: v for k, v in same[0].conditions.items() if k != name}
        if len(values) < len(domain):
            conditions[name] = tuple(value for value in domain if value in values)
        cases = sum(one.cases for one in same)
        found.append(Who(conditions, cases, sum(one.of for one in same)))
    return found


def _who(
    names: Sequence[str],
    domains: Sequence[Sequence[str]],
    box: Box,
    count: int | None,
) -> Who:
    conditions = {
        name: tuple(value for value in domain if value in values)
        for name, domain, values in zip(names, domains, box, strict=True)
        if len(values) < len(set(domain))
    }
    size = prod(map(len, box))
    return Who(conditions, size if count is None else count, size)


def condition_text(name: str, values: Sequence[str], domain: Sequence[str]) -> str:
    """`insurance=medical|pension`, or `insurance!=pension` where that is shorter."""
    left_out = [value for value in domain if value not in values]
    if left_out and 1 < len(values) > len(left_out):
        return f"{name}!={'|'.join(left_out)}"
    return f"{name}={'|'.join(values)}"
