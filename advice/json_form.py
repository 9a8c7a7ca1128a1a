"""The stable JSON form of a decision, schema 1; `docs/decision.md` describes it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from advice.counting import tell_count
from advice.decision import Decision, Missing, Span, Trace, Value
from advice.explain import Explainer
from advice.model import FactSpec, Knowledge, ParameterValue, Rule
from advice.words import Language

SCHEMA = 1


def decision_to_dict(
    decision: Decision, knowledge: Knowledge, lang: Language
) -> dict[str, Any]:
    """A decision as plain data; texts in one language, ids and values in none."""
    explainer = Explainer(knowledge)
    form: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": decision.kind,
        "topic": decision.topic,
        "as_of": decision.as_of.isoformat(),
        "region": decision.region,
        "knowledge": decision.knowledge,
        "language": lang,
    }
    if isinstance(decision, Missing):
        form["missing"] = _missing(decision, knowledge, lang)
    else:
        form["outcome"] = {
            **_rule_ids(decision.rule),
            "text": explainer.outcome(decision, lang),
            "for_you": explainer.for_you(decision, lang) or None,
            "confirm": decision.confirm,
            "values": {name: _plain(v) for name, v in decision.values.items()},
            "counts": {
                name: tell_count(count, explainer.values, lang)
                for name, count in decision.counts.items()
            },
        }
    if decision.kind == "refer":
        form["refer"] = {
            "reason": decision.reason,
            "subject": decision.subject or None,
            "alternatives": [rule.id for rule in decision.alternatives],
        }
    guide = knowledge.topics[decision.topic].guide
    form["guide"] = guide or None
    form["trace"] = trace_to_dict(decision.trace, knowledge, lang)
    return form


def _rule_ids(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": None, "rule": None, "procedures": []}
    return {"id": rule.outcome, "rule": rule.id, "procedures": list(rule.procedures)}


def _missing(decision: Missing, knowledge: Knowledge, lang: Language) -> dict[str, Any]:
    spec = knowledge.facts[decision.ask]
    return {
        "ask": decision.ask,
        "question": spec.ask.say(lang) if spec.ask else spec.title.say(lang),
        "options": _options(spec, lang),
        "open": list(decision.open),
        "rule": decision.rule.id if decision.rule else None,
    }


def _options(spec: FactSpec, lang: Language) -> list[dict[str, str]]:
    return [{"value": v, "label": w.say(lang)} for v, w in spec.values.items()]


def trace_to_dict(trace: Trace, knowledge: Knowledge, lang: Language) -> dict[str, Any]:
    """A trace as plain data."""
    return {
        "facts": [
            {"fact": name, "value": said.value, "by": said.by, "at": said.at or None}
            for name, said in trace.said.items()
        ],
        "derived": [
            {"fact": d.fact, "value": d.value, "from": list(d.inputs)}
            for d in trace.derived
        ],
        "applies": list(trace.applies),
        "possible": list(trace.possible),
        "ruled_out": [
            {"rule": out.rule, "fact": out.fact, "value": out.value}
            for out in trace.ruled_out
        ],
        "parameters": [
            {
                "parameter": read.parameter,
                **_parameter_value(read.value),
                "lost": [
                    {**_parameter_value(value), "reason": reason}
                    for value, reason in read.lost
                ],
            }
            for read in trace.reads
        ],
        "sources": [_source(name, knowledge, lang) for name in trace.sources],
    }


def _parameter_value(value: ParameterValue) -> dict[str, Any]:
    return {
        "value": _plain(value.value),
        "source": value.source,
        "region": value.region,
        "from": _day(value.period.start),
        "to": _day(value.period.end),
        "checked": value.checked.isoformat(),
    }


def _source(name: str, knowledge: Knowledge, lang: Language) -> dict[str, Any]:
    source = knowledge.sources[name]
    return {
        "id": name,
        "title": source.title.say(lang),
        "rank": source.rank,
        "verified": source.verified,
        "from": _day(source.in_force.start),
        "to": _day(source.in_force.end),
        "checked": source.checked.isoformat(),
        "url": source.url or None,
        "text": source.text.say(lang) if source.text else None,
    }


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [format(item, "f") for item in value]
    if isinstance(value, Span):
        return [_plain(value.low), _plain(value.high)]
    return value


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
