"""The note of a case: what the person was told before stands in it."""

from typing import Any

from actions.cards import decision_card
from actions.note import case_note
from actions.turn import read_turn
from advice import Missing
from tests.actions.talk import Facts, Room, facts, message, track

EMPLOYER = facts(employment="employee", gap_cause="employer_default")


def bot(card: dict[str, Any]) -> dict[str, Any]:
    return {"event": "bot", "text": "x", "metadata": {"card": card}}


def given_card(room: Room, known: Facts) -> dict[str, Any]:
    """The card of a decision on back-payment, told in Chinese."""
    slots = {"topic": "back_payment", "facts": known}
    turn = read_turn(track(message("x"), **slots), room.knowledge)
    decision = room.desk.advisor.decide("back_payment", turn.said, room.desk.today())
    assert not isinstance(decision, Missing)
    return decision_card(decision, room.desk, "zh")


def note(
    room: Room, topic: str, known: Facts, *events: dict[str, Any]
) -> dict[str, Any]:
    seen = track(message("养老"), topic=topic, facts=known)
    seen.events = list(events)
    return case_note(read_turn(seen, room.knowledge), room.desk)


def test_a_decision_stays_in_the_note_when_another_topic_is_opened(room: Room) -> None:
    card = given_card(room, EMPLOYER)
    given = note(room, "pension_eligibility", EMPLOYER, bot(card))["given"]
    assert (given["topic"], given["kind"]) == ("back_payment", "result")
    assert given["outcome"] == "employer_must_back_pay"
    assert given["text"]["zh"] == card["text"]
    assert given["text"]["en"].startswith("Yes, and your employer must do it")


def test_what_no_longer_follows_is_kept_as_it_was_said(room: Room) -> None:
    card = given_card(room, EMPLOYER)
    given = note(room, "pension_eligibility", {}, bot(card))["given"]
    assert given["text"] == {"zh": card["text"], "en": card["text"]}
    assert note(room, "back_payment", {}, bot(card))["given"] == given


def test_nothing_is_said_twice_and_another_session_is_not_looked_at(
    room: Room,
) -> None:
    card = given_card(room, EMPLOYER)
    assert note(room, "back_payment", EMPLOYER, bot(card))["given"] is None
    begun = {"event": "session_started"}
    assert note(room, "enroll", EMPLOYER, bot(card), begun)["given"] is None
    assert note(room, "enroll", EMPLOYER)["given"] is None
