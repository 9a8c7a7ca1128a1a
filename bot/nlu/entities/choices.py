"""Choices that a person names: an insurance, a capacity, a kind of card.

The words are the knowledge's own: the labels of a choice fact's values and their
`heard` lists. A choice that is denied ("不是职工", "not an employee") is not found. A
name of one character counts where it stands alone ("女，52岁").
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.nlu.entities.found import Found
from bot.nlu.entities.names import NameTable, has_han, tokens
from bot.nlu.entities.script import plain

_IN_BRACKETS = re.compile(r"\s*[（(][^）)]*[）)]\s*")
_ZH_NOT = re.compile(
    "(?:不是|并非|不算|不属于|没有?|未|非(?!全)"
    "|不再|不在|没在|不做|不当|不想|不要|(?:(?<!用)不|(?<!会)不会|(?<!能)不能|没法|没)用"
    "|不|无|别|是否)(?:的|在|是|什么|任何|过|当|按|以|做|再)*$"
)
_EN_NOT = re.compile(
    r"(?:(?<![a-z])(?:not|no|never|without|neither|nor|cannot)|n't)"
    r"(?: (?:an?|the|any|my|really|currently|actually|in|on|under|with|as|been|being"
    r"|yet|part|of|covered|by|working|ever|longer|have|am|is))* ?$"
)
# Who wants to see the card is not what it is used for: 医院要卡.
_WANTS_CARD = re.compile(
    "(?<![去在到])(?:医院|药店)"
    "(?=(?:那?边)?(?:非?要|让|叫)(?:我们?|看|查|收|押|带|出示|的|社保|医保)*卡)"
    r"|(?<![a-z])(?:hospital|pharmacy)"
    r"(?= (?:wants|wanted|asks for|asked for|needs|requires)"
    r" (?:to see )?(?:my |the |a )?(?:social security )?card)"
)
_BEFORE_MEASURE = "一二两三四五六七八九十几每这那哪多0123456789"
_SAME_WORDS_AS_YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Choice:
    """A value of a fact, named by a word; `alone`: only parted from other words."""

    fact: str
    value: str
    alone: bool = False


@dataclass(frozen=True)
class ChoiceNames:
    """The words of all choices, ready to be found."""

    table: NameTable[Choice]


def build_choices(facts: Mapping[str, Any]) -> ChoiceNames:
    """Choice words of the knowledge's facts (the YAML of `knowledge/facts/`)."""
    return ChoiceNames(NameTable(_all_names(facts)))


def _all_names(facts: Mapping[str, Any]) -> Iterator[tuple[str, Choice]]:
    for fact, entry in facts.items():
        if entry.get("type") != "choice":
            continue
        values = entry.get("values") or {}
        yield from _names_of(fact, values)
        like = facts.get(entry.get("heard_like") or "", {}).get("values") or {}
        shared = {value: like[value] for value in like if value in values}
        yield from _names_of(fact, shared)


def _names_of(fact: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Choice]]:
    for value, entry in values.items():
        for name in _words_of(entry):
            short = has_han(name) and len(name) == 1
            if str(value) in _SAME_WORDS_AS_YES_NO and _says_only_yes_or_no(name):
                continue
            yield name, Choice(fact, str(value), short)


def _words_of(entry: Mapping[str, Any]) -> Iterator[str]:
    heard = entry.get("heard") or {}
    for language in ("zh", "en"):
        label = str(entry.get(language) or "")
        yield label
        yield _IN_BRACKETS.sub(" ", label).strip()
        for name in heard.get(language) or ():
            yield str(name)


def _says_only_yes_or_no(name: str) -> bool:
    """A bare yes or no belongs to every question: the intents affirm and deny."""
    return plain(name) in (
        "yes",
        "no",
        "是",
        "否",
        "有",
        "没有",
        "会",
        "不会",
        "不是",
        "对",
    )


_PAST = re.compile(
    r"之前|以前|原来|原先|从前|曾经|过去"
    r"|(?<![a-z])(?:before|used to|previously|formerly)(?![a-z])"
)


def extract_choices(text: str, today: date, names: ChoiceNames) -> list[Found]:
    """Values of choice facts named in a text, under the facts' ids."""
    form = _WANTS_CARD.sub(lambda said: "*" * len(said[0]), plain(text))
    groups: dict[str, list[Found]] = {}
    for one in (*_in_chinese(form, names), *_in_english(form, names)):
        groups.setdefault(one.entity, []).append(one)
    return [
        one
        for group in groups.values()
        for one in group
        if not any(_is_within(one, two) for two in group) and not _is_past(form, one)
    ]


def _in_chinese(form: str, names: ChoiceNames) -> Iterator[Found]:
    for start, end, choices in names.table.find_han(form):
        if _is_cut(form, start, end):
            continue
        denied = bool(_ZH_NOT.search(form[max(0, start - 6) : start]))
        for choice in choices:
            if choice.alone and not _stands_alone(form, start, end):
                continue
            value = None if denied else choice.value
            yield Found(choice.fact, value or "", start, end)


def _stands_alone(form: str, start: int, end: int) -> bool:
    """Of a single character such as 女: the message, or parted from other words."""
    around = form[max(0, start - 1) : start] + form[end : end + 1]
    return not any(sign.isalnum() for sign in around)


def _is_cut(form: str, start: int, end: int) -> bool:
    """Of "一个人" (not 个人) and of questions like "算不算" (not 不算)."""
    if start == 0:
        return False
    if form[start] == "个":
        return form[start - 1] in _BEFORE_MEASURE
    return form[start] in "不没" and form[start + 1 : end].startswith(form[start - 1])


def _in_english(form: str, names: ChoiceNames) -> Iterator[Found]:
    words = tokens(form)
    for first, last, choices in names.table.find_latin(words):
        start, end = words[first].start, words[last - 1].end
        denied = bool(_EN_NOT.search(form[max(0, start - 40) : start]))
        for choice in choices:
            yield Found(choice.fact, "" if denied else choice.value, start, end)


def _is_past(form: str, one: Found) -> bool:
    """Whether words about the present are said of the past: 之前在公司上班."""
    if not one.entity.endswith("_now"):
        return False
    left = max(
        (form.rfind(mark, 0, one.start) for mark in "，。；;！!？?\n"), default=-1
    )
    left = max(left, form.rfind(", ", 0, one.start))
    return _PAST.search(form, left + 1, one.start) is not None


def _is_within(one: Found, two: Found) -> bool:
    """Whether a longer naming of the same fact, or a denial, covers this one."""
    if one.value == "":
        return True
    if one is two:
        return False
    longer = two.end - two.start > one.end - one.start
    return longer and one.start < two.end and two.start < one.end
