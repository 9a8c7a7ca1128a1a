"""The personal-data guard: masks numbers that name a person, before all else.

Finds ID numbers (身份证号), mobile numbers and bank cards, however they are spaced, and
leaves what people ask about alone: dates, amounts, area codes, hotlines. Pure text in,
text out: knows nothing of channels, Rasa or the words that are said about it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from stdnum import luhn
from stdnum.cn import ric

Kind = Literal["id_number", "phone", "bank_card"]

# Between two digits of one number people put a space, a dash, sometimes a dot.
_SEP = "[ \\t\u00a0\u3000\u200b.\u00b7_\u2010-\u2015\u2212\uff0d\uff0e\\-]"
_BEFORE, _AFTER = r"(?<!\d)", r"(?!\d)"


def _run(head: str, more: int, tail: str = "") -> re.Pattern[str]:
    digits = rf"{head}(?:{_SEP}{{0,2}}\d){{{more}}}"
    return re.compile(f"{_BEFORE}{digits}{tail}{_AFTER}")


_ID = _run("[1-9]", 16, rf"{_SEP}{{0,2}}[\dxX]")
_OLD_ID = _run("[1-9]", 14)
_MISCOUNTED_ID = tuple(_run("[1-9]", count - 1, "[xX]?") for count in (19, 17, 16))
_CARDS = tuple(_run("[1-9]", count - 1) for count in (19, 18, 17, 16))
_ISSUER = re.compile(r"62|60|4|5[1-5]|3[5-7]|9558")
_PHONE = re.compile(
    rf"(?:(?<!\d)(?:\+|00)?86{_SEP}?|{_BEFORE})"
    rf"(?P<number>1[3-9]\d(?P<a>{_SEP}?)\d{{4}}(?P=a)\d{{4}}"
    rf"|1[3-9]\d(?P<b>{_SEP})\d{{3}}(?P=b)\d{{5}}"
    rf"|1[3-9]\d{{2}}(?P<c>{_SEP})\d{{3}}(?P=c)\d{{4}}"
    rf"|1(?P<d>{_SEP})[3-9](?:(?P=d)\d){{9}})"
    r"(?!\d)"
)
_ID_WORDS = re.compile(
    r"身份证|身份證|证件号|證件號|身分证|公民号码|社会保障号"
    r"|(?<![a-z])id(?![a-z])|identity|identification",
    re.IGNORECASE,
)
_CARD_WORDS = re.compile(
    r"银行卡|銀行卡|储蓄卡|信用卡|卡号|卡號|账号|bank\s*(?:card|account)"
    r"|card\s*(?:number|no\b)|account\s*(?:number|no\b)",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"\s*(?:元|块|塊|万|萬|亿|人民币|yuan|rmb|cny)", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:[¥￥$]|rmb|cny)\s*$", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"[^\dX]")
_LOOK_BACK, _LOOK_AHEAD = 24, 10
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


_Test = Callable[[re.Match[str]], bool]


@dataclass(frozen=True)
class Masked:
    """A text without personal numbers, and the kinds that were found, in order."""

    text: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    kind: Kind
    shown: str


def mask(text: str) -> Masked:
    """Replace each personal number; the text comes back as it is when there is none."""
    plain = "".join(map(_ascii_digit, text))
    hits: list[_Hit] = []
    for hit in _find_all(plain):
        if all(hit.end <= seen.start or seen.end <= hit.start for seen in hits):
            hits.append(hit)
    hits.sort(key=lambda hit: hit.start)
    pieces, at = [], 0
    for hit in hits:
        pieces += [text[at : hit.start], hit.shown]
        at = hit.end
    pieces.append(text[at:])
    kinds: dict[Kind, None] = dict.fromkeys(hit.kind for hit in hits)
    return Masked("".join(pieces), tuple(kinds))


def mask_values(value: Any) -> Any:
    """The same JSON value with every text in it masked; keys stay."""
    if isinstance(value, str):
        return mask(value).text
    if isinstance(value, list):
        return [mask_values(item) for item in value]
    if isinstance(value, dict):
        return {key: mask_values(item) for key, item in value.items()}
    return value


def _ascii_digit(char: str) -> str:
    """One character for one: full-width digits and X as ASCII, the rest as it is."""
    if char.isascii():
        return char
    if char in "Ｘｘ":
        return "X"
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _find_all(text: str) -> Iterator[_Hit]:
    """Every number, the surest kind first; later ones may overlap earlier ones."""
    id_words = _Words(_ID_WORDS, text)
    card_words = _Words(_CARD_WORDS, text)
    yield from _scan("id_number", _ID, text, lambda found: _is_id(found, id_words))
    yield from _scan("id_number", _OLD_ID, text, lambda it: _is_old_id(it, id_words))
    for pattern in _CARDS:
        yield from _scan(
            "bank_card", pattern, text, lambda found: _is_card(found, card_words)
        )
    if id_words.spans:  # a digit too few or too many, where the words call it an ID
        for pattern in _MISCOUNTED_ID:
            yield from _scan(
                "id_number",
                pattern,
                text,
                lambda found: id_words.near(found) and _may_be_one(found),
            )
    yield from _scan("phone", _PHONE, text, lambda found: not _is_money(found))


class _Words:
    """Where a text names a kind of number."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.spans = [word.span() for word in pattern.finditer(text)]

    def near(self, match: re.Match[str]) -> bool:
        first, last = match.start() - _LOOK_BACK, match.end() + _LOOK_AHEAD
        return any(first <= start and end <= last for start, end in self.spans)


