"""One turn of a conversation, read off Rasa's tracker into typed values.

The only place that knows the slots' names and forms.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.language import Language, language_of
from advice import FactValue, Knowledge, Said
from advice.procedures import Position

CASE_FORM = "case_form"
FOCUS_DECISION = "decision"
FOCUS_PROCEDURE = "procedure"
MAX_LOOK_BACK = 40
MASK = "****"
AS_OF = "as_of"  # entity: the day whose law is asked for
TURNING = "turning"  # entity: "drop", the question is given up for another
LANGUAGE = "language"  # entity: the language that is wished for
ALSO_ASKED = "also_asked"  # entity: a further topic of the same message
COMPLAINT = "complaint"  # a value of the latter: words that vent around a question
NEVER_ASKED = ("not_covered", "unknown")
"""Values that nobody chooses: a region without a figure, and "I don't know"."""

SAME_IN_OTHER_WORDS = (
    ("birth_month", "birth_year", "age"),
    ("retirement_category", "sex"),
)
"""Facts of which one is enough, the exact one first."""

_WAITS = ("action_listen", "action_session_start")  # no answer to anything

DESK_CHANNEL = "desk"
"""The input channel of what an agent types for a caller on the telephone."""

CHOICE_ENTITY = "choice"  # a fact's value in words; the role names the fact


@dataclass(frozen=True)
class Entity:
    """Something recognised in the message; `start` and `end` are character offsets."""

    name: str
    value: Any
    start: int
    end: int
    role: str | None = None


@dataclass(frozen=True)
class Turn:
    """What the person said now, and what is known so far."""

    sender_id: str
    text: str
    intent: str
    ranking: tuple[str, ...]
    entities: tuple[Entity, ...]
    language: Language
    language_locked: bool
    topic: str | None
    said: Mapping[str, Said]
    supposed: Mapping[str, FactValue]
    declined: tuple[str, ...]
    as_of: dt.date | None
    requested: str | None
    in_form: bool
    fresh: bool
    position: Position | None
    focus: str | None
    failures: int
    shown_guides: tuple[str, ...]
    last_said: str | None
    paused: bool
    channel: str = ""
    earlier: tuple[str, ...] = ()
    given: Mapping[str, Any] | None = None

    @property
    def is_button(self) -> bool:
        """Whether the message is a button's payload, not typed words."""
        return self.text.startswith("/")

    @property
    def has_masked(self) -> bool:
        """Whether a personal number in the message was masked."""
        return MASK in self.text

    @property
    def known(self) -> dict[str, FactValue]:
        """The facts said so far, without who said them."""
        return {name: said.value for name, said in self.said.items()}

    def entity(self, name: str) -> Any:
        """The value of the first entity of a name, or None."""
        for entity in self.entities:
            if entity.name == name:
                return entity.value
        return None


def read_turn(tracker: Tracker, knowledge: Knowledge) -> Turn:
    """The turn of a tracker."""
    message = tracker.latest_message or {}
    slots = tracker.slots
    facts: Mapping[str, Mapping[str, Any]] = slots.get("facts") or {}
    said = {name: Said(**raw) for name, raw in facts.items() if name in knowledge.facts}
    ranking = message.get("intent_ranking") or []
    active = tracker.active_loop or {}
    position = _position(slots.get("procedure"), knowledge)
    return Turn(
        sender_id=tracker.sender_id,
        text=message.get("text") or "",
        intent=(message.get("intent") or {}).get("name") or "",
        ranking=tuple(item["name"] for item in ranking),
        entities=tuple(_entity(raw) for raw in message.get("entities") or []),
        language=_language(tracker),
        language_locked=bool(slots.get("language_locked")),
        topic=slots.get("topic"),
        said=said,
        supposed=_known(slots.get("supposed"), knowledge),
        declined=tuple(slots.get("declined") or ()),
        as_of=_day(slots.get("as_of")),
        requested=slots.get("requested_slot"),
        in_form=active.get("name") == CASE_FORM,
        fresh=_is_fresh(tracker),
        position=position,
        focus=slots.get("focus"),
        failures=int(slots.get("failures") or 0),
        shown_guides=tuple(slots.get("shown_guides") or ()),
        last_said=_last_said(tracker),
        paused=bool(slots.get("paused")),
        channel=str(tracker.get_latest_input_channel() or ""),
        earlier=_typed_before(tracker),
        given=_last_given(tracker),
    )


def _position(raw: Mapping[str, Any] | None, knowledge: Knowledge) -> Position | None:
    """Where the person stands; nowhere when the procedure is gone meanwhile."""
    if not raw or raw.get("procedure") not in knowledge.procedures:
        return None
    try:
        return Position.from_dict(raw)
    except (
        KeyError,
        TypeError,
        ValueError,
    ):  # kept in another form, by another release
        return None


def _typed_before(tracker: Tracker) -> tuple[str, ...]:
    """What the person typed in this session before, and the assistant acted on.

    Not what was kept for an agent, or while the assistant's answers were off.
    """
    said: list[str] = []
    acted_on: set[int] = set()
    for event in tracker.events:
        if event.get("event") == "user":
            said.append(event.get("text") or "")
        elif event.get("event") == "action" and event.get("name") not in _WAITS:
            acted_on.add(len(said) - 1)
    typed = enumerate(said[:-1])
    return tuple(t for n, t in typed if n in acted_on and not t.startswith("/"))


