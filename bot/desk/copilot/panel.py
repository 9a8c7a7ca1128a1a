"""The copilot's panel: everything of it is decided anew each time, and nothing kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.case import decide_supposing, law_day
from actions.deciding import answer_on
from actions.rules import Rules
from actions.steps import offered_procedures
from actions.supposing import same_answer
from actions.turn import FOCUS_DECISION, FOCUS_PROCEDURE
from advice import LANGUAGES, Decision, FactValue, Language, Missing
from advice.json_form import decision_to_dict
from bot.desk.copilot import facts, tracing
from bot.desk.copilot.case import Candidate, Case
from bot.desk.copilot.facts import Supposed
from bot.desk.copilot.procedure import told_position
from bot.desk.copilot.replying import Subject, reply
from search import Hit

SCHEMA = 1
MAX_RELATED = 5
NOTHING = Supposed({})


@dataclass(frozen=True)
class View:
    """A case and what the rules say of it, with what an agent supposes."""

    case: Case
    decision: Decision | None
    supposed: dict[str, FactValue]
    by: str
    unsupposed: Decision | None


class Panels:
    """Makes panels in either language."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def look(self, case: Case, supposed: Supposed = NOTHING) -> View:
        """Decide a case; an agent's supposition comes before the person's own."""
        turn, rules = case.turn, self.rules
        if turn.topic is None or turn.topic not in rules.knowledge.topics:
            return View(case, None, {}, "", None)
        what_if = dict(supposed.facts) or dict(turn.supposed)
        by = "agent" if supposed.facts or supposed.without else "person"
        said = {n: v for n, v in turn.said.items() if n not in supposed.without}
        asked = replace(turn, said=said)
        plain = decide_supposing(turn, rules, turn.topic, {})
        if not what_if and not supposed.without:
            return View(case, plain, {}, "", None)
        other = decide_supposing(asked, rules, turn.topic, what_if, by)
        return View(case, other, what_if, by, plain)

    def panel(self, view: View, lang: Language) -> dict[str, Any]:
        """The panel of a view, words in the agent's language."""
        case, decision, rules = view.case, view.decision, self.rules
        day = law_day(case.turn, rules)
        hits = self._related(case, lang, day)
        missing = decision if isinstance(decision, Missing) else None
        return {
            "schema": SCHEMA,
            "language": case.turn.language,
            "lang": lang,
            "as_of": day.isoformat(),
            "today": day == rules.today(),
            "claimed": case.claimed,
            "topic": self._topic(case, lang),
            "candidates": [self._candidate(one, lang) for one in case.others],
            "band": case.band,
            "facts": facts.known(case, decision, rules, lang),
            "derived": facts.derived(decision, rules, lang) if decision else [],
            "open": facts.still_open(case, decision, rules, lang),
            "question": facts.question_of(missing, rules, lang) if missing else None,
            "decision": decision_to_dict(decision, rules.knowledge, lang)
            if decision
            else None,
            "trace": tracing.told_trace(decision, rules, lang) if decision else None,
            "answer": self._answer(case, lang, day),
            "supposed": self._supposed(view, lang),
            "related": [self._hit(hit, lang) for hit in hits],
            "procedure": self._procedure(case, lang),
            "offered": self._offered(case, lang),
            "reply": self.replies(view, lang, hits),
        }

    def replies(
        self, view: View, lang: Language, hits: Sequence[Hit] = ()
    ) -> dict[str, Any]:
        """The suggested reply in the citizen's language and in the agent's."""
        nearest = self._nearest(view.case, hits)
        turn = view.case.turn
        in_steps = turn.focus == FOCUS_PROCEDURE and view.by != "agent"
        position = turn.position if in_steps else None
        subject = Subject(position, view.decision, view.supposed, nearest)
        made = {
            one: reply(view.case, subject, self.rules, one)
            for one in dict.fromkeys((turn.language, lang))
        }
        return {
            "kind": made[lang].kind,
            "citizen": made[turn.language].to_dict(turn.language),
            "agent": made[lang].to_dict(lang),
        }

    def _topic(self, case: Case, lang: Language) -> dict[str, Any] | None:
        topic = case.turn.topic
        if topic is None or not self._title(topic, lang):
            return None
        return {
            "id": topic,
            "title": self._title(topic, lang),
            "decides": topic in self.rules.knowledge.topics,
            "sure": None if case.sure is None else round(case.sure, 3),
            "also": [
                {"id": name, "title": self._title(name, lang)} for name in case.also
            ],
        }

    def _candidate(self, one: Candidate, lang: Language) -> dict[str, Any]:
        title = self._title(one.topic, lang)
        return {"id": one.topic, "title": title, "sure": round(one.sure, 3)}

    def _title(self, topic: str, lang: Language) -> str:
        known = self.rules.knowledge
        entry = known.topics.get(topic) or known.answers.get(topic)
        return entry.title.say(lang) if entry else ""

    def _answer(
        self, case: Case, lang: Language, day: dt.date
    ) -> dict[str, Any] | None:
        """The answer of a topic without a table; without a text where none holds."""
        rules = self.rules
        answer = rules.knowledge.answers.get(case.turn.topic or "")
        if answer is None:
            return None
        version = answer_on(answer.id, day, rules)
        return {
            "id": answer.id,
            "title": answer.title.say(lang),
            "text": version.say.say(lang) if version else None,
            "period": rules.explainer.period(version.period, lang) if version else None,
            "articles": tracing.articles(version.sources, day, rules, lang)
            if version
            else [],
        }

    def _supposed(self, view: View, lang: Language) -> dict[str, Any] | None:
        if view.unsupposed is None or view.decision is None:
            return None
        values, specs = self.rules.explainer.values, self.rules.knowledge.facts
        return {
            "by": view.by,
            "facts": [
                {
                    "fact": name,
                    "title": specs[name].title.say(lang),
                    "value": value,
                    "text": values.fact(name, value, lang),
                }
                for name, value in view.supposed.items()
            ],
            "same": same_answer(view.decision, view.unsupposed),
            "before": decision_to_dict(view.unsupposed, self.rules.knowledge, lang),
        }

    def _related(self, case: Case, lang: Language, day: dt.date) -> list[Hit]:
        """What search finds for the person's words, the present topic left out."""
        turn = case.turn
        text = "" if turn.is_button else turn.text
        title = self._title(turn.topic, turn.language) if turn.topic else ""
        words = f"{title} {text}".strip()
        if not words:
            return []
        found = self.rules.search.find(words, lang, MAX_RELATED + 1, day=day)
        return [hit for hit in found if hit.id != turn.topic][:MAX_RELATED]

    def _hit(self, hit: Hit, lang: Language) -> dict[str, Any]:
        sources = self.rules.knowledge.sources
        return {
            "kind": hit.kind,
            "id": hit.id,
            "title": hit.title,
            "excerpt": hit.excerpt,
            "topic": hit.topic or None,
            "path": f"/faq/{hit.kind}/{hit.id}",
            "sources": [sources[name].title.say(lang) for name in hit.sources],
            "verified": all(sources[name].verified for name in hit.sources),
        }

    def _nearest(
        self, case: Case, hits: Sequence[Hit]
    ) -> dict[Language, tuple[str, ...]]:
        """Titles of what may be meant: by the ranking, then by search."""
        names = [one.topic for one in case.others]
        names += [hit.topic for hit in hits if hit.topic]
        return {
            lang: tuple(self._title(name, lang) for name in dict.fromkeys(names))
            for lang in LANGUAGES
        }

    def _procedure(self, case: Case, lang: Language) -> dict[str, Any] | None:
        turn = case.turn
        if turn.position is None:
            return None
        return {
            **told_position(turn.position, turn.known, self.rules, lang),
            "paused": turn.paused,
            "in_focus": turn.focus == FOCUS_PROCEDURE,
        }

    def _offered(self, case: Case, lang: Language) -> list[dict[str, str]]:
        """Procedures that may follow."""
        if case.turn.topic is None:
            return []
        procedures = self.rules.knowledge.procedures
        return [
            {"id": name, "title": procedures[name].title.say(lang)}
            for name in offered_procedures(case.turn, self.rules)
        ]


def on_topic(case: Case, topic: str) -> Case:
    """The same case as if another topic had been asked."""
    turn = replace(case.turn, topic=topic, focus=FOCUS_DECISION, declined=())
    sure = next((one.sure for one in case.others if one.topic == topic), None)
    others = tuple(one for one in case.others if one.topic != topic)
    return replace(case, turn=turn, sure=sure, others=others)
