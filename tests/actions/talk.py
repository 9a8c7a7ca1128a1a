"""One turn of a conversation as an action gets it, and what the action made of it.

Builds `rasa_sdk` trackers from a message, slots and events; knows no Rasa.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import build
from actions.desk import Desk
from actions.turn import payload
from advice import Knowledge
from advice.procedures import Position
from advice.words import Language
from records import Store
from search import Index

NOON = dt.datetime(2026, 11, 22, 4, tzinfo=dt.timezone.utc)
AT = "2026-11-22T04:00:00+00:00"
PERSON = "ann"
RETENTION_DAYS = 14
LISTEN = {"event": "action", "name": "action_listen"}
CARD = "card_apply_in_person"
FIRST_TOPICS = [
    "/back_payment",
    "/resume_contribution",
    "/interruption_effect",
    "/employer_nonpayment",
    "/card_apply",
    "/card_lost_replace",
]

Message = dict[str, Any]
Facts = dict[str, dict[str, Any]]


@dataclass
class Answer:
    """The events that an action returned and the messages that it sent."""

    events: list[EventType]
    messages: list[Message] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What was said."""
        return [message["text"] for message in self.messages]

    @property
    def buttons(self) -> list[str]:
        """Payloads of all buttons, in order."""
        return [b["payload"] for message in self.messages for b in message["buttons"]]

    @property
    def titles(self) -> list[str]:
        """Titles of all buttons, in order."""
        return [b["title"] for message in self.messages for b in message["buttons"]]


@dataclass(frozen=True)
class Room:
    """The actions on the project's knowledge, with records and a fixed clock."""

    desk: Desk
    actions: dict[str, Action]

    @property
    def knowledge(self) -> Knowledge:
        return self.desk.knowledge

    @property
    def store(self) -> Store:
        return self.desk.store

    async def act(self, name: str, tracker: Tracker) -> Answer:
        """Run an action as the executor does."""
        dispatcher = CollectingDispatcher()
        events = await self.actions[name].run(dispatcher, tracker, {})
        return Answer(events, dispatcher.messages)

    def word(self, lang: Language, name: str, **values: str) -> str:
        """A phrase of the knowledge."""
        return self.knowledge.phrases[name].say(lang, values)

    def question(self, lang: Language, fact: str) -> str:
        """What is asked for a fact."""
        ask = self.knowledge.facts[fact].ask
        assert ask is not None
        return ask.say(lang)

    def told(self, lang: Language, fact: str, value: str | int) -> str:
        """ "Title: value" of one fact."""
        title = self.knowledge.facts[fact].title.say(lang)
        said = self.desk.explainer.values.fact(fact, value, lang)
        return self.word(lang, "fact_said", title=title, value=said)

    def procedure(self, lang: Language, name: str) -> str:
        """A procedure's title."""
        return self.knowledge.procedures[name].title.say(lang)

    def head(self, lang: Language, name: str, number: int, total: int) -> str:
        """The line above a step."""
        title = self.procedure(lang, name)
        given = {"number": str(number), "total": str(total), "title": title}
        return self.word(lang, "step_head", **given)

    def step(self, lang: Language, procedure: str, step: str) -> str:
        """What a step says."""
        return self.knowledge.procedures[procedure].steps[step].say.say(lang)


def furnish(knowledge: Knowledge, store: Store, search: Index) -> Room:
    """A room with all actions, wired as the assistant wires them."""
    wiring = (knowledge, store, lambda: NOON, RETENTION_DAYS, search)
    desk = Desk(
        knowledge, lambda: NOON, search, store=store, retention_days=RETENTION_DAYS
    )
    return Room(desk, {action.name(): action for action in build(*wiring)})


