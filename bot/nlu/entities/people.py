"""About the person: age (52岁, I'm 52) and month of birth (born June 1974, 74年6月生).

An age that names a rule and not the person ("50岁退休", "60岁以上"), an age that is
only roughly said ("六十多岁") and a birth so recent that it is a child's are left
alone. Who is nearly sixty (快60了) has not reached it: 59, with the role "nearly". A
baby's age is `age_months`.
"""

import re
from datetime import date

from bot.nlu.entities.calendar import mentions
from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_whole
from bot.nlu.entities.script import plain

_NUMBER = f"(?:{ARABIC}|[二三四五六七八九]?十有[一二三四五六七八九]|{CHINESE})"
_UNIT = "[年月日天个元块万千百周岁%零〇一二两三四五六七八九十名位人号]"
_END = "(?=$|[\\s,，.。;；!！?？、了])"
_HINT = re.compile(
    "岁|今年|年龄|年纪|年满|[我爸妈他她亲公婆]|十有|age|old|i'?m|i am|turn|half"
    "|nearly|almost|y/?o|(?:she|he)(?:'s| is)|my [a-z]+(?:'s| is)"
)
_EN_RELATIVE = (
    "(?:husband|wife|spouse|partner|father|mother|dad|mum|mom|brother|sister|uncle"
    "|aunt)"
)
_ZH_AGE = re.compile(
    rf"(?P<n>{_NUMBER})\s*周?岁(?:半|多)?"
    r"|(?:今年|年龄|年纪|岁数|年满)(?:是|为|:|有|都|已经|已|大概)*\s*"
    rf"(?P<m>{_NUMBER})(?![\d.]|\s*{_UNIT})"
    r"|(?<![给扣欠补付发帮叫让罚收])(?:我|本人|[爸妈他她]|[父母]亲|老[公婆])"
    rf"(?:今年|现在|都|已经|已|也|刚|满)*\s*(?P<w>{_NUMBER})整?{_END}"
    rf"|^\s*(?P<x>[二三四五六七八九]?十有[一二三四五六七八九]){_END}"
)
_ZH_NEARLY = re.compile(
    "(?:快|马上|就要|即将|将近|眼看)(?:要|就|满|到|是)*\\s*"
    rf"(?P<n>{_NUMBER})\s*(?:周?岁)?{_END}"
)
_EN_NEARLY = re.compile(
    r"(?<![a-z])(?:nearly|almost|about to (?:turn|be)|turning|will (?:turn|be)"
    r"|close to|approaching|going on) "
    rf"(?P<n>{ARABIC}|{ENGLISH})(?:[ -]years?[ -]old)?"
    r"(?=$|[,;.!?]| (?:next|this|soon|in|now|and|on)(?![a-z]))"
)
_BABY = re.compile(
    rf"(?P<n>{_NUMBER})\s*个多?半?月(?:大(?![概约])|的?(?:小?宝宝|婴儿|娃|小?孩))"
    rf"|(?P<e>{ARABIC}|{ENGLISH})[ -]months?[ -]old"
)
_EN_AGE = re.compile(
    rf"(?P<n>{ARABIC}|{ENGLISH})(?: and a half)?[ -](?:years?|yrs?)[ -]"
    r"(?:old|of age)(?![a-z])"
    rf"|^\s*(?P<h>{ARABIC}|{ENGLISH}) and a half{_END}"
    rf"|(?P<y>{ARABIC})\s?(?:yo|y/o)(?![a-z])"
    r"|(?<![a-z])(?:aged|age(?: ?is|:| of|是|为)?)[ :]*"
    rf"(?P<a>{ARABIC}|{ENGLISH})(?![\d,.%])"
    rf"|(?<![a-z])(?:i'?m|i am|i have turned|i turned|i just turned|she is|he is|she's"
    rf"|he's|my {_EN_RELATIVE}(?: is|'s))"
    r"(?: now| already| currently| about| only| just)*"
    rf" ?(?P<i>{ARABIC}|{ENGLISH}|{CHINESE})(?![a-z\d%]|\s*{_UNIT}|,\d|\.\d"
    r"| ?-?(?:months?|years?|days?"
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
_SELF_SAID = re.compile("我|本人|自己|今年|刚")
_REACHED = re.compile("年满$")
_SENTENCE_END = re.compile("了?[\\s,，.。;；!！]*$")
_NOMINAL_BEFORE = re.compile("虚(?:岁)?$")
_BORN_AFTER = re.compile(
    "份?的?(?:出生|生人|生日|生(?![育病效活产孩意])|出世)"
    "| (?:is|was) (?:my|his|her) birth"
)
_BORN_BEFORE = re.compile(
    "(?:出生(?:日期|年月|时间)?|生日|生)(?:是|在|于|为|:)?\\s*$"
    r"|(?<![a-z])(?:born|date of birth|birth ?(?:date|day|month)|birth|dob)"
    r"(?: is| was|:|[是为于在])?(?: in| on)?[ :]*$"
)
_BORN_COMPACT = re.compile(
    r"(?:出生(?:年月|日期)?|生于|born|dob)[^\d,;，。]{0,4}"
    r"(?P<d>(?P<y>19\d\d|20\d\d)(?P<m>0[1-9]|1[0-2]))(?!\d)"
)
_MINE_BEFORE = re.compile("(?:我|本人)是?$")
# A sex beside a month of long ago makes it a birth: 1968年4月的男的, 女，74年9月.
_SEX_AFTER = re.compile(
    r"份?的?[\s,，、]*[男女](?!儿|朋|友|孩)"
    r"|[\s,]+(?:a )?(?:(?:fe)?male|(?:wo)?man)(?![a-z])"
)
_SEX_BEFORE = re.compile(
    "[男女](?:的|性|士|职工|工人?|干部)?[\\s,，、:]*$"
    r"|(?<![a-z])(?:(?:fe)?male|(?:wo)?man)(?: worker| cadre| manager)?[\s,:]+"
    r"(?:of |from )?$"
)
_YOUNGEST_BORN, _OLDEST = 14, 120
_SAID_AGE_FROM = 14
_LEAST = {"n": 1, "y": 1, "w": 30, "h": 30, "x": 30}
_NEARLY_FROM = 30
_MOST_BABY_MONTHS = 36
_BORN_LONG_AGO = 40


def extract_people(text: str, today: date) -> list[Found]:
    """`age` and `birth_month` of a text."""
    form = plain(text)
    return _ages(form) + _babies(form) + _births(form, today)


def _babies(form: str) -> list[Found]:
    found = []
    for match in _BABY.finditer(form) if "月" in form or "month" in form else ():
        months = parse_whole(match["n"] or match["e"])
        if months and months < _MOST_BABY_MONTHS:
            found.append(Found("age_months", months, *match.span()))
    return found


def _ages(form: str) -> list[Found]:
    found = [
        Found("age", age - 1, *match.span(), "nearly")
        for pattern in (_ZH_NEARLY, _EN_NEARLY)
        for match in pattern.finditer(form)
        if (age := _age_of(match["n"])) and _NEARLY_FROM <= age <= _OLDEST
    ]
    if not _HINT.search(form):
        return found
    for pattern in (_ZH_AGE, _EN_AGE):
        for match in pattern.finditer(form):
            name = match.lastgroup or "n"
            age = _age_of(match[name])
            least = _LEAST.get(name, _SAID_AGE_FROM)
            if age is None or not least <= age <= _OLDEST:
                continue
            if not _is_rule(form, match):
                found.append(Found("age", age, match.start(name), match.end()))
    return found


def _age_of(said: str) -> int | None:
    return parse_whole(said.replace("有", ""))


def _is_rule(form: str, match: re.Match[str]) -> bool:
    before, after = form[: match.start()], form[match.end() :]
    if _NOMINAL_BEFORE.search(before):
        return True
    if _RULE_BEFORE.search(before):
        reached = _REACHED.search(before) and _SENTENCE_END.match(after)
        return not (reached or _SELF_SAID.search(before))
    said_of_self = _SELF_BEFORE.search(before) or match[0].startswith("今年")
    return bool(_RULE_AFTER.match(after)) and not said_of_self


def _births(form: str, today: date) -> list[Found]:
    found = [
        Found("birth_month", f"{match['y']}-{match['m']}", *match.span("d"))
        for match in _BORN_COMPACT.finditer(form)
        if int(match["y"]) <= today.year - _YOUNGEST_BORN
    ]
    for mention in mentions(form, today):
        if mention.year > today.year - _YOUNGEST_BORN:
            continue
        before, after = form[: mention.start], form[mention.end :]
        mine = _MINE_BEFORE.search(before) and re.match("份?的(?!时候)", after)
        alone = form.strip(" 。.的") == form[mention.start : mention.end]
        by_sex = _SEX_AFTER.match(after) or _SEX_BEFORE.search(before)
        old = (alone or by_sex) and mention.year <= today.year - _BORN_LONG_AGO
        if mine or old or _BORN_AFTER.match(after) or _BORN_BEFORE.search(before):
            span = mention.start, mention.end
            found.append(Found("birth_month", mention.month_text, *span))
    return found
