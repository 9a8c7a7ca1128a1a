"""What other systems are answered: the copilot's findings as data, nothing kept.

Requests come here checked (`bot.interface.document`); personal numbers are masked
before anything else looks at a text. Knows no HTTP.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from actions.language import language_of
from actions.rules import Rules
from actions.turn import FOCUS_DECISION
from advice import FactError, Language, Said, read_fact
from advice.json_form import decision_to_dict
from advice.model import Procedure
from bot.desk.copilot import Copilot
from bot.desk.copilot.facts import field_of
from bot.desk.copilot.procedure import told_procedure
from bot.desk.copilot.tracing import articles
from bot.guard import Masked, mask
from bot.interface.document import Fault
from bot.interface.problems import not_found, wrong

SCHEMA = 1
_MASK_AT_ONCE = 150  # characters; a longer text is masked in a thread
_CASE = ("topic", "candidates", "band", "question", "decision", "trace", "answer")

Body = Mapping[str, Any]
Understand = Callable[[str], Awaitable[dict[str, Any]]]


class Answers:
    """Answers each operation of the description."""

    def __init__(self, copilot: Copilot, understand: Understand) -> None:
        """`understand` says what a text means, as Rasa's `parse_message`."""
        self._copilot = copilot
        self._understand = understand

    @property
    def _rules(self) -> Rules:
        return self._copilot.rules

    async def assist(self, body: Body) -> dict[str, Any]:
        """A line of text: what it is about, what the rules say, what to reply."""
        masked = await _masked(body["text"])
        lang: Language = body.get("language") or language_of(masked.text) or "zh"
        parsed = await self._understand(masked.text)
        said = self._said(body)
        slots = {
            "facts": {n: {"value": s.value, "by": s.by} for n, s in said.items()},
            "topic": body.get("topic"),
            "focus": FOCUS_DECISION,
            "declined": body.get("declined") or [],
            "as_of": body.get("as_of"),
            "language": lang,
            "language_locked": True,
        }
        case = self._copilot.line(parsed, slots, body.get("asked"))
        view = self._copilot.look(case, {})
        panel = self._copilot.panels.panel(view, lang)
        before = {name: one.value for name, one in said.items()}
        return {
            "schema": SCHEMA,
            "language": lang,
            "as_of": panel["as_of"],
            "masked": list(masked.kinds),
            **{key: panel[key] for key in _CASE},
            "facts": dict(case.turn.known),
            "declined": list(case.turn.declined),
            "known": [_known(one, before) for one in panel["facts"]],
            "suggested_reply": _reply(panel),
            "sources": _sources(panel),
            "related": panel["related"],
            "procedures": panel["offered"],
        }

    async def decide(self, body: Body) -> dict[str, Any]:
        """The decision of a topic for known facts."""
        rules = self._rules
        decision = rules.advisor.decide(
            body["topic"],
            self._said(body),
            _day(body) or rules.today(),
            body.get("region"),
            declined=body.get("declined") or (),
        )
        lang: Language = body.get("language") or "zh"
        return decision_to_dict(decision, rules.knowledge, lang)

    async def topics(self, lang: Language) -> dict[str, Any]:
        """All topics by their titles."""
        known = self._rules.knowledge
        named = {
            **{n: (t.title, True) for n, t in known.topics.items()},
            **{
                n: (a.title, False)
                for n, a in known.answers.items()
                if n not in known.topics
            },
        }
        return {
            "knowledge": known.hash,
            "language": lang,
            "topics": [
                {"id": name, "title": title.say(lang), "decides": decides}
                for name, (title, decides) in named.items()
            ],
        }

    async def topic(self, lang: Language, name: str) -> dict[str, Any]:
        """One topic, with what it may ask. Raises Problem."""
        rules, day = self._rules, self._rules.today()
        table = rules.knowledge.topics.get(name)
        answer = rules.knowledge.answers.get(name)
        if table is not None:
            rows = (*table.rules, table.otherwise)
            procedures = tuple(p for row in rows for p in row.procedures)
            text, sources = table.summary.say(lang), table.summary_sources
            title = table.title
        elif answer is not None:
            version = next((v for v in answer.versions if v.period.holds(day)), None)
            procedures = answer.procedures
            text = version.say.say(lang) if version else ""
            sources = version.sources if version else ()
            title = answer.title
        else:
            raise not_found()
        told = articles(sources, day, rules, lang)
        return {
            "id": name,
            "title": title.say(lang),
            "decides": table is not None,
            "language": lang,
            "text": text,
            "facts": self._asked_by(name, lang) if table else [],
            "procedures": self._named(procedures, lang),
            "sources": told,
            "confirm": not all(source["verified"] for source in told),
        }

    async def procedures(self, lang: Language) -> dict[str, Any]:
        """All procedures by their titles."""
        return {
            "language": lang,
            "procedures": [
                {
                    "id": one.id,
                    "title": one.title.say(lang),
                    "applies": one.applies.say(lang),
                    "channel": one.channel,
                    "steps": len(one.steps),
                }
                for one in self._rules.knowledge.procedures.values()
            ],
        }

    async def procedure(self, lang: Language, name: str) -> dict[str, Any]:
        """One procedure with its steps. Raises Problem."""
        rules = self._rules
        found: Procedure | None = rules.knowledge.procedures.get(name)
        if found is None:
            raise not_found()
        return {
            **told_procedure(found, {}, rules, lang),
            "language": lang,
            "sources": articles(found.sources, rules.today(), rules, lang),
        }

    def _said(self, body: Body) -> dict[str, Said]:
        """The facts of a request. Raises Problem for a value that cannot be."""
        given = dict(body.get("facts") or {})
        if body.get("region"):
            given["region"] = body["region"]
        said: dict[str, Said] = {}
        faults: list[Fault] = []
        for name, raw in given.items():
            plain = int(raw) if isinstance(raw, float) else raw  # 5.0 is an integer
            try:
                value = read_fact(self._rules.knowledge, name, plain)
            except FactError as error:
                faults.append(Fault(f"/facts/{name}", error.fault))
            else:
                said[name] = Said(value, "caller")
        if faults:
            raise wrong(faults)
        return said

    def _asked_by(self, topic: str, lang: Language) -> list[dict[str, Any]]:
        facts = self._rules.knowledge.facts
        names = self._rules.advisor.facts_of(topic)
        return [
            {**field_of(spec, self._rules, lang), "ask": spec.ask.say(lang)}
            for spec in (facts[name] for name in names)
            if spec.ask is not None
        ]

    def _named(self, names: tuple[str, ...], lang: Language) -> list[dict[str, str]]:
        known = self._rules.knowledge.procedures
        return [
            {"id": name, "title": known[name].title.say(lang)}
            for name in dict.fromkeys(names)
        ]


def _sources(panel: Body) -> list[dict[str, Any]]:
    """The articles on which the suggested reply rests."""
    found = panel["trace"] or panel["answer"]
    return list(found["articles"]) if found else []


def _known(fact: Body, before: Mapping[str, object]) -> dict[str, Any]:
    """A fact as the interface shows it: who keeps it is the other system's business."""
    name = fact["fact"]
    heard = name not in before or before[name] != fact["value"]
    kept = {key: fact[key] for key in fact if key not in ("kept", "by_text", "at")}
    return {**kept, "heard": heard}


def _reply(panel: Body) -> dict[str, Any]:
    made = panel["reply"]["agent"]
    forms = {form: made[form] for form in ("plain", "list", "shorter")}
    return {"kind": panel["reply"]["kind"], **forms}


def _day(body: Body) -> dt.date | None:
    return dt.date.fromisoformat(body["as_of"]) if body.get("as_of") else None


async def _masked(text: str) -> Masked:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(whole) <= _MASK_AT_ONCE:
        return mask(whole)
    return await asyncio.to_thread(mask, whole)
