"""Sums of yuan: 2400元, 两千四, 2.4万, ¥88, 88块5, 1,200 yuan; decimal text.

A number without a unit is a sum when it is the whole message or follows a word of
paying. What is in an account or on a card has the role `balance`. Telephone numbers,
years, card numbers, other currencies and rough sums ("两万多") are left alone: what is
computed from a sum is exact.
"""

import re
from datetime import date
from decimal import Decimal

from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, is_negative, parse_number
from bot.nlu.entities.script import plain

_ZH_AMOUNT = rf"(?:{ARABIC}\s*[wk](?![a-z])|{ARABIC}\s*[百千万亿]?|{CHINESE})"
_UNIT = r"(?:元|块|圆|(?:yuan|rmb|cny|kuai)(?![a-z]))"
_WITH_UNIT = re.compile(
    rf"(?:人民币\s*)?(?P<n>{_ZH_AMOUNT}|{ENGLISH})\s*(?:{_UNIT})"
    rf"(?:零(?=.[毛角]))?(?:(?P<j>[\d一二两三四五六七八九])(?:毛|角|(?=$|[\s,，。;；!！?？的钱左吧了])))?(?:钱|整|人民币)?"
)
_SIGNED = re.compile(rf"(?:¥|￥|(?<![a-z])(?:rmb|cny)\s?)\s*(?P<n>{_ZH_AMOUNT})")
_SCALED = re.compile(
    rf"(?P<n>{ARABIC}\s*[千万](?P<t>[1-9](?![\d.]))?|{ARABIC}[wk](?![a-z])"
    "|[一二两三四五六七八九十]+[百千万][一二两三四五六七八九十百千万零]*)"
    r"(?!\s*(?:多|个|[名人位天年月日家次倍分号步里米斤度字号]|岁))"
)
_BARE = re.compile(
    rf"(?P<n>{ARABIC})(?![\d.:/-]|,\d"
    r"|\s*(?!(?:in|a month|per month|every month|monthly)\b)"
    r"[a-z%％年月日天个号人岁名点周次倍岁])"
)
_PAID_BEFORE = re.compile(
    "(?:每个?月|一个?月|(?:月|年|底|日)薪|工资条|按照?|[交缴付扣收欠补罚赔领拿存](?:费|纳|款|了|的|我|我们|过|到|清|给我)*|工资|基数|本金"
    "|滞纳金|欠费|金额|费用|一共|总共|共|合计|大概|大约|约|是|为)[是为有:]?\\s*$"
    r"|(?<![a-z])(?:pa(?:id|y|ying)|owes?|owed|amount|principal|salary|wages?|income"
    r"|arrears|base|total|fee|earn|make|earning|making)"
    r"(?: (?:of|is|was|about|around|me))*[ :]*$"
)
_WHOLE = re.compile(
    r"\s*(?:大概|大约|约|差不多|about|around|roughly)?\s*(?P<n>\S+?)"
    r"\s*(?:左右|吧|。|\.)*\s*"
)
_BALANCE_BEFORE = re.compile(
    "(?:余额|[账帐]户|户头|卡[里上内])[^,，。;；!！?？]{0,8}$"
    r"|(?<![a-z])(?:balance|account|card)(?![a-z])[^,.;!?]{0,24}$"
)
_BALANCE_AFTER = re.compile(
    "\\s*(?:的?余额|在(?:我的?)?(?:[账帐]户|卡))"
    r"| ?(?:[a-z]+ ){0,2}(?:in|on|into) (?:(?:my|the|her|his|our) )?(?:[a-z]+ ){0,2}"
    r"(?:account|card)(?![a-z])| (?:is |was )?(?:the |my )?balance(?![a-z])"
)
_ROUGHLY_BEFORE = re.compile(
    "(?:[几数好][十百千]?|不到|不足|超过|多于|少于|将近|接近)$"
    "|(?:more than|less than|over|under|almost|nearly) $"
)
_HOTLINES = re.compile(r"12\d{3}|1\d{10}|9\d{4}|[48]00\d{7}|110|119|120|114")
_YEARLIKE = re.compile(r"(?:19|20)\d{2}")


def extract_money(text: str, today: date) -> list[Found]:
    """`money` as decimal text in yuan."""
    form = plain(text)
    found: list[Found] = []
    for pattern in (_WITH_UNIT, _SIGNED):
        for match in pattern.finditer(form):
            if not re.match(r"\s*(?:/|一?个?(?:人次))", form[match.end() :]):
                found += _make(match)
    found += _unitless(form, found)
    return found


def _make(match: re.Match[str]) -> list[Found]:
    part = match.groupdict()
    tail = part.get("t") or ""
    value = parse_number(match["n"].removesuffix(tail))
    before = match.string[max(0, match.start() - 12) : match.start()]
    unsure = _ROUGHLY_BEFORE.search(before) or is_negative(before)
    if value is None or value <= 0 or unsure or match[0] == "一块":
        return []
    if tail:
        value += Decimal(tail) * (1000 if "万" in match["n"] else 100)
    if part.get("j"):
        value += (parse_number(part["j"]) or Decimal(0)) / 10
    after = match.string[match.end() :]
    kept = _BALANCE_BEFORE.search(match.string, 0, match.start())
    role = "balance" if kept or _BALANCE_AFTER.match(after) else None
    return [Found("money", _text(value), *match.span(), role)]


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unitless(form: str, known: list[Found]) -> list[Found]:
    found: list[Found] = []
    for pattern in (_SCALED, _BARE):
        for match in pattern.finditer(form):
            start, end = match.span("n")
            taken = any(start < two.end and two.start < end for two in known + found)
            if not taken and _is_sum(form, match):
                found += _make(match)
    return found


def _is_sum(form: str, match: re.Match[str]) -> bool:
    said = match["n"].replace(",", "")
    whole = _WHOLE.fullmatch(form)
    alone = whole is not None and whole["n"] == match["n"]
    if _HOTLINES.fullmatch(said):
        return False
    if match.re is _SCALED:
        return True
    if alone:
        return len(said) >= 3 and len(said) <= 9
    before = form[max(0, match.start("n") - 14) : match.start("n")]
    if re.search(r"[a-z0-9\-/.]$", before) or len(said) > 8:
        return False
    if "," in match["n"]:
        return True
    large = len(said) >= 3 and not _YEARLIKE.fullmatch(said)
    return large and bool(_PAID_BEFORE.search(before))
