"""Sums of yuan, with and without a unit."""

from datetime import date

import pytest

from bot.nlu.entities.money import extract_money

SUMS = {
    "2400": "2400",
    "大概两千四": "2400",
    "两千四": "2400",
    "2.4万": "24000",
    "1万2": "12000",
    "一万二": "12000",
    "一百二十万": "1200000",
    "¥88": "88",
    "￥１２００": "1200",
    "88块": "88",
    "88块5": "88.5",
    "88元5角": "88.5",
    "五百塊錢": "500",
    "滞纳金16000元": "16000",
    "叫我们交11000": "11000",
    "欠费2400": "2400",
    "每月2400": "2400",
    "工资八千": "8000",
    "1,200 yuan": "1200",
    "4,500.50 yuan": "4500.5",
    "RMB 2400": "2400",
    "two thousand yuan": "2000",
    "I paid 1200": "1200",
    "about 2400": "2400",
}
NOTHING = [
    "12333",
    "打12333问问",
    "13800138000",
    "2025年",
    "从2016到现在",
    "三百人",
    "2.4万人",
    "两万多",
    "几千块",
    "一块交",
    "$200",
    "多少钱",
    "断了五个月",
    "千万别",
    "K7M2PQ",
]


@pytest.mark.parametrize(("text", "value"), SUMS.items())
def test_sum(text: str, value: str, today: date) -> None:
    assert [(one.entity, one.value) for one in extract_money(text, today)] == [
        ("money", value)
    ]


@pytest.mark.parametrize("text", NOTHING)
def test_no_sum(text: str, today: date) -> None:
    assert extract_money(text, today) == []
