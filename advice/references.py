"""Every name in the knowledge that points to something must find it.

Run once at load, so that nothing later meets a hole.
"""

from collections.abc import Iterable, Mapping

from advice.compute import COMPUTATIONS
from advice.model import Derivation, FactSpec, Knowledge, Procedure, Rule, Step, Topic
from advice.reading import KnowledgeError
from advice.retirement import OUTLOOKS, STAGES


def check_references(knowledge: Knowledge) -> None:
    """Raises KnowledgeError naming all entries whose references are broken."""
    faults = [
        *_parameter_faults(knowledge),
        *_fact_faults(knowledge),
        *(
            fault
            for topic in knowledge.topics.values()
            for fault in _topic_faults(knowledge, topic)
        ),
        *(
            fault
            for procedure in knowledge.procedures.values()
            for fault in _procedure_faults(knowledge, procedure)
        ),
        *_other_faults(knowledge),
    ]
    if faults:
        raise KnowledgeError("\n".join(faults))


def _unknown(
    where: str, what: str, names: Iterable[str], known: Iterable[str]
) -> list[str]:
    have = set(known)
    return [f"{where}: no {what} {name!r}" for name in names if name not in have]


def _parameter_faults(knowledge: Knowledge) -> list[str]:
    faults = []
    for parameter in knowledge.parameters.values():
        where = f"parameter {parameter.id}"
        sources = [value.source for value in parameter.values]
        regions = [value.region for value in parameter.values]
        faults += _unknown(where, "source", sources, knowledge.sources)
        faults += _unknown(where, "region", regions, knowledge.regions)
    return faults


def _fact_faults(knowledge: Knowledge) -> list[str]:
    faults = []
    for fact in knowledge.facts.values():
        where = f"fact {fact.id}"
        if fact.heard_like:
            faults += _unknown(where, "fact", [fact.heard_like], knowledge.facts)
        if fact.derived is not None:
            broken = _derivation_faults(knowledge, where, fact, fact.derived)
            faults += broken or _cycle_faults(knowledge, where, fact)
        faults += _shift_faults(knowledge, where, fact)
    return faults


def _shift_faults(knowledge: Knowledge, where: str, fact: FactSpec) -> list[str]:
    """Of `shifts`: another choice's values, and values of the fact's own."""
    faults = _unknown(where, "fact", fact.shifts, knowledge.facts)
    for name in fact.shifts.keys() & knowledge.facts.keys():
        others = knowledge.facts[name].values
        faults += _unknown(where, f"value of {name}", fact.shifts[name], others)
    for pairs in (pairs for by in fact.shifts.values() for pairs in by.values()):
        faults += _unknown(where, "value", (*pairs, *pairs.values()), fact.values)
    return faults


# What each derivation starts from: the types of its inputs, and its other keys.
_DERIVED_FROM: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "band": ((("integer",),), ("parameter",)),
    "at_least": ((("integer",),), ("parameter",)),
    "parameter": ((("region",),), ("parameter",)),
    "in_force": ((), ("source",)),
    "before": ((("month", "date", "ledger"),), ("day",)),
    "whole_years": ((("integer",),), ()),
    "zero_when": ((("choice",),), ("value",)),
    "same_when": ((("choice",),), ("value",)),
    "born_earliest": ((("month",), ("integer",), ("integer",)), ()),
    "born_latest": ((("month",), ("integer",), ("integer",)), ()),
    "retirement_stage": ((("choice",), ("month",), ("month",)), ()),
    "pension_outlook": ((("choice",), ("month",), ("month",), ("integer",)), ()),
    "months_between": ((("month",), ("month",)), ()),
    "ledger": ((("money",), ("date",), ("integer",)), ()),
    "known": (((),), ("value",)),
    "covered": ((("region",),), ("parameter",)),
    "months_of_years": ((("integer",),), ()),
    "if_said": (((),), ("value",)),
    "deadline": ((("date",),), ("parameter", "value")),
    "apart": ((("region",), ("region",)), ("values",)),
}


