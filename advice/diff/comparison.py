"""Compares two knowledges: over the case matrix, over played cases, over kept ones.

The matrix is tried today and on each day on which something changes soon; in no place,
in each region that a figure of the topic names, and in one that none names.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advice.advisor import Advisor
from advice.diff.conditions import Point, Who, describe, merged
from advice.diff.entries import Touched, entry_changes, figures_of
from advice.diff.grid import DEEP, Grids, Side
from advice.diff.kept import KeptCase, compare_cases, compare_kept
from advice.diff.report import CHANGE_KINDS, Change, Report, TopicReport
from advice.diff.telling import Key, Samples, Told, differences, tell
from advice.facts import FactValue
from advice.model import COUNTRY, Knowledge, Period

SOON = dt.timedelta(days=400)
PROFILES = 4
PLAYED = 120
NOWHERE, ELSEWHERE = "none", "elsewhere"
ENDS = ("as_of", "region")
Names = tuple[str, ...]
Places = Mapping[str, str | None]
_ByEnd = defaultdict[Point, list[Point]]


def compare(
    old: Knowledge,
    new: Knowledge,
    today: dt.date,
    kept: Sequence[KeptCase] = (),
) -> Report:
    """What a person is told otherwise by `new` than by `old`."""
    entries = entry_changes(old, new)
    both = _Both(Advisor(old), Advisor(new), _samples(old, new, today))
    days = days_of_change(old, new, today)
    touched = Touched(entries)
    shared = [name for name in new.topics if name in old.topics]
    concerned = [
        name
        for name in shared
        if old.topics[name] != new.topics[name]
        or any(touched.concerns(advisor, name) for advisor in both.advisors)
    ]
    places = {name: _places(both, name) for name in concerned}
    grids = [_compare_topic(both, name, days, places[name]) for name in concerned]
    played = [
        _not_found_yet(_play(both, one.topic, days, places[one.topic]), one)
        for one in grids
    ]
    return Report(
        old=old.hash,
        new=new.hash,
        days=days,
        topics=tuple(one for one in grids if one.changes),
        added=tuple(sorted(new.topics.keys() - old.topics.keys())),
        removed=tuple(sorted(old.topics.keys() - new.topics.keys())),
        entries={kind: one for kind, one in entries.items() if one or one.checked},
        played=tuple(one for one in played if one.changes),
        kept=compare_kept(*both.advisors, kept),
    )


@dataclass(frozen=True)
class _Both:
    """Both knowledges, compiled, and what to answer when they ask."""

    old: Advisor
    new: Advisor
    samples: Samples

    @property
    def advisors(self) -> tuple[Advisor, Advisor]:
        return self.old, self.new

    def told(
        self,
        topic: str,
        facts: Mapping[str, FactValue],
        day: dt.date,
        region: str | None,
        profile: int,
    ) -> tuple[Told, Told]:
        old, new = (
            tell(one, topic, facts, day, region, self.samples, profile)
            for one in self.advisors
        )
        return old, new


def days_of_change(
    old: Knowledge, new: Knowledge, today: dt.date
) -> tuple[dt.date, ...]:
    """Today, and the days soon on which a figure, a text or an answer changes."""
    found = {today}
    for knowledge in (old, new):
        for period in _periods(knowledge):
            found |= {period.start} if period.start else set()
            found |= {period.end + dt.timedelta(days=1)} if period.end else set()
    return tuple(sorted(day for day in found if today <= day <= today + SOON))


def _periods(knowledge: Knowledge) -> Iterator[Period]:
    for source in knowledge.sources.values():
        yield source.in_force
    for parameter in knowledge.parameters.values():
        yield from (value.period for value in parameter.values)


def _places(both: _Both, topic: str) -> Places:
    """No place, each that a figure of the topic names, and one that none names."""
    named = set()
    for advisor in both.advisors:
        for name in figures_of(advisor, topic):
            values = advisor.knowledge.parameters[name].values
            named |= {value.region for value in values}
    named.discard(COUNTRY)
    found: dict[str, str | None] = {
        NOWHERE: None,
        **{code: code for code in sorted(named)},
    }
    provinces = {code[:2] for code in named}
    for code in sorted(both.new.knowledge.regions.keys() & both.old.knowledge.regions):
        if code[:2] not in provinces and code != COUNTRY:
            found[ELSEWHERE] = code
            break
    return found


def _samples(old: Knowledge, new: Knowledge, today: dt.date) -> Samples:
    """What to answer: near figures that differ, and in years whose days off do."""
    names = old.parameters.keys() | new.parameters.keys()
    pairs = [(old.parameters.get(n), new.parameters.get(n)) for n in names]
    figures = {
        int(value.value)
        for one, other in pairs
        if one != other
        for parameter in (one, other)
        if parameter is not None and parameter.type == "integer"
        for value in parameter.values
    }
    years = {
        year
        for year in old.calendar.keys() | new.calendar.keys()
        if old.calendar.get(year) != new.calendar.get(year)
    }
    facts = {**old.facts, **new.facts}
    return Samples(facts, today, sorted(figures), sorted(years))


class _Found:
    """Changed cases as they come in: by change, dimensions, day and place."""

    def __init__(self, topic: str, domains: Mapping[str, tuple[str, ...]]) -> None:
        self._topic = topic
        self._domains = dict(domains)
        self._points: defaultdict[Key, dict[Names, _ByEnd]] = defaultdict(dict)
        self._examples: dict[Key, dict[str, str]] = {}
        self._changed = 0

    def add(
        self,
        told: Iterable[tuple[Told, Told]],
        names: Names,
        points: Sequence[Point],
        end: Point,
        example: Mapping[str, object],
    ) -> None:
        """Cases that are all told the same pairs of answers."""
        for old, new in told:
            keys = list(differences(old, new))
            if keys:  # one pair shows what changes; the others would repeat it
                break
        else:
            return
        self._changed += len(points)
        for key in keys:
            by_end = self._points[key].setdefault(names, defaultdict(list))
            by_end[end] += points
            shown = {**example, **new.filled}
            self._examples.setdefault(key, {n: str(v) for n, v in shown.items()})

    def report(self, cases: int) -> TopicReport:
        """The changes, the gravest kind and the most cases first."""
        changes = [self._change(key, found) for key, found in self._points.items()]
        changes.sort(key=lambda c: (CHANGE_KINDS.index(c.kind), -c.cases, c.rule))
        return TopicReport(
            self._topic, cases, self._changed, tuple(changes), self._domains
        )

    def _change(self, key: Key, found: Mapping[Names, "_ByEnd"]) -> Change:
        who: list[Who] = []
        for names, by_end in found.items():
            groups: defaultdict[frozenset[Point], list[Point]] = defaultdict(list)
            for end, points in by_end.items():
                groups[frozenset(points)].append(end)
            wide = (*names, *ENDS)
            domains = [self._domains[name] for name in wide]
            who += describe(wide, domains, groups.items())
        who = merged(who, "region", self._domains["region"])
        kind, rule, before, after = key
        return Change(
            topic=self._topic,
            kind=kind,
            rule=rule,
            before=before,
            after=after,
            cases=sum(one.cases for one in who),
            who=tuple(who),
            example=self._examples[key],
        )


def _compare_topic(
    both: _Both, topic: str, days: Sequence[dt.date], places: Places
) -> TopicReport:
    grids = Grids(Side(both.old, topic), Side(both.new, topic))
    domains = {d.fact: tuple(d.values) for d in grids.dimensions(None)}
    domains["as_of"] = tuple(day.isoformat() for day in days)
    domains["region"] = tuple(places)
    found = _Found(topic, domains)
    cases = 0
    for day in days:
        for place, region in places.items():
            grid = grids.on(day, region)
            names = tuple(d.fact for d in grid.dimensions)
            end = (day.isoformat(), place)
            for points in grid.classes.values():
                cases += len(points)
                facts = grid.facts(points[0])
                told = _both_tell(both, topic, facts, day, region)
                found.add(told, names, points, end, facts)
    return found.report(cases)


def _play(
    both: _Both, topic: str, days: Sequence[dt.date], places: Places
) -> TopicReport:
    """Cases from the first question on, for what follows from several facts.

    Only for a topic with such a column: all others the matrix tries more strictly.
    """
    sides = (Side(both.old, topic), Side(both.new, topic))
    derived = [side.derivation(c) for side in sides for c in side.table.columns]
    if not any(one and one.by in DEEP for one in derived):
        return TopicReport(topic, 0, 0, (), {})
    played = []
    for region in places.values():
        for profile in range(PLAYED):
            old, new = both.told(topic, {}, days[0], region, profile)
            facts = {**old.filled, **new.filled}
            played.append(KeptCase(profile, topic, days[0], region, facts))
    return compare_cases(*both.advisors, topic, played)


def _not_found_yet(played: TopicReport, found: TopicReport) -> TopicReport:
    """Of played cases, the grave changes that the matrix did not show."""
    told = {(one.kind, one.rule) for one in found.changes}
    changes = tuple(
        one
        for one in played.changes
        if one.kind in ("outcome", "values") and (one.kind, one.rule) not in told
    )
    return replace(played, changes=changes)


def _both_tell(
    both: _Both,
    topic: str,
    facts: Mapping[str, FactValue],
    day: dt.date,
    region: str | None,
) -> Iterator[tuple[Told, Told]]:
    """Both answers, for as many samples as it takes where something is asked."""
    for profile in range(PROFILES):
        old, new = both.told(topic, facts, day, region, profile)
        yield old, new
        if not old.filled and not new.filled:
            return
