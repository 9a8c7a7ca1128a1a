"""Short codes and counts of working days."""

from datetime import date

import pytest

from bot.nlu.entities.codes import extract_codes

CODES = {
    "K7M2PQ": "K7M2PQ",
    "k7m2pq": "K7M2PQ",
    "我的代码是K7M2PQ": "K7M2PQ",
    "K7M2PQ继续": "K7M2PQ",
    "resume K7M2PQ please": "K7M2PQ",
    "code: ABCDE2.": "ABCDE2",
    "Ｋ７Ｍ２ＰＱ": "K7M2PQ",
    "234567": "234567",
}
DAYS = {
    "30个工作日": 30,
    "三十个工作日": 30,
    "20个法定工作日": 20,
    "3０個工作日": 30,
    "15 working days": 15,
    "ten business days": 10,
    "a 15-working-day wait": 15,
}
NOTHING = [
    "ABCDEF",
    "HELLO2",
    "A1B2C3",
    "K7M2P",
    "K7M2PQX",
    "xK7M2PQ",
    "shebao",
    "234567元",
    "工作日",
    "30天",
    "working days",
    "12333",
]


@pytest.mark.parametrize(("text", "code"), CODES.items())
def test_short_code(text: str, code: str, today: date) -> None:
    (found,) = extract_codes(text, today)
    assert (found.entity, found.value) == ("short_code", code)
    assert found.end - found.start == 6


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_working_days(text: str, days: int, today: date) -> None:
    assert [(one.entity, one.value) for one in extract_codes(text, today)] == [
        ("working_days", days)
    ]


@pytest.mark.parametrize("text", NOTHING)
def test_neither(text: str, today: date) -> None:
    assert extract_codes(text, today) == []
