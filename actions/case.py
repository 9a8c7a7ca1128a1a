"""The case of a turn: which facts matter, what was heard, what the rules say of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType

from actions.desk import Desk
from actions.hearing import Heard, hear, says_only
from actions.rules import Rules
from actions.turn import DESK_CHANNEL, FOCUS_DECISION, Turn, facts_set, instead_of
from actions.voice import Voice
from advice import Decision, FactValue, Language, Said

SHORT_TEXT = {"zh": 10, "en": 36}

# Derivations that fill a fact from another but do not say what it is.
ONLY_HINTS = ("known", "if_said", "same_when")


def facts_in_play(desk: Rules, topic: str | None) -> tuple[str, ...]:
    """The facts that matter for a topic; none for a topic without a table."""
    if topic is None or topic not in desk.knowledge.topics:
        return ()
    return desk.advisor.facts_of(topic)


def hear_now(
    turn: Turn, desk: Rules, topic: str | None, requested: str | None = None
) -> Heard:
    """The facts of the present message, understood for a topic.

    `requested` is a fact that was asked for outside the form.
    """
    if requested is not None:
        turn = replace(turn, requested=requested)
    return hear(turn, desk.knowledge, facts_in_play(desk, topic))


def is_follow_up(turn: Turn, desk: Rules, topic: str) -> bool:
    """Whether a short message only gives another value: "and medical?".

    One that is nothing but the value ("女工人") is none of another topic's either.
    """
    known = desk.knowledge.topics
    if turn.is_button or turn.topic not in known or topic == turn.topic:
        return False
    if turn.focus != FOCUS_DECISION or len(turn.text) > SHORT_TEXT[turn.language]:
        return False
    heard = hear_now(turn, desk, turn.topic).facts
    said = {name for name in heard if name in turn.said}
    return bool(said) and (topic not in known or says_only(turn, said))


def asked_once(turn: Turn, desk: Rules, topic: str) -> tuple[str, ...]:
    """Facts said before that only say what was asked then (`once`).

    They do not answer a new question in the same topic that says nothing of the case.
    """
    if turn.is_button or topic != turn.topic or hear_now(turn, desk, topic).facts:
        return ()
    facts = desk.knowledge.facts
    mine = [name for name in facts_in_play(desk, topic) if name in turn.said]
    return tuple(name for name in mine if turn.said[name].value in facts[name].once)


def keep_heard(
    turn: Turn, desk: Desk, facts: Mapping[str, FactValue]
) -> list[EventType]:
    """Slot events for heard facts."""
    by = "button" if turn.is_button else "person"
    if turn.channel == DESK_CHANNEL:
        by = "caller"
    return keep_said(turn, desk, facts, by, desk.now().isoformat(timespec="seconds"))


def overtaken(turn: Turn, desk: Rules, heard: Mapping[str, FactValue]) -> set[str]:
    """Facts said before that newly heard ones work out: they follow from those now.

    Two years were paid back; "none were" says that it is 0. A place named once as
    where one goes and once as where one is insured does not tell how far it is.
    """
    new = {n for n in heard if n not in turn.said or turn.said[n].value != heard[n]}
    gone = set()
    for name in turn.said.keys() - heard.keys():
        derived = desk.knowledge.facts[name].derived
        if derived is None or derived.by in ONLY_HINTS:
            continue
        inputs = {*derived.inputs}
        now = {heard.get(one, turn.known.get(one)) for one in inputs}
        if derived.by == "apart" and len(now) == 1:
            continue
        if inputs & new and inputs <= heard.keys() | turn.said.keys():
            gone.add(name)
    return gone


def keep_said(
    turn: Turn, desk: Rules, facts: Mapping[str, FactValue], by: str, at: str
) -> list[EventType]:
    """Slot events for facts that somebody said at a moment (ISO 8601, UTC)."""
    return facts_set(turn, facts, by, at, overtaken(turn, desk, facts))


def law_day(turn: Turn, desk: Rules) -> dt.date:
    """The day whose law is asked for: today, unless the person named another."""
    return turn.as_of or desk.today()


def decide(turn: Turn, desk: Rules, topic: str) -> Decision:
    """The decision of a topic for the facts said so far."""
    day = law_day(turn, desk)
    return desk.advisor.decide(topic, turn.said, day, declined=turn.declined)


def decide_supposing(
    turn: Turn,
    desk: Rules,
    topic: str,
    supposed: Mapping[str, FactValue],
    by: str = "person",
) -> Decision:
    """The decision as if these facts held, `by` supposing them; nothing is kept.

    A derived fact that was said gives way when one of its inputs is supposed anew.
    """
    gone = {*instead_of(supposed)}
    said = {name: fact for name, fact in turn.said.items() if name not in gone}
    for name in list(said):
        derived = desk.knowledge.facts[name].derived
        if derived and set(derived.inputs) & supposed.keys():
            del said[name]
    said.update({name: Said(value, by) for name, value in supposed.items()})
    declined = [name for name in turn.declined if name not in supposed]
    return desk.advisor.decide(topic, said, law_day(turn, desk), declined=declined)


def told_facts(facts: Mapping[str, FactValue], desk: Rules, voice: Voice) -> str:
    """ "Title: value" of some facts, in one line."""
    return facts_in_words(facts, desk, voice.language)


def facts_in_words(facts: Mapping[str, FactValue], rules: Rules, lang: Language) -> str:
    """The same for whoever has no voice."""
    values, specs = rules.explainer.values, rules.knowledge.facts
    pieces = [
        values.phrase(
            "fact_said",
            lang,
            title=specs[name].title.say(lang),
            value=values.fact(name, value, lang),
        )
        for name, value in facts.items()
    ]
    return values.phrase("list_separator", lang).join(pieces)
