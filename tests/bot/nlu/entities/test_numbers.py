"""Numbers in digits, Chinese numerals and English words."""

from datetime import date
from decimal import Decimal

import pytest

from bot.nlu.entities.numbers import extract_numbers, parse_number, parse_whole

NUMBERS = {
    "3": "3",
    "1,200": "1200",
    "2.4万": "24000",
    "3千": "3000",
    "5k": "5000",
    "0.5": "0.5",
    "半": "0.5",
    "两": "2",
    "俩": "2",
    "十": "10",
    "十五": "15",
    "二十": "20",
    "廿五": "25",
    "五十二": "52",
    "一百零五": "105",
    "三百五": "350",
    "三百五十": "350",
    "两千四": "2400",
    "两千零四": "2004",
    "两千四百": "2400",
    "一万二": "12000",
    "十二万": "120000",
    "一百二十万": "1200000",
    "五六": "5",
    "十五六": "15",
    "二三十": "20",
    "二〇二五": "2025",
    "twelve": "12",
    "twenty-five": "25",
    "two hundred and five": "205",
    "two thousand four hundred": "2400",
    "a couple of": "2",
    "a dozen": "12",
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_value(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "个", "months", "abc", "and", "twenty cats"])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


WHOLE_MESSAGES = {
    "5": 5,
    "五": 5,
    "大概五个": 5,
    "是12吧": 12,
    "about five": 5,
    "５。": 5,
}


@pytest.mark.parametrize(("text", "value"), WHOLE_MESSAGES.items())
def test_number_as_the_whole_message(text: str, value: int, today: date) -> None:
    assert [(one.entity, one.value) for one in extract_numbers(text, today)] == [
        ("number", value)
    ]


@pytest.mark.parametrize(
    "text", ["五个月", "2.5", "第5", "I have 5", "你好", "一起", ""]
)
def test_number_inside_a_message_is_left_alone(text: str, today: date) -> None:
    assert extract_numbers(text, today) == []


def test_whole_numbers_only() -> None:
    assert parse_whole("五") == 5
    assert parse_whole("2.5") is None
