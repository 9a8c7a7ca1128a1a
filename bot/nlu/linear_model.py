"""A linear intent model: what it sees of a message, and how sure it is of an intent.

Features are TF-IDF weights of four blocks, each of length one before its weight:
characters (1 to 4 Chinese characters, 2 to 4 letters inside a word), words (one and
two), pairs of words that stand near each other in any order, and the concepts of our
terms (one, and two that meet in a message). Needs numpy only: fitting stands in
`linear_training.py`, Rasa in `intent_classifier.py`. Stored as JSON and plain arrays,
so that loading a model never executes anything.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.entities import script
from bot.nlu.terms import HAN, Word

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Features = dict[str, list[str]]

BLOCKS = ("char", "word", "pair", "concept")
RARE = "<rare>"
NO_CONCEPT = "<none>"
_WORD = "="
_HAN_RUN = re.compile(rf"[{HAN}0]+")
_LATIN_RUN = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[0-9])[a-z0-9]{6}")
_END_MARKS = "?？!！.。~ "
_NEAR = 6
_LENGTHS = (2, 4, 8, 16, 32)
_ABOUT = "model.json"
_ARRAYS = "model.npz"
_DENSE = "dense.coefficients"


@dataclass(frozen=True)
class FitSettings:
    """What can be tuned when a model is fitted.

    `char`, `word`, `pair`, `concept`: weights of the blocks; `dense`: that of a vector
    from elsewhere, 0 for none. `min_count`, `min_pairs`: a feature, and a pair, of
    fewer examples is left out.
    `balance`: 0 counts each example the same, 1 each intent the same. `rank`: numbers
    that a feature is known by. `epochs`: passes over the examples. `rate`: size of the
    first step; it falls to 0. `drop_features`, `drop_factors`: the share left out at
    random at each step, so that none is relied on alone. `members`: models of
    different chance, of which the mean is kept.
    """

    char: float = 1.0
    word: float = 0.7
    pair: float = 0.5
    concept: float = 1.0
    dense: float = 0.0
    min_count: int = 2
    min_pairs: int = 3
    balance: float = 0.0
    rank: int = 128
    epochs: int = 10
    rate: float = 0.006
    drop_features: float = 0.3
    drop_factors: float = 0.5
    members: int = 3

    def scale(self, block: str) -> float:
        """Weight of one block of features."""
        return float(getattr(self, block))

    def fewest(self, block: str) -> int:
        """Examples that a feature of the block must stand in."""
        return self.min_pairs if block == "pair" else self.min_count


def features(text: str, words: Sequence[Word]) -> Features:
    """All features of a message by block; `words` is `Terms.cut(text)`."""
    return {
        "char": character_features(script.plain(text)),
        "word": word_features(words),
        "pair": pair_features(words),
        "concept": concept_features(words),
    }


def character_features(plain: str) -> list[str]:
    """Character n-grams; all digits count as the same, ends of the text are marked."""
    text = _DIGIT.sub("0", plain).strip().rstrip(_END_MARKS)
    found: list[str] = []
    for run in _HAN_RUN.finditer(text):
        opening = "^" if run.start() == 0 else ""
        closing = "$" if run.end() == len(text) else ""
        found += _ngrams(opening + run.group() + closing, 1, 4)
    for run in _LATIN_RUN.finditer(text):
        found += _ngrams(f" {run.group()} ", 2, 4)
    return found


def word_features(words: Sequence[Word]) -> list[str]:
    """Words, neighbours in pairs, and the length; six-character codes by shape."""
    names = _names(words)
    pairs = [f"{a} {b}" for a, b in pairwise(names)]
    length = sum(1 for edge in _LENGTHS if len(words) > edge)
    return [*(_WORD + name for name in names), *pairs, f"<length {length}>"]


def pair_features(words: Sequence[Word]) -> list[str]:
    """Each two words with fewer than six steps between them, whichever comes first.

    They join what belongs together where the order is free: 丢 and 卡, lost and card.
    """
    names = _names(words)
    near = (
        (a, b) if a < b else (b, a)
        for at, a in enumerate(names)
        for b in names[at + 1 : at + _NEAR]
    )
    return [f"{a} {b}" for a, b in near]


def _names(words: Sequence[Word]) -> list[str]:
    return [_DIGIT.sub("0", _CODE.sub("<code>", word.text)) for word in words]


def concept_features(words: Sequence[Word]) -> list[str]:
    """Concepts, and each two that meet; `<none>` when the field is not touched."""
    names = [word.concept for word in words if word.concept]
    met = sorted(set(names))
    pairs = [f"{a} {b}" for at, a in enumerate(met) for b in met[at + 1 :]]
    return [*names, *pairs] or [NO_CONCEPT]


def known_or_rare(found: Iterable[str], known: Container[str]) -> Iterable[str]:
    """The known features; each unknown word as `<rare>`, which is itself a sign.

    Questions about other things are full of words that no example has.
    """
    for name in found:
        if name in known:
            yield name
        elif name.startswith(_WORD):
            yield RARE


def _ngrams(text: str, shortest: int, longest: int) -> Iterable[str]:
    for size in range(shortest, longest + 1):
        for at in range(len(text) - size + 1):
            yield text[at : at + size]


@dataclass(frozen=True)
class Block:
    """One kind of features: where each stands, its IDF, its weight for each intent.

    `idf` is (features,), `coefficients` (features, intents), in half precision, which
    changes no answer; the scale of the block is already in the coefficients.
    """

    rows: dict[str, int]
    idf: Floats
    coefficients: Halves

    def score(self, found: Iterable[str]) -> Floats | float:
        """Scores of all intents from this block; 0 when it knows no feature."""
        known = (self.rows.get(name) for name in known_or_rare(found, self.rows))
        counts = Counter(row for row in known if row is not None)
        if not counts:
            return 0.0
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(times)) * self.idf[rows]
        scores: Floats = weights @ self.coefficients[rows].astype(np.float32)
        return scores / np.float32(math.sqrt(weights @ weights))


@dataclass(frozen=True)
class LinearModel:
    """Intents with their blocks; `temperature` turns scores into probabilities.

    `dense` (dimensions, intents) weighs a vector from elsewhere, if one was learned.
    """

    intents: tuple[str, ...]
    blocks: dict[str, Block]
    intercept: Floats
    temperature: float
    dense: Floats | None = None

    def scores(self, found: Features, vector: Floats | None = None) -> Floats:
        """Raw score of each intent, in the order of `intents`.

        ValueError when the model has learned from vectors and gets none that fits.
        """
        total = self.intercept.copy()
        for name, block in self.blocks.items():
            total += block.score(found[name])
        if self.dense is not None:
            if vector is None or vector.shape != self.dense.shape[:1]:
                raise ValueError(
                    f"The model needs a vector of {len(self.dense)} numbers with each "
                    f"message, not {'none' if vector is None else vector.shape}."
                )
            total += vector @ self.dense
        return total

    def ranking(
        self, found: Features, vector: Floats | None = None
    ) -> list[tuple[str, float]]:
        """All intents with their calibrated probabilities, the likeliest first."""
        scores = self.scores(found, vector) / self.temperature
        exponents = np.exp(scores - scores.max())
        chances = exponents / exponents.sum()
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[at], float(chances[at])) for at in order]

    def save(self, directory: Path) -> None:
        """Write `model.json` and `model.npz` into an existing directory."""
        names = {name: list(block.rows) for name, block in self.blocks.items()}
        about = {
            "intents": self.intents,
            "temperature": self.temperature,
            "features": names,
        }
        with (directory / _ABOUT).open("w", encoding="utf-8") as file:
            json.dump(about, file, ensure_ascii=False)
        arrays: dict[str, Floats | Halves] = {"intercept": self.intercept}
        for name, block in self.blocks.items():
            arrays[f"{name}.idf"] = block.idf
            arrays[f"{name}.coefficients"] = block.coefficients
        if self.dense is not None:
            arrays[_DENSE] = self.dense
        np.savez(directory / _ARRAYS, **arrays)

    @classmethod
    def load(cls, directory: Path) -> "LinearModel":
        """Read what `save` wrote; OSError, KeyError or ValueError when it is broken."""
        with (directory / _ABOUT).open(encoding="utf-8") as file:
            about = json.load(file)
        with np.load(directory / _ARRAYS, allow_pickle=False) as arrays:
            blocks = {
                name: Block(
                    rows={feature: row for row, feature in enumerate(names)},
                    idf=arrays[f"{name}.idf"],
                    coefficients=arrays[f"{name}.coefficients"],
                )
                for name, names in about["features"].items()
            }
            intercept = arrays["intercept"]
            dense = arrays.get(_DENSE)
        intents, temperature = tuple(about["intents"]), about["temperature"]
        return cls(intents, blocks, intercept, temperature, dense)
