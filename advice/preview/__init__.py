"""Everything that would be said on a day in a place, as one page for reading.

For the person who keeps the law right: topics with all their rows, answers,
procedures, figures and sources. The labels stand in `labels.yml` beside this file.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from advice.model import Knowledge
from advice.preview.html import Child, element
from advice.preview.topics import Topics
from advice.words import Language, Words

__all__ = ["preview_page"]


def preview_page(
    knowledge: Knowledge,
    as_of: dt.date,
    region: str | None,
    languages: Sequence[Language],
) -> str:
    """The page as HTML. Raises KeyError for an unknown region."""
    return _Page(knowledge, as_of, region, languages).page()


class _Page(Topics):
    """One page in the making."""

    def page(self) -> str:
        """The whole document."""
        values = self.explainer.values
        title = self.labels["title"]

        def intro(lang: Language) -> str:
            place = values.region(self.region, lang)
            given = {"as_of": values.date(self.as_of, lang), "region": place}
            return self.labels["intro"].say(lang, given)

        first = self.html.languages[0]
        version = self.label("knowledge", hash=self.knowledge.hash)
        skip = element(
            "a", *self.html.inline(self.labels["skip"]), href="#content", class_="skip"
        )
        header = element(
            "header",
            self.html.heading(1, title),
            *self.html.said(intro),
            *self.html.said(version),
        )
        main = element("main", *self._parts(), id="content")
        whole = f"{title.say(first)} {self.as_of} {values.region(self.region, first)}"
        return self.html.whole(whole, skip, header, self._contents(), main)

    def _contents(self) -> Element:
        nav = element("nav", self.html.heading(2, self.labels["contents"], id="toc"))
        nav.set("aria-labelledby", "toc")
        for kind, entries in self._listed().items():
            nav.append(
                element(
                    "p",
                    element("a", *self.html.inline(self.labels[kind]), href=f"#{kind}"),
                )
            )
            items = [
                element(
                    "li",
                    element("a", *self.html.inline(words), href=f"#{kind}.{name}"),
                )
                for name, words in entries
            ]
            if items:
                nav.append(element("ul", *items))
        return nav

    def _listed(self) -> dict[str, list[tuple[str, Words]]]:
        """What the contents list; figures and sources as a whole."""
        known = self.knowledge
        return {
            "topics": [(t.id, t.title) for t in known.topics.values()],
            "answers": [(a.id, a.title) for a in known.answers.values()],
            "procedures": [(p.id, p.title) for p in known.procedures.values()],
            "parameters": [],
            "sources": [],
        }

    def _parts(self) -> Iterator[Element]:
        known = self.knowledge
        parts: list[tuple[str, Iterable[Child]]] = [
            ("topics", map(self.topic, known.topics.values())),
            ("answers", map(self.answer, known.answers.values())),
            ("procedures", map(self.procedure, known.procedures.values())),
            ("parameters", [self.figures("parameters", tuple(known.parameters))]),
            ("sources", [self.sources()]),
        ]
        for kind, children in parts:
            heading = self.html.heading(2, self.labels[kind], id=f"{kind}.title")
            part = element("section", heading, *children, id=kind)
            part.set("aria-labelledby", f"{kind}.title")
            yield part
