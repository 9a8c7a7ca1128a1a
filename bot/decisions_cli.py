"""`python -m bot decisions export|case`: kept decisions for the keeper of the law.

What leaves the database names nobody: no sender, no moment, no trace.
`docs/decision.md` describes both forms.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

import yaml

from advice import Advisor, FactError, Knowledge, UnknownTopic, load_knowledge
from advice import Decision as Decided
from advice.diff.kept import export_line
from advice.facts import said_from_pairs
from advice.json_form import decision_to_dict
from bot.clock import SHANGHAI
from bot.settings import Settings
from records import Decision, Store, migrate

Aside = Callable[[str], None]


class DecisionsError(ValueError):
    """What was asked for cannot be given; the text says why."""


def add_commands(commands: Any) -> None:
    """Add `decisions` with its two commands."""
    parser = commands.add_parser("decisions", help="kept decisions, without people")
    kinds = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
    export = kinds.add_parser("export", help="one line of JSON a decision")
    export.add_argument("--since", type=_day, metavar="YYYY-MM-DD")
    export.add_argument("--out", type=Path, metavar="FILE.jsonl")
    case = kinds.add_parser("case", help="a regression case from one decision")
    case.add_argument("id", type=int)
    case.add_argument("--out", type=Path, metavar="tests/cases/NAME.yml")
    case.add_argument(
        "--expect",
        choices=("kept", "now"),
        help="where the two differ: what was said then, or what is said now",
    )


def run(settings: Settings, options: argparse.Namespace, aside: Aside) -> int:
    """Run one of them; returns the exit status. Raises DecisionsError."""
    migrate(settings.database_url)
    if options.what == "export":
        with _out(options.out, "w") as out:
            number = asyncio.run(_export(settings, options.since, out))
        aside(f"{number} decisions")
        return 0
    text = asyncio.run(_case(settings, options.id, options.expect or ""))
    with _out(options.out, "x") as out:
        out.write(text)
    if options.out:
        aside(f"{options.out}: look at its facts before it is shared")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not YYYY-MM-DD") from error


@contextmanager
def _out(path: Path | None, mode: str) -> Iterator[TextIO]:
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        opened = path.open(mode, encoding="utf-8", newline="\n")
    except OSError as error:
        why = f"{path} cannot be written: {error.strerror}"
        raise DecisionsError(why) from error
    with opened as out:
        yield out  # type: ignore[misc]


async def _export(settings: Settings, since: date | None, out: TextIO) -> int:
    first = datetime.combine(since, time(), SHANGHAI) if since else None
    store = Store(settings.database_url)
    number = last = 0
    try:
        while page := await store.decisions_after(last, first):
            for kept in page:
                out.write(export_line(_plain(kept)) + "\n")
            number, last = number + len(page), page[-1].id
    finally:
        await store.close()
    return number


def _plain(kept: Decision) -> dict[str, Any]:
    """A kept decision without anything that leads to a person."""
    return {
        "id": kept.id,
        "topic": kept.topic,
        "as_of": kept.as_of.isoformat(),
        "region": kept.region,
        "facts": dict(kept.facts),
        "kind": kept.kind,
        "outcome": kept.outcome,
        "rule": kept.rule,
        "knowledge": kept.knowledge_hash,
    }


async def _case(settings: Settings, number: int, expect: str) -> str:
    store = Store(settings.database_url)
    try:
        kept = await store.decision(number)
    finally:
        await store.close()
    if kept is None:
        raise DecisionsError(f"there is no decision {number}")
    knowledge = load_knowledge(settings.project / "knowledge")
    return case_text(kept, knowledge, expect)


def case_text(kept: Decision, knowledge: Knowledge, expect: str = "") -> str:
    """The regression case of a kept decision, as YAML.

    Raises DecisionsError where the knowledge decides otherwise by now, and `expect`
    does not say which of the two is right.
    """
    then = {"kind": kept.kind, "outcome": kept.outcome, "rule": kept.rule}
    now = _now(kept, knowledge)
    values = now.pop("values")
    expected: dict[str, Any] = {**now, "values": values} if values else now
    if then != now and expect != "now":
        if expect != "kept":
            raise DecisionsError(
                f"Decision {kept.id} said {_told(then)}, and the knowledge says "
                f"{_told(now)} by now: write --expect kept or --expect now."
            )
        expected = then
    case = {
        "topic": kept.topic,
        "as_of": kept.as_of,
        "region": kept.region,
        "facts": dict(kept.facts),
        "expect": expected,
    }
    text = yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=88)
    return f"# Made by `python -m bot decisions case`; see docs/decision.md.\n{text}"


def _now(kept: Decision, knowledge: Knowledge) -> dict[str, Any]:
    try:
        said = said_from_pairs(knowledge, kept.facts, by="person")
        advisor = Advisor(knowledge)
        decided = advisor.decide(kept.topic, said, kept.as_of, region=kept.region)
    except (FactError, UnknownTopic) as error:
        why = f"{type(error).__name__}: {error}"
        raise DecisionsError(f"Decision {kept.id} cannot be decided: {why}") from error
    return decided_as_expected(decided, knowledge)


def decided_as_expected(decided: Decided, knowledge: Knowledge) -> dict[str, Any]:
    """Kind, outcome, rule and values of a decision, as a case expects them."""
    form = decision_to_dict(decided, knowledge, "en")
    outcome = form.get("outcome", {})
    return {
        "kind": form["kind"],
        "outcome": outcome.get("id"),
        "rule": outcome.get("rule"),
        "values": outcome.get("values", {}),
    }


def _told(what: dict[str, Any]) -> str:
    return f"{what['kind']} {what['outcome']} (row {what['rule']})"
