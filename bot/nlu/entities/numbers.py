"""Numbers as people write them: 1,200, 2.4万, 两千四, 五六, twenty-five, a couple of.

Gives the pattern pieces that the other extractors build on, and reads what they match.
Works on the plain form of a text (`script.plain`).
"""

import re
from datetime import date
from decimal import Decimal

from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_FUSED = {"廿": "二十", "卅": "三十"}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = (
    {word: value for value, word in enumerate(_SMALL.split())}
    | {
        word: value
        for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)
    }
    | {"a": 1, "an": 1, "couple": 2, "dozen": 12}
)
_SCALES = {"hundred": 100, "thousand": 1000}

ARABIC = r"(?<![\d.,])(?<!\de)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
CHINESE = "[零〇一二两俩三仨四五六七八九十百千万廿卅]+"
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
_PLAIN_WORD = "|".join(
    sorted({*_WORDS, *_SCALES} - {"a", "an", "couple"}, key=len, reverse=True)
)
ENGLISH = (
    r"(?<![a-z])(?:(?:a )?couple(?: of)?|(?:an? )?"
    rf"(?:{_PLAIN_WORD})(?:[ -](?:and )?(?:{_PLAIN_WORD}))*)(?![a-z])"
)
NUMBER = f"(?:{ARABIC}|{CHINESE}|{ENGLISH})"

_NEGATIVE = re.compile(r"(?:(?<![-\d])-|负|(?<![a-z])(?:minus|negative) ?)$")

_WHOLE_MESSAGE = re.compile(
    r"\s*(?:那|and |then )?(?:(?:如果|要是|假如|假设|万一|换成|改成)(?:我|说)?"
    r"|(?:what )?if (?:it|that|this|they|i)(?: (?:were|was|is|had))?(?: only| just)? )?"
    rf"(?:大概|大约|约|差不多|应该是|是|有|about |around |maybe )?\s*(?P<n>{NUMBER})"
    r"\s*个?(?:左右|吧|了|的话|呢)*[\s.。!！?？]*"
)
_ARABIC_SCALED = re.compile(r"([\d,]+(?:\.\d+)?)\s*([十百千万亿wk])?")
_SCALE_LETTERS = {"w": 10_000, "k": 1000}
_ABOUT_TENS = re.compile("[一二两三四五六七八九]{2}十")
_TAIL = re.compile("([百千万])([一二两三四五六七八九])$")


def extract_numbers(text: str, today: date) -> list[Found]:
    """`number`, when a whole number is the whole message: 5, 大概五, about five."""
    whole = _WHOLE_MESSAGE.fullmatch(plain(text))
    value = parse_whole(whole["n"]) if whole else None
    if whole is None or value is None:
        return []
    return [Found("number", value, *whole.span("n"))]


def is_negative(before: str) -> bool:
    """Whether a number after these words is below zero: nobody lacks -3 months.

    A dash with a space behind it, or a double one (——), only parts words.
    """
    return bool(_NEGATIVE.search(before))


def parse_number(text: str) -> Decimal | None:
    """Value of a number in digits, Chinese numerals or English words, else None.

    Of "五六" and "十五六" (five or six) the smaller is taken.
    """
    text = text.strip()
    scaled = _ARABIC_SCALED.fullmatch(text)
    if scaled:
        scale = _UNITS.get(scaled[2] or "") or _SCALE_LETTERS.get(scaled[2] or "", 1)
        return Decimal(scaled[1].replace(",", "")) * scale
    if text == "半":
        return Decimal("0.5")
    if re.fullmatch(CHINESE, text):
        value = _parse_chinese(text)
        return None if value is None else Decimal(value)
    return _parse_english(text)


def parse_whole(text: str) -> int | None:
    """Like `parse_number`, for whole numbers only."""
    value = parse_number(text)
    return int(value) if value is not None and value == int(value) else None


def _parse_chinese(text: str) -> int | None:
    for short, long in _FUSED.items():
        text = text.replace(short, long)
    if all(sign in _DIGITS for sign in text):
        return _digit_row(text)
    if _ABOUT_TENS.fullmatch(text):
        text = text[0] + text[2]
    tail = _TAIL.search(text)
    if tail:
        last = _DIGITS[tail[2]] * _UNITS[tail[1]] // 10
        head = _sum_units(text[: tail.start(2)])
        return None if head is None else head + last
    return _sum_units(text)


def _digit_row(text: str) -> int:
    if len(text) == 2 and text[0] not in "零〇" and text[1] not in "零〇":
        return _DIGITS[text[0]]
    return int("".join(str(_DIGITS[sign]) for sign in text))


def _sum_units(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign] if digit in (None, 0) else digit
        elif sign == "万":
            total = (total + section + (digit or 0)) * 10_000
            section, digit = 0, None
        else:
            section += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
    value = total + section + (digit or 0)
    return value or None


def _parse_english(text: str) -> Decimal | None:
    words = [word for word in re.findall("[a-z]+", text) if word not in ("and", "of")]
    if not words or any(word not in _WORDS and word not in _SCALES for word in words):
        return None
    if words[0] in ("a", "an") and len(words) > 1:
        words = words[1:]
    total = section = 0
    for word in words:
        if word == "thousand":
            total, section = total + (section or 1) * 1000, 0
        elif word in _SCALES:
            section = (section or 1) * _SCALES[word]
        else:
            section += _WORDS[word]
    return Decimal(total + section)