def message(
    text: str, intent: str = "inform", *entities: Message, ranking: tuple[str, ...] = ()
) -> Message:
    """A person's message as the language understanding hands it on."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": list(entities),
        "intent_ranking": [{"name": name, "confidence": 0.3} for name in ranking],
    }


def press(intent: str, **arguments: object) -> Message:
    """The message of a button: Rasa gives each argument the span of the JSON."""
    text = payload(intent, **arguments)
    span = {"start": len(intent) + 1, "end": len(text)}
    entities = [{"entity": n, "value": v, **span} for n, v in arguments.items()]
    return message(text, intent, *entities)


def dont_know(fact: str) -> str:
    """The payload of "I don't know" below a question."""
    return payload("dont_know", fact_id=fact)


def goes_on(step: str, option: str = "done") -> str:
    """The payload of a button that leads on from a step."""
    return payload("next_step", option_id=option, value=step)


def found(name: str, value: object, start: int = 0, end: int = 2) -> Message:
    """Something recognised in the characters `start` to `end` of the message."""
    return {"entity": name, "value": value, "start": start, "end": end}


def choice(fact: str, value: str, start: int = 0, end: int = 2) -> Message:
    """A fact's value recognised in words."""
    return {**found("choice", value, start, end), "role": fact}


def facts(**values: object) -> Facts:
    """The slot `facts` with values that the person said."""
    return {
        name: {"value": value, "by": "person", "at": AT}
        for name, value in values.items()
    }


def chosen(**values: object) -> Facts:
    """The slot `facts` with values that came from buttons."""
    return {name: {**raw, "by": "button"} for name, raw in facts(**values).items()}


def track(
    latest: Message,
    *,
    after: tuple[str, ...] = (),
    before: tuple[Message, ...] = (),
    sender: str = PERSON,
    in_form: bool = False,
    **slots: object,
) -> Tracker:
    """A tracker after a message.

    `before` are events ahead of it, `after` the actions that have run since. Without a
    `language` the person has been spoken to in Chinese.
    """
    ran = [{"event": "action", "name": name} for name in after]
    return Tracker(
        sender,
        {"language": "zh", **slots},
        latest,
        [*before, LISTEN, {"event": "user", **latest}, *ran],
        False,
        None,
        {"name": "case_form"} if in_form else {},
        after[-1] if after else "action_listen",
    )


def heard(known: Facts, declined: tuple[str, ...] = ()) -> list[EventType]:
    """The events that keep facts."""
    return [SlotSet("facts", known), SlotSet("declined", list(declined))]


def at(
    step: str, *history: str, procedure: str = CARD, troubles: int = 0
) -> dict[str, object]:
    """The slot `procedure` of somebody who stands at a step."""
    return Position(procedure, step, history, troubles).to_dict()


def stands(
    step: str, *history: str, procedure: str = CARD, troubles: int = 0
) -> list[EventType]:
    """The events of standing at a step."""
    position = at(step, *history, procedure=procedure, troubles=troubles)
    return [
        SlotSet("procedure", position),
        SlotSet("focus", "procedure"),
        SlotSet("paused", False),
        SlotSet("failures", 0),
    ]


async def act(
    room: Room,
    name: str,
    latest: Message,
    lang: Language = "zh",
    known: Facts | None = None,
    **slots: object,
) -> Answer:
    """Run an action for somebody who has chosen a language and said some facts."""
    given = {"language": lang, "language_locked": True, "facts": known or {}}
    return await room.act(name, track(latest, **{**given, **slots}))


async def walk(
    room: Room,
    name: str,
    latest: Message,
    position: dict[str, object] | None = None,
    lang: Language = "zh",
    known: Facts | None = None,
    **slots: object,
) -> Answer:
    """Run an action for somebody who stands at a step of a procedure."""
    focus = "procedure" if position else None
    given = {"procedure": position, "focus": focus, **slots}
    return await act(room, name, latest, lang, known, **given)


async def fill(
    room: Room,
    latest: Message,
    *,
    topic: str | None = "back_payment",
    requested: str | None = None,
    known: object = None,
    **slots: object,
) -> Answer:
    """Run the form's validation; the form itself has run, as Rasa hands it over."""
    tracker = track(
        latest,
        after=slots.pop("after", ("case_form",)),  # type: ignore[arg-type]
        in_form=True,
        **{
            "topic": topic,
            "focus": "decision",
            "requested_slot": requested,
            "facts": known or {},
            **slots,
        },
    )
    return await room.act("validate_case_form", tracker)


def opened(topic: str, *before: EventType, anew: bool = True) -> list[EventType]:
    """The events that make a topic the case."""
    events = [
        *before,
        SlotSet("topic", topic),
        SlotSet("focus", "decision"),
        SlotSet("failures", 0),
    ]
    return [*events, SlotSet("declined", [])] if anew else events
