"""Facts of a case as an agent sees them: who said what and when, and what may be said.

"What if" takes the same facts: typed as the caller says them, read as on the web's
forms, and kept nowhere.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.case import facts_in_play
from actions.rules import Rules
from actions.turn import NEVER_ASKED
from advice import Decision, FactValue, Language, Missing
from advice.model import FactSpec
from bot.desk.copilot.case import Case
from bot.typed import Reader


@dataclass(frozen=True)
class Supposed:
    """What an agent supposes: facts with canonical values, and facts left out."""

    facts: Mapping[str, FactValue]
    without: frozenset[str] = frozenset()


def read_supposed(
    suppose: Mapping[str, object], rules: Rules, reader: Reader
) -> Supposed:
    """Typed facts as canonical ones; None leaves a fact out.

    Raises KeyError for a fact that there is not, and ValueError for a value that the
    fact cannot have or that means several places.
    """
    facts: dict[str, FactValue] = {}
    without: set[str] = set()
    for name, raw in suppose.items():
        spec = rules.knowledge.facts[name]
        if raw is None:
            without.add(name)
            continue
        typed = reader.read(spec, str(raw), rules.today())
        if typed.value is None:
            raise ValueError(f"{name}: {typed.fault or 'several places'}")
        facts[name] = typed.value
    return Supposed(facts, frozenset(without))


def field_of(spec: FactSpec, rules: Rules, lang: Language) -> dict[str, Any]:
    """What a screen needs to let a fact be said: kind, bounds, values to choose."""
    return {
        "fact": spec.id,
        "title": spec.title.say(lang),
        "type": spec.type,
        "unit": spec.unit or None,
        "min": spec.minimum if spec.type == "integer" else None,
        "max": spec.maximum if spec.type == "integer" else None,
        "help": spec.help.say(lang) if spec.help else None,
        "options": [
            {"value": value, "label": _label(spec, value, rules, lang)}
            for value in (*spec.values, *spec.suggest)
            if value not in NEVER_ASKED
        ],
    }


def known(
    case: Case, decision: Decision | None, rules: Rules, lang: Language
) -> list[dict[str, Any]]:
    """Facts that were said, those of the topic first, and whether they count."""
    turn = case.turn
    mine = facts_in_play(rules, turn.topic)
    counts = _counting(decision, rules)
    names = [n for n in mine if n in turn.said]
    names += [n for n in turn.said if n not in mine]
    found = []
    for name in names:
        said = turn.said[name]
        found.append(
            {
                **field_of(rules.knowledge.facts[name], rules, lang),
                "value": said.value,
                "text": rules.explainer.values.fact(name, said.value, lang),
                "by": said.by,
                "by_text": rules.explainer.values.phrase(f"copilot_by_{said.by}", lang),
                "at": said.at or None,
                "kept": name not in case.loose,
                "counts": name in counts,
                "asked": name in mine,
            }
        )
    return found


def derived(decision: Decision, rules: Rules, lang: Language) -> list[dict[str, Any]]:
    """Facts that followed from others, from a figure or from the day."""
    facts, values = rules.knowledge.facts, rules.explainer.values
    return [
        {
            "fact": one.fact,
            "title": facts[one.fact].title.say(lang),
            "value": one.value,
            "text": values.fact(one.fact, one.value, lang),
            "from": [facts[name].title.say(lang) for name in one.inputs],
        }
        for one in decision.trace.derived
    ]


def still_open(
    case: Case, decision: Decision | None, rules: Rules, lang: Language
) -> list[dict[str, Any]]:
    """Facts of the topic that nobody has said: those that still matter come first."""
    if decision is None:
        return []
    wanted = decision.open if isinstance(decision, Missing) else ()
    facts = rules.knowledge.facts
    others = [
        name
        for name in facts_in_play(rules, decision.topic)
        if facts[name].ask and name not in case.turn.said and name not in wanted
    ]
    return [
        {
            **field_of(facts[name], rules, lang),
            "matters": name in wanted,
            "declined": name in case.turn.declined,
        }
        for name in (*wanted, *others)
    ]


def question_of(decision: Missing, rules: Rules, lang: Language) -> dict[str, Any]:
    """The next best question, in words to read out, in both languages."""
    spec = rules.knowledge.facts[decision.ask]
    ask = spec.ask or spec.title
    return {
        **field_of(spec, rules, lang),
        "ask": {"zh": ask.zh, "en": ask.en},
        "why": rules.explainer.values.phrase(
            "why_question", lang, fact=spec.title.say(lang)
        ),
        "left": len(decision.open),
    }


def moment(seconds: float) -> str:
    """A moment in UTC, to the second, from seconds since 1970."""
    at = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _label(spec: FactSpec, value: object, rules: Rules, lang: Language) -> str:
    if isinstance(value, str | int):
        return rules.explainer.values.fact(spec.id, value, lang)
    return str(value)


def _counting(decision: Decision | None, rules: Rules) -> set[str]:
    """Facts on which the row that applies rests; none while it is open."""
    rule = None if decision is None else decision.rule
    return rules.explainer.facts_behind(rule) if rule else set()
