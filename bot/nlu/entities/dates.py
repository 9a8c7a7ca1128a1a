"""Calendar facts of a text: months, days, when payment stopped and began again.

`month`, `date`, `last_paid_month` (去年8月停的), `resumed_month` (9月又开始交了) and,
for periods ("从去年8月到现在", "since March"), a `duration` in calendar months.
"""

import re
from datetime import date
from itertools import pairwise

from bot.nlu.entities.calendar import mentions
from bot.nlu.entities.calendar_days import COMING_DAYS
from bot.nlu.entities.context import clause, role_of
from bot.nlu.entities.found import Found
from bot.nlu.entities.mention import Mention
from bot.nlu.entities.roles import role_of_day
from bot.nlu.entities.script import plain

_NOW = "(?:现在|今天?|目前|如今|今日|这个?月|本月|当前)"
_EN_NOW = r"(?:now|today|the present|present|this month|date)(?![a-z])"
_START = (
    "(?:份|的|时候|左右|之后|以后|以来|开始|起|公司|单位|就|一直|都|再|也"
    "|断[缴交保了]*|停[缴交保了]*|没有?[缴交]?了?|未[缴交]|[缴交]了?)*"
)
_TO_NOW = re.compile(
    rf"{_START}\s*[,，]?\s*(?:一直)?[到至]{_NOW}(?!为止交)"
    rf"| ?(?:until|till|to|up to|up until|-) {_EN_NOW}"
)
_FROM_THEN = re.compile(
    "份?(?:(?:开始|起|以来|之后|以后)(?:公司|单位|就|一直|都|再|社保|医保)*"
    "|(?:公司|单位|社保|医保)?(?:就|一直|再)+)(?=没|未|断|停|不交)"
    "|份?(?:以来|至今|到今)"
)
_SINCE_BEFORE = re.compile(r"(?<![a-z])(?:ever )?since ?$")
_FROM_BEFORE = re.compile(r"(?:自从|[从自由打]|(?<![a-z])(?:from|between))\s*$")
_BETWEEN = re.compile(
    r"份?\s*(?:断|停|没[交缴])?[缴交了]*\s*(?:到|至|-|~)\s*"
    r"| (?:to|until|till|through|thru|-|up to)(?: the end of| in)? | and |-"
)
_RESUMED_AFTER = re.compile(
    "(?:份|的|时候|底|初|,|，|我|公司|单位|才|就|开始|自己)*"
    "(?:又|重新|恢复|续上|续[交缴保]|接上|接着|再次|再(?=[开交缴续参买]))"
    r"|(?: i| we)?(?: have)? ?(?:resumed|restarted|started (?:paying )?again"
    r"|paid again)"
)
_RESUMED_BEFORE = re.compile(
    r"(?:resum\w+|restart\w*|again|reinstated|renewed)(?: [a-z]+){0,3}?"
    r" (?:from|in|since|on|as of) ?$"
    "|(?:恢复|续上|重新|又|续保|续交|续缴)[^,，。]{0,8}?(?:是|在|于|从)$"
)
_STOPPED_AFTER = re.compile(
    "(?:份|的|时候|左右|就|才|后|被|公司|单位|社保|医保|保险|给|我|我们|把|底|初|因为)*"
    "(?:断|停|中断|暂停|脱保)"
    r"|(?: i| we)? ?(?:stopped|quit paying|lapsed)| was (?:the|my) last"
    r"| was when i stopped"
)
_STOPPED_BEFORE = re.compile(
    "(?:最后(?:一次|一个月|一笔|[交缴]|参保)[^,，。]{0,6}?(?:是|在|到|于|为|:)?"
    "|(?<![补])[交缴买保][纳费]?(?:到|至)了?"
    "|[断停][缴交保了]*(?:的?时间|日期)?(?:是|在|于|为|:))\\s*$"
    r"|(?<![a-z])(?:stop(?:ped|s)?|interrupted|lapsed|broke"
    r"|ended|ceased|quit"
    r"|suspended|cut off|last (?:paid|payment|contribution)"
    r"|paid (?:up )?(?:until|till|through|to))"
    r"(?: [a-z]+){0,4}?(?: ?:| in| on| at| from| was| of| around)? ?$"
)
_BARE_REST = 8
_ROLES_AHEAD = ("paid", "due", "submitted", "hired", "left_job", "retired")


