"""Facts that follow from other facts, from parameters and from the day.

Each kind of derivation is one small function; `docs/knowledge.md` lists them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol

from advice.days import NoCalendar, WorkCalendar
from advice.facts import (
    FactValue,
    ledger_items,
    month_number,
    monthly_ledger,
    months_strictly_between,
)
from advice.model import Derivation, FactSpec, Source
from advice.parameters import NoValue, Read
from advice.retirement import Minimum, born_between, outlook, stage


class Surroundings(Protocol):
    """What a derivation and a computation may look at."""

    as_of: dt.date
    sources: Mapping[str, Source]
    calendar: WorkCalendar

    def read(self, parameter: str, region: str | None) -> Read:
        """A parameter's value on the day; kept for the trace. Raises NoValue."""
        ...

    def read_all(
        self, parameters: tuple[str, ...], region: str | None
    ) -> Mapping[str, Read]:
        """Several values on the day; kept for the trace. Raises NoValue."""
        ...

    def read_last(self, parameter: str, region: str | None) -> Read:
        """The value that held last, where all have ended. Raises NoValue."""
        ...


WHOLE_COUNTRY = "000000"
MUNICIPALITIES = ("11", "12", "31", "50")  # 北京, 天津, 上海, 重庆
MINIMUM = (
    "pension.minimum_months",
    "pension.minimum_flat_until_year",
    "pension.minimum_step_months",
    "pension.minimum_ceiling_months",
)


def derive(
    spec: FactSpec, known: Mapping[str, FactValue], around: Surroundings
) -> FactValue | None:
    """The value of a derived fact, None while an input is open.

    Raises NoValue where a parameter that the fact cannot do without has no value.
    """
    derivation = spec.derived
    if derivation is None:
        return None
    open_inputs = [name for name in derivation.inputs if name not in known]
    if open_inputs:
        if derivation.by in _FROM_ANY:
            if len(open_inputs) == len(derivation.inputs):
                return None
        elif derivation.by in _UNASKED and derivation.value:
            return derivation.value
        elif derivation.by != "if_said":
            return None
    return _DERIVATIONS[derivation.by](spec, derivation, known, around)


