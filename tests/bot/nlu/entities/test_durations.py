"""Lengths of time, what they are about, and how they compare with the limit."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.nlu.entities.durations import extract_durations

GAPS = {
    "断了五个月": (5, "五个月"),
    "社保停了半年": (6, "半年"),
    "五个月没交了": (5, "五个月"),
    "断了5 months": (5, "5 months"),
    "斷了５個月": (5, "５個月"),
    "断了三月": (3, "三月"),
    "断了俩月": (2, "俩月"),
    "半年前停的": (6, "半年"),
    "中间空了两个月": (2, "两个月"),
    "单位漏缴了三个季度": (9, "三个季度"),
    "I stopped for four years": (48, "four years"),
    "a 5-month gap": (5, "5-month"),
    "I have not paid for a year and a half": (18, "a year and a half"),
    "missed 4 to 5 months": (4, "4 to 5 months"),
    "six months in arrears": (6, "six months"),
}
PAID = {
    "交了四年半": (54, 4, "四年半"),
    "交了4年": (48, 4, "4年"),
    "社保交满15年": (180, 15, "15年"),
    "缴费4年8个月": (56, 4, "4年8个月"),
    "paid for four and a half years": (54, 4, "four and a half years"),
    "4 years of contributions": (48, 4, "4 years"),
    "I have contributed for 12 years": (144, 12, "12 years"),
}
BARE = {
    "大概三个月": 3,
    "3个多月": 3,
    "五六个月": 5,
    "半年": 6,
    "三个半月": 3,
    "half a year": 6,
    "a couple of months": 2,
    "about 7 months": 7,
    "18 months": 18,
    "俩月": 2,
}
NOTHING = [
    "2025年8月",
    "93年的保险",
    "从12年开始",
    "我是67年的",
    "第三季度",
    "上半年",
    "五年级",
    "三月",
    "how much a year",
    "once a year",
    "per month",
    "50 years old",
    "a 50-year-old",
    "未交满15年",
    "一个月多少钱",
    "我怀孕五个月",
    "三个月等待期",
    "三年前参加工作",
    "30个工作日",
    "a few months",
    "断了三四个月",
    "断了3-4个月",
    "missed three or four months",
    "a gap of 3 to 5 months",
]
BANDS = {
    "超过三个月": [("gap_band", "over_limit", "超过三个月"), ("duration", 3, "三个月")],
    "断了三个月以上": [
        ("duration", 3, "gap", "三个月"),
        ("gap_band", "over_limit", "三个月以上"),
    ],
    "more than three months": [
        ("gap_band", "over_limit", "more than three months"),
        ("duration", 3, "three months"),
    ],
    "超过两个月": [("duration", 2, "两个月")],
    "不到三个月": [("gap_band", "within_limit", "不到三个月")],
    "不超过三个月": [("gap_band", "within_limit", "不超过三个月")],
    "三个月以内": [("gap_band", "within_limit", "三个月以内")],
    "less than 3 months": [("gap_band", "within_limit", "less than 3 months")],
    "within 3 months": [("gap_band", "within_limit", "within 3 months")],
    "不到半年": [],
    "交了超过15年": [("duration", 180, "paid", "15年"), ("years_count", 15, "15年")],
}

Brief = Callable[..., list[tuple[str | int, ...]]]


@pytest.mark.parametrize(("text", "gap"), GAPS.items())
def test_gap(text: str, gap: tuple[int, str], today: date, brief: Brief) -> None:
    months, words = gap
    expected = [("duration", months, "gap", words)]
    assert brief(text, extract_durations(text, today)) == expected


@pytest.mark.parametrize(("text", "paid"), PAID.items())
def test_paid(text: str, paid: tuple[int, int, str], today: date, brief: Brief) -> None:
    months, years, words = paid
    assert brief(text, extract_durations(text, today)) == [
        ("duration", months, "paid", words),
        ("years_count", years, words),
    ]


@pytest.mark.parametrize(("text", "months"), BARE.items())
def test_bare_length_has_no_role(text: str, months: int, today: date) -> None:
    (found,) = extract_durations(text, today)
    assert (found.entity, found.value, found.role) == ("duration", months, None)


@pytest.mark.parametrize(("text", "years"), {"一年多": 1, "15年": 15}.items())
def test_bare_years_are_counted_too(text: str, years: int, today: date) -> None:
    found = {one.entity: one.value for one in extract_durations(text, today)}
    assert found == {"duration": years * 12, "years_count": years}


@pytest.mark.parametrize("text", NOTHING)
def test_not_a_length_of_cover(text: str, today: date) -> None:
    assert extract_durations(text, today) == []


@pytest.mark.parametrize(("text", "expected"), BANDS.items())
def test_limit(
    text: str, expected: list[tuple[str | int, ...]], today: date, brief: Brief
) -> None:
    assert brief(text, extract_durations(text, today)) == sorted(
        expected, key=lambda row: text.index(str(row[-1]))
    )


def test_each_clause_has_its_own_role(today: date, brief: Brief) -> None:
    text = "以前交了5年，后来断了2年"
    assert brief(text, extract_durations(text, today)) == [
        ("duration", 60, "paid", "5年"),
        ("years_count", 5, "5年"),
        ("duration", 24, "gap", "2年"),
    ]
