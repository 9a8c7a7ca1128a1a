"""What a short message wishes of the desk, by the lists of the knowledge's phrases.

A message counts where it says nothing else: every part of it is a wish of the lists, or
polite words. So "算了，谢谢" is one and "算了多少钱" is none.
"""

import re
import unicodedata
from collections.abc import Mapping

from actions.hearing import plain_words
from advice import Words

LONGEST = 60
"""Characters of a wish, without marks and spaces; whoever says more says more."""

_JOINS = re.compile(r"\band\b|\bbut\b|\bso\b", re.IGNORECASE)

Phrases = Mapping[str, Words]


def is_one_of(text: str, name: str, phrases: Phrases) -> bool:
    """Whether a text is a wish of the list, word for word."""
    return plain_words(text) in _listed(phrases, name)


def wishes(text: str, phrases: Phrases, *names: str) -> bool:
    """Whether a message is nothing but wishes of these lists and polite words."""
    if len(plain_words(text)) > LONGEST:
        return False
    known = {wish for name in names for wish in _listed(phrases, name)}
    polite = _listed(phrases, "desk_polite_words")
    if _without(text, polite) & known:
        return True
    said = [_without(part, polite) for part in clauses(text)]
    told = [forms for forms in said if "" not in forms]
    return bool(told) and all(forms & known for forms in told)


def clauses(text: str) -> list[str]:
    """The parts of a text between marks, whatever their script, and joining words."""
    plain = "".join(
        "\n"
        if unicodedata.category(char).startswith("P") and char not in "'’-"
        else char
        for char in _JOINS.sub("\n", text)
    )
    return plain.split("\n")


def _without(text: str, polite: set[str]) -> set[str]:
    """The plain words of a text, with and without polite ones around them."""
    found: set[str] = set()
    left = {plain_words(text)}
    while left:
        one = left.pop()
        found.add(one)
        for word in polite:
            left |= {one.removeprefix(word), one.removesuffix(word)} - found
    return found


def _listed(phrases: Phrases, name: str) -> set[str]:
    words = phrases[name]
    return {plain_words(wish) for wish in f"{words.zh}|{words.en}".split("|")}
