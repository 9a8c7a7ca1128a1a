"""Fits a `LinearModel`: scikit-learn's TF-IDF and linear SVM, then a calibration.

The temperature is chosen on examples that the scored model has not seen (folds), so
that a probability means what it says. Nothing here is needed to answer a message.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.linear_model import (
    BLOCKS,
    Block,
    Features,
    FitSettings,
    LinearModel,
    known_or_rare,
)

Scores = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
_FOLDS = 3
_SEED = 7


def fit(
    found: Sequence[Features], intents: Sequence[str], how: FitSettings
) -> LinearModel:
    """Fit on the features and the intent of each example.

    ValueError with fewer than two intents, or fewer than three examples of one.
    """
    names = tuple(sorted(set(intents)))
    fewest = min(Counter(intents).values(), default=0)
    if len(names) < 2 or fewest < _FOLDS:
        raise ValueError(
            f"Two intents with {_FOLDS} examples each are the least that can be fitted."
        )
    labels = np.array([names.index(intent) for intent in intents])
    found = _with_rare_words(found)
    vectorizers = {
        block: _vectorizer(how).fit([f[block] for f in found]) for block in BLOCKS
    }
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


def _vectorizer(how: FitSettings) -> Any:
    return TfidfVectorizer(
        analyzer=_as_it_is, sublinear_tf=True, min_df=how.min_count, dtype=np.float32
    )


def _as_it_is(found: list[str]) -> list[str]:
    return found


def _machine(labels: Labels, how: FitSettings) -> Any:
    counts = np.bincount(labels)
    weights = (counts.mean() / counts) ** how.balance
    return LinearSVC(
        C=how.strength,
        class_weight=dict(enumerate(weights)),
        tol=1e-3,
        random_state=_SEED,
    )


def _matrix(
    found: Sequence[Features], vectorizers: dict[str, Any], how: FitSettings
) -> csr_matrix:
    parts = [
        vectorizer.transform([f[block] for f in found]) * how.scale(block)
        for block, vectorizer in vectorizers.items()
    ]
    return hstack(parts).tocsr()


def _unseen_scores(matrix: csr_matrix, labels: Labels, how: FitSettings) -> Scores:
    scores = np.zeros((len(labels), labels.max() + 1))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for known, unseen in folds.split(matrix, labels):
        machine = _machine(labels[known], how).fit(matrix[known], labels[known])
        coefficients, intercept = _weights(machine)
        scores[unseen] = matrix[unseen] @ coefficients + intercept
    return scores


def _temperature(scores: Scores, labels: Labels) -> float:
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
    how: FitSettings,
    temperature: float,
) -> LinearModel:
    coefficients, intercept = _weights(machine)
    blocks: dict[str, Block] = {}
    start = 0
    for block, vectorizer in vectorizers.items():
        rows = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
        part = coefficients[start : start + len(rows)] * how.scale(block)
        blocks[block] = Block(
            rows={str(feature): row for row, feature in enumerate(rows)},
            idf=np.asarray(vectorizer.idf_, dtype=np.float32),
            coefficients=np.ascontiguousarray(part, dtype=np.float32),
        )
        start += len(rows)
    return LinearModel(names, blocks, intercept.astype(np.float32), temperature)


def _weights(machine: Any) -> tuple[Scores, Scores]:
    """Coefficients (features, intents) and intercept, also for two intents."""
    coefficients, intercept = machine.coef_.T, machine.intercept_
    if coefficients.shape[1] == 1:  # one column stands for both
        coefficients = np.hstack([-coefficients, coefficients])
        intercept = np.hstack([-intercept, intercept])
    return coefficients, intercept
