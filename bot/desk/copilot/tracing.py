"""A decision's trace in words: rows, articles, figures. Everything is read off it.

Ids and values of the same trace are in the decision's own JSON (docs/decision.md).
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from actions.rules import Rules
from advice import Decision, Language, Missing
from advice.decision import RuledOut
from advice.explain import known_facts
from advice.model import ParameterValue, Rule
from advice.parameters import Read

APPLIES, POSSIBLE, RULED_OUT = "applies", "possible", "ruled_out"


def told_trace(decision: Decision, rules: Rules, lang: Language) -> dict[str, Any]:
    """The trace for an agent's screen."""
    topic = rules.knowledge.topics[decision.topic]
    trace = decision.trace
    while_open = topic.summary_sources if isinstance(decision, Missing) else ()
    return {
        "rows": _rows(decision, rules, lang),
        "articles": articles(trace.sources or while_open, decision.as_of, rules, lang),
        "figures": [_figure(read, rules, lang) for read in trace.reads],
    }


def told_cases(
    decision: Decision, rules: Rules, lang: Language
) -> list[dict[str, Any]]:
    """All rows of the table with what each would answer, to say which one is right."""
    topic = rules.knowledge.topics[decision.topic]
    states = {row["rule"]: row["state"] for row in _rows(decision, rules, lang)}
    told = [
        {
            "rule": rule.id,
            "state": states.get(rule.id, RULED_OUT),
            "kind": rule.kind,
            "outcome": rule.outcome,
            "conditions": rules.explainer.conditions(rule, lang),
            "text": rules.explainer.row(rule, decision, lang),
        }
        for rule in (*topic.rules, topic.otherwise)
    ]
    return sorted(told, key=lambda row: str(row["state"]))


def articles(
    names: Iterable[str], day: dt.date, rules: Rules, lang: Language
) -> list[dict[str, Any]]:
    """Sources with their sentence, when in force, when last checked."""
    found = []
    for name in dict.fromkeys(names):
        source = rules.knowledge.sources[name]
        found.append(
            {
                "id": name,
                "title": source.title.say(lang),
                "text": source.text.say(lang) if source.text else None,
                "note": source.note.say(lang) if source.note else None,
                "rank": source.rank,
                "rank_text": rules.explainer.values.phrase(f"rank_{source.rank}", lang),
                "from": _day(source.in_force.start),
                "to": _day(source.in_force.end),
                "period": rules.explainer.period(source.in_force, lang),
                "in_force": source.in_force.holds(day),
                "checked": source.checked.isoformat(),
                "verified": source.verified,
                "url": source.url or None,
            }
        )
    return found


def _rows(decision: Decision, rules: Rules, lang: Language) -> list[dict[str, Any]]:
    """All rows of the table: what applies, what may still, what cannot and why."""
    topic, trace = rules.knowledge.topics[decision.topic], decision.trace
    out = {one.rule: one for one in trace.ruled_out}
    known = known_facts(trace)
    order = {APPLIES: 0, POSSIBLE: 1, RULED_OUT: 2}
    rows = []
    for rule in (*topic.rules, topic.otherwise):
        state = _state(rule, decision, out)
        if state is None:
            continue
        row: dict[str, Any] = {
            "rule": rule.id,
            "state": state,
            "kind": rule.kind,
            "outcome": rule.outcome,
            "conditions": rules.explainer.conditions(rule, lang),
            "because": None,
            "differs": None,
        }
        if state == RULED_OUT:
            row["because"] = _because(out[rule.id], rules, lang)
            row["differs"] = _differing(rule, known, rules, lang)
        rows.append(row)
    return sorted(rows, key=lambda row: order[row["state"]])


def _state(rule: Rule, decision: Decision, out: dict[str, RuledOut]) -> str | None:
    if rule.id in decision.trace.applies:
        return APPLIES
    if rule.id in out:
        return RULED_OUT
    return POSSIBLE if rule.id in decision.trace.possible else None


def _because(out: RuledOut, rules: Rules, lang: Language) -> dict[str, Any]:
    """The fact that ruled a row out."""
    title = rules.knowledge.facts[out.fact].title.say(lang)
    value = rules.explainer.values.fact(out.fact, out.value, lang)
    phrase = rules.explainer.values.phrase
    return {
        "fact": out.fact,
        "title": title,
        "value": out.value,
        "text": phrase("copilot_row_because", lang, title=title, value=value),
    }


def _differing(
    rule: Rule, known: dict[str, Any], rules: Rules, lang: Language
) -> str | None:
    """What alone would have to be otherwise for the row to apply, in words."""
    against = [n for n, values in rule.when.items() if n in known]
    against = [n for n in against if known[n] not in rule.when[n]]
    if len(against) != 1:
        return None
    values = rules.explainer.values
    labels = [values.fact(against[0], value, lang) for value in rule.when[against[0]]]
    return values.phrase(
        "copilot_row_differs",
        lang,
        title=rules.knowledge.facts[against[0]].title.say(lang),
        value=values.phrase("value_separator", lang).join(labels),
    )


def _figure(read: Read, rules: Rules, lang: Language) -> dict[str, Any]:
    """A figure with its value, and the values that lost and why."""
    parameter = rules.knowledge.parameters[read.parameter]
    told = [lost for lost in read.lost if lost[1] != "other_region"]
    return {
        "parameter": read.parameter,
        "title": parameter.title.say(lang),
        "unit": parameter.unit,
        **_value(read.parameter, read.value, rules, lang),
        "lost": [
            {
                **_value(read.parameter, value, rules, lang),
                "reason": reason,
                "reason_text": rules.explainer.values.phrase(f"lost_{reason}", lang),
            }
            for value, reason in told
        ],
        "elsewhere": len(read.lost) - len(told),
    }


def _value(
    parameter: str, value: ParameterValue, rules: Rules, lang: Language
) -> dict[str, Any]:
    return {
        "text": rules.explainer.figure(parameter, value, lang),
        "source": value.source,
        "source_title": rules.knowledge.sources[value.source].title.say(lang),
        "region": value.region,
        "region_text": rules.explainer.values.region(value.region, lang),
        "from": _day(value.period.start),
        "to": _day(value.period.end),
        "checked": value.checked.isoformat(),
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
