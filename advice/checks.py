"""Checks of the knowledge that go beyond loading it.

`check` gives one sentence for each fault, and the mutation score of each table; nothing
is printed and nothing decided here.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from advice.compute import COMPUTATIONS
from advice.matrix import (
    MAX_CASES,
    MutationScore,
    case_count,
    cases,
    clashes,
    mutation_score,
)
from advice.model import Answer, Knowledge, Parameter, Procedure, Topic
from advice.parameters import NoValue, resolve
from advice.procedures import usual_way
from advice.table import Table


@dataclass
class Report:
    """Faults (none when all is in order), and by topic the cases and the score."""

    faults: list[str] = field(default_factory=list)
    cases: dict[str, int] = field(default_factory=dict)
    scores: dict[str, MutationScore] = field(default_factory=dict)


def check(knowledge: Knowledge, today: dt.date) -> Report:
    """Check a knowledge as of a day."""
    report = Report()
    faults = report.faults
    for topic in knowledge.topics.values():
        faults += _topic_faults(knowledge, topic, today, report)
    for procedure in knowledge.procedures.values():
        faults += _procedure_faults(procedure)
    for parameter in knowledge.parameters.values():
        faults += _parameter_faults(knowledge, parameter, today)
    for answer in knowledge.answers.values():
        faults += _answer_faults(knowledge, answer, today)
    faults += _date_faults(knowledge, today)
    faults += _unused_faults(knowledge)
    return report


def _topic_faults(
    knowledge: Knowledge, topic: Topic, today: dt.date, report: Report
) -> list[str]:
    where = f"topic {topic.id}"
    faults = [f"{where}: {a!r} and {b!r} overlap" for a, b in clashes(topic)]
    table = Table(topic, knowledge.facts)
    report.cases[topic.id] = case_count(table)
    if report.cases[topic.id] > MAX_CASES:
        return [*faults, f"{where}: more than {MAX_CASES} combinations"]
    met = 0
    for values, rows in cases(table):
        if rows.bit_count() > 1:
            faults.append(f"{where}: {values} meets several rows")
        met |= rows
    faults += [
        f"{where}: no combination meets {rule.id!r}"
        for rule in table.rows(table.all_rows & ~met)
    ]
    score = report.scores[topic.id] = mutation_score(topic, knowledge.facts)
    faults += [f"{where}: a changed cell goes unnoticed: {m}" for m in score.missed]
    for rule in (*topic.rules, topic.otherwise):
        at = f"{where}, rule {rule.id}"
        for name in rule.sources:
            if not knowledge.sources[name].in_force.holds(today) and not rule.when:
                faults.append(f"{at}: {name} is not in force on {today}")
        for computation in rule.compute:
            known = {*rule.needs, "region"}
            known |= {name for need in rule.needs for name in _inputs(knowledge, need)}
            missing = set(COMPUTATIONS[computation].inputs) - known
            if missing:
                names = ", ".join(sorted(missing))
                faults.append(f"{at}: {computation} also needs {names}")
    return faults


def _procedure_faults(procedure: Procedure) -> list[str]:
    where = f"procedure {procedure.id}"
    reached: set[str] = set()
    todo = [procedure.start]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += procedure.steps[name].ways_on()
    faults = [
        f"{where}: step {name!r} is never reached"
        for name in procedure.steps
        if name not in reached
    ]
    ends = _steps_that_end(procedure)
    faults += [
        f"{where}: no way from {name!r} to an end"
        for name in procedure.steps
        if name not in ends
    ]
    for step in procedure.steps.values():
        if step.trouble and step.trouble.then == step.id:
            faults.append(f"{where}: trouble at {step.id!r} leads back for ever")
        if any(option.to == step.id for option in step.options):
            faults.append(f"{where}: {step.id!r} leads to itself without `trouble`")
    if not any(procedure.steps[n].kind == "end" for n in usual_way(procedure)):
        faults.append(f"{where}: the usual way never ends")
    return faults


def _steps_that_end(procedure: Procedure) -> set[str]:
    """Steps from which the usual options reach an end."""
    ends = {name for name, step in procedure.steps.items() if step.kind == "end"}
    while True:
        more = {
            name
            for name, step in procedure.steps.items()
            if name not in ends and any(option.to in ends for option in step.options)
        }
        if not more:
            return ends
        ends |= more


def _parameter_faults(
    knowledge: Knowledge, parameter: Parameter, today: dt.date
) -> Iterator[str]:
    where = f"parameter {parameter.id}"
    last = dt.date(today.year + 1, 1, 1)
    ends = [value.period.end for value in parameter.values]
    after = {end + dt.timedelta(days=1) for end in ends if end}
    for day in sorted({today, last, *(d for d in after if today < d < last)}):
        try:
            resolve(parameter, knowledge.sources, None, day)
        except NoValue:
            if parameter.no_value is None:
                yield f"{where}: no value on {day} and no word why"
    for value in parameter.values:
        source = knowledge.sources[value.source]
        begins = source.in_force.start
        if value.period.start and begins and value.period.start < begins:
            yield f"{where}: a value is older than its source {source.id}"
    for one in parameter.values:
        for other in parameter.values:
            same = one.source == other.source and one.region == other.region
            if one is not other and same and one.period.start == other.period.start:
                yield f"{where}: two values of {one.source} from the same day"


def _answer_faults(
    knowledge: Knowledge, answer: Answer, today: dt.date
) -> Iterator[str]:
    where = f"answer {answer.id}"
    for name in answer.related:
        if name not in knowledge.answers and name not in knowledge.topics:
            yield f"{where}: no topic {name!r}"
    for day in (today, dt.date(today.year + 1, 1, 1)):
        if not any(version.period.holds(day) for version in answer.versions):
            yield f"{where}: no version on {day}"
    for version in answer.versions:
        days = [version.period.start or today, version.period.end or today]
        for name in version.sources:
            in_force = knowledge.sources[name].in_force
            if not all(in_force.holds(day) for day in days if version.period.end):
                yield f"{where}: {name} is not in force for the whole version"
            elif not in_force.holds(days[0]):
                yield f"{where}: {name} begins after the version"


def _date_faults(knowledge: Knowledge, today: dt.date) -> Iterator[str]:
    for source in knowledge.sources.values():
        if source.checked > today:
            yield f"source {source.id}: checked on a day to come"
        undated = source.verified and source.in_force.start is None
        if undated and source.rank not in ("practice", "guide"):
            yield f"source {source.id}: verified, but no day from which it holds"
    for parameter in knowledge.parameters.values():
        for value in parameter.values:
            if value.checked > today:
                yield f"parameter {parameter.id}: checked on a day to come"
    for procedure in knowledge.procedures.values():
        if procedure.ui_checked and procedure.ui_checked > today:
            yield f"procedure {procedure.id}: screens checked on a day to come"
    for year in (today.year, today.year + 1):
        if year not in knowledge.calendar:
            yield f"calendar: {year} is missing"


def _unused_faults(knowledge: Knowledge) -> Iterator[str]:
    used = {name for topic in knowledge.topics.values() for name in topic.facts}
    for topic in knowledge.topics.values():
        mentioned: set[str] = set()
        for rule in (*topic.rules, topic.otherwise):
            mentioned |= {*rule.when, *rule.needs}
            for name in rule.compute:
                mentioned |= {*COMPUTATIONS[name].inputs, "region"}
            if rule.parameters:
                mentioned.add("region")
        for name in (n for n in topic.facts if n not in mentioned):
            if not any(name in _inputs(knowledge, other) for other in mentioned):
                yield f"topic {topic.id}: no rule uses the fact {name!r}"
    for fact in knowledge.facts.values():
        if fact.derived:
            used |= set(fact.derived.inputs)
        for topic in knowledge.topics.values():
            used |= {n for rule in topic.rules for n in rule.needs}
    for procedure in knowledge.procedures.values():
        for step in procedure.steps.values():
            if step.days:
                used.add(step.days.start_fact)
    for name in knowledge.facts:
        if name not in used:
            yield f"fact {name}: no topic uses it"


def _inputs(knowledge: Knowledge, name: str) -> set[str]:
    spec = knowledge.facts.get(name)
    if spec is None or spec.derived is None:
        return set()
    found = set(spec.derived.inputs)
    for source in spec.derived.inputs:
        found |= _inputs(knowledge, source)
    if spec.derived.parameter:
        found.add("region")
    return found
