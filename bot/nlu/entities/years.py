"""A year alone: 2008年就开始交了, since 2008, 08年.

Said of when something began it has the role `began`. With a month beside it the month
is what counts; a year of birth or of a law is found elsewhere, and wins.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.calendar import mentions
from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_EARLIEST = 1950
_ZH = re.compile(
    r"(?<![\d.,/-])(?P<y>(?:19|20)\d\d|[890]\d)年(?!\s*\d|多|半|期|限|龄|级|前的?规)"
)
_EN = re.compile(
    r"(?:(?<![a-z])(?P<w>since|in|from|around|year|early|late|about|after|before) "
    r"|^\W*)(?P<y>(?:19|20)\d\d)(?![\d.,/:-]\d|\d|\s*(?:yuan|rmb|元|块))"
)
_BEGAN_AFTER = re.compile(
    "(?:的?时候|左右|那会儿?|前后|下半年|上半年|底|初)*(?:开始|起|就|第一次|首次|参加|参保|入职)"
    r"| (?:was when|when) i (?:first|started|began)"
)
_BEGAN_BEFORE = re.compile(
    "(?:从|自|打|第一次[^,，。]{0,8}是|最早是?)$"
    r"|(?:since|from|(?:started|began|begun|first (?:paid|insured|time))[a-z ]{0,24}"
    r" in|first)\s*$"
)


def extract_years(text: str, today: date) -> list[Found]:
    """`year` as a whole number."""
    form = plain(text)
    named = mentions(form, today)
    return [
        one
        for one in _years(form, today)
        if not any(two.start < one.end and one.start < two.end for two in named)
    ]


def _years(form: str, today: date) -> Iterator[Found]:
    for match in (*_ZH.finditer(form), *_EN.finditer(form)):
        year = int(match["y"])
        if year < 100:
            year += 2000 if year <= today.year % 100 else 1900
        if not _EARLIEST <= year <= today.year:
            continue
        start = match.start("y")
        after = form[match.end() :]
        began = _BEGAN_BEFORE.search(form[:start]) or _BEGAN_AFTER.match(after)
        role = "began" if began else None
        yield Found("year", year, start, match.end(), role)
