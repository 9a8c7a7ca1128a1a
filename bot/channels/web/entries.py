"""What the pages of questions and answers show: one view for each kind of entry.

Everything is read off the knowledge in one language for one day; pages add only words
around it. Knows nothing of HTTP and HTML.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from advice import Advisor, Knowledge, Language, Words
from advice.explain import Explainer
from advice.model import Answer, AnswerVersion, Option, Procedure, Step
from advice.parameters import NoValue
from advice.procedures import waiting_days
from search import Index

Kind = Literal["answer", "topic", "procedure", "guide", "source"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_RELATED = 5
MAX_FOUND = 10


@dataclass(frozen=True)
class Link:
    """Another entry."""

    kind: str
    id: str
    title: str
    note: str = ""

    @property
    def path(self) -> str:
        """Its address."""
        return f"/faq/{self.kind}/{self.id}"


@dataclass(frozen=True)
class Cited:
    """A source as it is named below a text."""

    link: Link
    rank: str
    period: str
    checked: str
    verified: bool
    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Way:
    """Where an option of a step leads."""

    label: str
    number: int
    step: str


@dataclass(frozen=True)
class StepView:
    """One step; `number` as in the chat's list of all steps."""

    id: str
    number: int
    kind: str
    text: str
    why: str
    ways: tuple[Way, ...]
    trouble: str
    trouble_way: Way | None


