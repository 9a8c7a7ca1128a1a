"""Cuts a Chinese, English or mixed message into words, with the field's terms whole.

Knows nothing of Rasa and of intents. The terms (`terms.txt`: word, frequency,
concept) are the whole dictionary of jieba: its general one would cost 130 MB, and
characters outside our terms are as good to the classifier one by one. The table of
traditional characters maps one to one, so that offsets stay those of the message.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9\u00c0-\u024f]+(?:['\u2019][a-z]+)?")
_IS_HAN = re.compile(rf"[{_HAN}]")
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "'s")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its plain form, where it stands, and the concept it names, if any."""

    text: str
    start: int
    end: int
    concept: str | None


class Lexicon:
    """The terms of the field and the table of characters, ready to cut messages."""

    def __init__(self, terms: bytes, traditional: bytes) -> None:
        """Build from the bytes of the two files (see `read`)."""
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self.digest = hashlib.sha256(terms + b"\0" + traditional).hexdigest()
        self._concepts = dict(_concepts(terms.decode("utf-8")))
        self._plain: dict[int, Any] = dict(_FULL_WIDTH)
        for pair in traditional.decode("utf-8").split():
            self._plain[ord(pair[0])] = pair[1]
        self._jieba = jieba.Tokenizer()
        # Set by hand: initialize() would read and write a cache in the shared
        # temporary directory.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(io.BytesIO(terms))
        self._jieba.initialized = True

    @classmethod
    def read(cls, terms: Path, traditional: Path) -> "Lexicon":
        """Read `terms.txt` and `traditional.txt`; OSError when one is not there."""
        return cls(terms.read_bytes(), traditional.read_bytes())

    def plain(self, text: str) -> str:
        """Simplified characters, half width, lower case; as long as the text."""
        simple = text.translate(self._plain)
        lower = simple.lower()
        if len(lower) == len(text):
            return lower
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in simple)

    def cut(self, text: str) -> list[Word]:
        """The words of a text in order; no spaces, no punctuation."""
        words: list[Word] = []
        for run in _RUN.finditer(self.plain(text)):
            at = run.start()
            for piece in self._pieces(run.group()):
                end = at + len(piece)
                words.append(Word(piece, at, end, self._concept(piece)))
                at = end
        return words

    def _pieces(self, run: str) -> Iterator[str]:
        if not _IS_HAN.match(run):
            yield run
            return
        yield from self._jieba.cut(run, HMM=False)

    def _concept(self, word: str) -> str | None:
        for ending in _ENDINGS:
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and stem in self._concepts:
                return self._concepts[stem]
        return None


def _concepts(terms: str) -> Iterator[tuple[str, str]]:
    for line in terms.splitlines():
        word, _frequency, concept = line.split(" ")
        yield word, concept
