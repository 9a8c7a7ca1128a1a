"""Decides: facts, a region and a day in, a `Decision` with its trace out.

Pure: no clock, no network, no database. The same input gives the same decision, and the
order in which facts were said does not matter.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from advice.case import Case
from advice.compute import COMPUTATIONS, Computed
from advice.days import DayCount, NoCalendar, WorkCalendar
from advice.decision import (
    Decision,
    Derived,
    Missing,
    Refer,
    ReferReason,
    Result,
    Trace,
    Value,
)
from advice.derive import derive
from advice.facts import FactError, FactValue, Said
from advice.model import Knowledge, Rule
from advice.parameters import MAX_CACHED_READS, Figures, NoValue, Read
from advice.plan import Plan, plan_of
from advice.table import Standing, Table

# The value of a choice that stands for "I don't know", where it has one.
UNKNOWN = "unknown"


class UnknownTopic(LookupError):
    """There is no decision table of that name."""


class Advisor:
    """The rules of one knowledge, compiled."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.calendar = WorkCalendar(knowledge.calendar)
        self._plans = {
            n: plan_of(t, knowledge.facts) for n, t in knowledge.topics.items()
        }
        self._figures = Figures(knowledge.parameters, knowledge.sources)
        self._ended: dict[tuple[tuple[str, ...], dt.date], str] = {}

    def decide(
        self,
        topic: str,
        said: Mapping[str, Said],
        as_of: dt.date,
        region: str | None = None,
        declined: Collection[str] = (),
    ) -> Decision:
        """What the rules say of a case on a day.

        `said` holds canonical values (`advice.facts.read_fact`); `region` is the
        same as saying the fact `region`; `declined` names facts that the person
        cannot tell and must not be asked for: a choice with the value `unknown`, and
        one derived from what cannot be told, then has that value. Raises
        UnknownTopic, and FactError for a value that a choice does not have.
        """
        plan = self._plans.get(topic)
        if plan is None:
            raise UnknownTopic(topic)
        table = plan.table
        case = self._open_case(plan, said, as_of, region, declined)
        try:
            self._derive_facts(case, declined)
            standing = table.stand(case.known)
            return self._conclude(case, table, standing, declined)
        except NoValue as error:
            return self._refer(case, table, None, "no_value", error.parameter)
        except NoCalendar as error:
            return self._refer(case, table, None, "no_calendar", str(error.year))

    def read(self, parameter: str, region: str | None, day: dt.date) -> Read:
        """A parameter's value in force. Raises NoValue."""
        return self._figures.read(parameter, region, day)

    def read_last(self, parameter: str, region: str | None, day: dt.date) -> Read:
        """The value that held last, where all have ended. Raises NoValue."""
        return self._figures.read_last(parameter, region, day)

    def facts_of(self, topic: str) -> tuple[str, ...]:
        """All facts a topic may use, inputs of derived facts among them.

        Raises UnknownTopic.
        """
        if topic not in self._plans:
            raise UnknownTopic(topic)
        return self._plans[topic].facts

    def _open_case(
        self,
        plan: Plan,
        said: Mapping[str, Said],
        as_of: dt.date,
        region: str | None,
        declined: Collection[str],
    ) -> Case:
        used = {name: said[name] for name in plan.facts if name in said}
        for name in declined:
            if name not in used and UNKNOWN in plan.choices.get(name, ()):
                used[name] = Said(UNKNOWN)
        if region is not None:
            used["region"] = Said(region, "caller")
        known: dict[str, FactValue] = {}
        for name, fact in used.items():
            values = plan.choices.get(name)
            if values is not None and fact.value not in values:
                raise FactError(name, fact.value, "not_a_choice")
            known[name] = fact.value
        place = str(known["region"]) if "region" in known else None
        return Case(
            self._figures,
            plan,
            used,
            as_of,
            place,
            known,
            self.knowledge.sources,
            self.calendar,
        )

    def _derive_facts(self, case: Case, declined: Collection[str]) -> None:
        known = case.known
        for spec in case.plan.derived:
            if spec.derived is None or spec.id in known:
                continue
            value = derive(spec, known, case)
            told = spec.ask is not None  # asked itself, whatever its inputs
            if value is None and declined and not told and UNKNOWN in spec.values:
                open_inputs = set(spec.derived.inputs) - known.keys()
                value = UNKNOWN if open_inputs & set(declined) else None
            if value is not None:
                known[spec.id] = value
                case.derived.append(Derived(spec.id, value, spec.derived.inputs))

    def _conclude(
        self,
        case: Case,
        table: Table,
        standing: Standing,
        declined: Collection[str],
    ) -> Decision:
        if not standing.possible:
            return self._outcome(case, table, standing, table.topic.otherwise, declined)
        if standing.applies:
            rule = table.row(standing.applies)
            return self._outcome(case, table, standing, rule, declined)
        questions = table.questions(standing.possible, case.known)
        asks = [self._askable(name, case.known, declined) for name in questions]
        usable = [name for name in asks if name and name not in declined]
        if usable:
            trace = self._trace(case, table, standing)
            return Missing(
                *self._common(case, trace), ask=usable[0], open=_distinct(usable)
            )
        open_rows = table.rows(standing.possible)
        first = next((name for name in asks if name), "")
        return self._refer(case, table, None, "fact_unknown", first, open_rows)

    def _askable(
        self, name: str, known: Mapping[str, FactValue], declined: Collection[str]
    ) -> str:
        """The fact to ask for a column: itself, or the first open input.

        A derived fact that has a question of its own is asked itself, unless it tells
        how far two places are apart and the second is known: then the first is asked.
        """
        spec = self.knowledge.facts[name]
        if spec.derived is None:
            return name
        inputs = spec.derived.inputs
        missing = [source for source in inputs if source not in known]
        if spec.ask is not None:
            half = spec.derived.by == "apart" and missing == [inputs[0]]
            return missing[0] if half and missing[0] not in declined else name
        if not missing:
            return ""
        return self._askable(missing[0], known, declined)

    def _outcome(
        self,
        case: Case,
        table: Table,
        standing: Standing,
        rule: Rule,
        declined: Collection[str],
    ) -> Decision:
        ended = self._not_in_force(rule, case.as_of)
        if ended:
            return self._refer(case, table, rule, "not_in_force", ended)
        wanted = [name for name in rule.needs if name not in case.known]
        asks = [self._askable(name, case.known, declined) or name for name in wanted]
        unknown = [name for name in asks if name in declined]
        if unknown:
            return self._refer(case, table, rule, "fact_unknown", unknown[0], (rule,))
        if asks:
            trace = self._trace(case, table, standing, rule)
            return Missing(
                *self._common(case, trace),
                ask=asks[0],
                open=_distinct(asks),
                rule=rule,
            )
        return self._say(case, table, standing, rule)

    def _say(
        self, case: Case, table: Table, standing: Standing, rule: Rule
    ) -> Result | Refer:
        used = case.plan.parameters[rule.id]
        case.reads = {name: read for name, read in case.reads.items() if name in used}
        computed = self._compute(case, rule)
        trace = self._trace(case, table, standing, rule)
        confirm = any(
            not self.knowledge.sources[name].verified for name in trace.sources
        )
        common = self._common(case, trace)
        if rule.kind == "refer":
            return Refer(
                *common,
                reason="by_rule",
                rule=rule,
                values=computed.values,
                confirm=True,
                counts=computed.counts,
            )
        return Result(
            *common,
            rule=rule,
            values=computed.values,
            confirm=confirm,
            counts=computed.counts,
        )

    def _compute(self, case: Case, rule: Rule) -> Computed:
        reads = case.read_all(rule.parameters, case.region)
        values: dict[str, Value] = {n: read.value.value for n, read in reads.items()}
        counts: dict[str, DayCount] = {}
        for name in rule.compute:
            computed = COMPUTATIONS[name].run(case.known, case)
            values.update(computed.values)
            counts.update(computed.counts)
        return Computed(values, counts)

    def _not_in_force(self, rule: Rule, day: dt.date) -> str:
        key = (rule.sources, day)
        ended = self._ended.get(key)
        if ended is None:
            sources = self.knowledge.sources
            open_ones = (n for n in rule.sources if not sources[n].in_force.holds(day))
            ended = next(open_ones, "")
            if len(self._ended) >= MAX_CACHED_READS:
                self._ended.clear()
            self._ended[key] = ended
        return ended

    def _refer(
        self,
        case: Case,
        table: Table,
        rule: Rule | None,
        reason: ReferReason,
        subject: str,
        alternatives: tuple[Rule, ...] = (),
    ) -> Refer:
        standing = table.stand(case.known)
        trace = self._trace(case, table, standing, rule, alternatives)
        return Refer(
            *self._common(case, trace),
            reason=reason,
            rule=rule,
            subject=subject,
            alternatives=alternatives,
        )

    def _common(
        self, case: Case, trace: Trace
    ) -> tuple[str, dt.date, str | None, str, Trace]:
        return (
            case.plan.table.topic.id,
            case.as_of,
            case.region,
            self.knowledge.hash,
            trace,
        )

    def _trace(
        self,
        case: Case,
        table: Table,
        standing: Standing,
        rule: Rule | None = None,
        alternatives: tuple[Rule, ...] = (),
    ) -> Trace:
        reads = tuple(case.reads.values())
        sources = list(rule.sources) if rule else []
        sources += [name for other in alternatives for name in other.sources]
        sources += [read.value.source for read in reads if rule]
        return Trace(
            said=case.said,
            derived=tuple(case.derived),
            applies=(rule.id,) if rule else (),
            possible=standing.possible_rules,
            ruled_out=standing.ruled_out,
            reads=reads,
            sources=_distinct(sources),
        )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
