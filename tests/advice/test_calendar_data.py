"""The calendar file against a public package, and against counts worked out by hand.

Reads `knowledge/calendar.yml` with PyYAML alone, so that a mistake of the loader
cannot hide one of the data.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]
import pytest
import yaml

CALENDAR = Path(__file__).parents[2] / "knowledge" / "calendar.yml"
OFFICIAL = (2024, 2025, 2026)
MONTHS_OF_2026 = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
STATUTORY_DAYS = 13


@pytest.fixture(scope="module")
def years() -> dict[int, dict[str, Any]]:
    """The years as the file states them."""
    content: dict[int, dict[str, Any]] = yaml.safe_load(
        CALENDAR.read_text(encoding="utf-8")
    )
    return content


def days_of(year: int) -> list[dt.date]:
    """Every day of a year."""
    first = dt.date(year, 1, 1)
    count = (dt.date(year + 1, 1, 1) - first).days
    return [first + dt.timedelta(days=number) for number in range(count)]


def is_working(years: dict[int, dict[str, Any]], day: dt.date) -> bool:
    """Whether the file makes a day a working day."""
    year = years[day.year]
    if day in year["work"]:
        return True
    return day.weekday() < 5 and day not in year["off"]


@pytest.mark.parametrize("year", OFFICIAL)
def test_agrees_with_public_package_on_every_day(
    years: dict[int, dict[str, Any]], year: int
) -> None:
    differing = [
        day
        for day in days_of(year)
        if is_working(years, day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []
    assert years[year]["status"] == "official"


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_year(
    years: dict[int, dict[str, Any]], year: int, count: int
) -> None:
    assert sum(is_working(years, day) for day in days_of(year)) == count


def test_working_days_of_each_month_of_2026(years: dict[int, dict[str, Any]]) -> None:
    counted = [
        sum(is_working(years, day) for day in days_of(2026) if day.month == month)
        for month in range(1, 13)
    ]
    assert counted == MONTHS_OF_2026


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ((2026, 9, 21), 30, (2026, 11, 9)),
        ((2026, 9, 18), 15, (2026, 10, 15)),
        ((2026, 9, 21), 10, (2026, 10, 12)),
    ],
)
def test_counting_from_the_day_after(
    years: dict[int, dict[str, Any]],
    start: tuple[int, int, int],
    count: int,
    last: tuple[int, int, int],
) -> None:
    day = dt.date(*start)
    for _ in range(count):
        day += dt.timedelta(days=1)
        while not is_working(years, day):
            day += dt.timedelta(days=1)
    assert day == dt.date(*last)


@pytest.mark.parametrize("year", [*OFFICIAL, 2027])
def test_make_up_days_are_weekend_days_and_no_day_stands_twice(
    years: dict[int, dict[str, Any]], year: int
) -> None:
    off, work = years[year]["off"], years[year]["work"]
    assert all(day.weekday() >= 5 for day in work)
    assert len(off) == len(set(off))
    assert len(work) == len(set(work))
    assert not set(off) & set(work)


def test_2027_is_provisional_with_the_statutory_days_only(
    years: dict[int, dict[str, Any]],
) -> None:
    year = years[2027]
    assert year["status"] == "provisional"
    assert len(year["off"]) == STATUTORY_DAYS
    assert year["work"] == []
