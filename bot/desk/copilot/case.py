"""What a conversation is about, also where the assistant has not acted on it.

The assistant keeps facts while it answers. While an agent has the conversation it does
not answer, and a line typed for the interface belongs to no conversation: such messages
are heard here, by the same ears (`actions.hearing`), and what they change is kept
nowhere. An agent asks what the copilot proposes to ask, so a bare "five" or "yes" is
taken for an answer to that.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Tracker

from actions.asked_day import take_day
from actions.case import decide, hear_now, is_follow_up, keep_said
from actions.deciding import asked_beside
from actions.form import ASIDES, SHORT_ANSWER
from actions.rules import Rules
from actions.supposing import supposes
from actions.turn import AS_OF, FOCUS_DECISION, Turn, fact_dropped, read_turn
from advice import Missing
from bot.desk.copilot.session import Heard, Session

SUPPOSING = "what_if"
NO_ANSWER = "dont_know"
ANEW = "change_fact"  # a button below a list of facts
BANDS = {"nlu_unsure": "unsure", "nlu_fallback": "unclear", "out_of_scope": "foreign"}
MAX_CANDIDATES = 3
LEAST_SURE = 0.02  # a candidate below is noise

Slots = Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A topic that a message may be about, and how sure that is (0 to 1)."""

    topic: str
    sure: float


@dataclass(frozen=True)
class Case:
    """What is known: the turn with every fact heard, and how sure its topic is.

    `loose` are facts that the assistant itself has not kept yet; `band` says how the
    last message was understood: "clear", "unsure", "unclear", "foreign", or "" for a
    button; `opened` are the topics that became the case, with the moment (seconds).
    """

    turn: Turn
    sure: float | None = None
    band: str = ""
    others: tuple[Candidate, ...] = ()
    also: tuple[str, ...] = ()
    loose: frozenset[str] = frozenset()
    claimed: bool = False
    opened: tuple[tuple[float, str], ...] = ()


def case_of(session: Session, rules: Rules, sender_id: str = "") -> Case:
    """The case of a conversation."""
    unanswered = [heard for heard in session.heard if not heard.answered]
    slots: Slots = session.before if unanswered else session.slots
    stored = dict(slots)
    opened = [one for heard in session.heard for one in _opened(heard)]
    for heard in unanswered:
        slots = listen(heard, slots, rules, sender_id)
        if slots.get("topic"):
            opened.append((heard.at, str(slots["topic"])))
        for name, value in heard.after:
            slots = {
                **slots,
                name: _taken_over(slots.get(name), stored.get(name), value),
            }
            stored[name] = value
    said, kept = slots.get("facts") or {}, stored.get("facts") or {}
    loose = {name for name in said if said[name] != kept.get(name)}
    last = session.heard[-1] if session.heard else None
    turn = _turn(last, slots, rules, sender_id, session.loop)
    read = _read(session.heard, turn, rules)
    return replace(
        read,
        loose=frozenset(loose),
        claimed=session.claimed,
        opened=tuple(opened),
    )


def _opened(heard: Heard) -> list[tuple[float, str]]:
    """The topics that a message has opened, where an action has run on it."""
    return [(heard.at, str(v)) for name, v in heard.after if name == "topic" and v]


def _taken_over(heard: Any, before: Any, value: Any) -> Any:
    """What was heard after an agent has changed what is stored from `before`.

    Of facts, those that he changed or dropped are his, and the others stay.
    """
    if not isinstance(value, Mapping) or not isinstance(heard, Mapping):
        return value
    before = before or {}
    changed = {name: one for name, one in value.items() if one != before.get(name)}
    dropped = before.keys() - value.keys()
    stay = {name: one for name, one in heard.items() if name not in dropped}
    return {**stay, **changed}


def case_with_line(
    session: Session, parsed: Mapping[str, Any], rules: Rules, sender_id: str = ""
) -> Case:
    """The case of a call with a line that was just typed and is not answered yet."""
    heard = Heard(parsed, rules.now().timestamp(), answered=False)
    slots = listen(heard, session.slots, rules, sender_id, by="caller")
    turn = _turn(heard, slots, rules, sender_id, session.loop)
    return _read((*session.heard, heard), turn, rules)


def case_of_line(
    parsed: Mapping[str, Any], slots: Slots, rules: Rules, asked: str | None = None
) -> Case:
    """The case of one typed line, on top of what `slots` hold already.

    `asked` is the fact that was asked for, where it is known. A day in `slots` holds
    for the line too, unless it names another.
    """
    heard = Heard(parsed, rules.now().timestamp(), answered=False)
    after = listen(heard, slots, rules, asked=asked, by="caller", holds=True)
    return _read((heard,), _turn(heard, after, rules), rules)


