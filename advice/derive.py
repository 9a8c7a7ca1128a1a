"""Facts that follow from other facts, from parameters and from the day.

Each kind of derivation is one small function; `docs/knowledge.md` lists them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from advice.facts import (
    FactValue,
    ledger_items,
    monthly_ledger,
    months_strictly_between,
)
from advice.model import Derivation, FactSpec, Source
from advice.parameters import NoValue, Read


class Surroundings(Protocol):
    """What a derivation and a computation may look at."""

    as_of: dt.date
    sources: Mapping[str, Source]

    def read(self, parameter: str, region: str | None) -> Read:
        """A parameter's value on the day; kept for the trace. Raises NoValue."""
        ...


def derive(
    spec: FactSpec, known: Mapping[str, FactValue], around: Surroundings
) -> FactValue | None:
    """The value of a derived fact, None while an input is open.

    Raises NoValue where a parameter that the fact cannot do without has no value.
    """
    derivation = spec.derived
    if derivation is None or any(name not in known for name in derivation.inputs):
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
    "parameter": _parameter,
    "in_force": _in_force,
    "before": _before,
    "months_between": _months_between,
    "ledger": _ledger,
    "known": _known,
    "zero_when": _zero_when,
    "whole_years": _whole_years,
}
