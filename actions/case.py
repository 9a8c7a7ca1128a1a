"""The case of a turn: which facts matter, what was heard, what the rules say of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType

from actions.desk import Desk
from actions.hearing import Heard, hear
from actions.turn import Turn, facts_set, instead_of
from actions.voice import Voice
from advice import Decision, FactValue, Said

# Derivations that fill a fact from another but do not say what it is.
ONLY_HINTS = ("known", "if_said", "same_when")


def facts_in_play(desk: Desk, topic: str | None) -> tuple[str, ...]:
    """The facts that matter for a topic; none for a topic without a table."""
    if topic is None or topic not in desk.knowledge.topics:
        return ()
    return desk.advisor.facts_of(topic)


def hear_now(
    turn: Turn, desk: Desk, topic: str | None, requested: str | None = None
) -> Heard:
    """The facts of the present message, understood for a topic.

    `requested` is a fact that was asked for outside the form.
    """
    if requested is not None:
        turn = replace(turn, requested=requested)
    return hear(turn, desk.knowledge, facts_in_play(desk, topic))


def keep_heard(
    turn: Turn, desk: Desk, facts: Mapping[str, FactValue]
) -> list[EventType]:
    """Slot events for heard facts."""
    by = "button" if turn.is_button else "person"
    now = desk.now().isoformat(timespec="seconds")
    return facts_set(turn, facts, by, now, overtaken(turn, desk, facts))


def overtaken(turn: Turn, desk: Desk, heard: Mapping[str, FactValue]) -> set[str]:
    """Facts said before that newly heard ones work out: they follow from those now.

    Two years were paid back; "none were" says that it is 0.
    """
    new = {n for n in heard if n not in turn.said or turn.said[n].value != heard[n]}
    gone = set()
    for name in turn.said.keys() - heard.keys():
        derived = desk.knowledge.facts[name].derived
        if derived is None or derived.by in ONLY_HINTS:
            continue
        inputs = {*derived.inputs}
        if inputs & new and inputs <= heard.keys() | turn.said.keys():
            gone.add(name)
    return gone


def law_day(turn: Turn, desk: Desk) -> dt.date:
    """The day whose law is asked for: today, unless the person named another."""
    return turn.as_of or desk.today()


def decide(turn: Turn, desk: Desk, topic: str) -> Decision:
    """The decision of a topic for the facts said so far."""
    day = law_day(turn, desk)
    return desk.advisor.decide(topic, turn.said, day, declined=turn.declined)


def decide_supposing(
    turn: Turn, desk: Desk, topic: str, supposed: Mapping[str, FactValue]
) -> Decision:
    """The decision as if these facts held; what was said stays beside them.

    A derived fact that was said gives way when one of its inputs is supposed anew.
    """
    gone = {*instead_of(supposed)}
    said = {name: fact for name, fact in turn.said.items() if name not in gone}
    for name in list(said):
        derived = desk.knowledge.facts[name].derived
        if derived and set(derived.inputs) & supposed.keys():
            del said[name]
    said.update({name: Said(value) for name, value in supposed.items()})
    declined = [name for name in turn.declined if name not in supposed]
    return desk.advisor.decide(topic, said, law_day(turn, desk), declined=declined)


def told_facts(facts: Mapping[str, FactValue], desk: Desk, voice: Voice) -> str:
    """ "Title: value" of some facts, in one line."""
    values, lang = desk.explainer.values, voice.language
    pieces = [
        voice.word(
            "fact_said",
            title=desk.knowledge.facts[name].title.say(lang),
            value=values.fact(name, value, lang),
        )
        for name, value in facts.items()
    ]
    return voice.word("list_separator").join(pieces)
