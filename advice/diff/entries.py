"""Which entries of the knowledge differ, and which topics that can concern.

The day on which an entry was last looked at is told apart: it changes no answer.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from advice.advisor import Advisor
from advice.compute import COMPUTATIONS
from advice.diff.report import EntryChanges
from advice.model import Knowledge, Parameter, Procedure, Source

KINDS = (
    "sources",
    "parameters",
    "facts",
    "procedures",
    "answers",
    "guide",
    "regions",
    "calendar",
    "phrases",
)
# Keys of sources and facts that no decision reads.
_IDLE_KEYS = {
    "title",
    "text",
    "note",
    "url",
    "help",
    "heard",
    "heard_like",
    "prefers",
    "affirm",
    "deny",
    "fills",
}
# Derivations that read parameters whose names stand in the code.
_READ_BY_NAME = {"retirement_stage": "retirement.", "pension_outlook": "pension."}
T = TypeVar("T")


def entry_changes(old: Knowledge, new: Knowledge) -> dict[str, EntryChanges]:
    """By kind of entry, what was added, removed, changed, or only looked at."""
    found = {
        kind: _changes(getattr(old, kind), getattr(new, kind), ()) for kind in KINDS
    }
    found["topics"] = _changes(old.topics, new.topics, ("rules", "otherwise"))
    return found


def _changes(
    old: Mapping[Any, Any], new: Mapping[Any, Any], apart: tuple[str, ...]
) -> EntryChanges:
    changed: dict[str, tuple[str, ...]] = {}
    checked = []
    for name in old.keys() & new.keys():
        one, other = old[name], new[name]
        if one == other:
            continue
        keys = tuple(_keys_that_differ(unchecked(one), unchecked(other)))
        rest = tuple(key for key in keys if key not in apart)
        if rest:
            changed[str(name)] = rest
        elif not keys:
            checked.append(str(name))
    topics = bool(apart)  # added and removed topics are told elsewhere
    return EntryChanges(
        added=() if topics else _names(new.keys() - old.keys()),
        removed=() if topics else _names(old.keys() - new.keys()),
        changed=dict(sorted(changed.items())),
        checked=_names(checked),
    )


def _names(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(map(str, names)))


def _keys_that_differ(one: Any, other: Any) -> Iterator[str]:
    for spec in dataclasses.fields(one):
        if getattr(one, spec.name) != getattr(other, spec.name):
            yield spec.name


def unchecked(entry: T) -> T:
    """An entry without the day on which it was last looked at."""
    blank: Any = entry
    if isinstance(entry, Source):
        blank = dataclasses.replace(entry, checked=dt.date.min)
    elif isinstance(entry, Parameter):
        values = tuple(
            dataclasses.replace(value, checked=dt.date.min) for value in entry.values
        )
        blank = dataclasses.replace(entry, values=values)
    elif isinstance(entry, Procedure):
        blank = dataclasses.replace(entry, ui_checked=None)
    return blank  # type: ignore[no-any-return]


class Touched:
    """Tells which topics a change of entries can concern at all."""

    def __init__(self, entries: Mapping[str, EntryChanges]) -> None:
        self._ids = {
            kind: {*one.added, *one.removed}
            | {n for n, keys in one.changed.items() if not {*keys} <= _IDLE_KEYS}
            for kind, one in entries.items()
        }

    def concerns(self, advisor: Advisor, name: str) -> bool:
        """Whether a topic of this advisor rests on anything that changed."""
        known = advisor.knowledge
        rules = (*known.topics[name].rules, known.topics[name].otherwise)
        facts = advisor.facts_of(name)
        figures = figures_of(advisor, name)
        sources = {source for rule in rules for source in rule.sources}
        sources |= {one.source for f in facts if (one := known.facts[f].derived)}
        sources |= {v.source for n in figures for v in known.parameters[n].values}
        counts = any(rule.compute for rule in rules) or any(
            one.by == "deadline" for f in facts if (one := known.facts[f].derived)
        )
        return bool(
            self._ids["facts"] & {*facts}
            or self._ids["sources"] & sources
            or self._ids["parameters"] & figures
            or (counts and self._ids["calendar"])
        )


def figures_of(advisor: Advisor, name: str) -> set[str]:
    """All parameters that a topic may read."""
    known = advisor.knowledge
    found: set[str] = set()
    for rule in (*known.topics[name].rules, known.topics[name].otherwise):
        found |= {*rule.parameters}
        for computation in rule.compute:
            found |= {*COMPUTATIONS[computation].reads}
    for fact in advisor.facts_of(name):
        derived = known.facts[fact].derived
        if derived:
            found.add(derived.parameter)
            prefix = _READ_BY_NAME.get(derived.by)
            found |= {n for n in known.parameters if prefix and n.startswith(prefix)}
    return found & known.parameters.keys()
