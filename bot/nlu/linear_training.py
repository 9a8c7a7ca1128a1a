"""Fits a `LinearModel`: scikit-learn's TF-IDF and linear SVM, then a calibration.

The temperature is chosen on examples that the scored model has not seen (folds), so
that a probability means what it says. Nothing here is needed to answer a message.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.linear_model import BLOCKS, Block, LinearModel, known_or_rare

Features = dict[str, list[str]]
Scores = npt.NDArray[np.float64]
_FOLDS = 3
_SEED = 7


@dataclass(frozen=True)
class Settings:
    """What can be tuned: regularisation, rarest feature, weight of each block."""

    strength: float = 1.0
    min_count: int = 1
    char: float = 1.0
    word: float = 1.0
    concept: float = 1.0
    balance: float = 1.0
    tol: float = 1e-3

    def scale(self, block: str) -> float:
        """Weight of one block of features."""
        return float(getattr(self, block))


def fit(found: Sequence[Features], intents: Sequence[str], how: Settings) -> LinearModel:
    """Fit on the features and the intent of each example.

    ValueError when fewer than two intents are given.
    """
    names = tuple(sorted(set(intents)))
    if len(names) < 2:
        raise ValueError(f"At least two intents are needed, not {len(names)}.")
    labels = np.array([names.index(intent) for intent in intents])
    found = _with_rare_words(found)
    vectorizers = {block: _vectorizer(how).fit([f[block] for f in found]) for block in BLOCKS}
    matrix = _matrix(found, vectorizers, how)
    machine = _machine(labels, how).fit(matrix, labels)
    temperature = _temperature(_unseen_scores(matrix, labels, how), labels)
    return _model(names, vectorizers, machine, how, temperature)


def _with_rare_words(found: Sequence[Features]) -> list[Features]:
    """A word of a single example is taken for what it is to every other: rare."""
    seen = Counter(name for features in found for name in set(features["word"]))
    usual = {name for name, examples in seen.items() if examples > 1}
    return [
        {**features, "word": list(known_or_rare(features["word"], usual))}
        for features in found
    ]


def _vectorizer(how: Settings) -> Any:
    return TfidfVectorizer(
        analyzer=_as_it_is, sublinear_tf=True, min_df=how.min_count, dtype=np.float32
    )


def _as_it_is(found: list[str]) -> list[str]:
    return found


def _machine(labels: npt.NDArray[np.int64], how: Settings) -> Any:
    counts = np.bincount(labels)
    weights = (counts.mean() / counts) ** how.balance
    return LinearSVC(
        C=how.strength,
        class_weight=dict(enumerate(weights)),
        tol=how.tol,
        random_state=_SEED,
    )


def _matrix(found: Sequence[Features], vectorizers: dict[str, Any], how: Settings) -> csr_matrix:
    parts = [
        vectorizer.transform([f[block] for f in found]) * how.scale(block)
        for block, vectorizer in vectorizers.items()
    ]
    return hstack(parts).tocsr()


def _unseen_scores(matrix: csr_matrix, labels: npt.NDArray[np.int64], how: Settings) -> Scores:
    scores = np.zeros((len(labels), labels.max() + 1))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for known, unseen in folds.split(matrix, labels):
        machine = _machine(labels[known], how).fit(matrix[known], labels[known])
        scores[unseen] = machine.decision_function(matrix[unseen])
    return scores


def _temperature(scores: Scores, labels: npt.NDArray[np.int64]) -> float:
    right = scores[np.arange(len(labels)), labels]

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        top = scaled.max(axis=1)
        total = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        return float(np.mean(total - right / temperature))

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)


def _model(
    names: tuple[str, ...],
    vectorizers: dict[str, Any],
    machine: Any,
    how: Settings,
    temperature: float,
) -> LinearModel:
    weights = _weights(machine, len(names))
    blocks: dict[str, Block] = {}
    start = 0
    for block, vectorizer in vectorizers.items():
        rows = {str(name): int(row) for name, row in vectorizer.vocabulary_.items()}
        ordered = dict(sorted(rows.items(), key=lambda item: item[1]))
        part = weights[0][start : start + len(rows)] * how.scale(block)
        idf = np.asarray(vectorizer.idf_, dtype=np.float32)
        blocks[block] = Block(ordered, idf, np.ascontiguousarray(part, dtype=np.float32))
        start += len(rows)
    return LinearModel(names, blocks, weights[1].astype(np.float32), temperature)


def _weights(machine: Any, count: int) -> tuple[Scores, Scores]:
    coefficients, intercept = machine.coef_.T, machine.intercept_
    if count == 2:  # one column stands for both
        coefficients = np.hstack([-coefficients, coefficients])
        intercept = np.hstack([-intercept, intercept])
    return coefficients, intercept
