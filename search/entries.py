"""What of the knowledge can be found: one entry for each thing a person can be shown.

Decides what is searched and what is shown of it; not how it is ranked. The texts of a
rule are searched and never shown: they hold for one case only.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advice import Knowledge, Words
from advice.model import GuideStatement, Period, Procedure, Source, Topic

Kind = Literal["topic", "answer", "procedure", "guide", "source"]
_ALWAYS = Period()


@dataclass(frozen=True)
class Version:
    """What is shown in a period, and the sources that it rests on."""

    period: Period
    excerpt: Words | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One thing that can be found.

    `heading` and `texts` are searched, `title` and one of `versions` are shown;
    `topics` are the topics and answers that it belongs to.
    """

    kind: Kind
    id: str
    title: Words
    heading: Words
    texts: tuple[Words, ...]
    versions: tuple[Version, ...]
    topics: tuple[str, ...]

    def on(self, day: dt.date) -> Version | None:
        """What is shown on a day; None when nothing holds."""
        for version in self.versions:
            if version.period.holds(day):
                return version
        return None


def entries(knowledge: Knowledge) -> Iterator[Entry]:
    """All entries, in the order of the knowledge."""
    leads = _Leads(knowledge)
    for topic in knowledge.topics.values():
        yield _topic(topic)
    for answer in knowledge.answers.values():
        shown = tuple(Version(v.period, v.say, v.sources) for v in answer.versions)
        texts = tuple(version.say for version in answer.versions)
        title = answer.title
        yield Entry("answer", answer.id, title, title, texts, shown, (answer.id,))
    for procedure in knowledge.procedures.values():
        yield _procedure(procedure, leads.procedures.get(procedure.id, ()))
    for statement in knowledge.guide.values():
        yield _guide(statement, knowledge, leads.guide.get(statement.id, ()))
    for source in knowledge.sources.values():
        yield _source(source, leads.sources.get(source.id, ()))


class _Leads:
    """Which topics and answers offer a procedure, or rest on a statement or source."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.procedures: dict[str, tuple[str, ...]] = {}
        self.guide: dict[str, tuple[str, ...]] = {}
        self.sources: dict[str, tuple[str, ...]] = {}
        for topic in knowledge.topics.values():
            rules = (*topic.rules, topic.otherwise)
            offered = [name for rule in rules for name in rule.procedures]
            cited = [name for rule in rules for name in rule.sources]
            _add(self.procedures, offered, topic.id)
            _add(self.sources, [*topic.summary_sources, *cited], topic.id)
            _add(self.guide, [topic.guide] if topic.guide else [], topic.id)
        for answer in knowledge.answers.values():
            _add(self.procedures, answer.procedures, answer.id)
            cited = [name for version in answer.versions for name in version.sources]
            _add(self.sources, cited, answer.id)


def _add(
    leads: dict[str, tuple[str, ...]], names: list[str] | tuple[str, ...], topic: str
) -> None:
    for name in dict.fromkeys(names):
        leads[name] = (*leads.get(name, ()), topic)


def _topic(topic: Topic) -> Entry:
    rules = (*topic.rules, topic.otherwise)
    texts = [topic.summary, *(rule.say for rule in rules)]
    texts += [rule.for_you for rule in rules if rule.for_you]
    shown = Version(_ALWAYS, topic.summary, topic.summary_sources)
    title = topic.title
    return Entry("topic", topic.id, title, title, tuple(texts), (shown,), (topic.id,))


def _procedure(procedure: Procedure, topics: tuple[str, ...]) -> Entry:
    steps = procedure.steps.values()
    texts = [procedure.applies, *procedure.bring, *(step.say for step in steps)]
    texts += [step.why for step in steps if step.why]
    texts += [option.label for step in steps for option in step.options]
    shown = Version(_ALWAYS, procedure.applies, procedure.sources)
    title, name = procedure.title, procedure.id
    return Entry("procedure", name, title, title, tuple(texts), (shown,), topics)


def _guide(
    statement: GuideStatement, knowledge: Knowledge, topics: tuple[str, ...]
) -> Entry:
    """Found by what the guide claims; shown is how the law differs, never the claim."""
    sources = [knowledge.sources[name] for name in statement.sources]
    title = next((s.title for s in sources if s.rank == "guide"), sources[0].title)
    texts = (statement.law, statement.differs, *statement.details)
    shown = Version(_ALWAYS, statement.differs, statement.sources)
    name, claim = statement.id, statement.claim
    return Entry("guide", name, title, claim, texts, (shown,), topics)


def _source(source: Source, topics: tuple[str, ...]) -> Entry:
    texts = (source.text,) if source.text else ()
    shown = Version(source.in_force, source.text, (source.id,))
    title = source.title
    return Entry("source", source.id, title, title, texts, (shown,), topics)
