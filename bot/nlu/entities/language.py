"""The language a person asks to be answered in: English please, 说中文, 讲普通话吧."""

import re
from datetime import date

from bot.nlu.entities.found import Found
from bot.nlu.entities.script import plain

_ZH_NAMES = {
    "zh": "中文|汉语|国语|普通话|华语|chinese|mandarin",
    "en": "英文|英语|english",
}
_VERB = "说|讲|用|换成?|改成?|切换?[成到为]?|变成?|转成?|以|使用|回复|回答|选"
_NOT_BEFORE = re.compile(
    "(?:不会|不想|不要|不懂|不用|别|不|没)$"
    r"|(?:not|n't|no|cannot|never)(?: [a-z]+){0,2} ?$"
)


def _pattern(names: str) -> re.Pattern[str]:
    names = "|".join(
        part if not part.isascii() else f"(?<![a-z]){part}(?![a-z])"
        for part in names.split("|")
    )
    either = f"(?:{names})"
    lead = "speak|use|switch(?: over)?(?: back)? to|change(?: language)? to|talk|reply"
    return re.compile(
        rf"^\s*{either}(?:版|吧|呢|please|,| )*(?:please|thanks?)?[.!。！?？ ]*$"
        rf"|(?:{_VERB})\s*(?:成|回|到)?\s*{either}(?!系|学|卡|版的)"
        rf"|{either}(?:回复|回答|交流|沟通|服务|解释|版)"
        rf"|{either}(?:,)? (?:please|version)"
        rf"|(?<![a-z])(?:{lead})(?: in| me in| with me in)? {either}"
        rf"|(?<![a-z])in {either}(?! (?:hospitals?|cit(?:y|ies)|compan\w+|law|yuan))"
    )


_PATTERNS = {value: _pattern(names) for value, names in _ZH_NAMES.items()}


def extract_language(text: str, today: date) -> list[Found]:
    """`language`: "zh" or "en"."""
    form = plain(text)
    return [
        Found("language", value, *match.span())
        for value, pattern in _PATTERNS.items()
        for match in pattern.finditer(form)
        if not _NOT_BEFORE.search(form[: match.start()])
    ]
