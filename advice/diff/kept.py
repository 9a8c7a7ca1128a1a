"""Kept decisions, exported one a line, decided by both knowledges.

`docs/decision.md` describes the form of a line.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advice.advisor import Advisor
from advice.diff.conditions import Who
from advice.diff.report import CHANGE_KINDS, Change, TopicReport
from advice.diff.telling import differences, tell
from advice.facts import FactValue

SCHEMA = 1


class BadExport(ValueError):
    """A file of kept decisions that cannot be read; the text names the line."""


@dataclass(frozen=True)
class KeptCase:
    """What was said in one kept decision, without who said it."""

    id: int
    topic: str
    as_of: dt.date
    region: str | None
    facts: Mapping[str, FactValue]


def read_kept(path: Path) -> list[KeptCase]:
    """The decisions of an export. Raises BadExport, OSError."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                found.append(_kept_case(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                why = f"{type(error).__name__}: {error}"
                raise BadExport(f"{path.name}, line {number}: {why}") from error
    return found


def _kept_case(raw: Any) -> KeptCase:
    if raw["schema"] != SCHEMA:
        raise ValueError(f"schema {raw['schema']} is not {SCHEMA}")
    return KeptCase(
        id=int(raw["id"]),
        topic=str(raw["topic"]),
        as_of=dt.date.fromisoformat(raw["as_of"]),
        region=None if raw["region"] is None else str(raw["region"]),
        facts=dict(raw["facts"]),
    )


def compare_kept(
    old: Advisor, new: Advisor, kept: Sequence[KeptCase]
) -> tuple[TopicReport, ...]:
    """What the people of these decisions would be told otherwise, topic by topic."""
    by_topic: defaultdict[str, list[KeptCase]] = defaultdict(list)
    for case in kept:
        by_topic[case.topic].append(case)
    reports = (
        compare_cases(old, new, name, by_topic[name]) for name in sorted(by_topic)
    )
    return tuple(one for one in reports if one.changes)


def compare_cases(
    old: Advisor, new: Advisor, topic: str, kept: Sequence[KeptCase]
) -> TopicReport:
    """The changes among these cases of one topic; `example` are ids of some."""
    found: defaultdict[Any, list[KeptCase]] = defaultdict(list)
    changed = 0
    for case in kept:
        told = [
            tell(advisor, topic, case.facts, case.as_of, case.region)
            for advisor in (old, new)
        ]
        keys = list(differences(told[0], told[1]))
        changed += bool(keys)
        for key in keys:
            found[key].append(case)
    changes = [
        Change(
            topic=topic,
            kind=kind,
            rule=rule,
            before=before,
            after=after,
            cases=len(cases),
            who=(Who(_in_common(cases), len(cases), len(kept)),),
            example={"id": ", ".join(str(case.id) for case in cases[:5])},
        )
        for (kind, rule, before, after), cases in found.items()
    ]
    changes.sort(key=lambda one: (CHANGE_KINDS.index(one.kind), -one.cases))
    return TopicReport(topic, len(kept), changed, tuple(changes), {})


def _in_common(cases: Sequence[KeptCase]) -> dict[str, tuple[str, ...]]:
    """What is the same in all cases."""
    first = dict(_conditions(cases[0]))
    for case in cases[1:]:
        first = dict(first.items() & dict(_conditions(case)).items())
    return {name: (first[name],) for name, _ in _conditions(cases[0]) if name in first}


def _conditions(case: KeptCase) -> Iterator[tuple[str, str]]:
    for name, value in case.facts.items():
        yield name, str(value)
    if "region" not in case.facts:
        yield "region", case.region or "none"
    yield "as_of", case.as_of.isoformat()


def export_line(kept: Mapping[str, Any]) -> str:
    """The line of one kept decision."""
    return json.dumps({"schema": SCHEMA, **kept}, ensure_ascii=False)
