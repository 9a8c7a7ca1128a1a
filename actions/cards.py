"""What a message says, as data: so that a channel can lay it out better than as text.

A card goes with a message whose text says the same. Channels that know no cards show
the text. Every text in a card is in the person's language already; nothing in it is
markup. `docs/cards.md` says which keys each kind has.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from actions.rules import Rules
from advice import Decision, Language, Refer, Result
from advice.days import DayCount
from advice.model import Answer, AnswerVersion, FactSpec
from advice.procedures import Position, progress, step_at

Card = dict[str, Any]


def step_card(position: Position, text: str, desk: Rules, lang: Language) -> Card:
    """One step of a procedure, with how far it is."""
    procedure = desk.knowledge.procedures[position.procedure]
    done, step = progress(procedure, position), step_at(procedure, position)
    card: Card = {
        "kind": "step",
        "procedure": procedure.id,
        "title": procedure.title.say(lang),
        "channel": procedure.channel,
        "step": step.id,
        "step_kind": step.kind,
        "number": done.number,
        "total": done.total,
        "ended": done.ended,
        "text": text,
    }
    if step.why:
        card["why"] = step.why.say(lang)
    return card


def decision_card(decision: Result | Refer, desk: Rules, lang: Language) -> Card:
    """A decision: what comes out, for which facts, by which sources of which day."""
    explainer, topic = desk.explainer, desk.knowledge.topics[decision.topic]
    facts = [
        {
            "fact": name,
            "title": desk.knowledge.facts[name].title.say(lang),
            "value": explainer.values.fact(name, said.value, lang),
        }
        for name, said in decision.trace.said.items()
    ]
    return {
        "kind": "decision",
        "topic": decision.topic,
        "title": topic.title.say(lang),
        "decision": decision.kind,
        "outcome": decision.rule.outcome if decision.rule else None,
        "text": explainer.outcome(decision, lang),
        "for_you": explainer.for_you(decision, lang),
        "facts": facts,
        "sources": source_cards(decision.trace.sources, desk, lang),
        "as_of": decision.as_of.isoformat(),
        "confirm": explainer.confirm(decision, lang),
        "counts": [count_card(count) for count in decision.counts.values()],
    }


def answer_card(
    answer: Answer, version: AnswerVersion, day: dt.date, desk: Rules, lang: Language
) -> Card:
    """An answer that needs no decision, as it holds on a day."""
    return {
        "kind": "answer",
        "topic": answer.id,
        "title": answer.title.say(lang),
        "text": version.say.say(lang),
        "sources": source_cards(version.sources, desk, lang),
        "as_of": day.isoformat(),
    }


def general_card(decision: Decision, desk: Rules, lang: Language) -> Card:
    """What holds for everybody in a topic that is not decided."""
    topic = desk.knowledge.topics[decision.topic]
    return {
        "kind": "general",
        "topic": topic.id,
        "title": topic.title.say(lang),
        "text": topic.summary.say(lang),
        "sources": source_cards(topic.summary_sources, desk, lang),
        "as_of": decision.as_of.isoformat(),
    }


def source_cards(names: Iterable[str], desk: Rules, lang: Language) -> list[Card]:
    """Sources with title, whether the official text was read, and the day checked."""
    sources = ((name, desk.knowledge.sources[name]) for name in names)
    return [
        {
            "id": name,
            "title": source.title.say(lang),
            "verified": source.verified,
            "checked": source.checked.isoformat(),
        }
        for name, source in sources
    ]


def count_card(count: DayCount) -> Card:
    """A count of days: each day with its number, or why it has none."""
    return {
        "kind": "days",
        "start": count.start.isoformat(),
        "end": count.end.isoformat(),
        "provisional": list(count.provisional),
        "days": [[s.day.isoformat(), s.number, s.kind] for s in count.steps],
    }


def question_card(spec: FactSpec, topic: str | None) -> Card:
    """What kind of answer a question takes, for a picker, and what it is asked for."""
    return {
        "kind": "question",
        "topic": topic,
        "fact": spec.id,
        "type": spec.type,
        "unit": spec.unit,
        "min": spec.minimum,
        "max": spec.maximum,
    }
