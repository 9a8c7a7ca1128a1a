"""The parts of the page that are one entry each: answers, procedures, tables."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from advice.model import Answer, Option, Procedure, Source, Step
from advice.preview.html import Child, day, element, links
from advice.preview.scene import Scene
from advice.procedures import usual_way


class Entries(Scene):
    """Answers, procedures, figures and sources."""

    def answer(self, answer: Answer) -> Element:
        held = [one for one in answer.versions if one.period.holds(self.as_of)][:1]
        body: list[Child] = []
        for version in held:
            body += [*self.html.said(version.say), self.cited(version.sources)]
        if not held:
            body += self.html.said(self.labels["no_version"])
        related = [
            (f"#{kind}.{name}", self.html.inline(found[name].title))
            for name in answer.related
            for kind, found in (
                ("topics", self.knowledge.topics),
                ("answers", self.knowledge.answers),
            )
            if name in found
        ]
        details = self.html.definitions(
            (
                (self.labels["follows"], self.procedure_links(answer.procedures)),
                (self.labels["related"], links(related)),
            )
        )
        return element(
            "section",
            self.html.heading(3, answer.title, answer.id),
            *body,
            details,
            id=f"answers.{answer.id}",
        )

    def procedure(self, procedure: Procedure) -> Element:
        usual = usual_way(procedure)
        order = [*usual, *(name for name in procedure.steps if name not in usual)]
        items = [self._step(procedure, procedure.steps[name]) for name in order]
        bring = [element("li", *self.html.inline(words)) for words in procedure.bring]
        seen = procedure.ui_checked.isoformat() if procedure.ui_checked else ""
        channel = self.labels[f"channel_{procedure.channel}"]
        details = self.html.definitions(
            (
                (self.labels["applies"], self.html.said(procedure.applies)),
                (self.labels["channel"], self.html.said(channel)),
                (self.labels["bring"], [element("ul", *bring)] if bring else []),
                (self.labels["rests_on"], self.source_links(procedure.sources)),
            )
        )
        return element(
            "section",
            self.html.heading(3, procedure.title, procedure.id),
            details,
            *(self.html.said(self.label("ui_checked", day=seen)) if seen else []),
            element("ol", *items, class_="steps"),
            id=f"procedures.{procedure.id}",
        )

    def _step(self, procedure: Procedure, step: Step) -> Element:
        here = f"procedures.{procedure.id}"
        code = element("code", f"{step.id} ({step.kind})")
        trouble: list[Child] = []
        if step.trouble:
            targets = dict.fromkeys((step.trouble.to, step.trouble.then))
            trouble = [*self.html.said(step.trouble.say), "→ "]
            trouble += links((f"#{here}.{n}", [n]) for n in targets)
        ways = [self._way(here, option, step) for option in step.options]
        details = self.html.definitions(
            (
                (self.labels["why"], self.html.said(step.why) if step.why else []),
                (self.labels["next"], [element("ul", *ways)] if ways else []),
                (self.labels["trouble"], trouble),
            )
        )
        say = self.html.said(self.filled(step.say))
        return element("li", code, *say, details, id=f"{here}.{step.id}")

    def _way(self, here: str, option: Option, step: Step) -> Element:
        link = element("a", option.to, href=f"#{here}.{option.to}")
        if step.kind == "do":
            return element("li", link)
        return element("li", *self.html.inline(option.label), " → ", link)

    def figures(self, caption: str, names: Sequence[str]) -> Element | None:
        heads = ("parameter", "value", "from", "place", "source", "checked")
        return self.html.table(
            self.labels[caption],
            [self.labels[head] for head in heads],
            [self._figure(name) for name in names],
        )

    def _figure(self, name: str) -> list[Child]:
        parameter = self.knowledge.parameters[name]
        title = element("span", *self.html.inline(parameter.title), " ")
        title.append(element("code", name))
        read = self.read(name)
        if read is None:
            why = parameter.no_value or self.labels["no_value"]
            return [title, element("div", *self.html.said(why)), "", "", "", ""]
        value = read.value
        start, end = value.period.start, value.period.end
        return [
            title,
            element(
                "span",
                *self.html.inline(
                    lambda lang: (
                        self.explainer.figure(name, value, lang)
                        + (f" {parameter.unit}" if parameter.unit else "")
                    )
                ),
            ),
            element(
                "span",
                day(start) if start else None,
                " – " if end else None,
                day(end) if end else None,
            ),
            element(
                "span",
                *self.html.inline(
                    lambda lang: self.explainer.values.region(value.region, lang)
                ),
            ),
            element("span", *self.source_links((value.source,))),
            day(value.checked),
        ]

    def sources(self) -> Element | None:
        heads = ("source", "rank", "in_force", "status", "checked")
        return self.html.table(
            self.labels["sources"],
            [self.labels[head] for head in heads],
            [self._source(source) for source in self.knowledge.sources.values()],
        )

    def _source(self, source: Source) -> list[Child]:
        title = element("span", *self.html.inline(source.title), " ")
        title.set("id", f"sources.{source.id}")
        title.append(element("code", source.id))
        if source.url.startswith("https://") or source.url.startswith("http://"):
            title.append(element("br"))
            title.append(element("a", source.url, href=source.url))
        if source.text:
            title.extend(self.html.said(source.text))
        status = self.labels["verified" if source.verified else "unverified"]
        rank = self.knowledge.phrases[f"rank_{source.rank}"]
        period = self.html.inline(
            lambda lang: self.explainer.period(source.in_force, lang)
        )
        return [
            title,
            element("span", *self.html.inline(rank)),
            element("span", *period),
            element("span", *self.html.inline(status)),
            day(source.checked),
        ]
