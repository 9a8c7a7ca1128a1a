"""The note of a case for an agent: topic, facts, decision and position so far.

Plain data without a language, but for the decision's words, which stand in both.
"""

from typing import Any

from actions.case import decide
from actions.desk import Desk
from actions.turn import Turn
from advice import LANGUAGES, Missing

LAST_WORDS = 200  # characters


def case_note(turn: Turn, desk: Desk) -> dict[str, Any]:
    """`topic`, `facts`, `decision`, `procedure` and `last`, as JSON takes them."""
    return {
        "topic": turn.topic,
        "facts": {
            name: {"value": said.value, "by": said.by, "at": said.at}
            for name, said in turn.said.items()
        },
        "decision": _decided(turn, desk),
        "procedure": turn.position.to_dict() if turn.position else None,
        "last": "" if turn.is_button else turn.text[:LAST_WORDS],
    }


def _decided(turn: Turn, desk: Desk) -> dict[str, Any] | None:
    if turn.topic is None or turn.topic not in desk.knowledge.topics:
        return None
    decision = decide(turn, desk, turn.topic)
    if isinstance(decision, Missing):
        return {"kind": decision.kind, "outcome": None, "ask": decision.ask}
    return {
        "kind": decision.kind,
        "outcome": decision.rule.outcome if decision.rule else None,
        "text": {lang: desk.explainer.outcome(decision, lang) for lang in LANGUAGES},
    }
