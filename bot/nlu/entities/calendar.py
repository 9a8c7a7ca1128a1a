"""Months and days of the calendar named in a text, made absolute.

去年8月, 9月21日, 上周五, 2026-09-21, last month, Sept 21st, yesterday. A year that is
not said is the most recent past one. What a mention is for, `periods` and `people` say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_whole


@dataclass(frozen=True)
class Mention:
    """A month (`day` is None) or a day; `year_said` when the text names its year."""

    start: int
    end: int
    year: int
    month: int
    day: int | None = None
    year_said: bool = True

    @property
    def month_text(self) -> str:
        """The month as "YYYY-MM"."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def count(self) -> int:
        """Months since year 0, for differences."""
        return self.year * 12 + self.month


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
    rf"(?(y)|(?<!\d\d年))(?P<m>{_ZH_MONTH})\s*月(?![薪经饼嫂])份?"
    rf"(?:的?\s*(?P<d>{_ZH_DAY})(?:[日号]|(?![\d个人元块年月多.,天十万千百])(?<=\d)))?"
)
_ZH_YEAR_EDGE = re.compile(
    rf"(?P<y>{_ZH_YEAR})(?P<edge>年?[底末初])|(?P<y2>[今去前]年)(?P<edge2>[底末初])"
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
_EN_YEAR = rf"{_YEAR}|(?:last|this) year|the year before last"
_EN = re.compile(
    rf"(?<![a-z])(?:(?P<last>last|past|this) |(?P<y0>{_EN_YEAR}),? (?:in )?)?"
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?)?"
    rf"{_EN_NAME}(?![a-z])\.?"
    r"(?: (?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![\d:]|,\d| ?(?:months?|years?)))?"
    rf"(?:,? ?(?:of |in )?(?P<y>{_EN_YEAR}))?"
)
_SHORT_BEFORE = re.compile(
    r"(?:in|since|until|till|through|from|by|of|late|early|mid|to|before|after|and|end"
    r"|around|was|:)[ -]$"
)
_RELATIVE_MONTHS = re.compile(
    "(?P<zh>上上个?月|上个?月|这个?月|本月|下个?月)"
    r"|(?<![a-z])(?P<en>(?:the )?month before last|(?:last|previous|this|next) month)"
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
    "the day before yesterday": 2,
    "day before yesterday": 2,
    "yesterday": 1,
    "today": 0,
}
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
_HINT = re.compile(
    r"\d|[月号日天年]|周|星期|礼拜|day|week|month|"
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


def build_mention(
    span: tuple[int, int], year: int | None, month: int, day: int | None, today: date
) -> Mention | None:
    """A mention, when such a month or day exists; a missing year is the latest past."""
    said = year is not None
    if year is None:
        later = (month, day or 1) > (today.month, today.day if day else 1)
        year = today.year - 1 if later else today.year
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return Mention(*span, year, month, day, said)


def _of_day(span: tuple[int, int], day: date) -> Mention:
    return Mention(*span, day.year, day.month, day.day)


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
    return year + (2000 if year <= today.year % 100 else 1900)


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
        edge = match["edge"] or match["edge2"]
        month = 1 if edge.endswith("初") else 12
        mention = build_mention(match.span(), year, month, None, today)
        if mention:
            yield mention


def _numeric(form: str, today: date) -> Iterator[Mention]:
    for match in _ISO.finditer(form):
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
        if match["last"] == "last" and not year and month == today.month:
            year = today.year - 1
        day = int(day_said) if day_said else None
        mention = build_mention(match.span(), year, month, day, today)
        if mention:
            yield mention


def _read_en_year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    steps = {"last year": 1, "this year": 0, "the year before last": 2}
    return today.year - steps[said] if said in steps else int(said)


def _relative(form: str, today: date) -> Iterator[Mention]:
    for match in _RELATIVE_MONTHS.finditer(form):
        step = _STEPS[(match["zh"] or match["en"]).replace("个", "")]
        year, month = divmod(today.year * 12 + today.month - 1 - step, 12)
        yield Mention(*match.span(), year, month + 1)
    for match in _NAMED_DAY.finditer(form):
        day = today - timedelta(days=_NAMED_DAYS[match[0]])
        yield _of_day(match.span(), day)
    for match in _AGO.finditer(form):
        said = match["zh"] or match["en"]
        number = 1 if said in ("a", "an") else parse_whole(said) or 0
        days = number * (7 if match["zw"] or match["ew"] else 1)
        if 0 < days <= 3660:
            yield _of_day(match.span(), today - timedelta(days=days))


def _weekdays(form: str, today: date) -> Iterator[Mention]:
    monday = today - timedelta(days=today.weekday())
    for match in _ZH_WEEKDAY.finditer(form):
        weeks = match["when"].count("上")
        number = min("一二三四五六日天".index(match["n"]), 6)
        day = monday + timedelta(days=number - 7 * weeks)
        yield _of_day(match.span(), day)
    for match in _EN_WEEKDAY.finditer(form):
        back = (today.weekday() - _EN_DAYS.index(match["n"])) % 7
        back = 7 if back == 0 and match["when"] == "last" else back
        yield _of_day(match.span(), today - timedelta(days=back))


def _bare_days(form: str, today: date) -> Iterator[Mention]:
    for match in _BARE_DAY.finditer(form):
        number = int(match["zh"] or match["en"])
        year, month = today.year, today.month
        if number > today.day:
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        mention = build_mention(match.span(), year, month, number, today)
        if mention:
            yield mention


_FINDERS = (
    _zh_months,
    _zh_edges,
    _numeric,
    _en_months,
    _relative,
    _weekdays,
    _bare_days,
)
