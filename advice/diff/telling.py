"""What one knowledge says of one case, reduced to what can be compared.

Facts that are asked for on the way (amounts, days) are given from `Samples`, the same
for both knowledges.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from advice.advisor import Advisor
from advice.decision import Decision, Missing, Refer, Value
from advice.diff.report import CHANGE_KINDS, ChangeKind
from advice.facts import FactError, FactValue, Said, read_fact
from advice.model import FactSpec, Rule
from advice.words import Words

MAX_QUESTIONS = 20
NO_TOPIC = "no such topic"
Key = tuple[ChangeKind, str, str, str]


@dataclass(frozen=True)
class Told:
    """An answer: outcome, amounts, what follows, what is cited, and the wording."""

    outcome: str
    rule: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    procedures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    wording: tuple[Words | None, ...] = ()
    filled: Mapping[str, FactValue] = field(default_factory=dict)

    def part(self, kind: ChangeKind) -> object:
        """What has to differ for a change of this kind."""
        return getattr(self, kind)


class Samples:
    """Plausible values for facts that a row needs: the same in every run.

    `figures` are whole numbers near which something may turn.
    """

    def __init__(
        self,
        facts: Mapping[str, FactSpec],
        today: dt.date,
        figures: Sequence[int] = (),
        years: Sequence[int] = (),
    ) -> None:
        self._facts = facts
        self._dates = _dates(today, figures, years)
        self._months = _months(today)
        self._figures = [near for n in figures for near in (n, n + 1, n - 1)]
        self._found: dict[str, tuple[FactValue, ...]] = {}

    def value(self, name: str, profile: int) -> FactValue:
        """One value of a fact; another `profile`, mostly another value."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._values(self._facts[name])
        return found[(profile + sum(map(ord, name))) % len(found)]

    def _values(self, spec: FactSpec) -> tuple[FactValue, ...]:
        if spec.type == "choice":
            return tuple(spec.values)
        if spec.type == "integer":
            middle = (spec.minimum + spec.maximum) // 2
            near = [*self._figures, spec.minimum, spec.minimum + 1, middle]
            all_values = [*(int(n) for n in spec.suggest), *near, spec.maximum]
            fit = (n for n in all_values if spec.minimum <= n <= spec.maximum)
            return tuple(dict.fromkeys(fit))
        if spec.type == "date":
            return self._dates
        if spec.type == "month":
            return self._months
        if spec.type == "ledger":
            return tuple(f"1000@{day}" for day in self._dates)
        return ("1000", "2350.50")


def _dates(
    today: dt.date, figures: Sequence[int], years: Sequence[int]
) -> tuple[FactValue, ...]:
    ago = [20, 150, 3, 400, 45, 75]
    ago += [n + more for n in figures if 0 <= n < 5000 for more in (0, 1)]
    days = [today - dt.timedelta(days=number) for number in ago]
    days += [dt.date(year, *md) for year in years for md in ((1, 10), (9, 20))]
    return tuple(dict.fromkeys(day.isoformat() for day in days))


def _months(today: dt.date) -> tuple[FactValue, ...]:
    now = today.year * 12 + today.month - 1
    ago = (4, 1, 13, 600, 2, 720, 30, 660, 540, 480)
    found = (divmod(now - number, 12) for number in ago)
    return tuple(f"{year:04d}-{month + 1:02d}" for year, month in found)


def tell(
    advisor: Advisor,
    topic: str,
    facts: Mapping[str, FactValue],
    day: dt.date,
    region: str | None,
    samples: Samples | None = None,
    profile: int = 0,
) -> Told:
    """What is said of a case; without `samples` a question is the answer."""
    if topic not in advisor.knowledge.topics:
        return Told(NO_TOPIC)
    said = {}
    filled: dict[str, FactValue] = {}
    try:
        for name, value in facts.items():
            if name in advisor.knowledge.facts:
                said[name] = Said(read_fact(advisor.knowledge, name, value))
        decision = advisor.decide(topic, said, day, region)
        for _ in range(MAX_QUESTIONS):
            if samples is None or not _can_be_filled(decision):
                break
            ask = decision.ask
            filled[ask] = samples.value(ask, profile)
            said[ask] = Said(filled[ask])
            decision = advisor.decide(topic, said, day, region)
    except FactError as error:
        return Told(f"cannot read {error.fact}={error.value}", filled=filled)
    return _reduced(decision, filled)


def _can_be_filled(decision: Decision) -> TypeGuard[Missing]:
    return isinstance(decision, Missing) and decision.ask != "region"


def _reduced(decision: Decision, filled: Mapping[str, FactValue]) -> Told:
    if isinstance(decision, Missing):
        return Told(f"asks {decision.ask}", filled=filled)
    rule: Rule | None = decision.rule
    outcome = rule.outcome if rule else "-"
    if isinstance(decision, Refer):
        why = decision.reason + (f" {decision.subject}" if decision.subject else "")
        outcome = f"refer: {why}" if rule is None else f"{outcome} (refer: {why})"
    return Told(
        outcome=outcome,
        rule=rule.id if rule else "",
        values={name: plain(v) for name, v in sorted(decision.values.items())},
        procedures=rule.procedures if rule else (),
        sources=decision.trace.sources,
        wording=(rule.say, rule.for_you) if rule else (),
        filled=filled,
    )


def plain(value: Value) -> str:
    """A value as short text, in no language."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def differences(old: Told, new: Told) -> Iterator[Key]:
    """(kind, rule, before, after) of what differs between two answers.

    Where the outcome differs all else does, and nothing else is told.
    """
    if old.outcome != new.outcome:
        yield "outcome", new.rule or old.rule, old.outcome, new.outcome
        return
    for kind in CHANGE_KINDS[1:]:
        if old.part(kind) != new.part(kind):
            yield kind, new.rule, _shown(old, new, kind), _shown(new, old, kind)


def _shown(told: Told, other: Told, kind: ChangeKind) -> str:
    """The part of an answer that the other has not."""
    if kind == "values":
        names = [n for n, v in told.values.items() if other.values.get(n) != v]
        return ", ".join(f"{name}={told.values[name]}" for name in names) or "-"
    if kind == "wording":
        pairs = zip(told.wording, other.wording, strict=False)
        words = [one for one, two in pairs if one is not None and one != two]
        return " / ".join(f"{one.zh} / {one.en}" for one in words) or "-"
    mine, others = getattr(told, kind), getattr(other, kind)
    return ", ".join(name for name in mine if name not in others) or "-"
