"""A linear intent model: what it sees of a message, and how sure it is of an intent.

Features are TF-IDF weights of three blocks, each of length one before its weight:
characters (1 to 4 Chinese characters, 2 to 4 letters inside a word), words (one and
two) and concepts of the lexicon. Needs numpy only: fitting stands in
`linear_training.py`, Rasa in `intent_classifier.py`. Stored as JSON and plain arrays,
so that loading a model never executes anything.
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.lexicon import Word

Floats = npt.NDArray[np.float32]

BLOCKS = ("char", "word", "concept")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(rf"[{_HAN}0]+")
_LATIN_RUN = re.compile(r"[a-z\u00c0-\u024f]+")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[0-9])[a-z0-9]{6}")
_LENGTHS = (2, 4, 8, 16, 32)
RARE = "<rare>"
_WORD = "="
_ABOUT = "model.json"
_ARRAYS = "model.npz"


def character_features(plain: str) -> list[str]:
    """Character n-grams; every digit counts as the same, ends of the text are marked."""
    text = _DIGIT.sub("0", plain).strip()
    found: list[str] = []
    for run in _HAN_RUN.finditer(text):
        padded = run.group()
        if run.start() == 0:
            padded = "^" + padded
        if run.end() == len(text.rstrip("?？!！.。~ ")):
            padded = padded + "$"
        found += _ngrams(padded, 1, 4)
    for run in _LATIN_RUN.finditer(text):
        found += _ngrams(f" {run.group()} ", 2, 4)
    return found


def word_features(words: Sequence[Word]) -> list[str]:
    """Words and pairs of neighbours; six-figure codes and lengths by their shape."""
    names = [_WORD + _DIGIT.sub("0", _CODE.sub("<code>", w.text)) for w in words]
    pairs = [f"{a[1:]} {b[1:]}" for a, b in zip(names, names[1:], strict=False)]
    length = sum(1 for edge in _LENGTHS if len(words) > edge)
    return [*names, *pairs, f"<length {length}>"]


def concept_features(words: Sequence[Word]) -> list[str]:
    """Concepts in order, neighbours in pairs; `<none>` when the field is not named."""
    names = [word.concept for word in words if word.concept]
    met = sorted(set(names))
    pairs = [f"{a} {b}" for at, a in enumerate(met) for b in met[at + 1 :]]
    return [*names, *pairs] or ["<none>"]


def features(plain: str, words: Sequence[Word]) -> dict[str, list[str]]:
    """All features of a message by block; `plain` is `Lexicon.plain(text)`."""
    return {
        "char": character_features(plain),
        "word": word_features(words),
        "concept": concept_features(words),
    }


def known_or_rare(found: Iterable[str], known: Container[str]) -> Iterable[str]:
    """The features with each unknown single word as `<rare>`, itself a sign.

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

    `idf` is (features,), `coefficients` (features, intents); the scale of the block
    is already in the coefficients.
    """

    rows: dict[str, int]
    idf: Floats
    coefficients: Floats

    def score(self, found: Iterable[str]) -> Floats | float:
        """Scores of all intents from this block; 0 when it knows no feature."""
        known = (self.rows.get(name) for name in known_or_rare(found, self.rows))
        counts = Counter(row for row in known if row is not None)
        if not counts:
            return 0.0
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(times)) * self.idf[rows]
        scores: Floats = weights @ self.coefficients[rows]
        return scores / np.float32(np.linalg.norm(weights))


@dataclass(frozen=True)
class LinearModel:
    """Intents with their blocks; `temperature` turns scores into probabilities."""

    intents: tuple[str, ...]
    blocks: dict[str, Block]
    intercept: Floats
    temperature: float

    def scores(self, found: dict[str, list[str]]) -> Floats:
        """Raw score of each intent, in the order of `intents`."""
        total = self.intercept.copy()
        for name, block in self.blocks.items():
            total += block.score(found[name])
        return total

    def probabilities(self, found: dict[str, list[str]]) -> Floats:
        """Calibrated probability of each intent, in the order of `intents`."""
        scores = self.scores(found) / self.temperature
        exponents = np.exp(scores - scores.max())
        return np.asarray(exponents / exponents.sum(), dtype=np.float32)

    def save(self, directory: Path) -> None:
        """Write `model.json` and `model.npz` into an existing directory."""
        names = {name: list(block.rows) for name, block in self.blocks.items()}
        about = {"intents": self.intents, "temperature": self.temperature, "rows": names}
        with (directory / _ABOUT).open("w", encoding="utf-8") as file:
            json.dump(about, file, ensure_ascii=False)
        arrays = {"intercept": self.intercept}
        for name, block in self.blocks.items():
            arrays[f"{name}.idf"] = block.idf
            arrays[f"{name}.coefficients"] = block.coefficients
        np.savez(directory / _ARRAYS, **arrays)

    @classmethod
    def load(cls, directory: Path) -> "LinearModel":
        """Read what `save` wrote; OSError or ValueError when it is not whole."""
        with (directory / _ABOUT).open(encoding="utf-8") as file:
            about = json.load(file)
        with np.load(directory / _ARRAYS, allow_pickle=False) as arrays:
            blocks = {
                name: Block(
                    rows={feature: row for row, feature in enumerate(names)},
                    idf=arrays[f"{name}.idf"],
                    coefficients=arrays[f"{name}.coefficients"],
                )
                for name, names in about["rows"].items()
            }
            intercept = arrays["intercept"]
        return cls(tuple(about["intents"]), blocks, intercept, about["temperature"])
