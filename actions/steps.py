"""Tells the steps of a procedure: the chat's face of `advice.procedures`."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from rasa_sdk.events import EventType, SlotSet

from actions.cards import step_card
from actions.desk import Desk
from actions.hearing import plain_words
from actions.rules import Rules
from actions.turn import FOCUS_PROCEDURE, Turn, payload
from actions.voice import Button, Voice
from advice import FactValue, Language
from advice.counting import tell_count
from advice.days import DayCount, NoCalendar
from advice.model import Option, Procedure, Step
from advice.parameters import NoValue
from advice.procedures import (
    Position,
    progress,
    step_at,
    waiting_days,
    waiting_time,
)

LIKE_A_LABEL = 0.8


def current_procedure(turn: Turn, desk: Rules) -> Procedure | None:
    """The procedure that the person is in."""
    if turn.position is None:
        return None
    return desk.knowledge.procedures.get(turn.position.procedure)


def awaited_fact(turn: Turn, desk: Rules) -> str | None:
    """The fact that the present step of a procedure waits for, in focus only."""
    procedure = current_procedure(turn, desk)
    in_focus = turn.focus == FOCUS_PROCEDURE and not turn.in_form
    if procedure is None or turn.position is None or not in_focus:
        return None
    step = step_at(procedure, turn.position)
    return step.days.start_fact if step.days else None


@dataclass(frozen=True)
class ChosenOption:
    """An option of the present step that was named in words."""

    procedure: Procedure
    position: Position
    id: str


def chosen_option(turn: Turn, desk: Desk) -> ChosenOption | None:
    """The option of the present step whose label the message says, if one does."""
    procedure = current_procedure(turn, desk)
    in_focus = turn.focus == FOCUS_PROCEDURE and not turn.in_form
    if procedure is None or turn.position is None or not in_focus:
        return None
    typed = plain_words(turn.text)
    step = step_at(procedure, turn.position)
    if not typed or step.kind not in ("choose", "check"):
        return None
    if step.kind == "check":  # the words of the question said back: "找到了"
        asked = [plain_words(text) for text in (step.say.zh, step.say.en)]
        said_back = len(typed) > 1 and any(typed in text for text in asked)
        return ChosenOption(procedure, turn.position, "yes") if said_back else None
    likeness = {
        option.id: max(
            _likeness(typed, plain_words(label))
            for label in (option.label.zh, option.label.en)
        )
        for option in step.options
    }
    best = max(likeness, key=likeness.__getitem__)
    if likeness[best] < LIKE_A_LABEL:
        return None
    return ChosenOption(procedure, turn.position, best)


def _likeness(typed: str, label: str) -> float:
    """Share of the shorter text that both have in common, in one piece or several."""
    matcher = SequenceMatcher(None, typed, label, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    return common / min(len(typed), len(label))


def offered_procedures(turn: Turn, desk: Rules) -> tuple[str, ...]:
    """The procedures that follow from the present topic's decision or answer."""
    if turn.topic is None:
        return ()
    if turn.topic in desk.knowledge.topics:
        decision = desk.advisor.decide(
            turn.topic, turn.said, turn.as_of or desk.today(), declined=turn.declined
        )
        rule = None if decision.kind == "missing" else decision.rule
        if rule and rule.procedures:
            return rule.procedures
        rules = desk.knowledge.topics[turn.topic].rules
        possible = decision.trace.possible
        names = [n for rule in rules if rule.id in possible for n in rule.procedures]
        return tuple(dict.fromkeys(names))
    answer = desk.knowledge.answers.get(turn.topic or "")
    return answer.procedures if answer else ()


def standing_at(position: Position) -> list[EventType]:
    """Slot events for a position."""
    return [
        SlotSet("procedure", position.to_dict()),
        SlotSet("focus", FOCUS_PROCEDURE),
        SlotSet("paused", False),
        SlotSet("failures", 0),
    ]


