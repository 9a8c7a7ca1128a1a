"""A table of messages and what is heard in them: its rows, and how one is checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from actions.case import hear_now
from actions.turn import read_turn
from advice import FactValue
from tests.actions.talk import Facts, Message, Room, message, track

Faults = tuple[tuple[str, str], ...]
Outcome = tuple[dict[str, FactValue], Faults, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """A message in its place, and what is heard."""

    id: str
    latest: Message
    facts: dict[str, FactValue]
    topic: str | None = "back_payment"
    requested: str | None = None
    known: Facts | None = None
    faults: Faults = ()
    regions: tuple[str, ...] = ()
    supposed: Mapping[str, FactValue] | None = None


def words(text: str, *entities: Message, intent: str = "inform") -> Message:
    return message(text, intent, *entities)


def outcome(row: Row) -> Outcome:
    """What should be heard."""
    return row.facts, row.faults, row.regions


def listen(room: Room, row: Row) -> Outcome:
    """What is heard in the message of a row."""
    tracker = track(
        row.latest,
        facts=row.known or {},
        requested_slot=row.requested,
        supposed=row.supposed,
    )
    heard = hear_now(read_turn(tracker, room.knowledge), room.desk, row.topic)
    faults = tuple((error.fact, error.fault) for error in heard.faults)
    return heard.facts, faults, heard.regions
