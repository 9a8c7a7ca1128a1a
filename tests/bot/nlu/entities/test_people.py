"""Ages and months of birth of the person, not of a rule."""

from datetime import date

import pytest

from bot.nlu.entities.people import extract_people

AGES = {
    "52岁": 52,
    "五十二周岁": 52,
    "我今年52": 52,
    "今年52没交过": 52,
    "我52岁退休": 52,
    "我妈妈59岁了": 59,
    "年龄55周岁": 55,
    "52歲": 52,
    "I'm 52": 52,
    "I am fifty-two": 52,
    "52 years old": 52,
    "a 50-year-old": 50,
    "aged 52": 52,
    "age: 45": 45,
    "54 y/o": 54,
    "She is 49": 49,
}
BIRTHS = {
    "74年6月出生": "1974-06",
    "1974.6生": "1974-06",
    "出生于1974年6月12日": "1974-06",
    "我是74年6月的": "1974-06",
    "我妈1972年3月生的": "1972-03",
    "born June 1974": "1974-06",
    "I was born on 12 June 1974": "1974-06",
    "dob 1974-06-12": "1974-06",
    "my birthday is 12 June 1974": "1974-06",
}
NOTHING = [
    "50岁退休",
    "60岁以上",
    "年满60岁职工",
    "55岁提前退",
    "差了两岁",
    "虚岁53",
    "六十多岁",
    "今年5月",
    "I'm 5 months behind",
    "I am 2400 yuan short",
    "小孩今年10月份出生",
    "生育保险",
    "1974年6月参加工作",
    "I was born in 1974",
    "52 payments",
]


@pytest.mark.parametrize(("text", "age"), AGES.items())
def test_age(text: str, age: int, today: date) -> None:
    assert [(one.entity, one.value) for one in extract_people(text, today)] == [
        ("age", age)
    ]


@pytest.mark.parametrize(("text", "month"), BIRTHS.items())
def test_birth_month(text: str, month: str, today: date) -> None:
    assert [(one.entity, one.value) for one in extract_people(text, today)] == [
        ("birth_month", month)
    ]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_about_the_person(text: str, today: date) -> None:
    assert extract_people(text, today) == []
