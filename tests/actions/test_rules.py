"""What decides knows the moment and the day in mainland China, and no records."""

import datetime as dt

from actions.rules import Rules
from advice import Knowledge
from search import Index
from tests.actions.talk import NOON


def test_the_day_is_that_of_mainland_china(
    knowledge: Knowledge, search_index: Index
) -> None:
    for hour, minute, day in ((4, 0, 22), (15, 59, 22), (16, 0, 23)):
        moment = NOON.replace(hour=hour, minute=minute)
        rules = Rules(knowledge, lambda at=moment: at, search_index)
        assert rules.now() == moment
        assert rules.today() == dt.date(2026, 11, day)


def test_the_clock_is_asked_each_time(
    knowledge: Knowledge, search_index: Index
) -> None:
    moments = iter([NOON, NOON + dt.timedelta(days=1)])
    rules = Rules(knowledge, lambda: next(moments), search_index)
    assert [rules.today().day, rules.today().day] == [22, 23]
