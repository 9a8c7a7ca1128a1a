"""Months and days by their distance from today: 上个月, 昨天, last Friday, the 5th.

A day without a month (15号) is the most recent past one.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.nlu.entities.mention import Mention, build_mention, of_day
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_whole

_RELATIVE_MONTHS = re.compile(
    "(?P<zh>上上个?月|上个?月|这个?月|本月|下个?月)"
    r"(?:的?\s*(?P<d>3[01]|[12]\d|0?[1-9]|[一二三四五六七八九十]{1,3})[号日])?"
    r"|(?<![a-z])(?:(?:on )?the (?P<d2>\d{1,2})(?:st|nd|rd|th) (?:of )?)?"
    r"(?P<en>(?:the )?month before last|(?:last|previous|this|next) month)"
)
_STEPS = {
    "上上月": 2,
    "上月": 1,
    "这月": 0,
    "本月": 0,
    "下月": -1,
    "month before last": 2,
    "the month before last": 2,
    "last month": 1,
    "previous month": 1,
    "this month": 0,
    "next month": -1,
}
_NAMED_DAYS = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨日": 1,
    "今天": 0,
    "今日": 0,
    "明天": -1,
    "后天": -2,
    "the day before yesterday": 2,
    "day before yesterday": 2,
    "yesterday": 1,
    "today": 0,
    "tomorrow": -1,
    "the day after tomorrow": -2,
    "day after tomorrow": -2,
}
COMING_DAYS = frozenset(name for name, days in _NAMED_DAYS.items() if days < 0)
"""Days ahead, which people also name when they only speak of what they will do."""
_SAME_DAY = re.compile("(?P<y>[去前])年的?今[天日]")
_NAMED_DAY = re.compile(
    "|".join(
        name if not name.isascii() else f"(?<![a-z]){name}(?![a-z])"
        for name in sorted(_NAMED_DAYS, key=len, reverse=True)
    )
)
_AGO = re.compile(
    rf"(?P<zh>{ARABIC}|{CHINESE})\s*(?:天|(?P<zw>个?(?:周|星期|礼拜)))(?:之|以)?前"
    rf"|(?P<en>{ARABIC}|{ENGLISH}|(?<![a-z])an?) (?:days?|(?P<ew>weeks?)) ago"
)
_ZH_WEEKDAY = re.compile(
    "(?P<when>上上个?|上个?|这个?|本)(?:周|星期|礼拜)(?P<n>[一二三四五六日天])"
)
_EN_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_EN_WEEKDAY = re.compile(
    rf"(?<![a-z])(?P<when>last|past|this|on)(?: past)? (?P<n>{'|'.join(_EN_DAYS)})day"
)
_BARE_DAY = re.compile(
    r"(?<![\d.月第./-])(?P<zh>3[01]|[12]\d|0?[1-9])[号日](?![线楼院窗卡码店厂])"
    r"|(?<![a-z])(?:on )?the (?P<en>\d{1,2})(?:st|nd|rd|th)(?! (?!,)[a-z])(?![a-z])"
)


def _relative(form: str, today: date) -> Iterator[Mention]:
    for match in _RELATIVE_MONTHS.finditer(form):
        step = _STEPS[(match["zh"] or match["en"]).replace("个", "")]
        year, month = divmod(today.year * 12 + today.month - 1 - step, 12)
        said = match["d"] or match["d2"]
        day_said = parse_whole(said) if said else None
        mention = build_mention(match.span(), year, month + 1, day_said, today)
        if mention:
            yield mention
    for match in _NAMED_DAY.finditer(form):
        day = today - timedelta(days=_NAMED_DAYS[match[0]])
        yield of_day(match.span(), day)
    for match in _SAME_DAY.finditer(form):
        year = today.year - (1 if match["y"] == "去" else 2)
        mention = build_mention(match.span(), year, today.month, today.day, today)
        if mention:
            yield mention
    for match in _AGO.finditer(form):
        said = match["zh"] or match["en"]
        number = 1 if said in ("a", "an") else parse_whole(said) or 0
        days = number * (7 if match["zw"] or match["ew"] else 1)
        if 0 < days <= 3660:
            yield of_day(match.span(), today - timedelta(days=days))


def _weekdays(form: str, today: date) -> Iterator[Mention]:
    monday = today - timedelta(days=today.weekday())
    for match in _ZH_WEEKDAY.finditer(form):
        weeks = match["when"].count("上")
        number = min("一二三四五六日天".index(match["n"]), 6)
        day = monday + timedelta(days=number - 7 * weeks)
        yield of_day(match.span(), day)
    for match in _EN_WEEKDAY.finditer(form):
        back = (today.weekday() - _EN_DAYS.index(match["n"])) % 7
        back = 7 if back == 0 and match["when"] == "last" else back
        yield of_day(match.span(), today - timedelta(days=back))


def _bare_days(form: str, today: date) -> Iterator[Mention]:
    for match in _BARE_DAY.finditer(form):
        number = int(match["zh"] or match["en"])
        year, month = today.year, today.month
        if number > today.day:
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        mention = build_mention(match.span(), year, month, number, today)
        if mention:
            yield mention


FINDERS = (_relative, _weekdays, _bare_days)
