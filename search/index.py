"""Finds the entries of the knowledge that fit a text, or honestly none.

Both languages of an entry are one document, so that a question in one finds what is
said in the other; what is shown is in the person's language. Why the numbers below are
what they are says docs/adr/0007-search.md.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from advice import LANGUAGES, Knowledge, Language, Words
from advice.sentences import beginning
from search.entries import Entry, Kind, Version, entries
from search.ranking import CONCEPT, Floats, Ranker, Tokenise

K1, B = 3.0, 0.75  # of the texts, which are long: a word said often is what they say
TITLE_K1, TITLE_B = 1.2, 0.75
TITLE_WEIGHT = 0.6
WEIGHTS: dict[Kind, float] = {
    "topic": 1.0,
    "answer": 1.0,
    "procedure": 0.9,
    "guide": 0.7,
    "source": 0.5,
}
ENOUGH = 3.0  # score from which a hit counts that shares a concept with the text
ENOUGH_BARE = 4.5  # and one that shares only words
ENOUGH_SHORT = 1.0  # and one that holds most of the words, by their rarity
MOST = 0.6
NEAR_BEST = 0.4  # further hits, as a part of the best one's score
READ = 600  # characters of a text; more would take over 10 ms
EXCERPT: dict[Language, int] = {"zh": 100, "en": 240}  # characters

_UNKNOWN = ""
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Hit:
    """One entry that was found, in the person's language.

    `sources` are what the excerpt rests on; `topic` is the topic or answer to open for
    it, "" when there is none.
    """

    kind: Kind
    id: str
    title: str
    excerpt: str
    score: float
    sources: tuple[str, ...]
    topic: str


def build(knowledge: Knowledge, tokenise: Tokenise) -> "Index":
    """Index all of the knowledge; `tokenise` cuts both its texts and the questions."""
    return Index(tuple(entries(knowledge)), tokenise)


class Index:
    """All entries, ready to be searched. Never changes; may be shared by threads."""

    def __init__(self, searched: tuple[Entry, ...], tokenise: Tokenise) -> None:
        """Use `build`."""
        self._entries = searched
        self._tokenise = tokenise
        self._places = {entry.id: at for at, entry in reversed([*_topics(searched)])}
        titles = [self._cut((entry.heading,)) for entry in searched]
        texts = [
            title + self._cut(entry.texts)
            for title, entry in zip(titles, searched, strict=True)
        ]
        self._titles = Ranker(titles, TITLE_K1, TITLE_B)
        self._texts = Ranker(texts, K1, B)
        self._words = [frozenset(text) for text in texts]
        self._rarity = _rarity(self._words)
        weights = [WEIGHTS[entry.kind] for entry in searched]
        self._weights: Floats = np.array(weights, dtype=np.float32)

    def find(
        self, text: str, language: Language, number: int = 3, *, day: dt.date
    ) -> list[Hit]:
        """The best `number` hits for a text, best first; none when nothing fits.

        Only what holds on `day` is found, and said as it is on that day. Raises
        ValueError for an unknown language or a `number` below 1.
        """
        if language not in LANGUAGES:
            raise ValueError(f"unknown language: {language!r}")
        if number < 1:
            raise ValueError(f"at least one hit has to be asked for, not {number}")
        tokens = [*dict.fromkeys(self._tokenise(text[:READ]))]
        if not tokens:
            return []
        scores = self._texts.scores(tokens) + TITLE_WEIGHT * self._titles.scores(tokens)
        scores *= self._weights
        hits: list[Hit] = []
        for at, version in self._fitting(tokens, scores, day):
            hits.append(self._hit(at, version, scores, language))
            if len(hits) == number:
                break
        return hits

    def _fitting(
        self, tokens: list[str], scores: Floats, day: dt.date
    ) -> Iterator[tuple[int, Version]]:
        """Places and versions of what is good enough, best first, each once."""
        best = 0.0
        seen: set[tuple[bool, str]] = set()
        for at in np.argsort(-scores, kind="stable").tolist():
            version = self._entries[at].on(day)
            if version is None:
                continue
            score = float(scores[at])
            if not best and not self._is_enough(tokens, score, at):
                return
            best = best or score
            if score < NEAR_BEST * best:
                return
            same = _same(self._entries[at])
            if same not in seen:
                seen.add(same)
                yield at, version

    def _is_enough(self, tokens: list[str], score: float, at: int) -> bool:
        shared = [token for token in tokens if token in self._words[at]]
        has_concept = any(token.startswith(CONCEPT) for token in shared)
        if score >= (ENOUGH if has_concept else ENOUGH_BARE):
            return True
        held = sum(map(self._rarity_of, shared))
        whole = sum(map(self._rarity_of, tokens))
        return score >= ENOUGH_SHORT and held >= MOST * whole

    def _rarity_of(self, token: str) -> float:
        return self._rarity.get(token, self._rarity[_UNKNOWN])

    def _hit(
        self, at: int, version: Version, scores: Floats, language: Language
    ) -> Hit:
        entry = self._entries[at]
        places = [self._places[name] for name in entry.topics]
        topic = max(places, key=lambda place: (scores[place], -place), default=None)
        return Hit(
            kind=entry.kind,
            id=entry.id,
            title=entry.title.say(language),
            excerpt=_excerpt(version.excerpt, language),
            score=round(float(scores[at]), 3),
            sources=version.sources,
            topic="" if topic is None else self._entries[topic].id,
        )

    def _cut(self, texts: tuple[Words, ...]) -> list[str]:
        return [
            token
            for words in texts
            for text in (words.zh, words.en)
            for token in self._tokenise(_PLACEHOLDER.sub(" ", text))
        ]


def _topics(searched: tuple[Entry, ...]) -> Iterator[tuple[int, Entry]]:
    for at, entry in enumerate(searched):
        if entry.kind in ("topic", "answer"):
            yield at, entry


def _rarity(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word tells documents apart; `_UNKNOWN` for words in none."""
    found = Counter(word for words in documents for word in words)
    found[_UNKNOWN] = 1
    number = len(documents)
    return {word: float(np.log1p(number / count)) for word, count in found.items()}


def _same(entry: Entry) -> tuple[bool, str]:
    """What makes two hits one: a topic and the answer of its name."""
    return entry.kind in ("topic", "answer"), entry.id


def _excerpt(words: Words | None, language: Language) -> str:
    """Whole sentences from the beginning, at least one; cut ones would mislead."""
    if words is None:
        return ""
    text = words.say(language)
    kept = beginning(text, EXCERPT[language])
    return kept if kept == text else f"{kept.strip()} …"
