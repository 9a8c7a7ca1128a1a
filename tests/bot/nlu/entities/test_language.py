"""Which language a person asks for."""

from datetime import date

import pytest

from bot.nlu.entities.language import extract_language

ENGLISH = [
    "English please",
    "English",
    "speak English",
    "can you reply in English?",
    "switch to english",
    "do you speak english",
    "用英文",
    "请用英语回答",
    "换成英文",
    "切换到英文",
    "英文版",
    "说English",
]
CHINESE = [
    "说中文",
    "中文",
    "講普通話吧",
    "讲普通话吧",
    "in Chinese",
    "switch to chinese",
    "Mandarin please",
    "用中文回复我",
]
NOTHING = [
    "不会英语",
    "我英语不好",
    "I don't speak Chinese",
    "Chinese medicine",
    "中医能报吗",
    "社保",
    "englishman",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str, today: date) -> None:
    assert [one.value for one in extract_language(text, today)] == ["en"]


@pytest.mark.parametrize("text", CHINESE)
def test_chinese(text: str, today: date) -> None:
    assert [one.value for one in extract_language(text, today)] == ["zh"]


@pytest.mark.parametrize("text", NOTHING)
def test_no_language_asked_for(text: str, today: date) -> None:
    assert extract_language(text, today) == []
