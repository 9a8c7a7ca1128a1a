"""What every part of the page needs: the day, the place, labels, texts, links."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from advice.advisor import Advisor
from advice.explain import Explainer
from advice.model import Knowledge
from advice.parameters import NoValue, Read
from advice.preview.html import Child, Page, Text, links
from advice.reading import read_mapping, words_of
from advice.words import Language, Words

LABELS = Path(__file__).with_name("labels.yml")
# What a row can be ruled out by without a person: the day, and the place.
_SETTLED = ("in_force", "parameter", "covered")


class Scene:
    """The knowledge on a day in a place, and the words of the page."""

    def __init__(
        self,
        knowledge: Knowledge,
        as_of: dt.date,
        region: str | None,
        languages: Sequence[Language],
    ) -> None:
        self.knowledge = knowledge
        self.as_of = as_of
        self.region = region
        self.advisor = Advisor(knowledge)
        self.explainer = Explainer(knowledge)
        self.html = Page(languages)
        self.labels = {
            name: words_of(raw, f"{LABELS.name}: {name}")
            for name, raw in read_mapping(LABELS).items()
        }

    def label(self, name: str, **given: str) -> Text:
        return lambda lang: self.labels[name].say(lang, given)

    def settled(self, fact: str) -> str | None:
        """The value of a choice that follows from the day or the place alone."""
        spec = self.knowledge.facts[fact]
        if spec.derived is None or spec.derived.by not in _SETTLED:
            return None
        if spec.derived.by == "in_force":
            source = self.knowledge.sources[spec.derived.source]
            return "in_force" if source.in_force.holds(self.as_of) else "not_yet"
        if self.region is None:
            return None
        read = self.read(spec.derived.parameter)
        if spec.derived.by == "covered":
            return "in_data" if read else None
        return str(read.value.value) if read else "not_covered"

    def read(self, parameter: str) -> Read | None:
        try:
            return self.advisor.read(parameter, self.region, self.as_of)
        except NoValue:
            return None

    def filled(self, words: Words) -> Text:
        """A text with its figures in it, and in brackets what depends on the case."""

        def say(lang: Language) -> str:
            return words.say(
                lang, {n: self.placeholder(n, lang) for n in words.placeholders()}
            )

        return say

    def placeholder(self, name: str, lang: Language) -> str:
        if name in self.knowledge.parameters:
            read = self.read(name)
            if read is None:
                return f"[{self.knowledge.parameters[name].title.say(lang)}]"
            return self.explainer.values.value(read.value.value, lang)
        fact = self.knowledge.facts.get(name)
        return f"[{fact.title.say(lang) if fact else name}]"

    def joined(self, titles: Iterable[Words], lang: Language) -> str:
        separator = self.explainer.values.phrase("list_separator", lang)
        return separator.join(title.say(lang) for title in titles)

    def cited(self, names: Sequence[str]) -> Element | None:
        pairs = [(self.labels["rests_on"], self.source_links(names))]
        return self.html.definitions(pairs)

    def source_links(self, names: Sequence[str]) -> list[Child]:
        return links(
            (
                f"#sources.{name}",
                self.html.inline(self.knowledge.sources[name].title),
            )
            for name in names
        )

    def procedure_links(self, names: Sequence[str]) -> list[Child]:
        return links(
            (
                f"#procedures.{name}",
                self.html.inline(self.knowledge.procedures[name].title),
            )
            for name in names
        )
