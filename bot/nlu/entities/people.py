"""About the person: age (52岁, I'm 52) and month of birth (born June 1974, 74年6月生).

An age that names a rule and not the person ("50岁退休", "60岁以上"), an age that is
only roughly said ("六十多岁") and a birth so recent that it is a child's are left
alone.
"""

import re
from datetime import date

from bot.nlu.entities.calendar import mentions
from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_whole
from bot.nlu.entities.script import plain

_NUMBER = f"(?:{ARABIC}|{CHINESE})"
_ZH_AGE = re.compile(
    rf"(?P<n>{_NUMBER})\s*周?岁(?:半|多)?"
    rf"|(?:今年|年龄|年纪|岁数)(?:是|为|:|有|都|已经|已|快|大概)*\s*(?P<m>{_NUMBER})"
    r"(?![\d.]|[年月日天个元块万千百周岁%])"
)
_EN_AGE = re.compile(
    rf"(?P<n>{ARABIC}|{ENGLISH})[ -](?:years?|yrs?)[ -](?:old|of age)(?![a-z])"
    rf"|(?P<y>{ARABIC})\s?(?:yo|y/o)(?![a-z])"
    rf"|(?<![a-z])(?:aged|age(?: is|:| of)?)[ :]*(?P<a>{ARABIC}|{ENGLISH})(?![\d,.%])"
    rf"|(?<![a-z])(?:i'?m|i am|i have turned|i turned|i just turned|she is|he is|she's"
    rf"|he's)(?: now| already| currently| about| only| just)*"
    rf" (?P<i>{ARABIC}|{ENGLISH})(?![a-z\d%]|,\d|\.\d| ?-?(?:months?|years?|days?"
    r"|weeks?|yuan|rmb|times|hours?|minutes?|percent|of|payments?))"
)
_RULE_AFTER = re.compile(
    "(?:以|之)?[前后上下内]|(?:就|才|可以|能|可|能够|时|提前|办)*(?:退(?!伍|出)|领取?|拿)"
    "|左右的|到|至|[-~]"
    r"| (?:or older|and over|or over|and above|or above|or younger)"
)
_SELF_BEFORE = re.compile(
    "(?:我|本人|今年|现在|已经|已|都|快|刚|刚刚|妈|爸|父亲|母亲|老公|老婆)"
    "(?:今年|现在|是|了)*$"
)
_RULE_BEFORE = re.compile(
    "(?:差了?|年满|未满|不满|没满|满|不到|超过|大于|小于|到了?|至|[-~])$"
)
_SELF_SAID = re.compile("我|本人|自己|今年")
_NOMINAL_BEFORE = re.compile("虚(?:岁)?$")
_BORN_AFTER = re.compile(
    "份?的?(?:出生|生人|生日|生(?![育病效活产孩意])|出世)"
    "| (?:is|was) (?:my|his|her) birth"
)
_BORN_BEFORE = re.compile(
    "(?:出生(?:日期|年月|时间)?|生日|生)(?:是|在|于|为|:)?\\s*$"
    r"|(?<![a-z])(?:born|date of birth|birth ?(?:date|day|month)|birth|dob)"
    r"(?: is| was|:)?(?: in| on)?[ :]*$"
)
_MINE_BEFORE = re.compile("(?:我|本人)是?$")
_YOUNGEST_BORN, _OLDEST = 14, 120
_SAID_AGE_FROM = 14


def extract_people(text: str, today: date) -> list[Found]:
    """`age` and `birth_month` of a text."""
    form = plain(text)
    return _ages(form) + _births(form, today)


def _ages(form: str) -> list[Found]:
    found = []
    for pattern in (_ZH_AGE, _EN_AGE):
        for match in pattern.finditer(form):
            name = match.lastgroup or "n"
            age = parse_whole(match[name])
            least = 1 if name in ("n", "y") else _SAID_AGE_FROM
            if age is None or not least <= age <= _OLDEST:
                continue
            if not _is_rule(form, match):
                found.append(Found("age", age, match.start(name), match.end()))
    return found


def _is_rule(form: str, match: re.Match[str]) -> bool:
    before, after = form[: match.start()], form[match.end() :]
    if _NOMINAL_BEFORE.search(before):
        return True
    if _RULE_BEFORE.search(before):
        return not _SELF_SAID.search(before)
    said_of_self = _SELF_BEFORE.search(before) or match[0].startswith("今年")
    return bool(_RULE_AFTER.match(after)) and not said_of_self


def _births(form: str, today: date) -> list[Found]:
    found = []
    for mention in mentions(form, today):
        if mention.year > today.year - _YOUNGEST_BORN:
            continue
        before, after = form[: mention.start], form[mention.end :]
        mine = _MINE_BEFORE.search(before) and re.match("份?的(?!时候)", after)
        if mine or _BORN_AFTER.match(after) or _BORN_BEFORE.search(before):
            span = mention.start, mention.end
            found.append(Found("birth_month", mention.month_text, *span))
    return found
