"""A decision as a page: what is known, the next question or the outcome, and why.

The same rules and the same words as in the chat (`advice.Advisor`, `Explainer`): this
only reads the facts from a form and arranges what they say. Knows no HTTP and no HTML.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advice import Decision, Knowledge, Language, Missing, Said
from advice.days import DayCount
from advice.facts import FactFault
from advice.model import FactSpec
from bot.channels.web.entries import Cited, Entries, Link
from bot.typed import Reader, Typed

AS_OF = "as_of"
DONT_KNOW = "dont_know"
ASKED = "asked"
"""Parameter that names the question on the page that was sent, to miss its answer."""

NOT_OFFERED = "not_covered"  # a value that only a figure gives

Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Known:
    """A fact that was said, in words and as the form sends it back."""

    fact: str
    title: str
    value: str
    raw: str


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """What is asked next, and what was wrong with the answer before."""

    fact: str
    type: str
    text: str
    help: str
    hint: str
    choices: tuple[Choice, ...]
    typed: str
    fault: str


@dataclass(frozen=True)
class CountedDay:
    """One row of a count."""

    date: str
    weekday: str
    number: str
    kind: str


@dataclass(frozen=True)
class Count:
    """A count of days as a table."""

    title: str
    start: str
    end: str
    provisional: str
    days: tuple[CountedDay, ...]


@dataclass(frozen=True)
class Outcome:
    """What the rules say, with everything that belongs to it."""

    kind: str
    id: str
    text: str
    for_you: str
    citation: str
    confirm: str
    why: tuple[str, ...]
    sources: tuple[Cited, ...]
    procedures: tuple[Link, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Page:
    """One page of a topic's form."""

    topic: str
    title: str
    summary: str
    guide: str
    as_of: str
    as_of_words: str
    as_of_fault: str
    known: tuple[Known, ...]
    declined: tuple[Known, ...]
    question: Question | None
    outcome: Outcome | None


@dataclass
class _Form:
    """What a form says: facts, and what could not be read."""

    said: dict[str, Said]
    raw: dict[str, str]
    faults: dict[str, Typed]
    declined: list[str]
    day: dt.date
    day_fault: str = ""


