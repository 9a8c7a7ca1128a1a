"""Months, days, the last paid month, the first month again, periods between."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.nlu.entities.dates import extract_dates

LAST_PAID = {
    "去年8月停的": "2025-08",
    "交到6月": "2026-06",
    "最后一次交是6月": "2026-06",
    "2025年3月断缴": "2025-03",
    "去年底停的": "2025-12",
    "社保交到了25年12月": "2025-12",
    "去年十月份停的": "2025-10",
    "stopped in March": "2026-03",
    "I stopped paying in March 2025": "2025-03",
    "last paid in June 2025": "2025-06",
    "paid until June": "2026-06",
}
RESUMED = {
    "9月又开始交了": "2026-09",
    "6月恢复缴费": "2026-06",
    "今年3月份重新参保": "2026-03",
    "paying again from September": "2026-09",
    "resumed in July": "2026-07",
}
PERIODS = {
    "从去年8月到现在": (15, "gap"),
    "从去年8月到现在没交": (15, "gap"),
    "2025年8月到现在": (15, "gap"),
    "從去年8月到現在": (15, "gap"),
    "去年8月开始断的": (15, "gap"),
    "8月就没交了": (3, "gap"),
    "3月到6月没交": (4, "gap"),
    "2025年11月到2026年2月": (4, "gap"),
    "since March": (8, "gap"),
    "I haven't paid since March": (8, "gap"),
    "between March and June": (4, "gap"),
    "从2020年3月交到现在": (80, "paid"),
    "2020年3月到2024年5月交的": (51, "paid"),
}
MONTHS = {
    "2025年8月": "2025-08",
    "二〇二五年八月": "2025-08",
    "25年8月": "2025-08",
    "2025-08": "2025-08",
    "08/2025": "2025-08",
    "12月": "2025-12",
    "11月": "2026-11",
    "上个月": "2026-10",
    "March last year": "2025-03",
    "in May": "2026-05",
    "August 2025": "2025-08",
    "last month": "2026-10",
}
DAYS = {
    "9月21日": "2026-09-21",
    "９月２１号": "2026-09-21",
    "2026-09-21": "2026-09-21",
    "2026/9/21": "2026-09-21",
    "13/9/2026": "2026-09-13",
    "9/21": "2026-09-21",
    "21 September": "2026-09-21",
    "Sept 21st": "2026-09-21",
    "March 5th, 2026": "2026-03-05",
    "12月9日": "2025-12-09",
    "昨天": "2026-11-21",
    "上周五": "2026-11-13",
    "last Friday": "2026-11-20",
    "three days ago": "2026-11-19",
    "today": "2026-11-22",
    "15号": "2026-11-15",
    "25号": "2026-10-25",
}
NOTHING = [
    "3个月",
    "2月30日",
    "13月",
    "每月15号",
    "every March",
    "1号窗口",
    "I may pay it",
    "2000.5元",
    "断了三月",
    "12333",
    "断了五个月",
    "1/2",
]

Brief = Callable[..., list[tuple[str | int, ...]]]


def _values(text: str, today: date) -> list[tuple[str, str | int]]:
    return [(one.entity, one.value) for one in extract_dates(text, today)]


@pytest.mark.parametrize(("text", "month"), LAST_PAID.items())
def test_last_paid_month(text: str, month: str, today: date) -> None:
    assert _values(text, today) == [("last_paid_month", month)]


@pytest.mark.parametrize(("text", "month"), RESUMED.items())
def test_resumed_month(text: str, month: str, today: date) -> None:
    assert _values(text, today) == [("resumed_month", month)]


@pytest.mark.parametrize(("text", "period"), PERIODS.items())
def test_period(text: str, period: tuple[int, str], today: date) -> None:
    (found,) = extract_dates(text, today)
    assert (found.entity, found.value, found.role) == ("duration", *period)


@pytest.mark.parametrize(("text", "month"), MONTHS.items())
def test_month(text: str, month: str, today: date) -> None:
    assert _values(text, today) == [("month", month)]


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_day(text: str, day: str, today: date) -> None:
    assert _values(text, today) == [("date", day)]


@pytest.mark.parametrize("text", NOTHING)
def test_no_date(text: str, today: date) -> None:
    assert extract_dates(text, today) == []


def test_stop_and_start_in_one_sentence(today: date, brief: Brief) -> None:
    text = "I stopped paying in March and resumed in June"
    assert brief(text, extract_dates(text, today)) == [
        ("last_paid_month", "2026-03", "March"),
        ("resumed_month", "2026-06", "June"),
    ]


def test_year_that_is_not_said_depends_on_the_day() -> None:
    text = "12月"
    assert _values(text, date(2026, 12, 1)) == [("month", "2026-12")]
    assert _values(text, date(2026, 11, 30)) == [("month", "2025-12")]
