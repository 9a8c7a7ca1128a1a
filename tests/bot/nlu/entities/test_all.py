"""All extractors together: clashing readings are settled, the others stay."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.nlu.entities import Lexicon, extract_all
from bot.nlu.entities.script import plain

Row = tuple[str | int, ...]
Brief = Callable[..., list[Row]]

SENTENCES: dict[str, list[Row]] = {
    "断了五个月，在杭州": [
        ("duration", 5, "gap", "五个月"),
        ("region", "330100", "杭州"),
    ],
    "我52岁，74年6月出生": [
        ("age", 52, "52岁"),
        ("birth_month", "1974-06", "74年6月"),
    ],
    "I'm 52, born June 1974": [
        ("age", 52, "52"),
        ("birth_month", "1974-06", "June 1974"),
    ],
    "交了4年": [("duration", 48, "paid", "4年"), ("years_count", 4, "4年")],
    "去年8月停的，欠了2400元": [
        ("last_paid_month", "2025-08", "去年8月"),
        ("money", "2400", "2400元"),
    ],
    "2400": [("money", "2400", "2400"), ("number", 2400, "2400")],
    "234567": [
        ("money", "234567", "234567"),
        ("number", 234567, "234567"),
        ("short_code", "234567", "234567"),
    ],
    "9月21日交的材料": [("date", "2026-09-21", "9月21日")],
    "从去年8月到现在": [("duration", 15, "gap", "从去年8月到现在")],
    "不是职工，English please": [("language", "en", "English please")],
    "谢谢": [],
    "": [],
    "🙂": [],
}


@pytest.mark.parametrize(("text", "rows"), SENTENCES.items())
def test_sentence(
    text: str, rows: list[Row], today: date, lexicon: Lexicon, brief: Brief
) -> None:
    assert brief(text, extract_all(text, today, lexicon)) == rows


@pytest.mark.parametrize(
    "text", ["ＡＢＣ　１２", "醫療保險個", "Ürümqi İı ß", "🙂断了"]
)
def test_plain_form_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)
