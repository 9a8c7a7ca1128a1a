"""Counting days: make-up weekends count, days off do not, nothing beyond the data."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advice import Knowledge
from advice.days import ONE_DAY, DayCount, NoCalendar, WorkCalendar


@pytest.fixture(scope="module")
def calendar(knowledge: Knowledge) -> WorkCalendar:
    return WorkCalendar(knowledge.calendar)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        pytest.param("2026-09-21", "working", id="Monday"),
        pytest.param("2026-09-19", "weekend", id="Saturday"),
        pytest.param("2026-09-20", "make_up", id="Sunday worked for National Day"),
        pytest.param("2026-10-10", "make_up", id="Saturday worked for National Day"),
        pytest.param("2026-09-25", "holiday", id="Mid-Autumn"),
        pytest.param("2026-10-07", "holiday", id="last day of National Day"),
        pytest.param("2026-10-08", "working", id="the day after"),
        pytest.param("2026-01-04", "make_up", id="Sunday after New Year"),
        pytest.param("2026-02-14", "make_up", id="Saturday before Spring Festival"),
    ],
)
def test_the_kind_of_a_day(calendar: WorkCalendar, date: str, kind: str) -> None:
    assert calendar.kind(day(date)) == kind
    assert calendar.is_working(day(date)) == (kind in ("working", "make_up"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param("2026-09-21", 0, "2026-09-21", id="no day"),
        pytest.param("2026-09-21", 1, "2026-09-22", id="the day after is day 1"),
        pytest.param("2026-09-18", 1, "2026-09-20", id="Friday to a worked Sunday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="over National Day"),
        pytest.param("2026-10-03", 1, "2026-10-08", id="from within a holiday"),
        pytest.param("2026-12-31", 1, "2027-01-04", id="into the next year"),
    ],
)
def test_working_days_are_added(
    calendar: WorkCalendar, start: str, days: int, end: str
) -> None:
    assert calendar.add_working_days(day(start), days).end == day(end)


def test_a_count_names_each_day_on_the_way(calendar: WorkCalendar) -> None:
    count = calendar.add_working_days(day("2026-09-18"), 2)
    assert [(step.day.day, step.number, step.kind) for step in count.steps] == [
        (19, None, "weekend"),
        (20, 1, "make_up"),
        (21, 2, "working"),
    ]
    assert (count.start, count.end) == (day("2026-09-18"), day("2026-09-21"))


def test_a_year_without_notice_makes_a_count_provisional(
    calendar: WorkCalendar,
) -> None:
    assert calendar.add_working_days(day("2026-11-02"), 10).provisional == ()
    assert calendar.add_working_days(day("2026-12-30"), 10).provisional == (2027,)


def test_beyond_the_data_nothing_is_counted(
    calendar: WorkCalendar, knowledge: Knowledge
) -> None:
    last = max(knowledge.calendar)
    with pytest.raises(NoCalendar) as caught:
        calendar.add_working_days(dt.date(last, 12, 30), 30)
    assert caught.value.year == last + 1
    with pytest.raises(NoCalendar):
        calendar.kind(dt.date(min(knowledge.calendar) - 1, 12, 31))
    with pytest.raises(NoCalendar):
        calendar.add_calendar_days(dt.date(last, 12, 30), 30)


def test_a_period_is_not_negative(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_days(day("2026-09-21"), -1)


@pytest.mark.parametrize(
    ("start", "days", "raw", "moved"),
    [
        pytest.param(
            "2026-08-08", 15, "2026-08-23", "2026-08-24", id="Sunday moves on"
        ),
        pytest.param("2026-08-08", 30, "2026-09-07", "2026-09-07", id="Monday stays"),
        pytest.param(
            "2026-09-01", 30, "2026-10-01", "2026-10-08", id="holiday moves on"
        ),
        pytest.param("2026-08-21", 30, "2026-09-20", "2026-09-20", id="worked Sunday"),
    ],
)
def test_a_period_in_calendar_days_ends_on_a_working_day(
    calendar: WorkCalendar, start: str, days: int, raw: str, moved: str
) -> None:
    assert calendar.add_calendar_days(day(start), days) == (day(raw), day(moved))


starts = st.dates(dt.date(2024, 1, 1), dt.date(2027, 6, 30))
lengths = st.integers(1, 60)


@given(start=starts, days=lengths)
def test_working_days_never_end_on_a_day_off(
    calendar: WorkCalendar, start: dt.date, days: int
) -> None:
    count = calendar.add_working_days(start, days)
    assert calendar.is_working(count.end)
    numbers = [step.number for step in count.steps if step.number]
    assert numbers == list(range(1, days + 1))
    assert [step.day for step in count.steps] == [
        start + offset * ONE_DAY for offset in range(1, (count.end - start).days + 1)
    ]


@given(start=starts, days=lengths, more=st.integers(1, 30))
def test_more_days_end_later(
    calendar: WorkCalendar, start: dt.date, days: int, more: int
) -> None:
    earlier = calendar.add_working_days(start, days)
    assert earlier.end < calendar.add_working_days(start, days + more).end


@given(start=starts, later=st.integers(0, 60), days=lengths)
def test_a_later_start_never_ends_earlier(
    calendar: WorkCalendar, start: dt.date, later: int, days: int
) -> None:
    other = start + later * ONE_DAY
    assume(other <= dt.date(2027, 6, 30))
    end = calendar.add_working_days(start, days).end
    assert end <= calendar.add_working_days(other, days).end


@given(start=starts, days=lengths, more=lengths)
def test_a_count_can_be_taken_in_two_parts(
    calendar: WorkCalendar, start: dt.date, days: int, more: int
) -> None:
    half = calendar.add_working_days(start, days).end
    assert (
        calendar.add_working_days(half, more).end
        == calendar.add_working_days(start, days + more).end
    )


@given(start=starts, days=st.integers(0, 60))
def test_a_calendar_period_only_moves_on(
    calendar: WorkCalendar, start: dt.date, days: int
) -> None:
    raw, moved = calendar.add_calendar_days(start, days)
    assert raw == start + days * ONE_DAY
    assert moved >= raw
    assert calendar.is_working(moved)


def test_the_same_count_is_the_same(calendar: WorkCalendar) -> None:
    first = calendar.add_working_days(day("2026-09-21"), 30)
    assert isinstance(first, DayCount)
    assert calendar.add_working_days(day("2026-09-21"), 30) == first
