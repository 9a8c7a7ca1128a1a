"""A turn: Rasa's tracker read into typed values, and slots written back."""

import datetime as dt
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.turn import (
    MAX_LOOK_BACK,
    Entity,
    Turn,
    fact_dropped,
    fact_payload,
    facts_set,
    payload,
    read_turn,
)
from advice import Knowledge, Said
from advice.procedures import Position
from tests.actions.talk import AT, PERSON, choice, facts, found, message, press, track

POSITION = {"procedure": "card_lost", "step": "a", "history": ["b"], "troubles": 1}
LATER = "2026-11-23T01:00:00+00:00"


def said(text: str) -> dict[str, Any]:
    return {"event": "bot", "text": text}


def test_everything_is_read(knowledge: Knowledge) -> None:
    latest = message(
        "我自己交，断了5个月",
        "back_payment",
        choice("employment", "flexible", 1, 4),
        found("duration", 5, 7, 10),
        {"entity": "years_count", "value": 3, "role": "paid"},
        ranking=("back_payment", "inform"),
    )
    tracker = track(
        latest,
        before=(said("您好"), said("请说")),
        after=("case_form",),
        in_form=True,
        topic="back_payment",
        facts=facts(insurance="pension"),
        declined=["region"],
        supposed={"insurance": "medical", "gone": 1},
        as_of="2024-06-01",
        requested_slot="employment",
        procedure=POSITION,
        focus="decision",
        failures=1,
        shown_guides=["three_months"],
        language_locked=True,
        paused=True,
    )
    assert read_turn(tracker, knowledge) == Turn(
        sender_id=PERSON,
        text="我自己交，断了5个月",
        intent="back_payment",
        ranking=("back_payment", "inform"),
        entities=(
            Entity("employment", "flexible", 1, 4),
            Entity("duration", 5, 7, 10),
            Entity("years_count", 3, 0, 0, "paid"),
        ),
        language="zh",
        language_locked=True,
        topic="back_payment",
        said={"insurance": Said("pension", "person", AT)},
        declined=("region",),
        supposed={"insurance": "medical"},
        as_of=dt.date(2024, 6, 1),
        requested="employment",
        in_form=True,
        fresh=True,
        position=Position("card_lost", "a", ("b",), 1),
        focus="decision",
        failures=1,
        shown_guides=("three_months",),
        last_said="请说",
        paused=True,
    )


def test_an_empty_tracker_is_a_turn_too(knowledge: Knowledge) -> None:
    tracker = Tracker(PERSON, {}, None, [], False, None, {}, None)
    assert read_turn(tracker, knowledge) == Turn(
        sender_id=PERSON,
        text="",
        intent="",
        ranking=(),
        entities=(),
        language="zh",
        language_locked=False,
        topic=None,
        said={},
        declined=(),
        supposed={},
        as_of=None,
        requested=None,
        in_form=False,
        fresh=False,
        position=None,
        focus=None,
        failures=0,
        shown_guides=(),
        last_said=None,
        paused=False,
    )


def test_a_fact_that_the_knowledge_no_longer_has_is_left_out(
    knowledge: Knowledge,
) -> None:
    tracker = track(message("好"), facts=facts(insurance="pension", of_old="x"))
    assert read_turn(tracker, knowledge).known == {"insurance": "pension"}


def test_a_procedure_that_the_knowledge_no_longer_has_is_none(
    knowledge: Knowledge,
) -> None:
    tracker = track(message("好"), procedure={**POSITION, "procedure": "of_old"})
    assert read_turn(tracker, knowledge).position is None


def test_a_loop_that_is_not_the_form_does_not_count(knowledge: Knowledge) -> None:
    tracker = track(message("好"))
    tracker.active_loop = {"name": "other_form"}
    assert not read_turn(tracker, knowledge).in_form


@pytest.mark.parametrize(
    "events, fresh",
    [
        pytest.param([], False, id="nothing-yet"),
        pytest.param(["user"], True, id="just-said"),
        pytest.param(["user", "case_form"], True, id="the-form-itself"),
        pytest.param(["user", "action_open_topic"], False, id="an-action"),
        pytest.param(
            ["user", "action_explain", "case_form"], False, id="the-form-resumes"
        ),
        pytest.param(["user", "case_form", "action_explain"], False, id="after-form"),
        pytest.param(
            ["user", "action_explain", "action_listen", "user"], True, id="said-anew"
        ),
        pytest.param(["case_form"], False, id="no-message-at-all"),
    ],
)
def test_a_turn_is_fresh_until_an_action_has_run(
    knowledge: Knowledge, events: list[str], fresh: bool
) -> None:
    tracker = track(message("好"))
    tracker.events = [
        {"event": "user", "text": "好"}
        if name == "user"
        else {"event": "action", "name": name}
        for name in events
    ]
    assert read_turn(tracker, knowledge).fresh is fresh