def extract_dates(text: str, today: date) -> list[Found]:
    """`month`, `date`, `last_paid_month`, `resumed_month` and counted periods."""
    form = plain(text)
    named = mentions(form, today)
    if not named:
        return []
    found: list[Found] = []
    taken: set[Mention] = set()
    for first, second in pairwise(named):
        period = _range(form, first, second)
        if period and first not in taken:
            found.append(period)
            taken |= {first, second}
    for mention in named:
        if mention not in taken:
            role = role_of_day(form, mention, named)
            found += _one(form, mention, today, role)
    return [one for one in found if not _is_only_ahead(form, one)]


def _is_only_ahead(form: str, one: Found) -> bool:
    """Whether "tomorrow" says no more than when the person will go on."""
    said = form[one.start : one.end]
    if said not in COMING_DAYS or one.role in _ROLES_AHEAD:
        return False
    return form.strip(" 。.!") != said


def _one(form: str, mention: Mention, today: date, role: str | None) -> list[Found]:
    before, after = _around(form, mention)
    span = mention.start, mention.end
    if _RESUMED_AFTER.match(after) or _RESUMED_BEFORE.search(before):
        month = Found("resumed_month", mention.month_text, *span)
        return [month, *_day(mention, "resumed")]
    period = _until_now(form, mention, today, before, after)
    if period:
        return [period]
    if role == "left_job" and mention.day is not None:
        return _day(mention, role)
    if _STOPPED_BEFORE.search(before) or _STOPPED_AFTER.match(after):
        month = Found("last_paid_month", mention.month_text, *span)
        return [month, *_day(mention, "stopped")]
    return _day(mention, role) or [Found("month", mention.month_text, *span, role)]


def _day(mention: Mention, role: str | None) -> list[Found]:
    if mention.day is None:
        return []
    text = f"{mention.month_text}-{mention.day:02d}"
    return [Found("date", text, mention.start, mention.end, role)]


def _around(form: str, mention: Mention) -> tuple[str, str]:
    before = re.split(r"[,;!?，；！？。\n]", form[: mention.start])[-1]
    return before, form[mention.end : mention.end + 24]


def _until_now(
    form: str, mention: Mention, today: date, before: str, after: str
) -> Found | None:
    to_now = _TO_NOW.match(after)
    since = _SINCE_BEFORE.search(before)
    ahead = _FROM_BEFORE.search(before)
    from_then = _FROM_THEN.match(after)
    if not (to_now or since or from_then):
        return None
    start = mention.start
    opening = since or ahead
    if opening:
        start -= len(before) - opening.start()
    ending = to_now or from_then
    end = mention.end + (ending.end() if ending else 0)
    months = today.year * 12 + today.month - mention.count
    return _period(form, start, end, months)


def _range(form: str, first: Mention, second: Mention) -> Found | None:
    between = form[first.end : second.start]
    if not _BETWEEN.fullmatch(between):
        return None
    opening = _FROM_BEFORE.search(form[: first.start])
    if between == " and " and not (opening and opening[0].startswith("between")):
        return None
    begin, end = first.count, second.count
    if not first.year_said:
        begin = (second.year if first.month <= second.month else second.year - 1) * 12
        begin += first.month
    elif not second.year_said:
        end = (first.year if first.month <= second.month else first.year + 1) * 12
        end += second.month
    start = opening.start() if opening else first.start
    return _period(form, start, second.end, end - begin + 1)


def _period(form: str, start: int, end: int, months: int) -> Found | None:
    if months <= 0:
        return None
    role = role_of(form, start, end)
    left, right = clause(form, start, end)
    if role is None and (right - left) - (end - start) > _BARE_REST:
        return None
    return Found("duration", months, start, end, role or "gap")