def _derivation_faults(
    knowledge: Knowledge, where: str, fact: FactSpec, derived: Derivation
) -> list[str]:
    types, keys = _DERIVED_FROM[derived.by]
    faults = [f"{where}: needs `{key}`" for key in keys if not getattr(derived, key)]
    faults += _unknown(where, "fact", derived.inputs, knowledge.facts)
    if derived.parameter:
        names = [derived.parameter]
        faults += _unknown(where, "parameter", names, knowledge.parameters)
    if derived.source:
        faults += _unknown(where, "source", [derived.source], knowledge.sources)
    if faults:
        return faults
    if len(derived.inputs) != len(types):
        return [f"{where}: {derived.by} takes {len(types)} facts"]
    for name, allowed in zip(derived.inputs, types, strict=True):
        if allowed and knowledge.facts[name].type not in allowed:
            faults.append(f"{where}: {name!r} must be {' or '.join(allowed)}")
    return faults + _derived_value_faults(knowledge, where, fact, derived)


def _derived_value_faults(
    knowledge: Knowledge, where: str, fact: FactSpec, derived: Derivation
) -> list[str]:
    wanted: set[object] = set()
    faults = []
    if (
        derived.by in ("band", "at_least", "deadline")
        and knowledge.parameters[derived.parameter].type != "integer"
    ):
        faults.append(f"{where}: {derived.parameter} must be an integer")
    if derived.by == "parameter":
        figures = knowledge.parameters[derived.parameter].values
        wanted = {value.value for value in figures}
        wanted |= {derived.value} - {""}
        if "not_covered" not in fact.values:
            faults.append(f"{where}: needs the value `not_covered`")
    if derived.by == "retirement_stage":
        wanted = {*STAGES}
    if derived.by == "pension_outlook":
        wanted = {*OUTLOOKS}
    if derived.by in ("known", "if_said", "same_when"):
        wanted = {derived.value}
    if derived.by == "covered":
        wanted = {"in_data", "ended", "not_covered"}
        wanted |= {derived.value} - {""}
    if derived.by == "apart":
        wanted = {*derived.values}
        if len(derived.values) != 3:
            faults.append(f"{where}: apart takes 3 values")
    if derived.by == "deadline" and derived.value not in ("working", "calendar"):
        faults.append(f"{where}: `value` must be working or calendar")
    if derived.by == "deadline" and len(fact.values.keys() - {"unknown"}) != 3:
        faults.append(f"{where}: deadline takes 3 values")
    if derived.by == "in_force" and set(fact.values) != {"in_force", "not_yet"}:
        faults.append(f"{where}: values must be in_force and not_yet")
    missing = sorted(map(str, wanted - fact.values.keys()))
    return faults + [f"{where}: no value {name!r}" for name in missing]


def _cycle_faults(knowledge: Knowledge, where: str, fact: FactSpec) -> list[str]:
    seen: set[str] = set()
    todo = list(fact.derived.inputs) if fact.derived else []
    while todo:
        name = todo.pop()
        if name == fact.id:
            return [f"{where}: follows from itself"]
        spec = knowledge.facts.get(name)
        if name not in seen and spec is not None and spec.derived:
            todo += spec.derived.inputs
        seen.add(name)
    return []


def _topic_faults(knowledge: Knowledge, topic: Topic) -> list[str]:
    where = f"topic {topic.id}"
    faults = _unknown(where, "fact", topic.facts, knowledge.facts)
    if topic.guide:
        faults += _unknown(where, "guide statement", [topic.guide], knowledge.guide)
    faults += _unknown(where, "source", topic.summary_sources, knowledge.sources)
    if not topic.summary_sources:
        faults.append(f"{where}: the summary has no source")
    names = [rule.id for rule in (*topic.rules, topic.otherwise)]
    faults += [f"{where}: rule {n!r} stands twice" for n in names if names.count(n) > 1]
    for rule in (*topic.rules, topic.otherwise):
        faults += _rule_faults(knowledge, topic, rule)
    return faults