def test_slots_set_since_the_message_do_not_end_its_freshness(
    knowledge: Knowledge,
) -> None:
    tracker = track(message("好"))
    tracker.events = [*tracker.events, SlotSet("topic", "card_apply"), said("好的")]
    assert read_turn(tracker, knowledge).fresh


@pytest.mark.parametrize(
    "events, text",
    [
        pytest.param([said("一"), said("二")], "二", id="the-latest"),
        pytest.param([said("一"), {"event": "bot", "text": None}], "一", id="no-text"),
        pytest.param([said("一"), *[{"event": "slot"}] * 20], "一", id="further-back"),
        pytest.param(
            [said("一"), *[{"event": "slot"}] * MAX_LOOK_BACK], None, id="too-far"
        ),
        pytest.param([], None, id="nothing"),
    ],
)
def test_the_last_text_is_found_within_bounds(
    knowledge: Knowledge, events: list[dict[str, Any]], text: str | None
) -> None:
    tracker = track(message("好"))
    tracker.events = events
    assert read_turn(tracker, knowledge).last_said == text


def test_a_button_and_a_masked_number_are_told_from_words(knowledge: Knowledge) -> None:
    typed = read_turn(track(message("卡号6222****1234")), knowledge)
    pressed = read_turn(track(press("why")), knowledge)
    assert (typed.is_button, typed.has_masked) == (False, True)
    assert (pressed.is_button, pressed.has_masked) == (True, False)


def test_the_first_entity_of_a_name(knowledge: Knowledge) -> None:
    latest = message("3和5", "inform", found("number", 3), found("number", 5, 2, 3))
    turn = read_turn(track(latest), knowledge)
    assert turn.entity("number") == 3
    assert turn.entity("short_code") is None


def test_heard_facts_are_kept_beside_others_and_are_declined_no_more(
    knowledge: Knowledge,
) -> None:
    turn = read_turn(
        track(
            message("好"),
            facts=facts(insurance="pension", gap_months=2),
            declined=["region", "gap_cause"],
        ),
        knowledge,
    )
    assert facts_set(turn, {"gap_months": 5, "region": "310000"}, "button", LATER) == [
        SlotSet(
            "facts",
            {
                **facts(insurance="pension"),
                "gap_months": {"value": 5, "by": "button", "at": LATER},
                "region": {"value": "310000", "by": "button", "at": LATER},
            },
        ),
        SlotSet("declined", ["gap_cause"]),
    ]


def test_the_fact_said_last_stands_last(knowledge: Knowledge) -> None:
    known = facts(insurance="pension", gap_months=2)
    turn = read_turn(track(message("好"), facts=known), knowledge)
    events = facts_set(turn, {"insurance": "medical"}, "person", LATER)
    assert list(events[0]["value"]) == ["gap_months", "insurance"]


def test_nothing_heard_is_no_event(knowledge: Knowledge) -> None:
    turn = read_turn(track(message("好"), declined=["region"]), knowledge)
    assert facts_set(turn, {}, "person", AT) == []


def test_a_dropped_fact_is_neither_known_nor_declined(knowledge: Knowledge) -> None:
    known = facts(insurance="pension", gap_months=2)
    tracker = track(message("好"), facts=known, declined=["gap_months", "region"])
    assert fact_dropped(read_turn(tracker, knowledge), "gap_months") == [
        SlotSet("facts", facts(insurance="pension")),
        SlotSet("declined", ["region"]),
    ]


@pytest.mark.parametrize(
    "made, text",
    [
        (payload("why"), "/why"),
        (payload("next_step", option_id="是"), '/next_step{"option_id": "是"}'),
        (
            fact_payload("inform", "gap_months", 5),
            '/inform{"fact_id": "gap_months", "value": 5}',
        ),
    ],
    ids=["bare", "chinese", "fact"],
)
def test_payloads_are_what_rasa_reads(made: str, text: str) -> None:
    assert made == text
