"""The suggested reply: what the rules say, in the knowledge's words, to edit and send.

Three forms of the same: plain, as a list, shorter. Nothing is sent from here. What is
short is whole sentences, never half of one, and keeps the call to confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from actions.cards import Card, answer_card, decision_card, question_card, step_card
from actions.case import facts_in_words
from actions.deciding import answer_on
from actions.rules import Rules
from actions.steps import step_text
from actions.telling import answer_lines, decision_lines
from actions.turn import NEVER_ASKED
from advice import Decision, FactValue, Language, Missing
from advice.procedures import Position, progress, step_at, usual_way
from advice.sentences import beginning, sentences
from bot.desk.copilot.case import Case

SHORT: dict[Language, int] = {"zh": 70, "en": 180}  # characters
LEAST: dict[Language, int] = {"zh": 12, "en": 30}  # a bare "yes" says too little
MAX_CITED = 2
MAX_CHOICES = 3
BULLET = "· "

Kind = Literal["decision", "question", "answer", "step", "which"]


@dataclass(frozen=True)
class Reply:
    """One reply in one language; `card` says the plain form as data, where it can."""

    kind: Kind
    plain: str
    list: str
    shorter: str
    card: Card | None = None

    def to_dict(self, lang: Language) -> dict[str, Any]:
        """Plain data."""
        return {
            "language": lang,
            "plain": self.plain,
            "list": self.list,
            "shorter": self.shorter,
            "card": self.card,
        }


@dataclass(frozen=True)
class Subject:
    """What is to be replied to: the first of these that there is.

    `nearest` are titles of what may be meant, in each language.
    """

    position: Position | None
    decision: Decision | None
    supposed: dict[str, FactValue]
    nearest: dict[Language, tuple[str, ...]]


def reply(case: Case, subject: Subject, rules: Rules, lang: Language) -> Reply:
    """The reply in a language."""
    if subject.position is not None:
        return _step(subject.position, case, rules, lang)
    if isinstance(subject.decision, Missing):
        made = _question(subject.decision, case, rules, lang)
    elif subject.decision is not None:
        made = _decision(subject.decision, rules, lang)
    else:
        return _answer(case, rules, lang) or _which(subject.nearest[lang], rules, lang)
    return _supposing(made, subject.supposed, rules, lang)


def _decision(decision: Any, rules: Rules, lang: Language) -> Reply:
    """An outcome; a list names the procedures that follow."""
    lines = decision_lines(decision, rules, lang)
    names = decision.rule.procedures if decision.rule else ()
    cited = rules.explainer.cite(decision.trace.sources[:MAX_CITED], decision, lang)
    confirm = rules.explainer.confirm(decision, lang)
    short = shortened(lines[0], rules, lang)
    return Reply(
        "decision",
        plain="\n".join(lines),
        list="\n".join([*_bullets(lines), *_offers(names, rules, lang)]),
        shorter="\n".join(filter(None, [short, cited, confirm])),
        card=decision_card(decision, rules, lang),
    )


def _question(decision: Missing, case: Case, rules: Rules, lang: Language) -> Reply:
    """The next question; the first one comes after what holds for everybody.

    Choices have numbers, for the help of a fact says "the first" and "the second".
    """
    topic = rules.knowledge.topics[decision.topic]
    spec = rules.knowledge.facts[decision.ask]
    question = (spec.ask or spec.title).say(lang)
    before = [spec.help.say(lang)] if spec.help else []
    if not any(name in case.turn.said for name in topic.facts):
        cited = rules.explainer.cite(topic.summary_sources, decision, lang)
        before = [topic.summary.say(lang), cited]
    labels = [w.say(lang) for v, w in spec.values.items() if v not in NEVER_ASKED]
    choices = [f"{number}. {label}" for number, label in enumerate(labels, start=1)]
    return Reply(
        "question",
        plain="\n".join([*before, question, *choices]),
        list="\n".join([question, *choices]),
        shorter=question,
        card=question_card(spec, decision.topic),
    )


def _answer(case: Case, rules: Rules, lang: Language) -> Reply | None:
    """An answer that needs no decision, if it holds on the day."""
    day = case.turn.as_of or rules.today()
    answer = rules.knowledge.answers.get(case.turn.topic or "")
    version = answer_on(answer.id, day, rules) if answer else None
    if answer is None or version is None:
        return None
    lines = answer_lines(version, day, rules, lang)
    offers = _offers(answer.procedures, rules, lang)
    return Reply(
        "answer",
        plain="\n".join(lines),
        list="\n".join([*_bullets(lines), *offers]),
        shorter="\n".join([shortened(lines[0], rules, lang), *lines[1:]]),
        card=answer_card(answer, version, day, rules, lang),
    )


def _step(position: Position, case: Case, rules: Rules, lang: Language) -> Reply:
    """The present step; a list has the usual way from here on."""
    procedure = rules.knowledge.procedures[position.procedure]
    step, done = step_at(procedure, position), progress(procedure, position)
    known, phrase = case.turn.known, rules.explainer.values.phrase
    text = step_text(step, known, rules, lang)
    head = phrase(
        "step_end" if done.ended else "step_head",
        lang,
        number=str(done.number),
        total=str(done.total),
        title=procedure.title.say(lang),
    )
    way = [procedure.steps[name] for name in usual_way(procedure, step.id)]
    numbered = [
        f"{number}. {step_text(one, known, rules, lang)}"
        for number, one in enumerate(way, start=done.number)
    ]
    why = [step.why.say(lang)] if step.why else []
    plain = "\n".join([head, text, *why])
    return Reply(
        "step",
        plain=plain,
        list="\n".join([procedure.title.say(lang), *numbered]),
        shorter=text,
        card=step_card(position, text, rules, lang),
    )


def _which(titles: Sequence[str], rules: Rules, lang: Language) -> Reply:
    """Not clear what was asked: which of these, or simply what."""
    phrase = rules.explainer.values.phrase
    if not titles:
        asked = phrase("copilot_reply_what", lang)
        return Reply("which", asked, asked, asked)
    named = titles[:MAX_CHOICES]
    either = phrase("value_separator", lang).join(named)
    intro = phrase("copilot_reply_which_of", lang)
    return Reply(
        "which",
        plain=phrase("copilot_reply_which", lang, titles=either),
        list="\n".join([intro, *(f"{BULLET}{title}" for title in named)]),
        shorter=phrase("copilot_reply_what", lang),
    )


def _supposing(
    made: Reply, supposed: dict[str, FactValue], rules: Rules, lang: Language
) -> Reply:
    """The same with what it supposes said first, and without a card."""
    if not supposed:
        return made
    facts = facts_in_words(supposed, rules, lang)
    head = rules.explainer.values.phrase("copilot_reply_supposing", lang, facts=facts)
    return Reply(
        made.kind,
        plain=f"{head}\n{made.plain}",
        list=f"{head}\n{made.list}",
        shorter=f"{head}\n{made.shorter}",
    )


def shortened(text: str, rules: Rules, lang: Language) -> str:
    """The first sentences of a text; notes on lines of their own stay as they are.

    Such lines say that a date is provisional, or what holds in each open case: without
    them the sentences before would say too much.
    """
    takes_back = rules.explainer.values.phrase("copilot_takes_back", lang).split("|")
    said, *notes = text.split("\n")
    kept = beginning(said, SHORT[lang], takes_back, LEAST[lang]).strip()
    return "\n".join([kept, *notes])


def _bullets(lines: Sequence[str]) -> list[str]:
    """Each sentence of the first line on a line of its own, then the other lines."""
    cut = (part.strip().removeprefix(BULLET.strip()) for part in sentences(lines[0]))
    return [*(f"{BULLET}{part.strip()}" for part in cut if part.strip()), *lines[1:]]


def _offers(names: Sequence[str], rules: Rules, lang: Language) -> list[str]:
    """A line with the procedures that may follow."""
    if not names:
        return []
    titles = [rules.knowledge.procedures[name].title.say(lang) for name in names]
    values = rules.explainer.values
    joined = values.phrase("list_separator", lang).join(titles)
    return [values.phrase("copilot_reply_procedures", lang, titles=joined)]
