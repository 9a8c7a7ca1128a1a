"""Finding fixed names in a text: Chinese ones as substrings, Latin ones as whole words.

A `NameTable` maps names to payloads and finds them in one pass over the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.nlu.entities.script import plain

T = TypeVar("T")

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")


@dataclass(frozen=True)
class Token:
    """A Latin word of a text, without apostrophes and plural s."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=16)
def tokens(form: str) -> tuple[Token, ...]:
    """Latin words of the plain form of a text; kept for a moment."""
    return tuple(Token(_key(word[0]), *word.span()) for word in _WORD.finditer(form))


def _key(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def has_han(text: str) -> bool:
    """Whether a name is searched as a Chinese substring."""
    return bool(_HAN.search(text))


class NameTable(Generic[T]):
    """Names with what they stand for, ready to be found in texts."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        """Names are taken in their plain form; one may stand for several things."""
        self._han: dict[str, list[T]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._latin: dict[str, list[T]] = {}
        self._beginnings: set[str] = set()
        self._most_words = 1
        for name, payload in names:
            self._add(plain(name).strip(), payload)
        for name in self._han:
            lengths = self._lengths.setdefault(name[0], [])
            if len(name) not in lengths:
                lengths.append(len(name))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(self, name: str, payload: T) -> None:
        if has_han(name):
            bucket = self._han.setdefault(name, [])
        else:
            words = [token.key for token in tokens(name)]
            if not words:
                return
            self._most_words = max(self._most_words, len(words))
            bucket = self._latin.setdefault(" ".join(words), [])
            self._beginnings |= {" ".join(words[:n]) for n in range(1, len(words) + 1)}
        if payload not in bucket:
            bucket.append(payload)

    def find_han(self, form: str) -> Iterator[tuple[int, int, list[T]]]:
        """Every Chinese name in the text, at each place the longest first."""
        for start, sign in enumerate(form):
            for length in self._lengths.get(sign, ()):
                end = start + length
                payloads = self._han.get(form[start:end]) if end <= len(form) else None
                if payloads:
                    yield start, end, payloads

    def latin(self, key: str) -> list[T]:
        """What a Latin name of one word stands for."""
        return self._latin.get(key, [])

    def find_latin(self, words: Sequence[Token]) -> Iterator[tuple[int, int, list[T]]]:
        """Every Latin name, as indexes of its first and after its last word."""
        for first in range(len(words)):
            key = ""
            for last in range(first, min(first + self._most_words, len(words))):
                key = f"{key} {words[last].key}" if key else words[last].key
                if key not in self._beginnings:
                    break
                payloads = self._latin.get(key)
                if payloads:
                    yield first, last + 1, payloads
