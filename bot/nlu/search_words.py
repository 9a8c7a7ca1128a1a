"""Cuts a text into tokens for search: words, concepts, and pairs of characters.

Knows the terms of the field and nothing of what is searched. Concepts are tokens of
their own, so that 医保卡 and "medical card" meet.
"""

import re

from bot.nlu.terms import HAN, Terms, Word
from search import CONCEPT, Tokenise

_IS_HAN = re.compile(f"[{HAN}]")
_SHORTEST_STEM = 3


def tokeniser(terms: Terms) -> Tokenise:
    """A function from a text to its tokens, in order and with repetitions."""

    def tokenise(text: str) -> list[str]:
        tokens: list[str] = []
        loose = ""  # Chinese characters outside the terms that stand together
        end = -1
        for word in terms.cut(text):
            is_loose = word.concept is None and bool(_IS_HAN.match(word.text))
            if not is_loose or word.start != end:
                tokens += _pairs(loose)
                loose = ""
            if is_loose:
                loose += word.text
            else:
                tokens += _whole(word)
            end = word.end
        return tokens + _pairs(loose)

    return tokenise


def _whole(word: Word) -> list[str]:
    text = word.text if _IS_HAN.match(word.text) else stem(word.text)
    return [text] if word.concept is None else [text, CONCEPT + word.concept]


def _pairs(run: str) -> list[str]:
    """Neighbouring characters; a character alone stays."""
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))] if run else []


def stem(word: str) -> str:
    """An English word without the endings that change its form and not its sense."""
    word = word.removesuffix("'s")
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s"):
        if (
            word.endswith(ending)
            and not word.endswith("ss")
            and len(word) - len(ending) >= _SHORTEST_STEM
        ):
            word = word.removesuffix(ending)
            break
    if len(word) > _SHORTEST_STEM + 1:
        if word[-1] == word[-2] and word[-1] not in "ls":
            return word[:-1]
        return word.removesuffix("e")
    return word
