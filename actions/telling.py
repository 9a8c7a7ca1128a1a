"""Tells a decision to a citizen: the chat's face of `advice.decision`.

One outcome message with its citation, then what can follow as buttons.
"""

import datetime as dt
from collections.abc import Sequence

from actions.cards import answer_card, decision_card, general_card
from actions.desk import Desk
from actions.rules import Rules
from actions.turn import NEVER_ASKED, fact_payload, payload
from actions.voice import Button, Voice
from advice import Decision, Language, Refer, Result
from advice.model import Answer, AnswerVersion, FactSpec, Scalar
from search import Hit

MAX_PROCEDURES = 3
MAX_CITED = 2
FIRST_TOPICS = (
    "back_payment",
    "resume_contribution",
    "interruption_effect",
    "employer_nonpayment",
    "card_apply",
    "card_lost_replace",
)


def tell_decision(decision: Result | Refer, desk: Desk, voice: Voice) -> None:
    """Outcome, what it means for the guide's sentence, citation, and what follows."""
    lines = [
        *decision_lines(decision, desk, voice.language),
        voice.word("not_official"),
    ]
    card = decision_card(decision, desk, voice.language)
    voice.say("\n".join(lines), _what_follows(decision, desk, voice), card)


def decision_lines(decision: Result | Refer, rules: Rules, lang: Language) -> list[str]:
    """What is said of a decision, whoever says it; the outcome stands first."""
    explainer = rules.explainer
    lines = [
        explainer.outcome(decision, lang),
        explainer.for_you(decision, lang),
        explainer.citation(decision, lang),
        explainer.confirm(decision, lang),
    ]
    return [line for line in lines if line]


def tell_summary(
    decision: Decision, desk: Desk, voice: Voice, buttons: Sequence[Button] = ()
) -> None:
    """What holds for everybody, while facts are still missing."""
    topic, lang = desk.knowledge.topics[decision.topic], voice.language
    text = topic.summary.say(lang)
    cited = desk.explainer.cite(topic.summary_sources, decision, lang)
    voice.say(f"{text}\n{cited}", buttons, general_card(decision, desk, lang))


def tell_answer(
    answer: Answer, version: AnswerVersion, day: dt.date, desk: Desk, voice: Voice
) -> None:
    """An answer that needs no decision, with its citation and the day it holds on."""
    lang = voice.language
    lines = [*answer_lines(version, day, desk, lang), voice.word("not_official")]
    card = answer_card(answer, version, day, desk, lang)
    voice.say("\n".join(lines), procedure_buttons(answer.procedures, desk, voice), card)


def answer_lines(
    version: AnswerVersion, day: dt.date, rules: Rules, lang: Language
) -> list[str]:
    """What is said of such an answer, whoever says it; the answer stands first."""
    sources = [rules.knowledge.sources[name] for name in version.sources]
    values = rules.explainer.values
    lines = [
        version.say.say(lang),
        values.phrase(
            "cite",
            lang,
            sources=values.phrase("cite_separator", lang).join(
                source.title.say(lang) for source in sources
            ),
            as_of=values.date(day, lang),
        ),
    ]
    if not all(source.verified for source in sources):
        lines.append(values.phrase("confirm", lang))
    return lines


def tell_hits(hits: Sequence[Hit], said: str, desk: Desk, voice: Voice) -> None:
    """What search found nearest, with sources, and a button to open each."""
    values, lang = desk.explainer.values, voice.language
    lines = [voice.word(said)]
    confirm = False
    for hit in hits:
        sources = [desk.knowledge.sources[name] for name in hit.sources[:MAX_CITED]]
        confirm = confirm or not all(source.verified for source in sources)
        cited = values.phrase("cite_separator", lang).join(
            source.title.say(lang) for source in sources
        )
        lines.append(
            voice.word("found", title=hit.title, text=hit.excerpt, sources=cited)
        )
    if confirm:
        lines.append(voice.word("confirm"))
    voice.say("\n".join(lines), _hit_buttons(hits, desk, voice))


def tell_guide(decision: Decision, desk: Desk, voice: Voice) -> bool:
    """Box A beside box B, where the topic has a statement of the guide."""
    box = desk.explainer.guide_box(decision, voice.language)
    if box:
        voice.say(box)
    return bool(box)


def procedure_buttons(names: tuple[str, ...], desk: Desk, voice: Voice) -> list[Button]:
    """A button for each procedure that follows."""
    return [
        Button(
            voice.word(
                "button_procedure",
                title=desk.knowledge.procedures[name].title.say(voice.language),
            ),
            payload("start_procedure", procedure_id=name),
        )
        for name in names[:MAX_PROCEDURES]
    ]


def topic_buttons(topics: tuple[str, ...], desk: Desk, voice: Voice) -> list[Button]:
    """A button for each topic, by its title."""
    knowledge = desk.knowledge
    buttons = []
    for name in topics:
        entry = knowledge.topics.get(name) or knowledge.answers.get(name)
        if entry is not None:
            buttons.append(Button(entry.title.say(voice.language), payload(name)))
    return buttons


def choice_buttons(spec: FactSpec, desk: Desk, voice: Voice) -> list[Button]:
    """A button for each value that can be asked of a fact, and "I don't know"."""
    values: list[Scalar] = [*spec.values] or [*spec.suggest]
    buttons = [
        Button(
            desk.explainer.values.fact(spec.id, value, voice.language)
            if isinstance(value, str | int)
            else str(value),
            fact_payload("inform", spec.id, value),
        )
        for value in values
        if value not in NEVER_ASKED
    ]
    dont_know = payload("dont_know", fact_id=spec.id)
    return [*buttons, Button(voice.word("button_dont_know"), dont_know)]


def _hit_buttons(hits: Sequence[Hit], desk: Desk, voice: Voice) -> list[Button]:
    buttons: dict[str, Button] = {}
    for hit in hits:
        if hit.kind == "procedure":
            (button,) = procedure_buttons((hit.id,), desk, voice)
        elif hit.topic:
            (button,) = topic_buttons((hit.topic,), desk, voice)
        else:
            continue
        buttons.setdefault(button.payload, button)
    none = Button(voice.word("button_none"), payload("nlu_fallback"))
    return [*buttons.values(), none]


def _what_follows(decision: Result | Refer, desk: Desk, voice: Voice) -> list[Button]:
    names = decision.rule.procedures if decision.rule else ()
    buttons = procedure_buttons(names, desk, voice)
    buttons.append(Button(voice.word("button_why"), payload("why")))
    if decision.trace.said:
        buttons.append(Button(voice.word("button_what_if"), payload("what_if")))
    if decision.counts:
        buttons.append(Button(voice.word("button_count_days"), payload("count_days")))
    if decision.as_of != desk.today():
        today = payload("inform", as_of=desk.today().isoformat())
        buttons.append(Button(voice.word("button_today"), today))
    if isinstance(decision, Refer):
        buttons.append(Button(voice.word("button_person"), payload("human_agent")))
    return buttons
