"""Months and days of the calendar named in a text, made absolute.

去年8月, 9月21日, 上周五, 2026-09-21, last month, Sept 21st, yesterday. A year that is
not said is the most recent past one. What a mention is for, `periods` and `people` say.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from bot.nlu.entities import calendar_days
from bot.nlu.entities.mention import Mention, build_mention
from bot.nlu.entities.numbers import parse_whole

_YEAR = r"(?:19|20)\d{2}"
_ZH_DIGIT = "[零〇一二三四五六七八九]"
_ZH_RELATIVE = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2, "大前年": 3}
_ZH_YEAR = (
    rf"(?:大前年|[今本去上前明]年|(?<!\d)(?:{_YEAR}|\d{{2}})年|{_YEAR}(?=\d月|1[0-2]月)"
    rf"|{_ZH_DIGIT}{{4}}年|{_ZH_DIGIT}{{2}}年)"
)
_ZH_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二两三四五六七八九])"
_ZH_DAY = (
    "(?:3[01]|[12]\\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_ZH = re.compile(
    rf"(?:(?P<y>{_ZH_YEAR})的?\s*(?:大?[概约])?)?(?<![\d.第一二三四五六七八九十])"
    rf"(?(y)|(?<!\d\d年))(?P<m>{_ZH_MONTH})\s*月(?![薪经饼嫂天])份?"
    rf"(?:的?\s*(?P<d>{_ZH_DAY})(?:[日号]|(?![\d个人元块年月多.,天十万千百])(?<=\d)))?"
)
_ZH_YEAR_EDGE = re.compile(
    rf"(?P<y>{_ZH_YEAR})(?P<edge>年?[底末初])|(?P<y2>[今去前]年)(?P<edge2>[底末初])"
    r"|(?<![年\d])(?P<edge3>年初)|今年(?=以来)"
)
_EN_YEAR_EDGE = re.compile(
    r"(?<![a-z])(?:the )?(?P<edge>start|beginning|end) of "
    rf"(?P<y>{_YEAR}|(?:the|this|last) year(?! before)|the year before last)(?![a-z\d])"
)
_COMPACT = re.compile(
    rf"(?<!\d)(?P<y>{_YEAR})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?!\d|\s*(?:元|块|万|yuan|rmb))"
)
_ISO = re.compile(
    rf"(?<![\d.])(?P<y>{_YEAR})(?P<by>[-/.])(?P<m>\d{{1,2}})"
    rf"(?:(?P=by)(?P<d>\d{{1,2}}))?(?![\d])(?!\s*(?:元|块|万|yuan|rmb))"
)
_BY_YEAR_LAST = re.compile(
    rf"(?<![\d.])(?:(?P<a>\d{{1,2}})[-/.])?(?P<b>\d{{1,2}})[-/.](?P<y>{_YEAR})(?!\d)"
)
_SHORT_DAY = re.compile(
    r"(?<![\d./-])(?P<m>\d{1,2})(?:[./](?P<d>\d{1,2})[日号]|/(?P<e>\d{2})(?![\d/年]))"
)
_DAY_ALONE = re.compile(r"\s*(?P<m>\d{1,2})\.(?P<d>\d{1,2})\s*[。.!！]?\s*")
_MONTHS = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_EN_NAME = f"(?P<name>{'|'.join(_MONTHS)})"
_EN_YEAR = (
    rf"{_YEAR}|(?:last|this) year|the year before last|[今去前]年"
    r"|nineteen[ -](?:fif|six|seven|eigh|nine)ty(?:[ -](?:one|two|three|four|five|six"
    r"|seven|eight|nine))?"
)
_EN = re.compile(
    rf"(?<![a-z])(?:(?P<last>last|past|this|next) |(?P<y0>{_EN_YEAR}),? ?的?(?:in )?)?"
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?)?"
    rf"{_EN_NAME}(?![a-z])\.?"
    r"(?: (?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![\d:]|,\d| ?(?:months?|years?)))?"
    rf"(?:,? ?(?:of |in )?(?P<y>{_EN_YEAR}|'\d\d(?!\d)))?"
)
_EN_STEPS = {
    "last year": 1,
    "this year": 0,
    "the year": 0,
    "the year before last": 2,
    "今年": 0,
    "去年": 1,
    "前年": 2,
}
_SHORT_BEFORE = re.compile(
    r"(?:in|since|until|till|through|from|by|of|late|early|mid|to|before|after|and|end"
    r"|around|was|:)[ -]$"
)
_HINT = re.compile(
    r"\d|[月号日天年]|周|星期|礼拜|day|week|month|year|tomorrow|"
    r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_EVERY_BEFORE = re.compile(r"(?:每年?|every|each) ?$")


@lru_cache(maxsize=16)
def mentions(form: str, today: date) -> tuple[Mention, ...]:
    """Months and days named in the plain form of a text, in order, the longest ones.

    Kept for a moment, because several extractors ask about the same text.
    """
    if not _HINT.search(form):
        return ()
    every = [
        mention
        for finder in _FINDERS
        for mention in finder(form, today)
        if not _EVERY_BEFORE.search(form[: mention.start])
    ]
    every.sort(key=lambda one: (one.start - one.end, one.start))
    kept: list[Mention] = []
    for one in every:
        if all(one.end <= two.start or two.end <= one.start for two in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def _read_zh_year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    if said in _ZH_RELATIVE:
        return today.year - _ZH_RELATIVE[said]
    if said == "明年":
        return today.year + 1
    digits = said.rstrip("年")
    if not digits.isdigit() or not digits.isascii():
        row = ["零一二三四五六七八九".find("零" if s == "〇" else s) for s in digits]
        digits = "".join(str(value) for value in row)
    year = int(digits)
    if len(digits) == 4:
        return year if 1900 <= year <= 2100 else None
    return _century(year, today)


def _zh_months(form: str, today: date) -> Iterator[Mention]:
    for match in _ZH.finditer(form):
        if not match["y"] and not match["d"] and _is_length(form, match):
            continue
        month = parse_whole(match["m"]) or 0
        day = parse_whole(match["d"]) if match["d"] else None
        year = _read_zh_year(match["y"], today)
        mention = build_mention(match.span(), year, month, day, today)
        if mention:
            yield mention


def _is_length(form: str, match: re.Match[str]) -> bool:
    """Of "断了三月", which means three months, not March."""
    before = form[max(0, match.start() - 4) : match.start()]
    return bool(re.search("[断停欠][缴交保]?了?$", before)) and not match[0].endswith(
        "份"
    )


def _zh_edges(form: str, today: date) -> Iterator[Mention]:
    for match in _ZH_YEAR_EDGE.finditer(form):
        year = _read_zh_year(match["y"] or match["y2"], today)
        edge = match["edge"] or match["edge2"] or match["edge3"]
        year = year or today.year
        month = 12 if edge and edge[-1] in "底末" else 1
        mention = build_mention(match.span(), year, month, None, today)
        if mention:
            yield mention


def _numeric(form: str, today: date) -> Iterator[Mention]:
    for match in (*_ISO.finditer(form), *_COMPACT.finditer(form)):
        day = int(match["d"]) if match["d"] else None
        span, year, month = match.span(), int(match["y"]), int(match["m"])
        mention = build_mention(span, year, month, day, today)
        if mention:
            yield mention
    for match in _BY_YEAR_LAST.finditer(form):
        first, second = int(match["a"] or 0), int(match["b"])
        month, day = (first, second) if second > 12 else (second, first)
        if first and first <= 12 and second <= 12 and first != second:
            continue
        span, year = match.span(), int(match["y"])
        mention = build_mention(span, year, month, day or None, today)
        if mention:
            yield mention
    alone = _DAY_ALONE.fullmatch(form)
    if alone:
        span = alone.start("m"), alone.end("d")
        mention = build_mention(span, None, int(alone["m"]), int(alone["d"]), today)
        if mention:
            yield mention
    for match in _SHORT_DAY.finditer(form):
        month, day = int(match["m"]), int(match["d"] or match["e"])
        if match["d"] or day > 12:
            mention = build_mention(match.span(), None, month, day, today)
            if mention:
                yield mention


def _en_months(form: str, today: date) -> Iterator[Mention]:
    for match in _EN.finditer(form):
        day_said = match["d1"] or match["d2"]
        year_said = match["y"] or match["y0"]
        month = next(
            number
            for number, name in enumerate(_MONTHS, 1)
            if re.fullmatch(name, match["name"])
        )
        start = match.start("last") if match["last"] else match.start()
        sure = day_said or year_said or match["last"] or match[0] == form.strip()
        if (
            len(match["name"]) == 3
            and not sure
            and not _SHORT_BEFORE.search(form[:start])
        ):
            continue
        year = _read_en_year(year_said, today)
        year = year or _year_beside(match["last"], month, today)
        day = int(day_said) if day_said else None
        mention = build_mention(match.span(), year, month, day, today)
        if mention:
            yield mention


def _read_en_year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    if said in _EN_STEPS:
        return today.year - _EN_STEPS[said]
    if said.startswith("'"):
        return _century(int(said[1:]), today)
    if said.startswith("nineteen"):
        return 1900 + (parse_whole(said.removeprefix("nineteen")) or 0)
    return int(said)


def _century(year: int, today: date) -> int:
    """Of "'74" and "74年": the past one."""
    return year + (2000 if year <= today.year % 100 else 1900)


def _year_beside(said: str | None, month: int, today: date) -> int | None:
    """Of "last", "this" and "next" before a month; None: the most recent past one."""
    if said == "this":
        return today.year
    if said == "next":
        return today.year + (month <= today.month)
    return today.year - 1 if said == "last" and month == today.month else None


def _en_edges(form: str, today: date) -> Iterator[Mention]:
    for match in _EN_YEAR_EDGE.finditer(form):
        year = _read_en_year(match["y"], today)
        month = 12 if match["edge"] == "end" else 1
        mention = build_mention(match.span(), year, month, None, today)
        if mention:
            yield mention


_FINDERS = (
    _zh_months,
    _zh_edges,
    _numeric,
    _en_edges,
    _en_months,
    *calendar_days.FINDERS,
)