class Deciding:
    """Makes the pages of all topics."""

    def __init__(self, entries: Entries, reader: Reader) -> None:
        self._entries = entries
        self._reader = reader
        self._knowledge: Knowledge = entries.knowledge
        self._explainer = entries.explainer

    def decide(self, topic: str, query: Query, today: dt.date) -> Decision:
        """The decision for a form. Raises UnknownTopic."""
        form = self._form(topic, query, today, "en")
        return self._decision(topic, form)

    def page(self, topic: str, query: Query, today: dt.date, lang: Language) -> Page:
        """The page for a form. Raises UnknownTopic."""
        form = self._form(topic, query, today, lang)
        decision = self._decision(topic, form)
        asked = self._asked(form, query, decision)
        entry = self._knowledge.topics[topic]
        phrase = self._explainer.values.phrase
        outcome = None if asked else self._outcome(decision, lang)
        return Page(
            topic=topic,
            title=entry.title.say(lang),
            summary=entry.summary.say(lang) if not form.said else "",
            guide=self._explainer.guide_box(decision, lang) if outcome else "",
            as_of=form.day.isoformat(),
            as_of_words=phrase(
                "as_of_day", lang, day=self._explainer.values.date(form.day, lang)
            ),
            as_of_fault=form.day_fault,
            known=tuple(self._known(form, name, lang) for name in form.said),
            declined=tuple(
                Known(name, self._title(name, lang), "", "") for name in form.declined
            ),
            question=self._question(asked, form, query, lang) if asked else None,
            outcome=outcome,
        )

    def _form(self, topic: str, query: Query, today: dt.date, lang: Language) -> _Form:
        """Facts of the topic that the form holds; what else it holds is left alone."""
        names = self._entries.advisor.facts_of(topic)
        form = _Form({}, {}, {}, [], today)
        for name in names:
            spec = self._knowledge.facts[name]
            raw = next(iter(query.get(name, ())), "").strip()
            if not raw:
                continue
            typed = self._reader.read(spec, raw, today)
            if typed.value is None:
                form.faults[name] = typed
            else:
                form.said[name] = Said(typed.value)
                form.raw[name] = str(typed.value)
        declined = {*query.get(DONT_KNOW, ())}
        form.declined = [n for n in names if n in declined and n not in form.said]
        day = next(iter(query.get(AS_OF, ())), "").strip()
        if day:
            try:
                form.day = _day(day)
            except ValueError:
                form.day_fault = self._explainer.values.phrase(
                    "fault_not_a_date",
                    lang,
                    title=self._explainer.values.phrase("web_as_of", lang),
                    value=day[:40],
                )
        return form

    def _decision(self, topic: str, form: _Form) -> Decision:
        return self._entries.advisor.decide(
            topic, form.said, form.day, declined=form.declined
        )

    def _asked(self, form: _Form, query: Query, decision: Decision) -> str:
        """The fact to ask for: what could not be read, else what still matters."""
        sent = next(iter(query.get(ASKED, ())), "")
        if sent in form.faults:
            return sent
        return decision.ask if isinstance(decision, Missing) else ""

    def _question(
        self, fact: str, form: _Form, query: Query, lang: Language
    ) -> Question:
        spec = self._knowledge.facts[fact]
        typed = form.faults.get(fact, Typed())
        choices = self._choices(spec, lang)
        if typed.places:
            values = self._explainer.values
            choices = tuple(Choice(c, values.region(c, lang)) for c in typed.places)
        return Question(
            fact=fact,
            type="choice" if choices else spec.type,
            text=(spec.ask or spec.title).say(lang),
            help=spec.help.say(lang) if spec.help else "",
            hint=self._hint(spec, lang),
            choices=choices,
            typed=next(iter(query.get(fact, ())), "")[:100],
            fault=self._fault(spec, typed, query, lang),
        )

    def _choices(self, spec: FactSpec, lang: Language) -> tuple[Choice, ...]:
        return tuple(
            Choice(value, words.say(lang))
            for value, words in spec.values.items()
            if value != NOT_OFFERED
        )

    def _hint(self, spec: FactSpec, lang: Language) -> str:
        """How an answer that is typed is written."""
        if spec.type == "choice":
            return ""
        name = f"web_hint_{spec.type}"
        if spec.type == "integer":
            unit = spec.unit if spec.unit in ("months", "years") else "number"
            name = f"web_hint_{unit}"
        given = {"min": str(spec.minimum), "max": str(spec.maximum)}
        return self._knowledge.phrases[name].say(lang, given)

    def _fault(self, spec: FactSpec, typed: Typed, query: Query, lang: Language) -> str:
        """The sentence about an answer that cannot be, or that was left out."""
        phrase = self._explainer.values.phrase
        if typed.places:
            return phrase("which_region", lang)
        if typed.fault is not None:
            return self._said_of(spec, typed.fault, query, lang)
        if spec.id in query.get(ASKED, ()):
            return phrase("web_answer_missing", lang)
        return ""

    def _said_of(
        self, spec: FactSpec, fault: FactFault, query: Query, lang: Language
    ) -> str:
        wanted = self._knowledge.phrases[f"fault_{fault}"]
        given = {
            "title": spec.title.say(lang),
            "value": next(iter(query.get(spec.id, ())), "")[:100],
            "min": str(spec.minimum),
            "max": str(spec.maximum),
        }
        return wanted.say(lang, given)

    def _known(self, form: _Form, name: str, lang: Language) -> Known:
        value = self._explainer.values.fact(name, form.said[name].value, lang)
        return Known(name, self._title(name, lang), value, form.raw[name])

    def _title(self, fact: str, lang: Language) -> str:
        return self._knowledge.facts[fact].title.say(lang)

    def _outcome(self, decision: Decision, lang: Language) -> Outcome | None:
        if isinstance(decision, Missing):
            return None
        explainer, rule = self._explainer, decision.rule
        return Outcome(
            kind=decision.kind,
            id=rule.outcome if rule else "",
            text=explainer.outcome(decision, lang),
            for_you=explainer.for_you(decision, lang),
            citation=explainer.citation(decision, lang),
            confirm=explainer.confirm(decision, lang),
            why=tuple(explainer.why(decision, lang).split("\n")),
            sources=self._entries.cite(decision.trace.sources, lang),
            procedures=self._entries.procedures_of(
                rule.procedures if rule else (), lang
            ),
            counts=tuple(
                self._count(name, count, lang)
                for name, count in decision.counts.items()
            ),
        )

    def _count(self, name: str, count: DayCount, lang: Language) -> Count:
        values = self._explainer.values
        phrases = self._knowledge.phrases
        days = str(sum(step.number is not None for step in count.steps))
        title = phrases.get(f"count_{name}") or phrases["web_count"]
        years = values.phrase("list_separator", lang).join(map(str, count.provisional))
        return Count(
            title=title.say(lang, {"days": days}),
            start=values.date(count.start, lang),
            end=values.date(count.end, lang),
            provisional=values.phrase("count_provisional", lang, years=years)
            if years
            else "",
            days=tuple(
                CountedDay(
                    date=values.date(step.day, lang),
                    weekday=values.weekday(step.day, lang),
                    number="" if step.number is None else str(step.number),
                    kind=values.phrase(f"web_day_{step.kind}", lang),
                )
                for step in count.steps
            ),
        )


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError(text)
    return day
