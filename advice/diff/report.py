"""What a comparison found: records without any logic."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from advice.diff.conditions import Who

ChangeKind = Literal["outcome", "values", "procedures", "sources", "wording"]
CHANGE_KINDS: tuple[ChangeKind, ...] = (
    "outcome",
    "values",
    "procedures",
    "sources",
    "wording",
)


@dataclass(frozen=True)
class Change:
    """One way in which answers of a topic change, and the cases in which they do.

    `before` and `after` are an outcome, amounts, ids, or the wording of a rule;
    `example` are the facts of one case; `cases` counts all of them.
    """

    topic: str
    kind: ChangeKind
    rule: str
    before: str
    after: str
    cases: int
    who: tuple[Who, ...]
    example: Mapping[str, str]


@dataclass(frozen=True)
class TopicReport:
    """The changes of one topic over its grid of `cases`; `domains` is the grid."""

    topic: str
    cases: int
    changed: int
    changes: tuple[Change, ...]
    domains: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class EntryChanges:
    """Entries of one kind (sources, parameters, ...) that are not what they were.

    `changed` names the keys of an entry that differ; `checked` are entries of which
    only the day of the last look differs.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Report:
    """Everything that differs between two knowledges."""

    old: str
    new: str
    days: tuple[dt.date, ...]
    topics: tuple[TopicReport, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    entries: Mapping[str, EntryChanges]
    played: tuple[TopicReport, ...]
    kept: tuple[TopicReport, ...]

    def changes(self) -> bool:
        """Whether anything is said otherwise than before."""
        return bool(
            self.added
            or self.removed
            or any(self.entries.values())
            or any(one.changes for one in (*self.topics, *self.played, *self.kept))
        )
