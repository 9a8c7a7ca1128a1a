"""Lengths of time in months: 断了五个月, 交了四年半, half a year, over three months.

Also says whether a length lies within or over the limit that the law draws
(医保断缴三个月), when the words compare ("超过三个月", "less than 3 months").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.nlu.entities.context import role_of
from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, is_negative, parse_number
from bot.nlu.entities.script import plain

BAND_MONTHS = 3
_MOST_YEARS, _MOST_MONTHS = 70, 600

_ZH_NUMBER = f"(?:{ARABIC}|{CHINESE})"
_TO = r"(?:\s*(?:-|~|到|至|或者?)\s*" + _ZH_NUMBER + ")?"
_ZH_ONES = "一二两三四五六七八九"
_TO_MONTHS = r"(?:\s*(?:-|~|到|至|或者?)\s*(?P<m2>" + _ZH_NUMBER + "))?"
_NOT_A_SPAN = "(?![级代度龄底初末金终会份]|假(?!如)|月)"
_ZH = re.compile(
    rf"(?P<y>{_ZH_NUMBER}){_TO}\s*[多几来]?\s*个?[周整]?年{_NOT_A_SPAN}"
    rf"(?P<yh>半)?(?:多(?![少久长]))?(?:[零又加和]?\s*(?P<ym>{_ZH_NUMBER})\s*个\s*多?月)?"
    rf"|(?P<m>{_ZH_NUMBER}){_TO_MONTHS}\s*[多几来]?\s*(?:个|(?<=[俩仨]))\s*"
    r"多?半?月半?(?:多(?![少久长]))?"
    rf"|(?P<q>{_ZH_NUMBER})\s*个季度"
    r"|(?<![上下每后前])(?P<h>半)年(?![期度])(?:多(?![少久长]))?"
    rf"|(?<=[断停欠])[缴交保]?了?\s*(?P<bare>{_ZH_NUMBER})\s*月(?![\d份到至底初])"
)
_EN_NUMBER = rf"(?:{ARABIC}|{ENGLISH})"
_EN_TO = rf"(?:\s*(?:-|~|to|or)\s*{_EN_NUMBER})?"
_EN_TO_MONTHS = rf"(?:\s*(?:-|~|to|or)\s*(?P<m2>{_EN_NUMBER}))?"
_EN = re.compile(
    r"(?<![a-z])(?P<h>half[ -](?:an? |of a )?year)(?![a-z])"
    rf"|(?P<y>{_EN_NUMBER}|(?<![a-z])an?(?= )){_EN_TO}(?P<yb> and a half)?"
    r"\+?[ -]*(?:(?:full|whole|more|missing|unpaid) )?(?:years?|yrs?)"
    r"(?P<yh> and a half)?(?![a-z])"
    rf"(?:,? (?:and )?(?P<ym>{_EN_NUMBER}|an?)[ -](?:months?|mos?)(?![a-z]))?"
    rf"|(?P<m>{_EN_NUMBER}|(?<![a-z])an?(?= )){_EN_TO_MONTHS}(?: and a half)?"
    r"\+?[ -]*(?:(?:full|whole|more|missing|unpaid) )?(?:months?|mths?|mos?)(?![a-z])"
    rf"|(?P<q>{_EN_NUMBER}|(?<![a-z])an?(?= ))[ -]quarters?"
    r"(?: of (?:a|the) year)?(?! of)(?![a-z])"
)

_OVER_BEFORE = re.compile(
    "(?:超过|多于|大于|不止|长于|>)了?(?:大概|差不多)?$"
    r"|(?:(?:more|longer|greater) than|over|above|exceed(?:s|ed|ing)?|beyond)"
    r"(?: about| around)? ?$"
)
_WITHIN_BEFORE = re.compile(
    "(?:[不没未](?:有)?(?:到|足|满|够|超过)|少于|小于|低于|短于|<|≤"
    "|[不没未](?:有)?[交缴][纳费]?(?:满|够|足|到))了?$"
    r"|(?:(?:less|fewer|shorter|no more|not more|no longer) than|under|within|below"
    r"|not over|at most|up to|not exceed(?:ed|ing)?|(?:n't|never) exceed(?:ed)?) ?$"
)
_OVER_AFTER = re.compile(r"(?:及|或)?以上|\+| ?(?:or more|or longer|plus|and up)\b")
_WITHIN_AFTER = re.compile(
    r"(?:以|之)内|内(?![地容部])|(?:及|或)?以下| ?(?:or less|or fewer|at most)\b"
)
_POINT_AFTER = re.compile("(?:之|以)?[前后]|从?前| (?:ago|earlier|later|from now)")
_NOT_AFTER = re.compile(
    r"[ -]?(?:olds?\b|of age|pregnan|bab(?:y|ies)|infant)|的?老人|大(?![概约])"
    "|的?(?:小?宝宝|宝贝|婴儿|新生儿|娃)|的(?:小?孩|女儿|儿子)|的?(?:身孕|胎儿)"
)
_UNITS = (re.compile("[年月季]"), re.compile("year|yr|mo|mth|quarter"))
_CALENDAR_BEFORE = re.compile("(?:[从自在于打]|(?<!不)到|至)$")
_CALENDAR_AFTER = re.compile(
    r"\s*(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月|[到至起]|开始|参加|入职|(?:以|之)[前后]"
)
_FREQUENCY_BEFORE = re.compile(
    r"(?:第|每个?|per|every|each|once|twice|times|much|many|last|past|next|this) ?$"
)
_ONE_OF_MANY = re.compile(r"(?:[上下那这哪头某]|钱|元|块)$")
_RATE_AFTER = re.compile(r"[^,，。;；]{0,6}?(?:多少|几[块千百次]|好几)")
_OTHER_BEFORE = re.compile(
    "(?:怀孕|孕期?|试用期|等待?|等待期|观察期|产假|教龄)(?:了|已|约|满)*$"
    "|(?:(?<!退休)年龄|(?<![a-z])age)(?:是|:| is| )*$"
)
_OTHER_AFTER = re.compile("的?(?:等待期|观察期|试用期|产假|教龄|工龄|军龄)")
_BIRTH_YEAR = re.compile("(?:出?生(?!育)|参加)")
_LENGTH_BEFORE = re.compile(
    r"(?:^|(?:for|about|around|over|nearly|almost|than|roughly|after|within|under|been"
    r"|missed|of|is|was|least|only|just|maybe|like|most|paid|up to|with|exactly|owe)"
    r"(?: about| around)? ?|[^\x00-\x7f])$"
)


@dataclass(frozen=True)
class Span:
    """A length of time as written; `years` when it was counted in years."""

    start: int
    end: int
    months: int
    years: int | None


_TARGET_BEFORE = re.compile(
    r"(?:[补凑]到?[齐足满够到]|[要需得][缴交]?[满够足]?|才[能够]?[缴交]?[满够足]"
    r"|最低(?:缴费)?(?:年限)?(?:是|为)?|至少|必须[缴交]?[满够足]?|离|距离?)\s*$"
    r"|\b(?:reach(?:es|ing)?|needs?|needed|require[sd]?|must pay|make it up to|up to"
    r"|minimum(?: of)?|at least|the full|fill up(?: to)?|complete|to get(?: to)?)"
    r" (?:the |a |full |of )?$"
)
_TARGET_AFTER = re.compile(
    r"\s*(?:的年限|的要求|才[能可够]|(?:rule|minimum|requirement)\b)"
)
_REACHED_AFTER = re.compile(r"\s*(?:多|几个?月)?\s*了")
_DENIED_BEFORE = re.compile(r"(?:不是|并非|而不是|\bnot)\s*$")


def extract_durations(text: str, today: date) -> list[Found]:
    """`duration` (whole months), `gap_band` and `years_count` of a text."""
    form = plain(text)
    found: list[Found] = []
    for span in spans(form, today):
        found += _read(form, span)
    return found


def spans(form: str, today: date) -> Iterator[Span]:
    """All lengths of time in the plain form of a text."""
    for unit, pattern in zip(_UNITS, (_ZH, _EN), strict=True):
        if not unit.search(form):
            continue
        for match in pattern.finditer(form):
            span = _measure(match)
            if span and not _is_something_else(form, span, match, today):
                yield span


def _measure(match: re.Match[str]) -> Span | None:
    part = match.groupdict()
    start, end = match.span()
    if part["h"]:
        return Span(start, end, 6, None)
    if part["q"]:
        months = _amount(part["q"]) * 3
        return Span(start, end, months, None) if months else None
    if part["y"]:
        half = 6 if part["yh"] or part.get("yb") else 0
        rest = _amount(part["ym"] or "")
        months = int(_amount_exact(part["y"]) * 12) + half + rest
        years = months // 12
        return Span(start, end, months, years) if 0 < years <= _MOST_YEARS else None
    said = part.get("m") or part.get("bare") or ""
    if part.get("bare"):
        start = match.start("bare")
    months = _amount(said)
    if months <= BAND_MONTHS < _upper_end(part, said):
        return None  # the limit lies inside: which side must be asked
    return Span(start, end, months, None) if 0 < months <= _MOST_MONTHS else None


def _upper_end(part: dict[str, str | None], said: str) -> int:
    """The larger number of "3-4" or "三四"; 0 for a single number."""
    if part.get("m2"):
        return _amount(part["m2"] or "")
    if len(said) == 2 and all(one in _ZH_ONES for one in said):
        return _amount(said[1])
    return 0


def _amount(said: str) -> int:
    return int(_amount_exact(said))


def _amount_exact(said: str) -> float:
    if said in ("a", "an"):
        return 1
    number = parse_number(said) if said else None
    return float(number) if number is not None else 0


def _is_something_else(
    form: str, span: Span, match: re.Match[str], today: date
) -> bool:
    before, after = form[: span.start], form[span.end : span.end + 12]
    said = match.groupdict().get("y") or ""
    if is_negative(before[-9:]):
        return True
    if _NOT_AFTER.match(after) or _FREQUENCY_BEFORE.search(before[-8:]):
        return True
    if re.match(r"an? ", match[0]) and not match[0].startswith("a couple"):
        return not _LENGTH_BEFORE.search(before[-16:])
    if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after):
        return True
    one = span.months == 1 or span.months == 12
    if one and (_ONE_OF_MANY.search(before) or _RATE_AFTER.match(after)):
        return True
    return _is_calendar_year(said, before, after, today)


def _is_calendar_year(said: str, before: str, after: str, today: date) -> bool:
    """Whether "67年" is 1967 rather than a length."""
    if re.fullmatch(r"0\d|[7-9]\d", said):
        return True
    if re.fullmatch(r"\d\d", said) and _BIRTH_YEAR.match(after):
        return True
    if re.fullmatch(r"[3-6]\d", said) and re.search("我是?$", before):
        return True
    if re.fullmatch(r"[12]\d", said) and int(said) <= today.year % 100:
        named = _CALENDAR_BEFORE.search(before) or _CALENDAR_AFTER.match(after)
        return bool(named)
    return False


def _read(form: str, span: Span) -> list[Found]:
    before, after = form[max(0, span.start - 20) : span.start], form[span.end :]
    role = role_of(form, span.start, span.end)
    if _is_target(before, after) or _DENIED_BEFORE.search(before):
        return []
    if _POINT_AFTER.match(after) and role != "gap":
        return []
    inside = not _OVER_AFTER.match(after) and (
        _WITHIN_BEFORE.search(before) or _WITHIN_AFTER.match(after)
    )
    if inside:
        start, end = _with(_WITHIN_BEFORE, _WITHIN_AFTER, before, after, span)
        small = span.months <= BAND_MONTHS and role != "paid"
        return [Found("gap_band", "within_limit", start, end)] if small else []
    found = [Found("duration", span.months, span.start, span.end, role)]
    if span.years is not None and role not in ("gap", "repaired"):
        found.append(Found("years_count", span.years, span.start, span.end))
    if _OVER_BEFORE.search(before) or _OVER_AFTER.match(after):
        start, end = _with(_OVER_BEFORE, _OVER_AFTER, before, after, span)
        if span.months >= BAND_MONTHS and role != "paid":
            found.append(Found("gap_band", "over_limit", start, end))
    return found


def _is_target(before: str, after: str) -> bool:
    """Whether it is what is needed, not what was done: 补齐15年, to reach 15 years."""
    if _REACHED_AFTER.match(after):
        return False
    return bool(_TARGET_BEFORE.search(before) or _TARGET_AFTER.match(after))


def _with(
    ahead: re.Pattern[str],
    behind: re.Pattern[str],
    before: str,
    after: str,
    span: Span,
) -> tuple[int, int]:
    first, last = ahead.search(before), behind.match(after)
    start = span.start - (len(before) - first.start()) if first else span.start
    return start, span.end + (last.end() if last else 0)