def _rule_faults(knowledge: Knowledge, topic: Topic, rule: Rule) -> list[str]:
    where = f"topic {topic.id}, rule {rule.id}"
    faults = _unknown(where, "source", rule.sources, knowledge.sources)
    if not rule.sources:
        faults.append(f"{where}: no source")
    faults += _unknown(where, "fact of the topic", rule.when, topic.facts)
    faults += _unknown(where, "fact", rule.needs, knowledge.facts)
    outside = [name for name in rule.needs if name in knowledge.facts]
    faults += _unknown(where, "fact of the topic", outside, topic.facts)
    faults += _unknown(where, "computation", rule.compute, COMPUTATIONS)
    faults += _unknown(where, "parameter", rule.parameters, knowledge.parameters)
    faults += _unknown(where, "procedure", rule.procedures, knowledge.procedures)
    for name, values in rule.when.items():
        spec = knowledge.facts.get(name)
        if spec is not None:
            faults += _when_faults(where, spec, values)
    given = {*rule.when, *rule.needs, *rule.parameters}
    for name in rule.compute:
        given |= set(COMPUTATIONS[name].gives if name in COMPUTATIONS else ())
    texts = [rule.say, rule.for_you] if rule.for_you else [rule.say]
    for words in texts:
        faults += _unknown(where, "value for", words.placeholders(), given)
    return faults


def _when_faults(where: str, spec: FactSpec, values: Iterable[str]) -> list[str]:
    if spec.type != "choice":
        return [f"{where}: {spec.id!r} is not a choice and cannot stand in `when`"]
    return _unknown(where, f"value of {spec.id}", values, spec.values)


def _procedure_faults(knowledge: Knowledge, procedure: Procedure) -> list[str]:
    where = f"procedure {procedure.id}"
    faults = _unknown(where, "source", procedure.sources, knowledge.sources)
    faults += _unknown(where, "step", [procedure.start], procedure.steps)
    if not procedure.sources:
        faults.append(f"{where}: no source")
    for step in procedure.steps.values():
        at = f"{where}, step {step.id}"
        faults += _unknown(at, "step", step.ways_on(), procedure.steps)
        faults += _step_faults(knowledge, at, step)
    return faults


def _step_faults(knowledge: Knowledge, where: str, step: Step) -> list[str]:
    allowed: set[str] = set()
    faults: list[str] = []
    if step.days:
        if step.days.parameter:
            names = [step.days.parameter]
            faults += _unknown(where, "parameter", names, knowledge.parameters)
            figure = knowledge.parameters.get(step.days.parameter)
            if figure and figure.type != "integer":
                faults.append(f"{where}: {figure.id} must be an integer")
        start = step.days.start_fact
        faults += _unknown(where, "fact", [start], knowledge.facts)
        if start in knowledge.facts and knowledge.facts[start].type != "date":
            faults.append(f"{where}: {start!r} must be a date")
        allowed = {"ready_on", "working_days"}
    return faults + _unknown(where, "value for", step.say.placeholders(), allowed)


def _other_faults(knowledge: Knowledge) -> list[str]:
    faults = []
    for answer in knowledge.answers.values():
        where = f"answer {answer.id}"
        for version in answer.versions:
            faults += _unknown(where, "source", version.sources, knowledge.sources)
            if not version.sources:
                faults.append(f"{where}: a version has no source")
        faults += _unknown(where, "procedure", answer.procedures, knowledge.procedures)
    for statement in knowledge.guide.values():
        where = f"guide {statement.id}"
        faults += _unknown(where, "source", statement.sources, knowledge.sources)
    for year in knowledge.calendar.values():
        where = f"calendar {year.year}"
        faults += _unknown(where, "source", [year.source], knowledge.sources)
    faults += _phrase_faults(knowledge)
    return faults


def _phrase_faults(knowledge: Knowledge) -> list[str]:
    faults = []
    texts: Mapping[str, object] = knowledge.phrases
    for name in texts:
        words = knowledge.phrases[name]
        chinese = type(words)(words.zh, words.zh).placeholders()
        english = type(words)(words.en, words.en).placeholders()
        if chinese != english:
            faults.append(f"phrase {name}: the languages use different placeholders")
    return faults
