"""The year of birth alone: 1970年出生, 七五年的, 75年生人, born in 1970.

With a month beside it the month is what counts, and this finds nothing (`people`).
"""

import re
from datetime import date

from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_DIGITS = "零〇一二三四五六七八九"
_VALUE = {digit: max(0, at - 1) for at, digit in enumerate(_DIGITS)} | {"零": 0}
_ZH_YEAR = rf"(?:(?:19|20)\d{{2}}|\d{{2}}|[{_DIGITS}]{{4}}|[{_DIGITS}]{{2}})"
_ZH = re.compile(
    rf"(?<![\d{_DIGITS}])(?P<y>{_ZH_YEAR})年(?:出生|生人|生的?(?![活育病效产孩])"
    r"|的(?=$|[\s,，。;；!！?？女男]))"
)
_MINE = re.compile(
    r"(?:我是?|本人|属|今年\d+岁)\s*$"
    r"|^(?:不对|不是|说错了?|错了?|搞错了?|其实|应该|实际上?|是|我|[\s,，。!！呀啊哦])*$"
)
_EN = re.compile(
    r"(?<![a-z])born (?:in|around) (?:the year )?(?P<y>(?:19|20)\d{2})(?!\d|[-/.]\d)"
)
_OLDEST, _YOUNGEST = 110, 14


def extract_birth_years(text: str, today: date) -> list[Found]:
    """`birth_year` as a whole number."""
    form = plain(text)
    found = []
    for match in (*_ZH.finditer(form), *_EN.finditer(form)):
        year = _year(match["y"], today)
        if not today.year - _OLDEST <= year <= today.year - _YOUNGEST:
            continue
        is_bare = match[0].endswith("年的")
        if is_bare and not _MINE.search(form[: match.start()]):
            continue
        found.append(Found("birth_year", year, *match.span()))
    return found


def _year(said: str, today: date) -> int:
    digits = "".join(str(_VALUE.get(char, char)) for char in said)
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year > today.year % 100 - _YOUNGEST else 2000 + year