def _band(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    limit = around.read(derivation.parameter, _region(known)).value.value
    within, over = tuple(spec.values)[:2]
    return within if int(known[derivation.inputs[0]]) <= int(limit) else over


def _at_least(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    limit = around.read(derivation.parameter, _region(known)).value.value
    reached, below = tuple(spec.values)[:2]
    return reached if int(known[derivation.inputs[0]]) >= int(limit) else below


def _parameter(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    try:
        return str(around.read(derivation.parameter, _region(known)).value.value)
    except NoValue:
        return "not_covered"


def _in_force(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    holds = around.sources[derivation.source].in_force.holds(around.as_of)
    return "in_force" if holds else "not_yet"


def _before(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    earlier, later = tuple(spec.values)[:2]
    said = str(known[derivation.inputs[0]])
    if "@" in said:
        said = min(due for _, due in ledger_items(said)).isoformat()
    day = (derivation.day or dt.date.min).isoformat()
    return earlier if said < day[: len(said)] else later


def _months_between(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    last_paid, first_new = (str(known[name]) for name in derivation.inputs)
    return months_strictly_between(last_paid, first_new)


def _ledger(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    principal, first_due, months = (known[name] for name in derivation.inputs)
    return monthly_ledger(str(principal), str(first_due), int(months))


def _whole_years(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue | None:
    years, rest = divmod(int(known[derivation.inputs[0]]), 12)
    return years if years and not rest else None


def _zero_when(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue | None:
    return 0 if known[derivation.inputs[0]] == derivation.value else None


def _known(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    return derivation.value


def _deadline(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    running, passed, uncounted = tuple(spec.values)[:3]
    start = dt.date.fromisoformat(str(known[derivation.inputs[0]]))
    days = int(around.read(derivation.parameter, _region(known)).value.value)
    try:
        if derivation.value == "working":
            end = around.calendar.add_working_days(start, days).end
        else:
            end = around.calendar.count_calendar_days(start, days).end
    except NoCalendar:
        return uncounted
    return running if around.as_of <= end else passed


def _covered(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    region = _region(known)
    try:
        around.read(derivation.parameter, region)
    except NoValue:
        try:
            around.read_last(derivation.parameter, region)
        except NoValue:
            return "not_covered"
        return "ended"
    return "in_data"


def _apart(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue | None:
    same_city, same_province, other_province = derivation.values
    one, other = (str(known[name]) for name in derivation.inputs)
    if WHOLE_COUNTRY in (one, other):
        return None
    if one[:2] != other[:2]:
        return other_province
    city, other_city = city_of(one), city_of(other)
    if not city or not other_city:  # only the province is known
        return None
    return same_city if city == other_city else same_province


def city_of(region: str) -> str:
    """The city of a region's code (GB/T 2260), empty where it is a whole province.

    A municipality is one city; a county that a province governs directly (xx90yy)
    stands for itself.
    """
    if region[:2] in MUNICIPALITIES:
        return f"{region[:2]}0000"
    if region.endswith("0000"):
        return ""
    return region if region[2:4] == "90" else f"{region[:4]}00"


def _months_of_years(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    return int(known[derivation.inputs[0]]) * 12


def _if_said(
    spec: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    said = known.get(derivation.inputs[0])
    if said is None:
        return derivation.value
    return said if said in spec.values else next(iter(spec.values))


def _same_when(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue | None:
    said = known[derivation.inputs[0]]
    return said if said == derivation.value else None


def _born(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    month, year, age = derivation.inputs
    if month in known:
        return known[month]
    if year in known:
        first, last = f"{known[year]}-01", f"{known[year]}-12"
    else:
        first, last = born_between(int(known[age]), around.as_of)
    return first if derivation.by == "born_earliest" else last


def _retirement_stage(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    category, first, last = (str(known[name]) for name in derivation.inputs)
    flexible = around.read("retirement.flexible_months", _region(known)).value.value
    now = month_of(around.as_of)
    return stage(category, months_from(first, last), now, int(flexible))


def _pension_outlook(
    _: FactSpec,
    derivation: Derivation,
    known: Mapping[str, FactValue],
    around: Surroundings,
) -> FactValue:
    category, first, last, paid = (str(known[name]) for name in derivation.inputs)
    extension = around.read("pension.extension_months", _region(known)).value.value
    return outlook(
        category,
        months_from(first, last),
        int(paid),
        month_of(around.as_of),
        read_minimum(around, _region(known)),
        int(extension),
    )


@lru_cache(maxsize=4096)
def months_from(first: str, last: str) -> range:
    """Month numbers from "YYYY-MM" to "YYYY-MM", both included, in either order.

    At most the 13 that an age leaves open.
    """
    low = high = month_number(first)
    if last != first:
        low, high = sorted((low, month_number(last)))
    return range(low, min(high, low + 12) + 1)


def month_of(day: dt.date) -> int:
    """The number of a day's month (`facts.month_number`)."""
    return day.year * 12 + day.month - 1


def read_minimum(around: Surroundings, region: str | None) -> Minimum:
    """The rule of the shortest contribution time in force. Raises NoValue."""
    reads = around.read_all(MINIMUM, region)
    return Minimum(*[int(read.value.value) for read in reads.values()])


def _region(known: Mapping[str, FactValue]) -> str | None:
    region = known.get("region")
    return None if region is None else str(region)


_DERIVATIONS: dict[
    str,
    Callable[
        [FactSpec, Derivation, Mapping[str, FactValue], Surroundings],
        FactValue | None,
    ],
] = {
    "band": _band,
    "at_least": _at_least,
    "parameter": _parameter,
    "in_force": _in_force,
    "before": _before,
    "months_between": _months_between,
    "ledger": _ledger,
    "known": _known,
    "zero_when": _zero_when,
    "same_when": _same_when,
    "born_earliest": _born,
    "born_latest": _born,
    "retirement_stage": _retirement_stage,
    "pension_outlook": _pension_outlook,
    "whole_years": _whole_years,
    "covered": _covered,
    "months_of_years": _months_of_years,
    "if_said": _if_said,
    "deadline": _deadline,
    "apart": _apart,
}
_FROM_ANY = ("born_earliest", "born_latest")
# Kinds that may have a `value` for a region that was not named, so that none is asked.
_UNASKED = ("parameter", "covered")
