"""Stretches of the calendar that were missed or paid: 上半年没交, the last quarter.

Halves, quarters and whole years become a `duration` in months, up to the month before
today's, when the words say that it is about paying. "Since the start of the year" and
"from March to June" are periods between months: `dates` reads them.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.context import role_of
from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_HINT = re.compile("半年|季度|年|half|quarter|year")
_ZH_YEAR = r"(?:[今去]年|大?前年|上一?年|(?<!\d)(?:20)?\d\d年)"
_ZH = re.compile(
    rf"(?P<y>{_ZH_YEAR})?的?(?:(?P<half>[上下])半年(?!度)"
    r"|(?:第?(?P<q>[一二三四1-4])|(?P<last>上个?))季度)"
    rf"|(?P<wy>{_ZH_YEAR})(?:整整|一|整|全){{1,3}}(?<!整整)个?年"
)
_EN_YEAR = r"(?:the|this|last) year(?! before)|20\d\d|the year before last"
_EN = re.compile(
    r"(?<![a-z])(?:the )?(?:(?P<half>first|second|last) half of"
    rf"|(?P<q>first|second|third|fourth) quarter(?! of a)(?: of)?) ?(?P<y>{_EN_YEAR})?"
    r"|(?<![a-z])(?:the )?(?P<last>last|past|previous) quarter(?![a-z])"
    r"|(?<![a-z])(?:all of|all|the whole of|the entire|throughout|all through) "
    r"(?P<wy>last year|20\d\d|the year before last)"
)
_BACK = {
    "今年": 0,
    "去年": 1,
    "上年": 1,
    "上一年": 1,
    "前年": 2,
    "大前年": 3,
    "the year": 0,
    "this year": 0,
    "last year": 1,
    "the year before last": 2,
}
_NUMBERS = {
    **dict(zip("一二三四", range(1, 5), strict=True)),
    **dict(zip("1234", range(1, 5), strict=True)),
    **dict(zip("上下", range(1, 3), strict=True)),
    **dict(zip(("first", "second", "third", "fourth"), range(1, 5), strict=True)),
}


def extract_stretches(text: str, today: date) -> list[Found]:
    """`duration` of the halves, quarters and years that a text names."""
    form = plain(text)
    if not _HINT.search(form):
        return []
    return [*_read(form, _ZH, today), *_read(form, _EN, today)]


def _read(form: str, pattern: re.Pattern[str], today: date) -> Iterator[Found]:
    for match in pattern.finditer(form):
        role = role_of(form, match.start(), match.end())
        months = _count(match, today)
        if role and months:
            yield Found("duration", months, match.start(), match.end(), role)


def _count(match: re.Match[str], today: date) -> int:
    part = match.groupdict()
    if part["last"]:
        return 3
    year = _year(part["wy"] or part["y"], today)
    if part["wy"]:
        return _past_months(year, 0, 12, today)
    half = part["half"]
    size = 6 if half else 3
    number = 2 if half == "last" else _NUMBERS[half or part["q"] or ""]
    first = size * (number - 1)
    if year is None and (today.month - 1) <= first:
        year = today.year - 1  # it has not begun this year
    return _past_months(year, first, size, today)


def _year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    if said in _BACK:
        return today.year - _BACK[said]
    year = int(said.removesuffix("年"))
    return year if year > 99 else 2000 + year


def _past_months(year: int | None, first: int, size: int, today: date) -> int:
    """How many of the months lie before the present one."""
    begin = (today.year if year is None else year) * 12 + first
    present = today.year * 12 + today.month - 1
    return max(0, min(begin + size, present) - begin)
