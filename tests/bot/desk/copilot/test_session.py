"""A session folded from its events: slots, messages, who has the conversation."""

from bot.desk.copilot.session import KINDS, read_session
from tests.actions.talk import message
from tests.bot.desk.copilot.conftest import PAUSE, RESUME, slot, user


def test_the_last_value_of_a_slot_stands() -> None:
    session = read_session([slot("topic", "enroll"), slot("topic", "transfer")])
    assert session.slots == {"topic": "transfer"}


def test_messages_are_answered_unless_an_agent_has_the_conversation() -> None:
    first, second, third = (message(text) for text in ("a", "b", "c"))
    events = [user(first, 1.0), PAUSE, user(second, 2.0)]
    heard = read_session(events).heard
    told = [(one.parsed["text"], one.at, one.answered) for one in heard]
    assert told == [("a", 1.0, True), ("b", 2.0, False)]
    session = read_session([*events, RESUME, user(third, 3.0)])
    assert [one.answered for one in session.heard] == [True, True, True]
    assert not session.claimed
    assert read_session(events[:2]).claimed


def test_the_form_that_is_open_is_known() -> None:
    opened = {"event": "active_loop", "name": "case_form"}
    closed = {"event": "active_loop", "name": None}
    assert read_session([opened]).loop == "case_form"
    assert read_session([opened, closed]).loop is None


def test_a_new_session_and_a_restart_forget() -> None:
    for kind in ("restart", "session_started"):
        events = [slot("topic", "enroll"), PAUSE, user(message("a")), {"event": kind}]
        session = read_session(events)
        assert (session.slots, session.heard, session.claimed) == ({}, (), False)


def test_slots_that_are_reset_are_empty_and_other_events_change_nothing() -> None:
    events = [slot("topic", "enroll"), user(message("a"))]
    other = {"event": "action", "name": "action_listen"}
    assert read_session([*events, other]) == read_session(events)
    assert read_session([*events, {"event": "reset_slots"}]).slots == {}


def test_the_kinds_that_are_read_are_those_that_are_folded() -> None:
    told = {
        "slot": {"name": "topic", "value": "enroll"},
        "user": {"text": "a"},
        "active_loop": {"name": "case_form"},
        "pause": {},
    }
    for kind, more in told.items():
        assert read_session([{"event": kind, **more}]) != read_session([]), kind
    begun = [slot("topic", "enroll"), PAUSE]
    for kind in KINDS - told.keys():
        assert read_session([*begun, {"event": kind}]) != read_session(begun), kind