def say_step(
    position: Position, known: dict[str, FactValue], desk: Desk, voice: Voice
) -> None:
    """One step with how far it is and what can be done."""
    procedure = desk.knowledge.procedures[position.procedure]
    step = step_at(procedure, position)
    done = progress(procedure, position)
    title = procedure.title.say(voice.language)
    head = voice.word(
        "step_end" if done.ended else "step_head",
        number=str(done.number),
        total=str(done.total),
        title=title,
    )
    text = step_text(step, known, desk, voice.language)
    lines = [head, text]
    if step.days and step.days.start_fact not in known:
        fact = desk.knowledge.facts[step.days.start_fact]
        lines.append((fact.ask or fact.title).say(voice.language))
    if done.ended:
        sources = [desk.knowledge.sources[name] for name in procedure.sources]
        if not all(source.verified for source in sources):
            lines.append(voice.word("confirm"))
    card = step_card(position, "\n".join(lines[1:]), desk, voice.language)
    voice.say("\n".join(lines), step_buttons(procedure, position, desk, voice), card)


def step_text(
    step: Step, known: Mapping[str, FactValue], desk: Rules, lang: Language
) -> str:
    """A step's words, with its waiting time in them."""
    names = step.say.placeholders()
    if not names:
        return step.say.say(lang)
    phrase = desk.explainer.values.phrase
    try:
        count = waiting_time(desk.advisor, step, known, desk.today())
        days = waiting_days(desk.advisor, step, known, desk.today())
    except NoCalendar as error:
        return phrase("refer_no_calendar", lang, year=str(error.year))
    except NoValue:
        return phrase("days_not_known", lang)
    if count is None:
        return phrase("wait_days", lang, days=str(days))
    ready = desk.explainer.values.date(count.end, lang)
    given = {"working_days": str(days), "ready_on": ready}
    text = step.say.say(lang, given)
    if count.provisional:
        years = phrase("list_separator", lang).join(map(str, count.provisional))
        text += "\n" + phrase("count_provisional", lang, years=years)
    return text


def ways_on(step: Step, numbers: dict[str, int], voice: Voice) -> str:
    """Where the options of a step lead, by the steps' numbers; empty for one way."""
    if len(step.options) < 2:
        return ""
    pieces = []
    for option in step.options:
        label = option.label.say(voice.language)
        if step.kind == "check":
            label = voice.word(option.id)
        pieces.append(voice.word("way", label=label, number=str(numbers[option.to])))
    return voice.word("ways", list=voice.word("list_separator").join(pieces))


def step_count(turn: Turn, desk: Desk) -> DayCount | None:
    """The day count behind the present step, if it waits and its start is known."""
    procedure = current_procedure(turn, desk)
    if procedure is None or turn.position is None:
        return None
    step = step_at(procedure, turn.position)
    try:
        return waiting_time(desk.advisor, step, turn.known, desk.today())
    except (NoCalendar, NoValue):
        return None


def told_count(count: DayCount, desk: Desk, voice: Voice) -> str:
    """A day count, step by step."""
    return "\n".join(tell_count(count, desk.explainer.values, voice.language))


def option_label(step: Step, option: Option, desk: Rules, lang: Language) -> str:
    """What is pressed for an option of a step."""
    if step.kind == "choose":
        return option.label.say(lang)
    name = "button_done" if option.id == "done" else option.id
    return desk.explainer.values.phrase(name, lang)


def step_buttons(
    procedure: Procedure, position: Position, desk: Rules, voice: Voice
) -> list[Button]:
    """What can be done at a step."""
    step = step_at(procedure, position)
    if step.kind == "end":
        return [Button(voice.word("button_all_steps"), payload("show_steps"))]
    buttons = [
        Button(
            option_label(step, option, desk, voice.language),
            payload("next_step", option_id=option.id, value=step.id),
        )
        for option in step.options
    ]
    if position.history:
        buttons.append(Button(voice.word("button_back"), payload("previous_step")))
    if step.trouble:
        buttons.append(Button(voice.word("button_trouble"), payload("cannot_find")))
    buttons.append(Button(voice.word("button_all_steps"), payload("show_steps")))
    return buttons