def listen(
    heard: Heard,
    slots: Slots,
    rules: Rules,
    sender_id: str = "",
    asked: str | None = None,
    by: str = "person",
    holds: bool = False,
) -> dict[str, Any]:
    """The slots after a message, as the assistant would have set them in a call.

    There it follows to another topic at once. (In a chat with a person it would answer
    that in between and come back to its open question.) Where the day `holds`, only a
    message that names another changes it.
    """
    turn = _turn(heard, slots, rules, sender_id)
    after = dict(slots)
    question = asked or _question(turn, rules)
    topic = _topic(turn, rules)
    if topic != turn.topic and _answers(turn, rules, question):
        topic = turn.topic
    if topic != turn.topic:
        after.update(topic=topic, focus=FOCUS_DECISION, declined=[], supposed=None)
        turn, question = replace(turn, topic=topic, declined=(), supposed={}), asked
    turn, day = take_day(turn) if _asks_anew(turn, rules, holds) else (turn, [])
    named = turn.entity("fact_id") or question
    if turn.intent == NO_ANSWER and named:
        after["declined"] = [*turn.declined, named]
    if turn.intent == ANEW and named:
        return {**after, **_slots(fact_dropped(turn, named))}
    facts = hear_now(turn, rules, topic, question).facts
    if turn.intent == SUPPOSING and (question is None or supposes(turn, rules)):
        after["supposed"] = {**turn.supposed, **facts}
        facts = {}
    at = dt.datetime.fromtimestamp(heard.at, dt.timezone.utc).isoformat("T", "seconds")
    said_by = "button" if turn.is_button else by
    return {**after, **_slots([*day, *keep_said(turn, rules, facts, said_by, at)])}


def _slots(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What slot events set."""
    return {event["name"]: event["value"] for event in events}


def _topic(turn: Turn, rules: Rules) -> str | None:
    """The topic after a message: the one it names, else the one before."""
    named = turn.entity("topic_id") or turn.intent
    known = (*rules.knowledge.topics, *rules.knowledge.answers)
    if named not in known or is_follow_up(turn, rules, named):
        return turn.topic
    return str(named)


def _answers(turn: Turn, rules: Rules, question: str | None) -> bool:
    """Whether a short message only answers the open question, as in the form."""
    if question is None or turn.intent in ASIDES:
        return False
    heard = hear_now(turn, rules, turn.topic, question)
    return len(turn.text) <= SHORT_ANSWER[turn.language] and question in heard.facts


def _asks_anew(turn: Turn, rules: Rules, holds: bool) -> bool:
    """Whether a message says of which day the law is asked: by naming it, or anew.

    Where the day `holds` until another is named, a new question is about it too.
    """
    known = (*rules.knowledge.topics, *rules.knowledge.answers)
    named = turn.entity(AS_OF) is not None
    return named or (turn.intent in known and not holds)


def _question(turn: Turn, rules: Rules) -> str | None:
    """The fact that is asked for next, by whoever speaks to the person."""
    if turn.topic not in rules.knowledge.topics:
        return None
    decision = decide(turn, rules, str(turn.topic))
    return decision.ask if isinstance(decision, Missing) else None


def _turn(
    heard: Heard | None,
    slots: Slots,
    rules: Rules,
    sender_id: str = "",
    loop: str | None = None,
) -> Turn:
    message = dict(heard.parsed) if heard else {}
    active = {"name": loop} if loop else {}
    tracker = Tracker(sender_id, dict(slots), message, [], False, None, active, None)
    return read_turn(tracker, rules.knowledge)


def _read(heard: tuple[Heard, ...], turn: Turn, rules: Rules) -> Case:
    """The case of a turn with how sure its topic and the last message are."""
    sure = None
    for message in reversed(heard):
        intent = message.parsed.get("intent") or {}
        if turn.topic and intent.get("name") == turn.topic:
            sure = float(intent.get("confidence") or 0.0)
            break
    ranking = heard[-1].parsed.get("intent_ranking") if heard else ()
    known = {*rules.knowledge.topics, *rules.knowledge.answers} - {turn.topic}
    found = [
        Candidate(one["name"], float(one["confidence"]))
        for one in ranking or ()
        if one["name"] in known and one["confidence"] >= LEAST_SURE
    ]
    return Case(
        turn=turn,
        sure=sure,
        band="" if turn.is_button or not heard else BANDS.get(turn.intent, "clear"),
        others=tuple(found[:MAX_CANDIDATES]),
        also=asked_beside(turn, rules, turn.topic or ""),
    )
