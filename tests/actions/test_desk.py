"""The desk and the wiring: one clock, the day in mainland China, actions by name."""

import datetime as dt

from actions import build
from actions.base import AssistantAction
from actions.desk import Desk
from advice import Knowledge
from records import Store
from search import Index
from tests.actions.talk import NOON, Room


def test_the_day_is_that_of_mainland_china(
    knowledge: Knowledge, store: Store, search_index: Index
) -> None:
    for hour, minute, day in ((4, 0, 22), (15, 59, 22), (16, 0, 23)):
        moment = NOON.replace(hour=hour, minute=minute)
        desk = Desk(knowledge, store, lambda at=moment: at, 30, search_index)
        assert desk.now() == moment
        assert desk.today() == dt.date(2026, 11, day)


def test_the_clock_is_asked_each_time(
    knowledge: Knowledge, store: Store, search_index: Index
) -> None:
    moments = iter([NOON, NOON + dt.timedelta(days=1)])
    desk = Desk(knowledge, store, lambda: next(moments), 30, search_index)
    assert [desk.today().day, desk.today().day] == [22, 23]


def test_actions_have_names_of_their_own(room: Room) -> None:
    built = build(room.knowledge, room.store, lambda: NOON, 30, room.desk.search)
    names = [action.name() for action in built]
    assert all(isinstance(action, AssistantAction) for action in built)
    assert all(names)
    assert len(set(names)) == len(names)
