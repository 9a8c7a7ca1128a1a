"""Counting days: working days with make-up weekends (调休), and calendar periods.

行政许可法 82 counts working days without statutory holidays; weekend days that the
yearly notice turns into working days count. The day after the event is day 1. 民法典
201 and 203: the first day is not counted, and a last day that is a day off moves on to
the next working day. Knows no clock.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advice.model import CalendarYear

DayKind = Literal["working", "make_up", "weekend", "holiday", "calendar"]
ONE_DAY = dt.timedelta(days=1)
MAX_COUNTS = 1024


class NoCalendar(LookupError):
    """A year is not in the data at all, so no day of it can be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True)
class DayStep:
    """One day of a count: its number (None when it is a day off) and its kind.

    In a period of calendar days each day has a number and the kind `calendar`.
    """

    day: dt.date
    number: int | None
    kind: DayKind


@dataclass(frozen=True)
class DayCount:
    """A finished count: the last day, each day on the way, years not yet official."""

    start: dt.date
    end: dt.date
    steps: tuple[DayStep, ...]
    provisional: tuple[int, ...]


class WorkCalendar:
    """Working days of the years that the knowledge covers."""

    def __init__(self, years: Mapping[int, CalendarYear]) -> None:
        self._years = years
        self._counts: dict[tuple[dt.date, int], DayCount] = {}
        self._periods: dict[tuple[dt.date, int], DayCount] = {}

    def kind(self, day: dt.date) -> DayKind:
        """What a day is. Raises NoCalendar beyond the data."""
        year = self._years.get(day.year)
        if year is None:
            raise NoCalendar(day.year)
        if day in year.off:
            return "holiday"
        if day in year.work:
            return "make_up"
        return "working" if day.weekday() < 5 else "weekend"

    def is_working(self, day: dt.date) -> bool:
        """Whether a day counts as a working day. Raises NoCalendar."""
        return self.kind(day) in ("working", "make_up")

    def add_working_days(self, start: dt.date, days: int) -> DayCount:
        """The day on which the `days`-th working day after `start` falls.

        Raises NoCalendar, and ValueError for a negative number.
        """
        if days < 0:
            raise ValueError("a period is not negative")
        found = self._counts.get((start, days))
        if found is None:
            if len(self._counts) >= MAX_COUNTS:
                self._counts.clear()
            found = self._counts[start, days] = self._count(start, days)
        return found

    def _count(self, start: dt.date, days: int) -> DayCount:
        steps: list[DayStep] = []
        day, number = start, 0
        while number < days:
            day += ONE_DAY
            kind = self.kind(day)
            if kind in ("working", "make_up"):
                number += 1
                steps.append(DayStep(day, number, kind))
            else:
                steps.append(DayStep(day, None, kind))
        return DayCount(start, day, tuple(steps), self._provisional(start, day))

    def add_calendar_days(self, start: dt.date, days: int) -> tuple[dt.date, dt.date]:
        """(last day, last day moved on past days off) of a period in calendar days.

        Raises NoCalendar.
        """
        raw = start + days * ONE_DAY
        moved = raw
        while not self.is_working(moved):
            moved += ONE_DAY
        return raw, moved

    def count_calendar_days(self, start: dt.date, days: int) -> DayCount:
        """The same period as a count; its end may lie after its last numbered day.

        Raises NoCalendar.
        """
        found = self._periods.get((start, days))
        if found is None:
            if len(self._periods) >= MAX_COUNTS:
                self._periods.clear()
            _, end = self.add_calendar_days(start, days)
            steps = tuple(
                DayStep(start + number * ONE_DAY, number, "calendar")
                for number in range(1, days + 1)
            )
            found = DayCount(start, end, steps, self._provisional(start, end))
            self._periods[start, days] = found
        return found

    def _provisional(self, start: dt.date, end: dt.date) -> tuple[int, ...]:
        return tuple(
            year
            for year in range(start.year, end.year + 1)
            if year in self._years and not self._years[year].official
        )
