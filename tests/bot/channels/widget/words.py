"""The widget's labels as the knowledge has them, and questions for the tests."""

import functools
from collections.abc import Mapping

import yaml

from bot.settings import PROJECT

QUESTION = {
    "zh": "社保断了五个月能补吗",
    "en": "I missed five months, can I pay them back?",
}
PROCEDURE = {
    "zh": "支付宝恢复城乡居民医保",
    "en": "Restore resident medical insurance in Alipay",
}
CARD_READY = {
    "zh": "我9月21日提交了社保卡申请，什么时候能拿到",
    "en": "I applied for the card on 21 September, when is it ready?",
}
MONTH_ASKED = {
    "zh": ["我什么时候能退休", "男，原60岁退休"],
    "en": ["when can I retire", "Man, formerly 60"],
}
DAY_ASKED = {
    "zh": ["我社保卡什么时候能拿到", "已提交"],
    "en": ["when is my card ready", "submitted"],
}


@functools.cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Every phrase of the knowledge, in both languages."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted((PROJECT / "knowledge" / "phrases").glob("*.yml")):
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def label(name: str, lang: str, **values: object) -> str:
    """A label of the widget."""
    words = phrases()[f"widget_{name}"][lang]
    return words.format(**values) if values else words


def phrase(name: str, lang: str) -> str:
    """A phrase up to its first placeholder."""
    return phrases()[name][lang].split("{")[0]
