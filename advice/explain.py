"""Puts a decision into words, in either language: outcome, citation, why, boxes.

Every sentence comes from the knowledge; an explanation is read off the trace, so it
cannot drift from the rule. What a face does with the pieces is the face's business.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from advice.decision import (
    Decision,
    Derived,
    Missing,
    Refer,
    Result,
    Span,
    Trace,
    Value,
)
from advice.facts import FactValue
from advice.model import Knowledge, ParameterValue, Period, Rule, Topic
from advice.parameters import NoValue, Read, resolve
from advice.values import Values
from advice.words import Language


class Explainer:
    """Writes decisions with the words of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._conditions: dict[tuple[int, Language], tuple[Rule, str]] = {}
        self.values = Values(knowledge)

    def outcome(self, decision: Result | Refer, lang: Language) -> str:
        """What the decision says: the rule's own words, or why the rules cannot say."""
        if decision.rule is None or (
            isinstance(decision, Refer) and decision.reason != "by_rule"
        ):
            return self._refusal(decision, lang)
        text = self.say(decision.rule, decision, lang)
        if "local_ready_on" in decision.values:
            text += "\n" + self.values.phrase(
                "local_ready",
                lang,
                days=str(decision.values["local_working_days"]),
                date=self.values.value(decision.values["local_ready_on"], lang),
            )
        spans = any(isinstance(value, Span) for value in decision.values.values())
        if spans and _born_roughly(decision.trace):
            text += "\n" + self.values.phrase("span_by_age", lang)
        years = sorted({y for c in decision.counts.values() for y in c.provisional})
        if years:
            named = self.values.phrase("list_separator", lang).join(map(str, years))
            text += "\n" + self.values.phrase("count_provisional", lang, years=named)
        return text

    def say(self, rule: Rule, decision: Result | Refer, lang: Language) -> str:
        """A rule's sentence with the decision's facts and values in it."""
        return self.values.filled(
            rule.say, lang, known_facts(decision.trace), decision.values
        )

    def row(self, rule: Rule, decision: Decision, lang: Language) -> str:
        """What any row of the table says; what is not known of the case stays open."""
        found = {} if isinstance(decision, Missing) else dict(decision.values)
        figures = {**self._figures(rule, decision), **found}
        known = known_facts(decision.trace)
        open_yet = self.values.phrase("not_known_yet", lang)
        return self.values.filled(rule.say, lang, known, figures, open_yet)

    def citation(self, decision: Result | Refer, lang: Language) -> str:
        """The line of articles and the day they hold for; empty without sources."""
        return self.cite(decision.trace.sources, decision, lang)

    def cite(self, sources: Iterable[str], decision: Decision, lang: Language) -> str:
        """A line of articles and the decision's day."""
        names = [self._knowledge.sources[name].title.say(lang) for name in sources]
        if not names:
            return ""
        return self.values.phrase(
            "cite",
            lang,
            sources=self.values.phrase("cite_separator", lang).join(names),
            as_of=self.values.date(decision.as_of, lang),
        )

    def confirm(self, decision: Result | Refer, lang: Language) -> str:
        """The line that asks to confirm; empty where every source was verified."""
        return self.values.phrase("confirm", lang) if decision.confirm else ""

    def for_you(self, decision: Result | Refer, lang: Language) -> str:
        """What the guide's sentence means in this case; empty where nothing is said."""
        rule = decision.rule
        if rule is None or rule.for_you is None or decision.trace.applies != (rule.id,):
            return ""
        known = known_facts(decision.trace)
        text = self.values.filled(rule.for_you, lang, known, decision.values)
        return self.values.phrase("for_you", lang, text=text)

    def guide_box(self, decision: Decision, lang: Language) -> str:
        """Box A (the guide) beside box B (the law); empty where the topic has none."""
        topic = self._knowledge.topics[decision.topic]
        if not topic.guide:
            return ""
        statement = self._knowledge.guide[topic.guide]
        return self.values.phrase(
            "guide_box",
            lang,
            claim=statement.claim.say(lang),
            as_of=self.values.date(decision.as_of, lang),
            law=statement.law.say(lang),
            differs=statement.differs.say(lang),
        )

    def why(self, decision: Decision, lang: Language, brief: bool = False) -> str:
        """The trace in words; `brief` leaves out the rule's form and its rivals."""
        topic = self._knowledge.topics[decision.topic]
        phrase = self.values.phrase
        rule = None if decision.kind == "missing" else decision.rule
        lines = [phrase("why_intro", lang), *self._facts_lines(decision, rule, lang)]
        if rule and not brief:
            conditions = self.conditions(rule, lang)
            lines.append(phrase("why_rule", lang, rule=conditions))
        if not brief:
            lines += self._ruled_out_lines(decision.trace, lang)
        lines += self.parameter_lines(decision.trace, lang)
        lines += self.source_lines(decision.trace.sources or _sources(topic), lang)
        return "\n".join(lines)

    def conditions(self, rule: Rule, lang: Language) -> str:
        """A rule's conditions in words, kept beside it so that its id stays its own."""
        key = (id(rule), lang)
        if key not in self._conditions:
            self._conditions[key] = rule, self._told_conditions(rule, lang)
        return self._conditions[key][1]

    def _told_conditions(self, rule: Rule, lang: Language) -> str:
        phrase = self.values.phrase
        pieces = []
        for name, values in rule.when.items():
            labels = [self.values.fact(name, value, lang) for value in values]
            title = self._knowledge.facts[name].title.say(lang)
            pieces.append(f"{title}: {phrase('value_separator', lang).join(labels)}")
        if not pieces:
            return phrase("why_conditions_none", lang)
        return phrase("case_separator", lang).join(pieces)

    def source_lines(self, sources: Iterable[str], lang: Language) -> list[str]:
        """One line an article: what it says, its rank, when in force, last checked."""
        lines = [self.values.phrase("why_sources", lang)]
        for name in sources:
            source = self._knowledge.sources[name]
            status = "" if source.verified else "why_unverified"
            given = {
                "title": source.title.say(lang),
                "rank": self.values.phrase(f"rank_{source.rank}", lang),
                "period": self.period(source.in_force, lang),
                "checked": source.checked.isoformat(),
                "status": self.values.phrase(status, lang) if status else "",
            }
            if source.text:
                given["text"] = source.text.say(lang)
                lines.append(self.values.phrase("why_source", lang, **given))
            else:
                lines.append(self.values.phrase("why_source_short", lang, **given))
        return lines

    def parameter_lines(self, trace: Trace, lang: Language) -> list[str]:
        """One line a figure, and one for each that was in the running and lost."""
        lines: list[str] = []
        for read in trace.reads:
            lines.append(self._parameter_line(read, lang))
            for value, reason in read.lost:
                if reason == "other_region":
                    continue
                lines.append(
                    self.values.phrase(
                        "why_parameter_lost",
                        lang,
                        value=self.figure(read.parameter, value, lang),
                        source=self._knowledge.sources[value.source].title.say(lang),
                        reason=self.values.phrase(f"lost_{reason}", lang),
                    )
                )
        if lines:
            lines.insert(0, self.values.phrase("why_parameters", lang))
        return lines

    def alternatives(self, decision: Refer, lang: Language) -> list[str]:
        """What would be said in each case that is still open."""
        lines = []
        for rule in decision.alternatives:
            open_facts = {
                name: values
                for name, values in rule.when.items()
                if name not in known_facts(decision.trace)
            }
            labels = [
                self.values.phrase("value_separator", lang).join(
                    self.values.fact(name, value, lang) for value in values
                )
                for name, values in open_facts.items()
            ]
            cases = self.values.phrase("case_separator", lang).join(labels)
            known = known_facts(decision.trace)
            figures = self._figures(rule, decision)
            if rule.say.placeholders() - known.keys() - figures.keys():
                continue
            text = self.values.filled(rule.say, lang, known, figures)
            cases = cases or self.values.phrase("alternative_any", lang)
            lines.append(
                self.values.phrase("alternative", lang, cases=cases, text=text)
            )
        return lines

    def figure(self, parameter: str, value: ParameterValue, lang: Language) -> str:
        """A figure as it stands, a choice by the label of the fact it decides."""
        for fact in self._knowledge.facts.values():
            if fact.derived and fact.derived.parameter == parameter:
                label = fact.values.get(str(value.value))
                if label:
                    return label.say(lang)
        return str(value.value)

    def _figures(self, rule: Rule, decision: Decision) -> dict[str, Value]:
        """The figures of a row that hold on the day and in the place."""
        found: dict[str, Value] = {}
        for name in rule.parameters:
            with suppress(NoValue):
                found[name] = resolve(
                    self._knowledge.parameters[name],
                    self._knowledge.sources,
                    decision.region,
                    decision.as_of,
                ).value.value
        return found

    def _parameter_line(self, read: Read, lang: Language) -> str:
        parameter = self._knowledge.parameters[read.parameter]
        value = read.value
        region = (
            ""
            if value.region == "000000"
            else self.values.phrase(
                "region_of", lang, region=self.values.region(value.region, lang)
            )
        )
        return self.values.phrase(
            "why_parameter",
            lang,
            title=parameter.title.say(lang),
            value=self.figure(read.parameter, value, lang),
            source=self._knowledge.sources[value.source].title.say(lang),
            **{"from": value.period.start.isoformat() if value.period.start else ""},
            region=region,
            checked=value.checked.isoformat(),
        )

    def _facts_lines(
        self, decision: Decision, rule: Rule | None, lang: Language
    ) -> list[str]:
        """The facts on which the rule rests, and those that made no difference."""
        phrase = self.values.phrase
        behind = self.facts_behind(rule) if rule else None
        used: list[str] = []
        unused: list[str] = []
        for name, said in decision.trace.said.items():
            given = self._named_value(name, said.value, lang)
            text = phrase("why_fact", lang, by=phrase(f"by_{said.by}", lang), **given)
            (used if behind is None or name in behind else unused).append(text)
        for derived in decision.trace.derived:
            if behind is None or derived.fact in behind:
                used.append(self._derived_text(decision, derived, lang))
        separator = phrase("cite_separator", lang)
        if not used:
            lines = [phrase("why_no_facts", lang)]
        else:
            lines = [phrase("why_facts", lang, facts=separator.join(used))]
        if unused:
            lines.append(phrase("why_unused", lang, facts=separator.join(unused)))
        return lines

    def facts_behind(self, rule: Rule) -> set[str]:
        """The facts a rule rests on, with the inputs of derived ones."""
        found: set[str] = {"region"} if rule.parameters or rule.compute else set()
        todo = [*rule.when, *rule.needs]
        while todo:
            name = todo.pop()
            found.add(name)
            derived = self._knowledge.facts[name].derived
            todo += derived.inputs if derived else ()
        return found

    def _derived_text(
        self, decision: Decision, derived: Derived, lang: Language
    ) -> str:
        given = self._named_value(derived.fact, derived.value, lang)
        if not derived.inputs:
            day = self.values.date(decision.as_of, lang)
            return self.values.phrase("why_derived_day", lang, as_of=day, **given)
        facts = self._knowledge.facts
        titles = [facts[name].title.say(lang) for name in derived.inputs]
        inputs = self.values.phrase("list_separator", lang).join(titles)
        return self.values.phrase("why_derived", lang, inputs=inputs, **given)

    def _named_value(
        self, name: str, value: FactValue, lang: Language
    ) -> dict[str, str]:
        title = self._knowledge.facts[name].title.say(lang)
        return {"title": title, "value": self.values.fact(name, value, lang)}

    def _ruled_out_lines(self, trace: Trace, lang: Language) -> list[str]:
        if not trace.ruled_out:
            return []
        groups = Counter((out.fact, out.value) for out in trace.ruled_out)
        text = ""
        for (fact, value), number in groups.most_common():
            given = {
                "fact": self._knowledge.facts[fact].title.say(lang),
                "value": self.values.fact(fact, value, lang),
                "number": str(number),
            }
            if text:
                text += self.values.phrase("why_ruled_out_more", lang, **given)
            else:
                count = str(len(trace.ruled_out))
                text = self.values.phrase("why_ruled_out", lang, count=count, **given)
        return [text]

    def period(self, period: Period, lang: Language) -> str:
        """When something is in force, as far as it is known."""
        if period.start is None:
            return self.values.phrase("period_open", lang)
        given = {"from": period.start.isoformat()}
        if period.end is None:
            return self.values.phrase("period_from", lang, **given)
        given["to"] = period.end.isoformat()
        return self.values.phrase("period_from_to", lang, **given)

    def _refusal(self, decision: Result | Refer, lang: Language) -> str:
        if not isinstance(decision, Refer):
            raise TypeError(decision)
        phrase = self.values.phrase
        day = self.values.date(decision.as_of, lang)
        subject = decision.subject
        if decision.reason == "no_value":
            parameter = self._knowledge.parameters[subject]
            return phrase(
                "refer_no_value",
                lang,
                as_of=day,
                region=self.values.region(decision.region, lang),
                parameter=parameter.title.say(lang),
                reason=parameter.no_value.say(lang) if parameter.no_value else "",
            )
        if decision.reason == "not_in_force":
            title = self._knowledge.sources[subject].title.say(lang)
            return phrase("refer_not_in_force", lang, source=title, as_of=day)
        if decision.reason == "no_calendar":
            return phrase("refer_no_calendar", lang, year=subject)
        title = self._knowledge.facts[subject].title.say(lang) if subject else ""
        lines = [phrase("refer_fact_unknown", lang, fact=title)]
        return "\n".join(lines + self.alternatives(decision, lang))


def _born_roughly(trace: Trace) -> bool:
    """Whether ranges come from a month of birth that was not said."""
    known = known_facts(trace)
    return "birth_month" not in known and bool({"age", "birth_year"} & known.keys())


def known_facts(trace: Trace) -> dict[str, FactValue]:
    """All facts of a trace, said and derived."""
    known: dict[str, FactValue] = {d.fact: d.value for d in trace.derived}
    known.update({name: said.value for name, said in trace.said.items()})
    return known


def _sources(topic: Topic) -> tuple[str, ...]:
    return topic.summary_sources
