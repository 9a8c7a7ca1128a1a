"""The personal-data guard: masks numbers that name a person, before all else.

Finds ID numbers (身份证号), mobile numbers and bank cards, however they are spaced, and
leaves what people ask about alone: dates, amounts, area codes, hotlines. Pure text in,
text out: knows nothing of channels, Rasa or the words that are said about it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from stdnum import luhn
from stdnum.cn import ric

from bot.digits import LIST_LIKE, SEPARATOR, SEPARATORS, Read, read, read_unusual

Kind = Literal["id_number", "phone", "bank_card"]

_GAP = f"{SEPARATOR}{{0,3}}"
# Not beside another digit, nor beside what a number was masked with already.
_BEFORE, _AFTER = r"(?<!\d)(?<!\*{4})(?<!\*{4} )", r"(?!\d|\*{4})"


def _run(head: str, more: int, tail: str = "") -> re.Pattern[str]:
    digits = rf"{head}(?:{_GAP}\d){{{more}}}"
    return re.compile(f"{_BEFORE}{digits}{tail}{_AFTER}")


_LONG = re.compile(r"(?<!\d)\d{20,}[xX]?")
_ID = _run("[1-9]", 16, rf"{_GAP}[\dxX]")
_OLD_ID = _run("[1-9]", 14)
# Place, birth and the rest with other signs or words between: (110105)(19491231)(002X).
_PARTED_ID = re.compile(
    r"(?<!\d)(?P<place>[1-9]\d{5})[^\d*]{1,12}(?P<birth>(?:19|20)\d{6})[^\d*]{0,12}"
    r"(?P<rest>\d{3}(?: ?[\dxX])?)(?!\d)"
)
_MISCOUNTED_ID = tuple(_run("[1-9]", count - 1, "[xX]?") for count in (19, 17, 16))
_CARDS = tuple(_run("[1-9]", count - 1) for count in (19, 18, 17, 16))
_ISSUER = re.compile(r"62|60|4|5[1-5]|3[5-7]|9558")
_PHONE = re.compile(
    rf"(?:(?<!\d)(?:\+|00)?86{SEPARATOR}?|{_BEFORE}0?)"
    rf"(?P<number>1(?:{_GAP}\d){{10}}){_AFTER}"
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
_PHONE_WORDS = re.compile(
    r"手机|手機|电话|電話|微信|phone|mobile|cell|(?<![a-z])(?:tel|call)(?![a-z])",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"\s*(?:元|块|塊|万|萬|亿|人民币|yuan|rmb|cny)", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:[¥￥$]|rmb|cny)\s*$", re.IGNORECASE)
_WITHOUT_GAPS = str.maketrans("", "", SEPARATORS)
_LOOK_BACK, _LOOK_AHEAD = 24, 10
_PLACE = re.compile(r"9?(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])")
_YOUNGEST = 2010  # year of birth, where nothing else says that a day is one


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


class _Number:
    """Digits that may be one number: their groups, what is between and around them."""

    def __init__(self, match: re.Match[str]) -> None:
        group = "number" if "number" in match.re.groupindex else 0
        self._whole = match.string
        self._text: str = match[group].upper()
        self.start, self.end = match.span(group)
        self.digits = self._text.translate(_WITHOUT_GAPS)

    @cached_property
    def groups(self) -> list[str]:
        """The digits between separators."""
        return re.findall(r"[\dX]+", self._text)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(map(len, self.groups))

    @cached_property
    def gaps(self) -> set[str]:
        """The kinds of separators: two spaces are of the kind of one."""
        gaps = set(re.findall(r"[^\dX]+", self._text))
        return {"".join(sorted(set(gap))) for gap in gaps}

    @property
    def is_money(self) -> bool:
        """Whether a currency stands beside it."""
        before = self._whole[max(0, self.start - 4) : self.start]
        return bool(
            _MONEY_AFTER.match(self._whole, self.end) or _MONEY_BEFORE.search(before)
        )

    @property
    def is_bare(self) -> bool:
        """Without any separator."""
        return len(self.digits) == len(self._text)

    @property
    def is_even(self) -> bool:
        """One kind of separator at most: several make a code, a day, an amount."""
        return len(self.gaps) <= 1

    @property
    def may_be_list(self) -> bool:
        """Whether the separators are those of a list."""
        return any(LIST_LIKE.intersection(gap) for gap in self.gaps)

    @property
    def is_amounts(self) -> bool:
        """Round sums one after another, or one with its thousands apart."""
        if self.is_bare:
            return False
        round_sums = all(group.endswith("00") for group in self.groups)
        return round_sums or (len(self.sizes) > 2 and set(self.sizes[1:]) == {3})


_Test = Callable[[_Number], bool]


def mask(text: str) -> Masked:
    """Replace each personal number; the text comes back as it is when there is none."""
    usual = _mask(read(text))
    if usual.text.isascii():
        return usual
    unusual = _mask(read_unusual(usual.text))
    kinds = dict.fromkeys(usual.kinds + unusual.kinds)
    return Masked(unusual.text, tuple(kinds))


def _mask(given: Read) -> Masked:
    hits: list[_Hit] = []
    for hit in _find_all(given.text):
        if all(hit.end <= seen.start or seen.end <= hit.start for seen in hits):
            hits.append(hit)
    hits.sort(key=lambda hit: hit.start)
    pieces, at = [], 0
    for hit in hits:
        start, end = given.span(hit.start, hit.end)
        pieces += [given.said[at:start], hit.shown]
        at = end
    pieces.append(given.said[at:])
    kinds: dict[Kind, None] = dict.fromkeys(hit.kind for hit in hits)
    return Masked("".join(pieces), tuple(kinds))


def _find_all(text: str) -> Iterator[_Hit]:
    """Every number, the surest kind first; later ones may overlap earlier ones."""
    id_near = _words_near(_ID_WORDS, text)
    card_near = _words_near(_CARD_WORDS, text)
    phone_near = _words_near(_PHONE_WORDS, text)
    yield from _scan("id_number", _LONG, text, lambda it: id_near(it) or _holds_id(it))
    yield from _scan("bank_card", _LONG, text, lambda _: True)
    yield from _scan("id_number", _ID, text, lambda it: _is_id(it, id_near(it)))
    yield from _scan_parted(text, id_near)
    yield from _scan("id_number", _OLD_ID, text, lambda it: _is_old_id(it, id_near(it)))
    for pattern in _CARDS:
        yield from _scan(
            "bank_card", pattern, text, lambda it: _is_card(it, card_near(it))
        )
    if _ID_WORDS.search(text):  # a digit too few or too many, where words say ID
        for pattern in _MISCOUNTED_ID:
            yield from _scan(
                "id_number", pattern, text, lambda it: id_near(it) and _may_be_one(it)
            )
    yield from _scan("phone", _PHONE, text, lambda it: _is_phone(it, phone_near(it)))


def _words_near(pattern: re.Pattern[str], text: str) -> _Test:
    """Tells whether the text names a kind of number near this one."""
    spans = [word.span() for word in pattern.finditer(text)]

    def near(number: _Number) -> bool:
        first, last = number.start - _LOOK_BACK, number.end + _LOOK_AHEAD
        return any(first <= start and end <= last for start, end in spans)

    return near


def _scan(
    kind: Kind, pattern: re.Pattern[str], text: str, is_one: _Test
) -> Iterator[_Hit]:
    at = 0
    while match := pattern.search(text, at):
        at = match.start() + 1
        number = _Number(match)
        if is_one(number):
            yield _Hit(number.start, number.end, kind, _shown(kind, number.digits))
            at = number.end


def _scan_parted(text: str, named: _Test) -> Iterator[_Hit]:
    """ID numbers told in parts: "前六位110105，后面是19491231002X"."""
    for match in _PARTED_ID.finditer(text):
        digits = "".join(match.group("place", "birth", "rest")).replace(" ", "").upper()
        near = named(_Number(match))
        born = _has_birth(digits) and int(digits[6:10]) <= _YOUNGEST
        whole = born and len(digits) == 18 and ric.is_valid(digits)
        if whole or (near and born):
            yield _Hit(*match.span(), "id_number", _shown("id_number", digits))


def _shown(kind: Kind, number: str) -> str:
    if kind == "phone":
        return f"{number[:3]}****{number[-4:]}"
    if kind == "bank_card":
        return f"**** {number[-4:]}"
    return number[0] + "*" * (len(number) - 2) + number[-1]


def _holds_id(number: _Number) -> bool:
    """Whether more digits than any number has begin or end with an ID number."""
    return any(_has_birth(part) for part in (number.digits[:18], number.digits[-18:]))


def _is_id(number: _Number, named: bool) -> bool:
    birth = _has_birth(number.digits)
    if birth and ric.is_valid(number.digits):
        return True
    if number.is_bare and number.digits.endswith("X"):  # nothing else looks like it
        return True
    if named and not number.may_be_list and _may_be_one(number):
        return True
    return birth and (_may_be_one(number) or _is_parted_as_id(number))


def _is_parted_as_id(number: _Number) -> bool:
    """Place, birth and the rest, not an area code, a day and an amount."""
    place, *_, rest = number.groups
    parted = len(place) == 6 and len(rest) == 4 and not number.is_money
    return parted and place[4:] != "00" and int(number.digits[6:10]) <= _YOUNGEST


def _is_old_id(number: _Number, named: bool) -> bool:
    """Fifteen digits, given out until 1999: no checksum, a year of two digits."""
    if named and not number.may_be_list:
        return _may_be_one(number)
    digits = number.digits
    born = number.is_bare and _is_day("19" + digits[6:8], digits[8:12])
    return born and _is_place(digits) and not number.is_money


def _is_card(number: _Number, named: bool) -> bool:
    digits = number.digits
    issued = _ISSUER.match(digits) is not None
    if not (number.is_bare or issued or named):
        return False
    if number.is_amounts or not number.is_even:
        return False
    by_fours = set(number.sizes[:-1]) == {4}
    if number.may_be_list and not by_fours:
        return False
    sound = luhn.is_valid(digits)
    if number.is_money or digits.endswith("000000"):
        return sound and issued
    if named:
        return True
    if not number.is_bare:
        full = digits.startswith("62") and by_fours and len(digits) == 19
        return issued and (sound or (full and not number.may_be_list))
    return (sound or issued) and not _looks_like_days(digits)


def _is_phone(number: _Number, named: bool) -> bool:
    groups, sizes = number.groups, number.sizes
    if number.digits[1] not in "3456789" or number.is_amounts:
        return False
    if number.is_bare:
        return not (number.is_money and number.digits.endswith("000000"))
    if number.is_money:
        return False
    if sizes == (3, 4, 4):
        listed = number.may_be_list and groups[1][-2:] == groups[2][-2:] == "00"
        return not listed
    if sizes == (3, 8):
        return not _is_day(groups[1][:4], groups[1][4:])
    if sizes == (7, 4):
        return not groups[0].endswith("00")
    usual = sizes in ((3, 3, 5), (4, 3, 4), (1,) * 11)
    return (usual or named) and number.is_even and not number.may_be_list


def _may_be_one(number: _Number) -> bool:
    """Whether these digits can be one number: evenly spaced, and no sum of money."""
    return number.is_even and not number.is_money and not number.is_amounts


def _has_birth(digits: str) -> bool:
    return _is_place(digits) and _is_day(digits[6:10], digits[10:14])


def _is_place(digits: str) -> bool:
    return _PLACE.match(digits) is not None


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
