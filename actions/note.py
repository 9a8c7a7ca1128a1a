"""The note of a case for an agent: topic, facts, decision and position so far.

Plain data without a language, but for the words of decisions, which stand in both.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.case import decide
from actions.desk import Desk
from actions.turn import Turn
from advice import LANGUAGES, Missing

LAST_WORDS = 200  # characters


def case_note(turn: Turn, desk: Desk) -> dict[str, Any]:
    """`topic`, `facts`, `decision`, `given`, `procedure`, `last`, as JSON takes them.

    `given` is the last decision that the person was told, unless it is `decision`.
    """
    decision = _decided(turn, desk)
    return {
        "topic": turn.topic,
        "facts": {
            name: {"value": said.value, "by": said.by, "at": said.at}
            for name, said in turn.said.items()
        },
        "decision": decision,
        "given": _given(turn, decision, desk) if turn.given else None,
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


def _given(
    turn: Turn, decision: Mapping[str, Any] | None, desk: Desk
) -> dict[str, Any] | None:
    """The decision of the last card, in the words in which it was said."""
    card = turn.given or {}
    text = _in_both(card, turn, desk)
    same_topic = card["topic"] == turn.topic
    if same_topic and decision and decision.get("text") == text:
        return None
    return {
        "topic": card["topic"],
        "kind": card["decision"],
        "outcome": card["outcome"],
        "text": text,
    }


def _in_both(card: Mapping[str, Any], turn: Turn, desk: Desk) -> dict[str, str]:
    """What a card says, in both languages where the same still comes out.

    Else its own words in both: a card has only the language in which it was said.
    """
    if card["topic"] in desk.knowledge.topics:
        day = dt.date.fromisoformat(card["as_of"])
        decision = desk.advisor.decide(card["topic"], turn.said, day)
        if not isinstance(decision, Missing):
            texts = {lang: desk.explainer.outcome(decision, lang) for lang in LANGUAGES}
            if card["text"] in texts.values():
                return {str(lang): text for lang, text in texts.items()}
    return {str(lang): card["text"] for lang in LANGUAGES}
