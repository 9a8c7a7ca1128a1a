"""The report of a comparison as lines for a terminal, and as plain data."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from advice.diff.conditions import Who, condition_text
from advice.diff.report import Change, EntryChanges, Report, TopicReport

SCHEMA = 1
_LONG = 160


def report_lines(report: Report) -> Iterator[str]:
    """What changes, the gravest first."""
    yield f"knowledge {report.old} -> {report.new}"
    days = ", ".join(day.isoformat() for day in report.days)
    yield f"tried on {days}"
    yield from (f"topic {name}: new" for name in report.added)
    yield from (f"topic {name}: removed" for name in report.removed)
    for title, found in (
        ("", report.topics),
        (", played from the first question", report.played),
        (", kept decisions", report.kept),
    ):
        for one in found:
            yield from _topic_lines(one, title)
    for kind, entries in report.entries.items():
        yield from _entry_lines(kind, entries)
    yield _summary(report)


def _summary(report: Report) -> str:
    if not report.changes():
        return "nothing changes"
    counts = {"outcomes": 0, "amounts": 0, "wordings": 0}
    for one in report.topics:
        for change in one.changes:
            kinds = {"outcome": "outcomes", "values": "amounts", "wording": "wordings"}
            name = kinds.get(change.kind)
            if name:
                counts[name] += 1
    kept = sum(one.changed for one in report.kept)
    entries = sum(
        len(one.added) + len(one.removed) + len(one.changed)
        for one in report.entries.values()
    )
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    return (
        f"changes: {told} in {len(report.topics)} topics; "
        f"{len(report.added)} topics new, {len(report.removed)} removed; "
        f"{kept} kept decisions; {entries} entries"
    )


def _topic_lines(one: TopicReport, title: str) -> Iterator[str]:
    yield ""
    yield f"{one.topic}{title}: {one.changed:,} of {one.cases:,} cases"
    for change in one.changes:
        rule = f" [{change.rule}]" if change.rule else ""
        before, after = _short(change.before), _short(change.after)
        yield f"  {change.kind}{rule}: {before} -> {after}"
        for who in change.who:
            yield f"    {_who(who, one)}"
        if change.kind == "values" or "id" in change.example:
            shown = ", ".join(f"{name}={v}" for name, v in change.example.items())
            yield f"    for example {shown}"


def _who(who: Who, one: TopicReport) -> str:
    pieces = [
        condition_text(name, values, one.domains.get(name, values))
        for name, values in who.conditions.items()
    ]
    where = ", ".join(pieces) or "everybody"
    if who.cases == who.of:
        return f"{where}: {who.cases:,} of {one.cases:,} cases"
    return f"{where}: {who.cases:,} of {who.of:,} such cases"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _entry_lines(kind: str, entries: EntryChanges) -> Iterator[str]:
    pieces = []
    if entries.added:
        pieces.append(f"new {', '.join(entries.added)}")
    if entries.removed:
        pieces.append(f"removed {', '.join(entries.removed)}")
    if entries.changed:
        told = (f"{name} ({', '.join(keys)})" for name, keys in entries.changed.items())
        pieces.append(f"changed {', '.join(told)}")
    if entries.checked:
        pieces.append(f"looked at again {', '.join(entries.checked)}")
    yield ""
    yield f"{kind}: {'; '.join(pieces)}"


def report_to_dict(report: Report) -> dict[str, Any]:
    """The report as plain data, schema 1."""
    return {
        "schema": SCHEMA,
        "old": report.old,
        "new": report.new,
        "changes": report.changes(),
        "days": [day.isoformat() for day in report.days],
        "topics_added": list(report.added),
        "topics_removed": list(report.removed),
        "topics": [_topic(one) for one in report.topics],
        "played": [_topic(one) for one in report.played],
        "kept": [_topic(one) for one in report.kept],
        "entries": {
            kind: dataclasses.asdict(entries)
            for kind, entries in report.entries.items()
        },
    }


def _topic(one: TopicReport) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "cases": one.cases,
        "changed": one.changed,
        "grid": {name: list(values) for name, values in one.domains.items()},
        "changes": [_change(change) for change in one.changes],
    }


def _change(change: Change) -> Mapping[str, Any]:
    return {
        "kind": change.kind,
        "rule": change.rule or None,
        "before": change.before,
        "after": change.after,
        "cases": change.cases,
        "who": [
            {
                "conditions": {name: list(v) for name, v in who.conditions.items()},
                "cases": who.cases,
                "of": who.of,
            }
            for who in change.who
        ],
        "example": dict(change.example),
    }