@dataclass(frozen=True)
class Version:
    """What was or will be said in another period."""

    period: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One page."""

    kind: Kind
    id: str
    title: str
    text: str
    sources: tuple[Cited, ...] = ()
    procedures: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    before: Link | None = None
    after: Link | None = None
    versions: tuple[Version, ...] = ()
    facts: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    steps: tuple[StepView, ...] = ()
    channel: str = ""
    screens_checked: str = ""
    claim: str = ""
    law: str = ""
    differs: str = ""
    details: tuple[str, ...] = ()
    guide: Link | None = None
    used_by: tuple[Link, ...] = ()
    source: Cited | None = None

    @property
    def confirm(self) -> bool:
        """Whether something in it was not checked against an official text."""
        return not all(source.verified for source in self.sources)


@dataclass(frozen=True)
class Entries:
    """All entries of one knowledge."""

    knowledge: Knowledge
    advisor: Advisor
    index: Index
    explainer: Explainer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "explainer", Explainer(self.knowledge))

    def titles(self, kind: Kind) -> Mapping[str, Words]:
        """Ids of a kind with their titles, in the order of the knowledge."""
        k = self.knowledge
        if kind == "guide":
            return {n: k.phrases[f"guide_{n}"] for n in k.guide}
        shelves: dict[Kind, Mapping[str, Answer]] = {
            "answer": k.answers,
            "topic": k.topics,  # type: ignore[dict-item]
            "procedure": k.procedures,  # type: ignore[dict-item]
            "source": k.sources,  # type: ignore[dict-item]
        }
        return {name: entry.title for name, entry in shelves[kind].items()}

    def links(self, kind: Kind, lang: Language) -> list[Link]:
        """All entries of a kind."""
        titles = self.titles(kind).items()
        return [Link(kind, name, title.say(lang)) for name, title in titles]

    def entry(self, kind: Kind, name: str, lang: Language, day: dt.date) -> Entry:
        """One page. Raises KeyError where there is none."""
        makers = {
            "answer": self._answer,
            "topic": self._topic,
            "procedure": self._procedure,
            "guide": self._guide,
            "source": self._source,
        }
        made = makers[kind](name, lang, day)
        links = self.links(kind, lang)
        at = [link.id for link in links].index(name)
        neighbours = {
            "before": links[at - 1] if at else None,
            "after": links[at + 1] if at + 1 < len(links) else None,
        }
        related = self._related(made, lang, day)
        return Entry(**{**vars(made), **neighbours, "related": related})

    def search(self, text: str, lang: Language, day: dt.date) -> list[Link]:
        """What the chat's search finds, with what it would show."""
        hits = self.index.find(text, lang, MAX_FOUND, day=day) if text.strip() else []
        return [
            Link(hit.kind, hit.id, self._title(hit.kind, hit.id, lang), hit.excerpt)
            for hit in hits
        ]

    def cite(self, names: Iterable[str], lang: Language) -> tuple[Cited, ...]:
        """Sources with rank, period, and the day they were last checked."""
        return tuple(self._cited(name, lang) for name in dict.fromkeys(names))

    def topics_of(self, names: Iterable[str], lang: Language) -> tuple[Link, ...]:
        """Links to topics and answers by their ids; what is neither is left out."""
        found = []
        for name in dict.fromkeys(names):
            kind: Kind = "topic" if name in self.knowledge.topics else "answer"
            if kind == "topic" or name in self.knowledge.answers:
                found.append(Link(kind, name, self._title(kind, name, lang)))
        return tuple(found)

    def procedures_of(self, names: Iterable[str], lang: Language) -> tuple[Link, ...]:
        """Links to procedures."""
        return tuple(
            Link("procedure", name, self._title("procedure", name, lang))
            for name in dict.fromkeys(names)
        )

    def _title(self, kind: str, name: str, lang: Language) -> str:
        found: Kind = next(one for one in KINDS if one == kind)
        return self.titles(found)[name].say(lang)

    def _answer(self, name: str, lang: Language, day: dt.date) -> Entry:
        answer = self.knowledge.answers[name]
        now = next((v for v in answer.versions if v.period.holds(day)), None)
        others = [v for v in answer.versions if not v.period.holds(day)]
        if now is None:
            values = self.explainer.values
            given = {"title": answer.title.say(lang), "day": values.date(day, lang)}
            text = values.phrase("no_answer_today", lang, **given)
        else:
            text = now.say.say(lang)
        return Entry(
            kind="answer",
            id=name,
            title=answer.title.say(lang),
            text=text,
            sources=self.cite(now.sources if now else (), lang),
            procedures=self.procedures_of(answer.procedures, lang),
            versions=tuple(self._version(v, lang) for v in others),
            related=self.topics_of(answer.related, lang),
        )

    def _version(self, version: AnswerVersion, lang: Language) -> Version:
        return Version(
            self.explainer.period(version.period, lang), version.say.say(lang)
        )

    def _topic(self, name: str, lang: Language, _: dt.date) -> Entry:
        topic = self.knowledge.topics[name]
        rules = (*topic.rules, topic.otherwise)
        asked = [
            spec
            for fact in self.advisor.facts_of(name)
            if (spec := self.knowledge.facts[fact]).ask
        ]
        guide = topic.guide
        return Entry(
            kind="topic",
            id=name,
            title=topic.title.say(lang),
            text=topic.summary.say(lang),
            sources=self.cite(topic.summary_sources, lang),
            procedures=self.procedures_of(
                (p for rule in rules for p in rule.procedures), lang
            ),
            facts=tuple(spec.title.say(lang) for spec in asked),
            guide=Link("guide", guide, self._title("guide", guide, lang))
            if guide
            else None,
        )

    def _procedure(self, name: str, lang: Language, day: dt.date) -> Entry:
        procedure = self.knowledge.procedures[name]
        checked = procedure.ui_checked
        return Entry(
            kind="procedure",
            id=name,
            title=procedure.title.say(lang),
            text=procedure.applies.say(lang),
            sources=self.cite(procedure.sources, lang),
            bring=tuple(item.say(lang) for item in procedure.bring),
            steps=self._steps(procedure, lang, day),
            channel=procedure.channel,
            screens_checked=checked.isoformat() if checked else "",
            used_by=self._offering(name, lang),
        )

    def _steps(
        self, procedure: Procedure, lang: Language, day: dt.date
    ) -> tuple[StepView, ...]:
        numbers = {name: at for at, name in enumerate(procedure.steps, start=1)}

        def way(label: str, target: str) -> Way:
            return Way(label, numbers[target], target)

        views = []
        for name, step in procedure.steps.items():
            ways = [
                way(self._label(step, option, lang), option.to)
                for option in step.options
            ]
            trouble = step.trouble
            views.append(
                StepView(
                    id=name,
                    number=numbers[name],
                    kind=step.kind,
                    text=self._step_text(step, lang, day),
                    why=step.why.say(lang) if step.why else "",
                    ways=tuple(ways) if len(ways) > 1 else (),
                    trouble=trouble.say.say(lang) if trouble else "",
                    trouble_way=way("", trouble.then) if trouble else None,
                )
            )
        return tuple(views)

    def _label(self, step: Step, option: Option, lang: Language) -> str:
        if step.kind == "check":
            return self.explainer.values.phrase(option.id, lang)
        return option.label.say(lang)

    def _step_text(self, step: Step, lang: Language, day: dt.date) -> str:
        """A step's words; where they need the first day of a wait, how long it is."""
        if not step.say.placeholders():
            return step.say.say(lang)
        phrase = self.explainer.values.phrase
        try:
            days = waiting_days(self.advisor, step, {}, day)
        except NoValue:
            return phrase("days_not_known", lang)
        return phrase("wait_days", lang, days=str(days))

    def _guide(self, name: str, lang: Language, _: dt.date) -> Entry:
        statement = self.knowledge.guide[name]
        topics = [t.id for t in self.knowledge.topics.values() if t.guide == name]
        return Entry(
            kind="guide",
            id=name,
            title=self._title("guide", name, lang),
            text=statement.differs.say(lang),
            claim=statement.claim.say(lang),
            law=statement.law.say(lang),
            differs=statement.differs.say(lang),
            details=tuple(detail.say(lang) for detail in statement.details),
            sources=self.cite(statement.sources, lang),
            used_by=self.topics_of(topics, lang),
        )

    def _source(self, name: str, lang: Language, _: dt.date) -> Entry:
        cited = self._cited(name, lang)
        return Entry(
            kind="source",
            id=name,
            title=cited.link.title,
            text=cited.text,
            source=cited,
            used_by=self._resting_on(name, lang),
        )

    def _cited(self, name: str, lang: Language) -> Cited:
        source = self.knowledge.sources[name]
        return Cited(
            link=Link("source", name, source.title.say(lang)),
            rank=self.explainer.values.phrase(f"rank_{source.rank}", lang),
            period=self.explainer.period(source.in_force, lang),
            checked=source.checked.isoformat(),
            verified=source.verified,
            text=source.text.say(lang) if source.text else "",
            url=source.url if source.url.startswith(("https://", "http://")) else "",
            note=source.note.say(lang) if source.note else "",
        )

    def _offering(self, procedure: str, lang: Language) -> tuple[Link, ...]:
        """Topics and answers that lead to a procedure."""
        k = self.knowledge
        topics = [
            topic.id
            for topic in k.topics.values()
            if any(procedure in r.procedures for r in (*topic.rules, topic.otherwise))
        ]
        answers = [a.id for a in k.answers.values() if procedure in a.procedures]
        return self.topics_of([*topics, *answers], lang)

    def _resting_on(self, source: str, lang: Language) -> tuple[Link, ...]:
        """Everything that cites a source."""
        k = self.knowledge
        topics = [
            topic.id
            for topic in k.topics.values()
            if source in topic.summary_sources
            or any(source in r.sources for r in (*topic.rules, topic.otherwise))
        ]
        answers = [
            a.id
            for a in k.answers.values()
            if any(source in v.sources for v in a.versions)
        ]
        procedures = [p.id for p in k.procedures.values() if source in p.sources]
        found = self.topics_of([*topics, *answers], lang)
        return (*found, *self.procedures_of(procedures, lang))

    def _related(self, made: Entry, lang: Language, day: dt.date) -> tuple[Link, ...]:
        """What the knowledge names as related, then what search finds for the title."""
        found = {(link.kind, link.id): link for link in made.related}
        shown = {(one.kind, one.id) for one in (*made.procedures, *made.used_by)}
        for hit in self.index.find(made.title, lang, MAX_FOUND, day=day):
            key = (str(hit.kind), hit.id)
            if hit.kind != "source" and key not in shown and hit.id != made.id:
                title = self._title(hit.kind, hit.id, lang)
                found.setdefault(key, Link(hit.kind, hit.id, title))
        return tuple([*found.values()][:MAX_RELATED])
