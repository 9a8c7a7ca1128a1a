"""The day whose law is asked for: "2024年6月的规定", "what was the age in June 2024".

Only where the words ask about rules, or where the message is nothing but "and in June
2024?". A month or a year stands for its last day, the present one for today.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.calendar import mentions
from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_YEAR = re.compile(
    r"(?<![\d.,/-])(?P<y>(?:19[89]|20[0-4])\d)\s*年(?!\s*\d{1,2}月|前|后|内|限|龄|出生|生)"
    r"|(?<![\d.,/-])(?P<y2>(?:19[89]|20[0-4])\d)(?![\d.,/-]|\s*(?:yuan|rmb|years?|年|元|块))"
)
_RULE = (
    r"(?:规定|政策|法规|法律|规则|标准|办法|制度|条例|怎么规定|怎么算|是多少|实行|执行)"
)
_AFTER = re.compile(
    rf"^(?:的?时候|时|那时候?|那会儿?|当时|以前|之前)?[,，]?(?:当时)?\s*的?\s*(?:rules?|law|滞纳金|退休|补缴|缴费|社保|医保)?\s*(?:有效|适用|施行|执行|老|旧|新)?的?{_RULE}"
    rf"|^(?:的?时候|时|那时候?|那会儿?|当时)[,，]?[^。？?]{{0,16}}{_RULE}"
)
_BEFORE = re.compile(
    rf"(?:{_RULE}(?:在|到|截至|截止到)|截至)\s*$"
    r"|\bas (?:of|at)(?: the)?\s*$"
    r"|\b(?:rules?|law|laws|policy|policies|regulations?|standards?|requirements?) "
    r"(?:of|in|on|from|for|back in|that (?:held|applied) (?:in|on))\s*$"
    r"|\bwhat (?:was|were|did|is|are|will)\b[^?.!]{0,70} (?:in|on|back in|for|from)\s*$"
    r"|\b(?:back in|valid (?:in|on)|in force (?:in|on))\s*$"
)
_ALONE_BEFORE = re.compile(
    r"^\W*(?:那|那么|如果是|要是|换成|换到|按|在|and|what about|how about|what if|in|on"
    r"|for|as of|it was|back|\s)*\s*$"
)
_ALONE_AFTER = re.compile(
    r"^\s*(?:的话|的?时候|那时候?|那会儿?|的)?(?:呢|又怎样|怎么样)[?？。!\s]*$"
)
_ALONE_AFTER_EN = re.compile(r"^[\s]*\?$")
_SAYS_MORE = re.compile(r"what about|how about|and in|and on|what if|as of|back in")


def extract_as_of(text: str, today: date) -> list[Found]:
    """The days that the message asks the law of, as "YYYY-MM-DD"."""
    form = plain(text)
    return [
        Found("as_of", min_with(day, today).isoformat(), start, end)
        for start, end, day in _days(form, today)
        if _asks(form[:start], form[end:])
    ]


def min_with(day: date, today: date) -> date:
    """The last day of a period that has begun and not ended is today."""
    began = day.replace(day=1) <= today <= day
    this_year = (day.month, day.day) == (12, 31) and day.year == today.year
    return today if began or this_year else day


def _days(form: str, today: date) -> Iterator[tuple[int, int, date]]:
    named = mentions(form, today)
    for one in named:
        if one.year_said:
            last = monthrange(one.year, one.month)[1]
            yield one.start, one.end, date(one.year, one.month, one.day or last)
    for year in _YEAR.finditer(form):
        if not any(m.start <= year.start() < m.end for m in named):
            number = int(year["y"] or year["y2"])
            month, day = (1, 1) if number > today.year else (12, 31)
            yield year.start(), year.end(), date(number, month, day)


def _asks(before: str, after: str) -> bool:
    if _AFTER.match(after) or _BEFORE.search(before):
        return True
    alone = _ALONE_BEFORE.match(before) is not None
    if _ALONE_AFTER.match(after):
        return alone
    return alone and bool(_SAYS_MORE.search(before) and _ALONE_AFTER_EN.match(after))
