"""The hours of the agents: working days of the official calendar, in Shanghai."""

import datetime as dt

import pytest

from actions.hours import Hours
from actions.rules import SHANGHAI
from advice import Knowledge
from advice.days import WorkCalendar

DAY = Hours(((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(17))))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def calendar(knowledge: Knowledge) -> WorkCalendar:
    return WorkCalendar(knowledge.calendar)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 13:30", True),
        ("2026-11-23 17:00", False),
        ("2026-11-22 10:00", False),  # a Sunday
        ("2026-02-17 10:00", False),  # Spring Festival
        ("2026-02-14 10:00", True),  # a Saturday that is worked
        ("2099-11-23 10:00", True),  # a Monday of a year without a calendar
    ],
)
def test_they_are_there(calendar: WorkCalendar, moment: str, is_open: bool) -> None:
    assert DAY.is_open(at(moment), calendar) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-23 13:30"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-20 18:00", "2026-11-23 09:00"),
        ("2026-02-14 18:00", "2026-02-24 09:00"),
    ],
)
def test_they_come_next(calendar: WorkCalendar, moment: str, opens: str) -> None:
    assert DAY.opens(at(moment), calendar) == at(opens)


def test_without_spans_they_are_always_there(calendar: WorkCalendar) -> None:
    moment = at("2026-11-22 03:00")
    assert Hours().is_open(moment, calendar)
    assert Hours().opens(moment, calendar) is None
    assert (Hours().told(), DAY.told()) == ("", "09:00-12:00, 13:30-17:00")
