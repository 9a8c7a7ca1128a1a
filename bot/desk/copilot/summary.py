"""The contact summary (来电小结): facts, then each matter with what was said of it.

Put together from the knowledge's phrases and the cards of the messages; no sentence in
it is made up. The agent may change it before it is kept.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from actions.language import language_of
from actions.rules import SHANGHAI, Rules
from advice import Decision, Language, Missing
from bot.desk.copilot.case import Case
from bot.desk.copilot.replying import MAX_CITED, shortened


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


Card = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What was said of a topic, or what the rules give now.

    `kind` is that of the card: decision, answer or general (docs/cards.md).
    """

    kind: str
    text: str
    sources: tuple[str, ...]
    as_of: dt.date
    confirm: bool


@dataclass
class Matter:
    """One topic of the conversation: its outcome, and the steps given after it."""

    topic: str
    told: Told | None = None
    general: Told | None = None
    steps: list[Card] = field(default_factory=list)


def summary(
    case: Case,
    decision: Decision | None,
    said: Sequence[Message],
    rules: Rules,
    lang: Language,
) -> str:
    """The summary of a conversation, in the agent's language."""
    matters = _matters(case, said, rules, lang)
    if decision is not None:
        _as_of_now(matters, decision, rules, lang)
    loose = matters.pop("", None)
    lines = [
        *_head(said, rules, lang),
        *_about([*matters], rules, lang),
        *_facts(case, rules, lang),
    ]
    for number, matter in enumerate(matters.values(), start=1):
        lines += _matter(number, matter, decision, rules, lang)
    lines += _steps(loose.steps, rules, lang) if loose else []
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


def _matters(
    case: Case, said: Sequence[Message], rules: Rules, lang: Language
) -> dict[str, Matter]:
    """Topics in the order in which they came up, each with what was said of it last.

    Steps belong to the topic before them; under "" stand those without one.
    """
    happened: list[tuple[float, str, Card | None]] = [
        *((at, topic, None) for at, topic in case.opened),
        *((one.at, "", one.card) for one in said if one.card),
    ]
    found: dict[str, Matter] = {}
    present = ""
    for _, topic, card in sorted(happened, key=lambda one: one[0]):
        if card is not None and card["kind"] in (*_TELLING, "question"):
            topic = str(card.get("topic") or "")
        present = topic or present
        if not topic and (card is None or card["kind"] != "step"):
            continue
        matter = found.setdefault(present, Matter(present))
        if card is not None and card["kind"] != "question":
            _take(card, matter, rules, lang)
    if case.turn.topic:
        found.setdefault(case.turn.topic, Matter(case.turn.topic))
    return found


_TELLING = ("decision", "answer", "general")


def _take(card: Card, matter: Matter, rules: Rules, lang: Language) -> None:
    """Put what a message says into its matter; what is said later counts."""
    if card["kind"] == "step":
        matter.steps.append(card)
    elif card["kind"] == "general":
        matter.general = _of_card(card, rules, lang)
    else:
        matter.told = _of_card(card, rules, lang)


def _as_of_now(
    matters: Mapping[str, Matter], decision: Decision, rules: Rules, lang: Language
) -> None:
    """Of the present topic what the rules say now, which an agent may have said."""
    matter = matters.get(decision.topic)
    if matter is None:
        return
    matter.told = None
    if not isinstance(decision, Missing):
        matter.told = Told(
            "decision",
            shortened(rules.explainer.outcome(decision, lang), rules, lang),
            decision.trace.sources,
            decision.as_of,
            decision.confirm,
        )


def _of_card(card: Card, rules: Rules, lang: Language) -> Told:
    """What a message said, in the language in which it was said.

    What holds for everybody is the knowledge's: it stands there in both.
    """
    text, topic = str(card["text"]), rules.knowledge.topics.get(str(card["topic"]))
    if card["kind"] == "general" and topic is not None:
        text = topic.summary.say(lang)
    sources = [source for source in card["sources"]]
    return Told(
        str(card["kind"]),
        shortened(text, rules, language_of(text) or lang),
        tuple(source["id"] for source in sources),
        dt.date.fromisoformat(card["as_of"]),
        not all(source["verified"] for source in sources),
    )


def _about(topics: Sequence[str], rules: Rules, lang: Language) -> list[str]:
    """The titles of all matters in a line."""
    if not topics:
        return []
    values = rules.explainer.values
    titles = [_title(topic, rules, lang) for topic in topics]
    joined = values.phrase("list_separator", lang).join(titles)
    return [values.phrase("copilot_summary_matters", lang, titles=joined)]


def _matter(
    number: int,
    matter: Matter,
    decision: Decision | None,
    rules: Rules,
    lang: Language,
) -> list[str]:
    """A topic with its outcome, sources and steps, and what is still open."""
    phrase, told = rules.explainer.values.phrase, matter.told or matter.general
    title = _title(matter.topic, rules, lang)
    lines = [phrase("copilot_summary_matter", lang, number=str(number), title=title)]
    if told is not None:
        lines += _outcome(told, rules, lang)
    else:
        lines.append(phrase("copilot_summary_nothing", lang))
    lines += _steps(matter.steps, rules, lang)
    if decision is not None and decision.topic == matter.topic:
        lines += _open(decision, rules, lang)
    return lines


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


_NAMES = {
    "decision": "copilot_summary_outcome",
    "answer": "copilot_summary_answer",
    "general": "copilot_summary_general",
}


def _outcome(told: Told, rules: Rules, lang: Language) -> list[str]:
    """What was said, by which articles, and whether it has to be confirmed."""
    values = rules.explainer.values
    known = [rules.knowledge.sources.get(name) for name in told.sources]
    titles = [source.title.say(lang) for source in known if source]
    lines = [values.phrase(_NAMES[told.kind], lang, text=told.text)]
    if titles:
        sources = values.phrase("cite_separator", lang).join(titles[:MAX_CITED])
        if len(titles) > MAX_CITED:
            total = str(len(titles))
            sources = values.phrase(
                "copilot_summary_more", lang, sources=sources, number=total
            )
        day = values.date(told.as_of, lang)
        lines.append(
            values.phrase("copilot_summary_sources", lang, sources=sources, as_of=day)
        )
    if told.confirm:
        lines.append(values.phrase("copilot_summary_confirm", lang))
    return lines


def _steps(cards: Sequence[Card], rules: Rules, lang: Language) -> list[str]:
    """Procedures of which steps were given: from which to which, and the last one."""
    given: dict[str, list[Card]] = {}
    for card in cards:
        if card["procedure"] in rules.knowledge.procedures:
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
    return [values.phrase("copilot_summary_open", lang, facts=joined)]


def _title(topic: str, rules: Rules, lang: Language) -> str:
    known = rules.knowledge
    entry = known.topics.get(topic) or known.answers.get(topic)
    return entry.title.say(lang) if entry else topic


def _moment(seconds: float) -> str:
    """A moment in mainland China, to the minute."""
    return f"{dt.datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M}"
