"""Patterns of personal numbers for the browser, as data.

Rougher than `bot.guard`, which masks again whatever arrives: they only keep a number
from leaving the browser unasked. JavaScript's regular expressions, without look-behind;
group 1 is the number.
"""

from typing import Any

from advice import Language
from bot.runtime.sentences import Sentences

_GAP = "[ \\-\\u00a0\\u3000]{0,2}"
_START, _END = "(?:^|[^0-9*])", "(?![0-9*])"


def _digits(head: str, more: int, tail: str = "") -> str:
    return f"{_START}({head}(?:{_GAP}[0-9]){{{more}}}{tail}){_END}"


_PATTERNS: tuple[dict[str, Any], ...] = (
    {
        "kind": "id_number",
        "pattern": _digits("[1-9]", 16, f"{_GAP}[0-9Xx]"),
        "check": "id",
        "keep": [1, 1],
    },
    {
        "kind": "bank_card",
        "pattern": f"{_START}([1-9][0-9]{{3}}(?:{_GAP}[0-9]{{4}}){{3}}"
        f"(?:{_GAP}[0-9]{{1,3}})?){_END}",
        "check": "luhn",
        "keep": [0, 4],
    },
    {
        "kind": "phone",
        "pattern": f"(?:^|[^0-9*]|\\+?86)(1[3-9](?:{_GAP}[0-9]){{9}}){_END}",
        "check": None,
        "keep": [3, 4],
    },
)


def patterns(sentences: Sentences, language: Language) -> list[dict[str, Any]]:
    """The patterns with the names of what they find."""
    return [
        {
            **pattern,
            "flags": "g",
            "name": sentences.say(f"runtime_kind_{pattern['kind']}", language),
        }
        for pattern in _PATTERNS
    ]
