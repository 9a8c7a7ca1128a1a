"""A decision and its trace: the one object that every face renders.

`Result`, `Missing` and `Refer` are the closed set of kinds. `to_dict` gives the stable
JSON form (schema 1, described in `docs/decision.md`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from advice.days import DayCount
from advice.facts import FactValue, Said
from advice.model import Rule
from advice.parameters import Read


class Month(str):
    """A calendar month, "2036-11"."""


class Months(int):
    """A length in months, told with its years: 222 months, 18 years and a half."""


class Age(int):
    """An age in months: 749 is 62 years and 5 months."""


Point = Month | Months | Age | Decimal


@dataclass(frozen=True)
class Span:
    """What lies between two values, both possible: a birth month known by the age,
    an amount at the lowest and the highest rate.
    """

    low: Point
    high: Point


Value = str | int | bool | Decimal | dt.date | tuple[Decimal, ...] | Span
ReferReason = Literal[
    "by_rule", "no_value", "not_in_force", "fact_unknown", "no_calendar"
]


@dataclass(frozen=True)
class Derived:
    """A fact that was computed, from which others."""

    fact: str
    value: FactValue
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class RuledOut:
    """A row that cannot apply, and the one fact that ruled it out."""

    rule: str
    fact: str
    value: FactValue


@dataclass(frozen=True)
class Trace:
    """How a decision came about."""

    said: Mapping[str, Said] = field(default_factory=dict)
    derived: tuple[Derived, ...] = ()
    applies: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    reads: tuple[Read, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Common:
    topic: str
    as_of: dt.date
    region: str | None
    knowledge: str
    trace: Trace


@dataclass(frozen=True)
class Result(_Common):
    """The rules say an outcome."""

    kind: ClassVar[Literal["result"]] = "result"
    rule: Rule
    values: Mapping[str, Value]
    confirm: bool
    counts: Mapping[str, DayCount] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing(_Common):
    """A fact is needed: `ask` is the next question, `open` all that may still matter.

    `rule` is the row that already applies when only its amounts are missing.
    """

    kind: ClassVar[Literal["missing"]] = "missing"
    ask: str
    open: tuple[str, ...]
    rule: Rule | None = None


@dataclass(frozen=True)
class Refer(_Common):
    """The rules cannot say; why, and what would be said in the cases still open."""

    kind: ClassVar[Literal["refer"]] = "refer"
    reason: ReferReason
    rule: Rule | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    confirm: bool = True
    subject: str = ""
    alternatives: tuple[Rule, ...] = ()
    counts: Mapping[str, DayCount] = field(default_factory=dict)


Decision = Result | Missing | Refer
