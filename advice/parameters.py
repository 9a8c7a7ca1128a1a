"""Which value of a parameter holds on a day in a region, and why the others do not.

`resolve: rank` lets the higher norm win (立法法 99), `nearest` the nearest region. No
value is never replaced by another: `NoValue` is raised and becomes a referral.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from advice.model import (
    COUNTRY,
    RANKS,
    Parameter,
    ParameterValue,
    Source,
    region_chain,
)

WhyLost = Literal[
    "lower_rank", "wider_region", "superseded", "ended", "not_yet", "other_region"
]


MAX_CACHED_READS = 4096
_ReadKey = tuple[str, str | None, dt.date, bool]
_ManyKey = tuple[tuple[str, ...], str | None, dt.date]


class NoValue(LookupError):
    """No value of a parameter holds on that day for that region."""

    def __init__(self, parameter: str, region: str | None, day: dt.date) -> None:
        super().__init__(f"{parameter}: no value for {region or COUNTRY} on {day}")
        self.parameter = parameter
        self.region = region
        self.day = day


@dataclass(frozen=True)
class Read:
    """A parameter read: the value that holds and those that lost."""

    parameter: str
    value: ParameterValue
    lost: tuple[tuple[ParameterValue, WhyLost], ...]


def resolve(
    parameter: Parameter,
    sources: Mapping[str, Source],
    region: str | None,
    day: dt.date,
) -> Read:
    """The value in force on a day in a region (None: the country as a whole).

    Raises NoValue.
    """
    chain = region_chain(region) if region else (COUNTRY,)
    live = [
        value
        for value in parameter.values
        if value.region in chain and value.period.holds(day)
    ]
    if not live:
        raise NoValue(parameter.id, region, day)

    def rank(value: ParameterValue) -> int:
        return RANKS.index(sources[value.source].rank)

    def order(value: ParameterValue) -> tuple[int, int, int]:
        start = -(value.period.start or dt.date.min).toordinal()
        near = chain.index(value.region)
        if parameter.resolve == "rank":
            return rank(value), start, near
        return near, rank(value), start

    winner = min(live, key=order)
    lost: list[tuple[ParameterValue, WhyLost]] = []
    for value in parameter.values:
        if value is winner:
            continue
        nearest = parameter.resolve == "nearest"
        lost.append((value, _why_lost(value, winner, chain, day, rank, nearest)))
    return Read(parameter.id, winner, tuple(lost))


def resolve_last(
    parameter: Parameter,
    sources: Mapping[str, Source],
    region: str | None,
    day: dt.date,
) -> Read:
    """The value that held last in a region, all having ended before a day.

    For telling how things stood, named with its dates; never in the place of a value
    in force. Raises NoValue.
    """
    chain = region_chain(region) if region else (COUNTRY,)
    ends = [value.period.end for value in parameter.values if value.region in chain]
    ended = [end for end in ends if end is not None and end < day]
    if not ended:
        raise NoValue(parameter.id, region, day)
    return resolve(parameter, sources, region, max(ended))


class Figures:
    """The parameters of one knowledge; what was read is remembered."""

    def __init__(
        self, parameters: Mapping[str, Parameter], sources: Mapping[str, Source]
    ) -> None:
        self._parameters = parameters
        self._sources = sources
        self._found: dict[_ReadKey, Read | None] = {}
        self._together: dict[_ManyKey, Mapping[str, Read]] = {}

    def read(self, parameter: str, region: str | None, day: dt.date) -> Read:
        """The value in force. Raises NoValue."""
        read = self._found.get((parameter, region, day, False))
        return read or self._resolve(parameter, region, day, False)

    def read_all(
        self, parameters: tuple[str, ...], region: str | None, day: dt.date
    ) -> Mapping[str, Read]:
        """The values in force of several, by parameter. Raises NoValue."""
        key = (parameters, region, day)
        found = self._together.get(key)
        if found is None:
            found = {name: self.read(name, region, day) for name in parameters}
            if len(self._together) >= MAX_CACHED_READS:
                self._together.clear()
            self._together[key] = found
        return found

    def read_last(self, parameter: str, region: str | None, day: dt.date) -> Read:
        """The value that held last, where all have ended. Raises NoValue."""
        read = self._found.get((parameter, region, day, True))
        return read or self._resolve(parameter, region, day, True)

    def _resolve(
        self, parameter: str, region: str | None, day: dt.date, last: bool
    ) -> Read:
        key = (parameter, region, day, last)
        if key not in self._found:
            if len(self._found) >= MAX_CACHED_READS:
                self._found.clear()
            how = resolve_last if last else resolve
            self._found[key] = None
            with suppress(NoValue):
                spec = self._parameters[parameter]
                self._found[key] = how(spec, self._sources, region, day)
        read = self._found[key]
        if read is None:
            raise NoValue(parameter, region, day)
        return read


def _why_lost(
    value: ParameterValue,
    winner: ParameterValue,
    chain: tuple[str, ...],
    day: dt.date,
    rank: Callable[[ParameterValue], int],
    nearest: bool,
) -> WhyLost:
    if value.region not in chain:
        return "other_region"
    if value.period.end and value.period.end < day:
        return "ended"
    if value.period.start and value.period.start > day:
        return "not_yet"
    wider = chain.index(value.region) > chain.index(winner.region)
    if nearest and wider:
        return "wider_region"
    if rank(value) > rank(winner):
        return "lower_rank"
    return "wider_region" if wider and _same_start(value, winner) else "superseded"


def _same_start(one: ParameterValue, other: ParameterValue) -> bool:
    return one.period.start == other.period.start
