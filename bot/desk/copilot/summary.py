"""The contact summary (来电小结): facts, outcomes, sources, steps, as they were said.

Put together from the knowledge's phrases and the cards of the messages; no sentence in
it is made up. The agent may change it before it is kept.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from actions.rules import SHANGHAI, Rules
from advice import Decision, Language, Missing
from bot.desk.copilot.case import Case
from bot.desk.copilot.replying import shortened


class Message(Protocol):
    """What is read of a message of the transcript."""

    @property
    def by(self) -> str:
        """person, assistant or agent."""

    @property
    def at(self) -> float:
        """Seconds since 1970."""

    @property
    def card(self) -> dict[str, Any] | None:
        """What it says as data (docs/cards.md)."""


@dataclass(frozen=True)
class Told:
    """One outcome or answer that was said, or that the rules give now."""

    topic: str
    text: str
    sources: tuple[str, ...]
    as_of: dt.date
    confirm: bool


def summary(
    case: Case,
    decision: Decision | None,
    said: Sequence[Message],
    rules: Rules,
    lang: Language,
) -> str:
    """The summary of a conversation, in the agent's language."""
    cards = [message.card for message in said if message.card]
    told = _told(decision, cards, rules, lang)
    lines = [
        *_head(said, rules, lang),
        *_matters(case, told, rules, lang),
        *_facts(case, rules, lang),
        *(line for one in told for line in _outcome(one, rules, lang)),
        *_steps(cards, rules, lang),
        *_open(decision, rules, lang),
    ]
    return "\n".join(lines)


def _head(said: Sequence[Message], rules: Rules, lang: Language) -> list[str]:
    """When it was, and how much each side said."""
    if not said:
        return [rules.explainer.values.phrase("copilot_summary_empty", lang)]
    counts = {by: str(sum(one.by == by for one in said)) for by in _SIDES}
    return [
        rules.explainer.values.phrase(
            "copilot_summary_head",
            lang,
            **{"from": _moment(said[0].at), "to": _moment(said[-1].at)},
            **counts,
        )
    ]


_SIDES = ("person", "assistant", "agent")


def _told(
    decision: Decision | None,
    cards: Sequence[Mapping[str, Any]],
    rules: Rules,
    lang: Language,
) -> list[Told]:
    """Outcomes by topic, in the order in which they were first said.

    A topic's last outcome counts; of the present topic what the rules say now, for an
    agent may have said it in words of his own.
    """
    found: dict[str, Told] = {}
    for card in cards:
        if card["kind"] == "decision" or card["kind"] == "answer":
            found[card["topic"]] = _of_card(card, rules, lang)
    if decision is not None:
        if isinstance(decision, Missing):
            found.pop(decision.topic, None)
        else:
            found[decision.topic] = Told(
                decision.topic,
                shortened(rules.explainer.outcome(decision, lang), rules, lang),
                decision.trace.sources,
                decision.as_of,
                decision.confirm,
            )
    return list(found.values())


def _of_card(card: Mapping[str, Any], rules: Rules, lang: Language) -> Told:
    """What a message said, in the language in which it was said."""
    sources = [source for source in card["sources"]]
    return Told(
        str(card["topic"]),
        shortened(str(card["text"]), rules, lang),
        tuple(source["id"] for source in sources),
        dt.date.fromisoformat(card["as_of"]),
        not all(source["verified"] for source in sources),
    )


def _matters(
    case: Case, told: Sequence[Told], rules: Rules, lang: Language
) -> list[str]:
    names = [one.topic for one in told]
    if case.turn.topic:
        names.append(case.turn.topic)
    titles = [_title(name, rules, lang) for name in dict.fromkeys(names)]
    if not titles:
        return []
    values = rules.explainer.values
    joined = values.phrase("list_separator", lang).join(titles)
    return [values.phrase("copilot_summary_matters", lang, titles=joined)]


def _facts(case: Case, rules: Rules, lang: Language) -> list[str]:
    """Each fact with who said it."""
    values = rules.explainer.values
    if not case.turn.said:
        return [values.phrase("copilot_summary_no_facts", lang)]
    pieces = [
        values.phrase(
            "why_fact",
            lang,
            title=rules.knowledge.facts[name].title.say(lang),
            value=values.fact(name, said.value, lang),
            by=values.phrase(f"copilot_by_{said.by}", lang),
        )
        for name, said in case.turn.said.items()
    ]
    joined = values.phrase("cite_separator", lang).join(pieces)
    return [values.phrase("copilot_summary_facts", lang, facts=joined)]


def _outcome(told: Told, rules: Rules, lang: Language) -> list[str]:
    """What was said, by which articles, and whether it has to be confirmed."""
    values = rules.explainer.values
    known = [rules.knowledge.sources.get(name) for name in told.sources]
    titles = [source.title.say(lang) for source in known if source]
    lines = [
        values.phrase(
            "copilot_summary_outcome",
            lang,
            title=_title(told.topic, rules, lang),
            text=told.text,
        )
    ]
    if titles:
        joined = values.phrase("cite_separator", lang).join(titles)
        day = values.date(told.as_of, lang)
        lines.append(values.phrase("cite", lang, sources=joined, as_of=day))
    if told.confirm:
        lines.append(values.phrase("copilot_summary_confirm", lang))
    return lines


def _steps(
    cards: Sequence[Mapping[str, Any]], rules: Rules, lang: Language
) -> list[str]:
    """Procedures of which steps were given: from which to which, and the last one."""
    given: dict[str, list[Mapping[str, Any]]] = {}
    for card in cards:
        if card["kind"] == "step" and card["procedure"] in rules.knowledge.procedures:
            given.setdefault(card["procedure"], []).append(card)
    lines = []
    for name, steps in given.items():
        numbers = [int(step["number"]) for step in steps]
        ended = bool(steps[-1]["ended"])
        lines.append(
            rules.explainer.values.phrase(
                "copilot_summary_steps_done" if ended else "copilot_summary_steps",
                lang,
                title=rules.knowledge.procedures[name].title.say(lang),
                first=str(min(numbers)),
                last=str(numbers[-1]),
                total=str(steps[-1]["total"]),
                text=str(steps[-1]["text"]).split("\n")[0],
            )
        )
    return lines


def _open(decision: Decision | None, rules: Rules, lang: Language) -> list[str]:
    """What is still to be found out."""
    if not isinstance(decision, Missing):
        return []
    values = rules.explainer.values
    titles = [rules.knowledge.facts[name].title.say(lang) for name in decision.open]
    joined = values.phrase("list_separator", lang).join(titles)
    topic = _title(decision.topic, rules, lang)
    return [values.phrase("copilot_summary_open", lang, title=topic, facts=joined)]


def _title(topic: str, rules: Rules, lang: Language) -> str:
    known = rules.knowledge
    entry = known.topics.get(topic) or known.answers.get(topic)
    return entry.title.say(lang) if entry else topic


def _moment(seconds: float) -> str:
    """A moment in mainland China, to the minute."""
    return f"{dt.datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M}"
