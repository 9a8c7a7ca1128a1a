"""A count of working days, told: runs on one line, make-up days by name."""

import datetime as dt

import pytest

from advice import Advisor
from advice.counting import tell_count
from advice.values import Values


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_count_over_national_day_is_told_in_english(
    advisor: Advisor, values: Values
) -> None:
    count = advisor.calendar.add_working_days(day("2026-09-18"), 6)
    assert tell_count(count, values, "en") == [
        "Counting from the day after 18 September 2026:",
        "19 September 2026: weekend, not counted",
        "20 September 2026 (Sunday, a make-up working day): working day 1",
        "21 September 2026 to 24 September 2026: working days 2 to 5",
        "25 September 2026 to 27 September 2026: public holiday, not counted",
        "28 September 2026: working day 6",
        "So it is 28 September 2026.",
    ]


def test_a_count_is_told_in_chinese(advisor: Advisor, values: Values) -> None:
    count = advisor.calendar.add_working_days(day("2026-10-09"), 2)
    assert tell_count(count, values, "zh") == [
        "从2026年10月9日的次日起数：",
        "2026年10月10日（周六，调休上班）：第1个工作日",
        "2026年10月11日：周末，不计",
        "2026年10月12日：第2个工作日",
        "所以是2026年10月12日。",
    ]


def test_a_count_into_a_year_without_notice_warns(
    advisor: Advisor, values: Values
) -> None:
    count = advisor.calendar.add_working_days(day("2026-12-30"), 3)
    last = tell_count(count, values, "en")[-1]
    assert last == values.phrase("count_provisional", "en", years="2027")
    assert "2027" in last


def test_no_days_are_told_too(advisor: Advisor, values: Values) -> None:
    count = advisor.calendar.add_working_days(day("2026-09-18"), 0)
    assert tell_count(count, values, "en") == [
        "Counting from the day after 18 September 2026:",
        "So it is 18 September 2026.",
    ]


@pytest.mark.parametrize("days", [1, 10, 30])
def test_every_working_day_is_told_once(
    advisor: Advisor, values: Values, days: int
) -> None:
    count = advisor.calendar.add_working_days(day("2026-09-18"), days)
    lines = tell_count(count, values, "zh")
    assert f"第{days}个工作日" in lines[-2].replace("到第", "第")


def test_calendar_days_are_told_and_that_the_last_one_moves_on(
    advisor: Advisor, values: Values
) -> None:
    count = advisor.calendar.count_calendar_days(day("2026-08-08"), 15)
    assert tell_count(count, values, "en") == [
        "Counting from the day after 8 August 2026:",
        "9 August 2026 to 23 August 2026: days 1 to 15",
        "23 August 2026 is a day off, so the last day moves on to the next working "
        "day.",
        "So it is 24 August 2026.",
    ]


def test_calendar_days_that_end_on_a_working_day(
    advisor: Advisor, values: Values
) -> None:
    count = advisor.calendar.count_calendar_days(day("2026-08-08"), 30)
    assert tell_count(count, values, "zh") == [
        "从2026年8月8日的次日起数：",
        "2026年8月9日至2026年9月7日：第1到第30天",
        "所以是2026年9月7日。",
    ]


def test_one_calendar_day(advisor: Advisor, values: Values) -> None:
    count = advisor.calendar.count_calendar_days(day("2026-08-10"), 1)
    assert tell_count(count, values, "en")[1] == "11 August 2026: day 1"