def _scan(
    kind: Kind, pattern: re.Pattern[str], text: str, is_one: _Test
) -> Iterator[_Hit]:
    group = pattern.groups and "number"
    at = 0
    while match := pattern.search(text, at):
        at = match.start() + 1
        if is_one(match):
            start, end = match.span(group)
            yield _Hit(start, end, kind, _shown(kind, _digits(match[group])))
            at = end


def _shown(kind: Kind, number: str) -> str:
    if kind == "phone":
        return f"{number[:3]}****{number[-4:]}"
    if kind == "bank_card":
        return f"**** {number[-4:]}"
    return number[0] + "*" * (len(number) - 2) + number[-1]


def _is_id(match: re.Match[str], words: _Words) -> bool:
    number = _digits(match.group())
    day = _is_place(number) and _is_day(number[6:10], number[10:14])
    if day and ric.is_valid(number):
        return True
    return (day or words.near(match)) and _may_be_one(match)


def _is_old_id(match: re.Match[str], words: _Words) -> bool:
    """Fifteen digits, given out until 1999: no checksum, a year of two digits."""
    if words.near(match):
        return _may_be_one(match)
    number = match.group()
    born = number.isdigit() and _is_day("19" + number[6:8], number[8:12])
    return born and _is_place(number) and _may_be_one(match)


def _is_card(match: re.Match[str], words: _Words) -> bool:
    if words.near(match):
        return _may_be_one(match)
    number = _digits(match.group())
    if number != match.group() and not _ISSUER.match(number):
        return False
    sound = luhn.is_valid(number) and not _looks_like_days(number)
    return sound and _may_be_one(match)


def _may_be_one(match: re.Match[str]) -> bool:
    """Whether these digits can be one number: evenly spaced, and no sum of money.

    "310000 2024-05-01 3000" holds two kinds of separators: a code, a day, an amount.
    """
    separators = set(re.findall(r"[^\dxX]+", match.group()))
    return len(separators) <= 1 and not _is_money(match)


def _digits(text: str) -> str:
    return _NOT_DIGIT.sub("", text.upper())


def _is_money(match: re.Match[str]) -> bool:
    start, end = match.span()
    before = match.string[max(0, start - 4) : start]
    return bool(_MONEY_AFTER.match(match.string, end) or _MONEY_BEFORE.search(before))


def _is_place(number: str) -> bool:
    return _PROVINCE.match(number) is not None


def _is_day(year: str, month_day: str) -> bool:
    if not 1900 <= int(year) <= 2099:
        return False
    try:
        date(int(year), int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return False
    return True


def _looks_like_days(number: str) -> bool:
    """Two dates in one run (20240501 20240630) rather than a card."""
    return _is_day(number[:4], number[4:8]) and _is_day(number[8:12], number[12:16])
