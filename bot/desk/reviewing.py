"""Suggestions that were wrong: why, and what is made of them as files to commit.

A regression case says what should have been decided for these facts; an NLU example
says which intent these words have. Both are YAML as the project keeps it, with every
value quoted by the YAML library: words that a citizen typed stay words.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from actions.rules import SHANGHAI
from advice import Advisor, FactError, Knowledge, UnknownTopic
from advice.facts import said_from_pairs
from bot.decisions_cli import decided_as_expected
from records.desk_kept import Review

REASONS = (
    *("topic", "facts", "outcome", "procedure", "outdated"),
    *("unclear", "language", "other"),
)
"""The closed list; phrases `desk_wrong_*` name them."""

CASE_HEAD = "# Made at the desk from a suggestion that was wrong; see docs/desk.md.\n"


class NothingToMake(ValueError):
    """The review does not say enough for this kind of file."""


def case_yaml(review: Review, knowledge: Knowledge) -> str:
    """A regression case as in `tests/cases/`. Raises NothingToMake.

    What is expected is what the agent said is right, else what is decided by now.
    """
    right = review.right
    topic = str(right.get("topic") or review.topic or "")
    facts = {**review.facts, **(right.get("facts") or {})}
    day = review.at.astimezone(SHANGHAI).date()
    now = _decided(knowledge, topic, facts, day)
    outcome = right.get("outcome")
    if outcome and outcome != now["outcome"]:
        rules = knowledge.topics[topic].rules
        rule = next((rule for rule in rules if rule.outcome == outcome), None)
        if rule is None:
            raise NothingToMake("outcome")
        now = {"kind": "result", "outcome": outcome, "rule": rule.id, "values": {}}
    expect = {key: value for key, value in now.items() if key != "values" or value}
    case = {
        "topic": topic, "as_of": day, "region": None, "facts": facts, "expect": expect,
    }  # fmt: skip
    return CASE_HEAD + _dump(case)


def example_yaml(review: Review, knowledge: Knowledge) -> str:
    """An NLU example as in `data/nlu/`. Raises NothingToMake."""
    topic = str(review.right.get("topic") or review.topic or "")
    said = " ".join(review.said.split())
    if not said or topic not in {**knowledge.topics, **knowledge.answers}:
        raise NothingToMake("topic")
    if said.startswith("/"):
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
