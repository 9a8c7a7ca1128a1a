"""Suggestions that were wrong: why, and what is made of them as files to commit.

A regression case says what should have been decided for these facts; an NLU example
says which intent these words have. Both are YAML as the project keeps it, with every
value quoted by the YAML library: words that a citizen typed stay words.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from actions.rules import SHANGHAI, Rules
from advice import Advisor, FactError, Knowledge, Language, UnknownTopic
from advice.facts import said_from_pairs
from advice.model import Rule
from bot.decisions_cli import decided_as_expected
from bot.desk.copilot.tracing import told_cases
from records.desk_kept import Review

REASONS = (
    *("topic", "facts", "outcome", "procedure", "outdated"),
    *("unclear", "language", "other"),
)
"""The closed list; phrases `desk_wrong_*` name them."""

OUTCOME = "outcome"
"""The reason for which the outcome as it is cannot be what is expected."""

CASE_HEAD = "# Made at the desk from a suggestion that was wrong; see docs/desk.md.\n"


class NothingToMake(ValueError):
    """The review does not say enough for this kind of file."""


def case_yaml(review: Review, knowledge: Knowledge) -> str:
    """A regression case as in `tests/cases/`. Raises NothingToMake.

    What is expected is what somebody said is right, else what is decided by now; that
    is no answer where the outcome was what was wrong.
    """
    right = review.right
    topic = str(right.get("topic") or review.topic or "")
    facts = {**review.facts, **(right.get("facts") or {})}
    day = review.at.astimezone(SHANGHAI).date()
    if review.reason == OUTCOME and not (right.get("outcome") or right.get("rule")):
        raise NothingToMake("right")
    now = _chosen(knowledge, topic, right, _decided(knowledge, topic, facts, day))
    expect = {key: value for key, value in now.items() if key != "values" or value}
    region = facts.pop("region", None)  # the case's own: it is said once
    case = {
        "topic": topic, "as_of": day, "region": region, "facts": facts,
        "expect": expect,
    }  # fmt: skip
    return CASE_HEAD + _dump(case)


def cases(review: Review, rules: Rules, lang: Language) -> list[dict[str, Any]]:
    """The rows of the table that may be said to be right, each with its answer."""
    topic = str(review.right.get("topic") or review.topic or "")
    if topic not in rules.knowledge.topics:
        return []
    facts = {**review.facts, **(review.right.get("facts") or {})}
    day = review.at.astimezone(SHANGHAI).date()
    try:
        said = said_from_pairs(rules.knowledge, facts, by="person")
    except FactError:
        said = {}
    return told_cases(rules.advisor.decide(topic, said, day), rules, lang)


def row_of(knowledge: Knowledge, topic: str, right: Mapping[str, Any]) -> Rule | None:
    """The row of a table that was said to be right, if it has one."""
    found = knowledge.topics.get(topic)
    if found is None:
        return None
    rows, name = (*found.rules, found.otherwise), right.get("rule")
    if name:
        return next((one for one in rows if one.id == name), None)
    return next((one for one in rows if one.outcome == right.get("outcome")), None)


def _chosen(
    knowledge: Knowledge, topic: str, right: Mapping[str, Any], now: dict[str, Any]
) -> dict[str, Any]:
    """What a case expects: the row that was chosen, with values where it applies."""
    outcome, name = right.get("outcome"), right.get("rule")
    same = name == now["rule"] if name else outcome in (None, "", now["outcome"])
    if same:
        return now
    row = row_of(knowledge, topic, right)
    if row is None:
        raise NothingToMake("outcome")
    return {"kind": row.kind, "outcome": row.outcome, "rule": row.id, "values": {}}


def example_yaml(review: Review, knowledge: Knowledge) -> str:
    """An NLU example as in `data/nlu/`. Raises NothingToMake."""
    topic = str(review.right.get("topic") or review.topic or "")
    said = " ".join(review.said.split())
    if topic not in {**knowledge.topics, **knowledge.answers}:
        raise NothingToMake("topic")
    if not said or said.startswith("/"):
        raise NothingToMake("said")
    plain = said.translate(_MARKS)  # no entity may be made by what somebody typed
    example = {"intent": topic, "examples": f"- {plain}\n"}
    return _dump({"version": "3.1", "nlu": [example]})


_MARKS = str.maketrans("[](){}", "      ")


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, as Rasa's own files have them."""


def _block(dumper: yaml.SafeDumper, text: str) -> Any:
    style = "|" if text.endswith("\n") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _text(dumper: yaml.SafeDumper, value: Any) -> Any:
    return _block(dumper, str(value))


def _number(dumper: yaml.SafeDumper, value: Any) -> Any:
    return dumper.represent_int(int(value))


_Dumper.add_representer(str, _block)
# Values of a decision know how they are told: months are strings, counts are numbers.
_Dumper.add_multi_representer(str, _text)
_Dumper.add_multi_representer(int, _number)


def _dump(data: Mapping[str, Any]) -> str:
    return yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88
    )


def _decided(
    knowledge: Knowledge, topic: str, facts: Mapping[str, Any], day: dt.date
) -> dict[str, Any]:
    if topic not in knowledge.topics:
        raise NothingToMake("topic")
    try:
        said = said_from_pairs(knowledge, facts, by="person")
        decided = Advisor(knowledge).decide(topic, said, day)
    except (FactError, UnknownTopic) as error:
        raise NothingToMake("facts") from error
    if decided.kind == "missing":
        raise NothingToMake("facts")
    return decided_as_expected(decided, knowledge)
