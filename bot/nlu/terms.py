"""Cuts a Chinese, English or mixed message into words, with the field's terms whole.

Knows nothing of Rasa and of intents. The terms (`data/lexicon/terms.txt`: word,
frequency, concept) are the whole dictionary of jieba: its general one costs 60 MB and
brings little, as characters outside our terms serve the classifier one by one.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.entities import script

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{HAN}]+|[a-z0-9]+(?:'[a-z]+)?")
_IS_HAN = re.compile(rf"[{HAN}]")
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "'s")
TERMS = Path("data/lexicon/terms.txt")
"""Where the terms lie, from the root of the project."""

_TRADITIONAL = Path(script.__file__).with_name("traditional.txt")


@dataclass(frozen=True)
class Word:
    """One word: its plain form, where it stands, and the concept it names, if any."""

    text: str
    start: int
    end: int
    concept: str | None


class Terms:
    """The terms of the field, ready to cut messages."""

    def __init__(self, content: bytes) -> None:
        """Build from the content of `terms.txt`; ValueError for a malformed line."""
        import jieba  # here: nothing happens at import

        jieba.setLogLevel(logging.WARNING)
        self._concepts = dict(_read_concepts(content.decode("utf-8")))
        self._jieba = jieba.Tokenizer()
        # Filled by hand: initialize() would keep a cache in the shared temporary
        # directory and trust whatever lies there.
        frequencies = self._jieba.gen_pfdict(io.BytesIO(content))
        self._jieba.FREQ, self._jieba.total = frequencies
        self._jieba.initialized = True

    @classmethod
    def read(cls, path: Path) -> "Terms":
        """Read `terms.txt`; OSError when it is not there."""
        return cls(path.read_bytes())

    def cut(self, text: str) -> list[Word]:
        """The words of a text in order; no spaces, no punctuation."""
        words: list[Word] = []
        for run in _RUN.finditer(script.plain(text)):
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


def digest(path: Path) -> str:
    """Hash of all files that decide how a text is cut."""
    whole = hashlib.sha256()
    for file in (path, _TRADITIONAL):
        whole.update(file.read_bytes() + b"\0")
    return whole.hexdigest()


def _read_concepts(terms: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(terms.splitlines(), 1):
        parts = line.split(" ")
        if len(parts) != 3:
            raise ValueError(f"Line {number} is not 'word frequency concept': {line!r}")
        yield parts[0], parts[2]
