"""A person, please, where there are agents: the queue, the offers, approval."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.desk import Agents, Desk
from actions.hours import Hours
from actions.turn import payload
from advice import Knowledge
from advice.words import Language
from records import Store
from records.desk import DeskRecords
from records.desk_staff import StaffRecords
from search import Index
from tests.actions.talk import NOON, PERSON, Room, act, facts, message, press

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
ACTION = "action_hand_to_person"
MORNING = Hours(((dt.time(9), dt.time(12)),))  # NOON is 12:00 of a Sunday


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def room(
    knowledge: Knowledge, store: Store, search_index: Index, hours: Hours
) -> Room:
    """A room with one agent, and a topic that waits for approval."""
    from actions import build

    await StaffRecords(store).add("li", "Li", "agent", "hash", NOON)
    agents = Agents(DeskRecords(store), hours, frozenset({"lump_sum_refund"}))
    built = build(knowledge, store, lambda: NOON, 14, search_index, agents)
    desk = getattr(built[0], "desk", None)
    assert isinstance(desk, Desk)
    return Room(desk, {action.name(): action for action in built})


@LANGUAGES
async def test_a_place_in_the_queue_and_a_way_out(room: Room, lang: Language) -> None:
    answer = await act(room, ACTION, message("人工", "human_agent"), lang)
    assert answer.events == [SlotSet("failures", 0)]
    hours = room.word(lang, "desk_always")
    assert answer.texts == [room.word(lang, "desk_waiting", place="1", hours=hours)]
    assert answer.buttons == [payload("human_agent", value="leave")]
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None
    assert (found.reason, found.language, found.note["topic"]) == ("asked", lang, None)


async def test_the_note_says_what_is_known(room: Room) -> None:
    known = facts(insurance="pension", employment="flexible", region="310000")
    latest = message("a person", "human_agent")
    answer = await act(room, ACTION, latest, "en", known, topic="back_payment")
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None and set(found.note["facts"]) == set(known)
    assert found.note["decision"]["kind"] in ("result", "refer", "missing")
    told = answer.texts[-1]
    assert room.told("en", "insurance", "pension") in told


@pytest.mark.parametrize("reason", ["two_failures", "same_question", "outcome"])
async def test_a_button_says_why(room: Room, reason: str) -> None:
    await act(room, ACTION, press("human_agent", value=reason))
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None and found.reason == reason


async def test_one_leaves_the_line(room: Room) -> None:
    await act(room, ACTION, message("人工", "human_agent"))
    answer = await act(room, ACTION, press("human_agent", value="leave"))
    assert answer.texts == [room.word("zh", "desk_left")]
    assert await room.desk.agents.queue.open_of(PERSON) is None
    answer = await act(room, ACTION, press("human_agent", value="leave"))
    assert answer.texts == [room.word("zh", "desk_not_waiting")]


@pytest.mark.parametrize("hours", [MORNING])
async def test_outside_the_hours_a_message(room: Room, hours: Hours) -> None:
    answer = await act(room, ACTION, message("a person", "human_agent"), "en")
    told = room.word("en", "desk_hours", times="09:00-12:00")
    assert told in answer.texts[0] and "23 November 2026 09:00" in answer.texts[0]
    assert answer.buttons == [
        payload("human_agent", value="message"),
        payload("human_agent", value="leave"),
    ]
    answer = await act(room, ACTION, press("human_agent", value="message"), "en")
    assert answer.texts == [room.word("en", "desk_write_message")]
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None and found.awaits_message
    value = {"entity": "value", "value": "told", "start": 0, "end": 5}
    latest = message("please call about June", "human_agent", value)
    await act(room, ACTION, latest, "en")
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None and found.message == "please call about June"
    assert not found.awaits_message


@LANGUAGES
async def test_two_failures_offer_an_agent(room: Room, lang: Language) -> None:
    latest = message("…", "nlu_fallback")
    answer = await act(room, "action_fallback", latest, lang, failures=1)
    assert answer.texts == [
        room.word(lang, "not_understood_again"),
        room.word(lang, "desk_offer"),
    ]
    assert answer.buttons == [payload("human_agent", value="two_failures")]


async def test_an_answer_waits_for_approval(room: Room) -> None:
    answer = await act(
        room, "action_explain", message("why", "why"), "en", topic="lump_sum_refund"
    )
    (told,) = answer.texts
    assert told.startswith("An answer is ready")
    found = await room.desk.agents.queue.open_of(PERSON)
    assert found is not None and found.reason == "approval"
    assert found.draft and found.draft[0]["text"] not in told


async def test_at_the_desk_nothing_waits_for_approval(room: Room) -> None:
    latest = {**message("why", "why"), "input_channel": "desk"}
    answer = await act(room, "action_explain", latest, "en", topic="lump_sum_refund")
    assert answer.texts and "ready" not in answer.texts[0]
    assert await room.desk.agents.queue.open_of(PERSON) is None


async def test_what_a_caller_says_is_said_by_the_caller(room: Room) -> None:
    button = press("inform", fact_id="insurance", value="pension")
    latest = {**button, "input_channel": "desk"}
    answer = await act(room, "action_revise", latest, "en", topic="back_payment")
    kept = next(e["value"] for e in answer.events if e.get("name") == "facts")
    assert kept["insurance"]["by"] == "caller"
