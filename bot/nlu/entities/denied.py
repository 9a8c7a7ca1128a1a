"""Values that a person denies: 不是断了五个月，是十五个月; not Suzhou but Wuxi.

Of two values of one kind the one in the denied clause is not heard. A place or a
measure that is denied alone is not heard either; a choice that is denied directly is
already left out by `choices`. "是不是", "不是…吗" and "have not paid" deny nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.nlu.entities.durations import spans
from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_number
from bot.nlu.entities.script import plain

_PLACE = "region"
_ALONE = frozenset(
    {
        *("age", "birth_month", "birth_year", "date", "duration", "gap_band"),
        *("last_paid_month", "money", "month", "number", _PLACE, "resumed_month"),
        *("working_days", "year", "years_count"),
    }
)
_CLAUSE_END = re.compile(
    r",(?!\d{3})|[;!?。、\n]|\.(?!\d)|但|而是|可是|(?<![a-z])(?:but|rather)(?![a-z])"
)
_SAID = (
    r"(?:我们?|^|(?<=[,;!?。\n ]))(?:可|又|并|从来?|根本|都)*(?:没有?|未)[说讲提]过?"
    r"(?![清明完对全])"
    r"|(?<![a-z])i (?:did(?: not|n't)|have(?: not|n't)|never)(?: ever)?"
    r" (?:say|said|tell|told|mean|meant|claim(?:ed)?)(?![a-z])"
)
_IS = (
    r"(?<![是要若这可岂])不是|并非"
    r"|(?<![a-z])(?:is|was|are|were|am)n't(?![a-z])"
    r"|(?<!have )(?<!has )(?<!had )(?<!do )(?<!does )(?<!did )(?<!can )(?<!could )"
    r"(?<!will )(?<!would )(?<!should )(?<!may )(?<!must )(?<!if )(?<!or )"
    r"(?<!why )(?<![a-z])not(?= )"
)
# What is only a denial where the other value is named as well: 我不在苏州，我在无锡.
_IS_AT = (
    r"(?<!在)不在|没有?(?=断)|(?<![a-z])(?:do|does|did)(?: not|n't)"
    r" (?:live|work|reside|come|pay|contribute) (?=in |from )"
)
_MARK = re.compile(f"(?P<said>{_SAID})|(?P<at>{_IS_AT})|(?P<is>{_IS})")
_ZH_BETWEEN = (
    "我|在|从|去|到|来|回|说|断|停|缺|欠|漏|空|差|缴|交|补|保|费|了|过|只|才|就|共|总|刚|整"
    "|有|没|的|大概|大约|社保|医保|养老|工作|上班|住|参保|买|满|今年|已经|月薪|工资|基数"
)
_EN_BETWEEN = "a|an|the|gap|break|interruption|just|about|of|exactly|that|it|is|was|i"
_EN_TO_PLACE = "in|from|at|insured|living|working|paying|registered|based|resident"
_MEASURE_BETWEEN = re.compile(
    rf"(?:\s|\*|{_ZH_BETWEEN}|(?<![a-z])(?:{_EN_BETWEEN}|stopped|missed|for)(?![a-z]))*"
)
_PLACE_BETWEEN = re.compile(
    rf"(?:\s|\*|{_ZH_BETWEEN}|(?<![a-z])(?:{_EN_BETWEEN}|{_EN_TO_PLACE})(?![a-z]))*"
)
_ASKED_AFTER = re.compile(r"[吗嘛么]\s*$")
_ASKED_BEFORE = re.compile(r"(?:^|[,;!?。\n])\s*$")
_OF_ORIGIN = re.compile("市?(?:本地|户口|户籍)")
_CARRIED = re.compile(
    r"\s*(?:的\s*)?(?:[,;]\s*(?:而是|应该是|是)?|而是|是|,?\s*but)\s*"
    r"(?:it(?:'s| is| was) |i (?:said|meant) |rather |for )?\s*"
    rf"(?P<number>{ARABIC}|{CHINESE}|{ENGLISH})(?=\s*(?:$|[.,;!?。了吧呢啊]))"
)


@dataclass(frozen=True)
class _Denial:
    """Where a denial ends and how far it reaches; `how`: said, is or at."""

    how: str
    start: int
    end: int


def carried_lengths(text: str, today: date) -> list[Found]:
    """A length whose unit was said with the one denied: not five months but fifteen."""
    form = plain(text)
    denials = [*_denials(form)]
    found: list[Found] = []
    for span in spans(form, today) if denials else ():
        if not any(_reaches(form, one, span.start, span.end) for one in denials):
            continue
        after = _CARRIED.match(form, span.end)
        number = int(parse_number(after["number"]) or 0) if after else 0
        if after is None or number < 1:
            continue
        place = after.span("number")
        months = number if span.years is None else number * 12
        found.append(Found("duration", months, *place))
        if span.years is not None:
            found.append(Found("years_count", number, *place))
    return found


def without_denied(text: str, found: Sequence[Found]) -> list[Found]:
    """What is left of all that was found; a value put right keeps what it is about."""
    form = plain(text)
    kept = [*found]
    for denial in _denials(form):
        spots = _spots(form, denial, kept)
        against = {one: _against(one, kept) for one in spots}
        contrasted = [one for one in spots if against[one]]
        if contrasted:
            denied = contrasted
            roles = {id(two): one.role for one in denied for two in against[one]}
            kept = [replace(o, role=o.role or roles.get(id(o))) for o in kept]
        else:
            denied = _alone(form, denial, spots)
        kept = [
            one
            for one in kept
            if not any(one.start < no.end and no.start < one.end for no in denied)
        ]
    return kept


def _denials(form: str) -> Iterator[_Denial]:
    for mark in _MARK.finditer(form):
        border = _CLAUSE_END.search(form, mark.end())
        end = border.start() if border else len(form)
        asked = _ASKED_AFTER.search(form, mark.end(), end)
        first = mark[0].endswith("n't") and _ASKED_BEFORE.search(form[: mark.start()])
        if not asked and not (first and form[end : end + 1] == "?"):
            yield _Denial(mark.lastgroup or "", mark.end(), end)


def _reaches(form: str, denial: _Denial, start: int, end: int, place: str = "") -> bool:
    """Whether nothing but small words stands between a denial and a value."""
    if start < denial.start or end > denial.end:
        return False
    between = _PLACE_BETWEEN if place else _MEASURE_BETWEEN
    return denial.how == "said" or bool(between.fullmatch(form, denial.start, start))


def _spots(form: str, denial: _Denial, found: Sequence[Found]) -> list[Found]:
    """The first value of each kind that a denial reaches."""
    bare = form
    spots: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: one.start):
        place = _PLACE if one.entity == _PLACE else ""
        if _reaches(bare, denial, one.start, one.end, place):
            spots.setdefault(one.entity, one)
            bare = bare[: one.start] + "*" * (one.end - one.start) + bare[one.end :]
    return [*spots.values()]


def _against(denied: Found, found: Sequence[Found]) -> list[Found]:
    """Other values of the kind, said after the denied one."""
    return [
        one
        for one in found
        if one.entity == denied.entity
        and one.start >= denied.end
        and one.value != denied.value
    ]


def _alone(form: str, denial: _Denial, spots: Sequence[Found]) -> list[Found]:
    """What a denial without another value leaves out."""
    if denial.how == "said":
        return [*spots]
    if denial.how == "at" or not spots:
        return []
    first = min(one.start for one in spots)
    return [
        one
        for one in spots
        if one.start == first
        and one.entity in _ALONE
        and not (one.entity == _PLACE and _OF_ORIGIN.match(form, one.end))
    ]