def _last_given(tracker: Tracker) -> Mapping[str, Any] | None:
    """The card of the last decision that was said in this session."""
    for event in reversed(tracker.events):
        if event.get("event") in ("restart", "session_started"):
            break
        card: Mapping[str, Any] = (event.get("metadata") or {}).get("card") or {}
        if event.get("event") == "bot" and card.get("kind") == "decision":
            return card
    return None


def _day(raw: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(raw)) if raw else None
    except ValueError:  # kept in another form, by another release
        return None


def _known(
    raw: Mapping[str, FactValue] | None, knowledge: Knowledge
) -> dict[str, FactValue]:
    return {name: v for name, v in (raw or {}).items() if name in knowledge.facts}


def facts_set(
    turn: Turn,
    heard: Mapping[str, FactValue],
    by: str,
    at: str,
    overtaken: Collection[str] = (),
) -> list[EventType]:
    """Slot events that keep heard facts with who said them and when, newest last.

    `overtaken` are facts that the heard ones replace.
    """
    said = {name: Said(value, by, at) for name, value in heard.items()}
    return facts_added(turn, said, overtaken)


def facts_added(
    turn: Turn, said: Mapping[str, Said], overtaken: Collection[str] = ()
) -> list[EventType]:
    """The same for facts of which each has its own speaker and moment."""
    if not said:
        return []
    values = {name: one.value for name, one in said.items()}
    gone = {*said, *instead_of(values), *overtaken}
    facts = {n: raw for n, raw in _plain(turn.said).items() if n not in gone}
    facts.update(_plain(said))
    declined = [name for name in turn.declined if name not in said]
    return [
        SlotSet("facts", facts),
        SlotSet("declined", declined),
        *supposition_over(turn),
    ]


def instead_of(heard: Mapping[str, FactValue]) -> set[str]:
    """Facts that say the same as a heard one in another way, and no longer hold.

    An age that comes after a month of birth only repeats it.
    """
    gone: set[str] = set()
    for group in SAME_IN_OTHER_WORDS:
        first = next((at for at, name in enumerate(group) if name in heard), None)
        if first is not None:
            gone.update(name for name in group[first + 1 :] if name not in heard)
            if first == 1:
                gone.add(group[0])
    return gone


def supposition_over(turn: Turn) -> list[EventType]:
    """Slot events that end a supposition, if there is one."""
    return [SlotSet("supposed", None)] if turn.supposed else []


def fact_dropped(turn: Turn, name: str) -> list[EventType]:
    """Slot events that forget one fact, so that it is asked again."""
    facts = {other: raw for other, raw in _plain(turn.said).items() if other != name}
    declined = [other for other in turn.declined if other != name]
    return [SlotSet("facts", facts), SlotSet("declined", declined)]


def _plain(said: Mapping[str, Said]) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": fact.value, "by": fact.by, "at": fact.at}
        for name, fact in said.items()
    }


def payload(intent: str, **entities: object) -> str:
    """A button's payload: what Rasa reads as an intent with entities."""
    if not entities:
        return f"/{intent}"
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"


def _is_fresh(tracker: Tracker) -> bool:
    """Whether no action but the form has run since the person's message.

    Rasa hands a form's validation a copy of the tracker in which the form itself has
    just run, so `latest_action_name` cannot tell.
    """
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return True
        if event.get("event") == "action" and event.get("name") != CASE_FORM:
            return False
    return False


def _last_said(tracker: Tracker) -> str | None:
    """Our latest text, within a bounded look back."""
    for event in tracker.events[: -MAX_LOOK_BACK - 1 : -1]:
        if event.get("event") == "bot" and event.get("text"):
            return str(event["text"])
    return None


def fact_payload(intent: str, fact: str, value: object) -> str:
    """The payload of a button that says a fact."""
    return payload(intent, fact_id=fact, value=value)


def _entity(raw: Mapping[str, Any]) -> Entity:
    if raw["entity"] == CHOICE_ENTITY:
        return Entity(raw["role"], raw["value"], int(raw["start"]), int(raw["end"]))
    return Entity(
        name=raw["entity"],
        value=raw["value"],
        start=int(raw.get("start") or 0),
        end=int(raw.get("end") or 0),
        role=raw.get("role"),
    )


def _language(tracker: Tracker) -> Language:
    """The language wished for now, the chosen one, else that of the latest words."""
    message = tracker.latest_message or {}
    entities = message.get("entities") or []
    wished = {raw["value"] for raw in entities if raw["entity"] == LANGUAGE}
    if wished in ({"zh"}, {"en"}):
        return "zh" if wished == {"zh"} else "en"
    kept: Language = "en" if tracker.slots.get("language") == "en" else "zh"
    if tracker.slots.get("language_locked"):
        return kept
    text = message.get("text") or ""
    if text.startswith("/"):
        return kept
    return language_of(text) or kept
