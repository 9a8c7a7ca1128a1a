"""All extractors together: clashing readings are settled, the others stay."""

import time
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entities import MOST_FACTS, Lexicon, extract_all
from bot.nlu.entities.choices import build_choices
from bot.nlu.entities.lexicon import read_words
from bot.nlu.entities.regions import build_regions
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
    "9月21日交的材料": [("date", "2026-09-21", "submitted", "9月21日")],
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
    "text",
    [
        "从9999年12月断的",
        "断了" + "9" * 1900 + "个月",
        "断了" + "九" * 500 + "个月",
        "断了1e9个月",
    ],
    ids=["year", "digits", "numerals", "exponent"],
)
def test_a_number_that_nobody_means_is_not_read(
    text: str, today: date, lexicon: Lexicon
) -> None:
    assert extract_all(text, today, lexicon) == []


def test_a_long_story_is_read_to_its_end(
    today: date, lexicon: Lexicon, brief: Brief
) -> None:
    text = "我想问一下社保的事情，" * 60 + "断了五个月，在杭州"
    rows = [("duration", 5, "gap", "五个月"), ("region", "330100", "杭州")]
    assert brief(text, extract_all(text, today, lexicon)) == rows


WORDS = "朝阳 朝阳区 杭州北京上海 职工灵活就业居民 两 二两 一 5个月 1 没有 100元"


@pytest.mark.parametrize("word", [*WORDS.split(), "2024年5月", "suzhou ", "five "])
def test_no_message_takes_long(word: str, today: date, lexicon: Lexicon) -> None:
    """The server answers nobody else meanwhile; some of these took 20 seconds."""
    text = (word * 2000)[:2000]
    began = time.process_time()
    found = extract_all(text, today, lexicon)
    assert time.process_time() - began < 0.5
    assert len(found) <= MOST_FACTS


@pytest.mark.parametrize(
    "text", ["ＡＢＣ　１２", "醫療保險個", "Ürümqi İı ß", "🙂断了"]
)
def test_plain_form_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@cache
def small_lexicon() -> Lexicon:
    return Lexicon(build_regions({}), build_choices({}), read_words())


PIECES = """
    年 月 日 号 个月 岁 元 万 季度 半年 去年 前年 上 下 到 至 从 没交 断了 交了 快
    满 第 今 负 整 一 二 十 百 零 幺 0 1 9 12 31 99 2024 1974 - / . , ， 's '
    born days ago next since two last of the year month June quarter half and
"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES.split(), " "]), max_size=14).map("".join))
def test_no_row_of_words_is_too_strange(text: str) -> None:
    for found in extract_all(text, date(2026, 3, 31), small_lexicon()):
        assert 0 <= found.start < found.end <= len(text)
