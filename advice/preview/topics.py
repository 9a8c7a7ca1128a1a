"""The topics of the page, with all their rows."""

from xml.etree.ElementTree import Element

from advice.model import Rule, Topic
from advice.preview.entries import Entries
from advice.preview.html import Text, element
from advice.words import Language


class Topics(Entries):
    """Topics and rows."""

    def topic(self, topic: Topic) -> Element:
        names = {p for rule in topic.rules for p in rule.parameters}
        for fact in self.advisor.facts_of(topic.id):
            derived = self.knowledge.facts[fact].derived
            names |= {derived.parameter} if derived and derived.parameter else set()
        names |= {*topic.otherwise.parameters}
        return element(
            "section",
            self.html.heading(3, topic.title, topic.id),
            *self.html.said(topic.summary),
            self.cited(topic.summary_sources),
            self._guide(topic),
            self.figures("parameters", sorted(names)),
            *(self._rule(topic, rule) for rule in (*topic.rules, topic.otherwise)),
            id=f"topics.{topic.id}",
        )

    def _guide(self, topic: Topic) -> Element | None:
        if not topic.guide:
            return None
        statement = self.knowledge.guide[topic.guide]
        pairs = self.html.definitions(
            (self.labels[label], self.html.said(words))
            for label, words in (
                ("guide_claim", statement.claim),
                ("guide_law", statement.law),
                ("guide_differs", statement.differs),
            )
        )
        return element("div", pairs, self.cited(statement.sources), class_="guide")

    def _rule(self, topic: Topic, rule: Rule) -> Element:
        idle = self.why_idle(rule)
        kind = self.labels["refers"] if rule.kind == "refer" else None
        head = element("h4", element("code", rule.id), " → ")
        head.append(element("code", rule.outcome))
        return element(
            "article",
            head,
            *(self.html.said(idle) if idle else []),
            *(self.html.said(kind) if kind else []),
            *self.html.said(self.filled(rule.say)),
            self._rule_details(rule, last=rule is topic.otherwise),
            id=f"topics.{topic.id}.{rule.id}",
            class_="idle" if idle else rule.kind,
        )

    def _rule_details(self, rule: Rule, last: bool) -> Element | None:
        say = self.html.said

        def condition(lang: Language) -> str:
            if last:
                return self.labels["otherwise"].say(lang)
            return self.explainer.conditions(rule, lang)

        def needs(lang: Language) -> str:
            facts = self.knowledge.facts
            return self.joined((facts[name].title for name in rule.needs), lang)

        for_you = say(self.filled(rule.for_you)) if rule.for_you else []
        return self.html.definitions(
            (
                (self.labels["when"], say(condition)),
                (self.labels["for_you"], for_you),
                (self.labels["needs"], say(needs) if rule.needs else []),
                (self.labels["follows"], self.procedure_links(rule.procedures)),
                (self.labels["rests_on"], self.source_links(rule.sources)),
            )
        )

    def why_idle(self, rule: Rule) -> Text | None:
        """Why a row cannot apply on the day and in the place; None where it can."""
        sources = self.knowledge.sources
        for name in rule.sources:
            if not sources[name].in_force.holds(self.as_of):
                title = sources[name].title
                return self._not_now("source_not_in_force", source=title.say)
        for fact, allowed in rule.when.items():
            value = self.settled(fact)
            if value is not None and value not in allowed:
                spec = self.knowledge.facts[fact]
                label = spec.values[value].say
                return self._not_now("fact_is", fact=spec.title.say, value=label)
        return None

    def _not_now(self, why: str, **given: Text) -> Text:
        def say(lang: Language) -> str:
            said = {name: text(lang) for name, text in given.items()}
            reason = self.labels[why].say(lang, said)
            return self.labels["not_now"].say(lang, {"why": reason})

        return say
