"""What the knowledge consists of: frozen records, one for each kind of entry.

Knows nothing of YAML and decides nothing. `docs/knowledge.md` says what each key means.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from advice.words import Words

Scalar = str | int | Decimal
FactType = Literal["choice", "integer", "month", "date", "money", "region", "ledger"]
RuleKind = Literal["result", "refer"]
StepKind = Literal["do", "choose", "check", "wait", "end"]

COUNTRY = "000000"
RANKS = (
    "law",
    "regulation",
    "judicial",
    "ministry",
    "province",
    "city",
    "practice",
    "guide",
)


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in the period."""
        return (self.start is None or self.start <= day) and (
            self.end is None or day <= self.end
        )


@dataclass(frozen=True)
class Source:
    """One article of one text: without it nothing is said."""

    id: str
    rank: str
    title: Words
    verified: bool
    in_force: Period
    checked: dt.date
    url: str = ""
    text: Words | None = None
    note: Words | None = None


@dataclass(frozen=True)
class ParameterValue:
    """One dated value for one region, with its source."""

    value: Scalar
    source: str
    region: str
    period: Period
    checked: dt.date


@dataclass(frozen=True)
class Parameter:
    """A figure that the law, a province or a city sets."""

    id: str
    title: Words
    type: str
    unit: str
    resolve: str
    values: tuple[ParameterValue, ...]
    no_value: Words | None = None


@dataclass(frozen=True)
class Derivation:
    """How a fact follows from others, instead of being asked."""

    by: str
    inputs: tuple[str, ...] = ()
    parameter: str = ""
    source: str = ""
    day: dt.date | None = None
    value: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactSpec:
    """Something that can be asked or computed about a case."""

    id: str
    type: FactType
    title: Words
    ask: Words | None
    values: Mapping[str, Words]
    help: Words | None = None
    minimum: int = 0
    maximum: int = 0
    unit: str = ""
    suggest: tuple[Scalar, ...] = ()
    heard: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    heard_like: str = ""
    derived: Derivation | None = None
    affirm: str = ""
    deny: str = ""
    prefers: tuple[str, ...] = ()
    fills: str = ""
    once: tuple[str, ...] = ()
    shifts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A row of a decision table."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    kind: RuleKind
    outcome: str
    sources: tuple[str, ...]
    say: Words
    needs: tuple[str, ...] = ()
    compute: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    for_you: Words | None = None
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A decision table over finite facts."""

    id: str
    title: Words
    summary: Words
    summary_sources: tuple[str, ...]
    facts: tuple[str, ...]
    rules: tuple[Rule, ...]
    otherwise: Rule
    guide: str = ""


@dataclass(frozen=True)
class Days:
    """A period that a step waits for."""

    count: int
    parameter: str
    calendar: Literal["working", "calendar"]
    start_fact: str


@dataclass(frozen=True)
class Trouble:
    """What to say when a step cannot be done, how often, and the way out."""

    say: Words
    to: str
    max: int
    then: str


@dataclass(frozen=True)
class Option:
    """A way to go on from a `choose` step."""

    id: str
    label: Words
    to: str


@dataclass(frozen=True)
class Step:
    """One action of a procedure; one message."""

    id: str
    kind: StepKind
    say: Words
    why: Words | None
    options: tuple[Option, ...]
    trouble: Trouble | None = None
    days: Days | None = None

    def ways_on(self) -> tuple[str, ...]:
        """Steps that may follow, the usual one first."""
        ways = [option.to for option in self.options]
        if self.trouble:
            ways += [self.trouble.to, self.trouble.then]
        return tuple(ways)


@dataclass(frozen=True)
class Procedure:
    """A way to get something done, step by step."""

    id: str
    title: Words
    applies: Words
    channel: str
    sources: tuple[str, ...]
    bring: tuple[Words, ...]
    start: str
    steps: Mapping[str, Step]
    ui_checked: dt.date | None = None


@dataclass(frozen=True)
class AnswerVersion:
    """What is said in a period."""

    period: Period
    sources: tuple[str, ...]
    say: Words


@dataclass(frozen=True)
class Answer:
    """What is said where nothing has to be decided."""

    id: str
    title: Words
    versions: tuple[AnswerVersion, ...]
    procedures: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideStatement:
    """A statement of the founding guide (box A) beside the law (box B)."""

    id: str
    claim: Words
    law: Words
    differs: Words
    sources: tuple[str, ...]
    details: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Region:
    """A division by GB/T 2260 code."""

    code: str
    name: Words
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalendarYear:
    """Days off and worked weekend days of one year."""

    year: int
    official: bool
    source: str
    off: frozenset[dt.date]
    work: frozenset[dt.date]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything that is known, checked for consistency, with a hash of its content.

    Equal only to itself, so that what follows from it can be remembered.
    """

    hash: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, FactSpec]
    topics: Mapping[str, Topic]
    procedures: Mapping[str, Procedure]
    answers: Mapping[str, Answer]
    guide: Mapping[str, GuideStatement]
    regions: Mapping[str, Region]
    calendar: Mapping[int, CalendarYear]
    phrases: Mapping[str, Words]

    @cached_property
    def general_facts(self) -> frozenset[str]:
        """Facts that matter to several topics, with inputs of derived ones."""
        uses: Counter[str] = Counter()
        for topic in self.topics.values():
            names = set(topic.facts)
            for name in topic.facts:
                derived = self.facts[name].derived
                names.update(derived.inputs if derived else ())
            uses.update(names)
        return frozenset(name for name, count in uses.items() if count > 1)


def region_chain(code: str) -> tuple[str, ...]:
    """A region and what it lies in, nearest first: 330106 330100 330000 000000."""
    chain = [code, code[:4] + "00", code[:2] + "0000", COUNTRY]
    return tuple(dict.fromkeys(chain))
