"""Fits a `LinearModel`: TF-IDF, the weights (`linear_factors.py`), then a calibration.

The temperature is chosen on examples that the scored model has not seen, so that a
probability means what it says.
Nothing here is needed to answer a message.
"""

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from bot.nlu import named_chance
from bot.nlu.linear_factors import Names, fit_factors
from bot.nlu.linear_model import (
    BLOCKS,
    Block,
    Features,
    FitSettings,
    Floats,
    LinearModel,
    known_or_rare,
)

Labels = npt.NDArray[np.int64]
_FEWEST = 3
_FOLDS = 5
_SEED = 7


def fit(
    found: Sequence[Features],
    intents: Sequence[str],
    how: FitSettings,
    vectors: Floats | None = None,
) -> LinearModel:
    """Fit on the features and the intent of each example.

    `vectors` (examples, dimensions) is needed where `how.dense` is above 0. ValueError
    without it, with fewer than two intents, or fewer than three examples of one.
    """
    names = tuple(sorted(set(intents)))
    fewest = _fewest(intents)
    if how.dense and vectors is None:
        raise ValueError("A weight of dense vectors is set, but there are no vectors.")
    places = {name: at for at, name in enumerate(names)}
    labels = np.array([places[intent] for intent in intents])
    found = _with_rare_words(found)
    vectorizers = _vectorizers(found, how)
    matrix = _matrix(found, vectorizers, how, vectors)
    keys = Names(
        named_chance.keys(_in_short(one) for one in found),
        named_chance.keys(_columns(vectorizers, matrix.shape[1])),
        named_chance.keys(names),
    )
    folds = StratifiedKFold(min(fewest, _FOLDS), shuffle=True, random_state=_SEED)
    known, unseen = next(folds.split(matrix, labels))
    parts = (matrix[known], labels[known], keys.of(known))
    (weights, start), *members = _side_by_side(
        [(*parts, how, _SEED)]
        + [(matrix, labels, keys, how, _SEED + n) for n in range(how.members)]
    )
    coefficients, intercept = _mean(members)
    temperature = _temperature(matrix[unseen] @ weights + start, labels[unseen])
    blocks, rest = _split(vectorizers, coefficients, how)
    dense = rest * np.float32(how.dense) if how.dense else None
    return LinearModel(names, blocks, intercept, temperature, dense)


def _side_by_side(
    fits: Sequence[tuple[csr_matrix, Labels, Names, FitSettings, int]],
) -> list[tuple[Floats, Floats]]:
    """What `fit_factors` makes of each.

    A step is too small to be shared out: threads of a BLAS would wait for each other.
    """
    workers = min(os.cpu_count() or 1, len(fits))
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(workers) as threads:
        return list(threads.map(lambda one: fit_factors(*one), fits))


def _fewest(intents: Sequence[str]) -> int:
    """Examples of the intent with the fewest; ValueError where they are too few."""
    examples = Counter(intents)
    fewest = min(examples.values(), default=0)
    if len(examples) < 2 or fewest < _FEWEST:
        raise ValueError(
            f"Two intents with {_FEWEST} examples each are the least that can be "
            "fitted."
        )
    return fewest


def _with_rare_words(found: Sequence[Features]) -> list[Features]:
    """A word of a single example is taken for what it is to every other: rare."""
    seen = Counter(name for features in found for name in set(features["word"]))
    usual = {name for name, examples in seen.items() if examples > 1}
    return [
        {**features, "word": list(known_or_rare(features["word"], usual))}
        for features in found
    ]


def _vectorizers(found: Sequence[Features], how: FitSettings) -> dict[str, Any]:
    """One for each block of which some feature stands in enough examples."""
    fitted: dict[str, Any] = {}
    for block in BLOCKS:
        features = [one[block] for one in found]
        fewest = how.fewest(block)
        seen = Counter(name for names in features for name in set(names))
        if max(seen.values(), default=0) >= fewest:
            vectorizer = TfidfVectorizer(
                analyzer=_as_it_is, sublinear_tf=True, min_df=fewest, dtype=np.float32
            )
            fitted[block] = vectorizer.fit(features)
    return fitted


def _as_it_is(found: list[str]) -> list[str]:
    return found


def _matrix(
    found: Sequence[Features],
    vectorizers: dict[str, Any],
    how: FitSettings,
    vectors: Floats | None,
) -> csr_matrix:
    parts = [
        vectorizer.transform([f[block] for f in found]) * np.float32(how.scale(block))
        for block, vectorizer in vectorizers.items()
    ]
    if how.dense:
        parts.append(csr_matrix(vectors) * np.float32(how.dense))
    return hstack(parts).tocsr()


def _in_short(found: Features) -> str:
    """An example by its features: what is the same to the model has one name."""
    return "\n".join(" ".join(sorted(found[block])) for block in BLOCKS)


def _columns(vectorizers: dict[str, Any], width: int) -> list[str]:
    """A name for each column of the matrix: the features, then those of a vector."""
    named = [
        f"{block} {feature}"
        for block, vectorizer in vectorizers.items()
        for feature in _in_order(vectorizer)
    ]
    return named + [f"dense {number}" for number in range(width - len(named))]


def _in_order(vectorizer: Any) -> list[str]:
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)


def _mean(fitted: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Models of different chance err differently; their mean is a linear model, too."""
    coefficients: Floats = np.mean([one for one, _ in fitted], axis=0)
    intercept: Floats = np.mean([one for _, one in fitted], axis=0)
    return coefficients, intercept


def _temperature(scores: Floats, labels: Labels) -> float:
    right = scores[np.arange(len(labels)), labels]

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        top = scaled.max(axis=1)
        total = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        return float(np.mean(total - right / temperature))

    return float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x)


def _split(
    vectorizers: dict[str, Any], coefficients: Floats, how: FitSettings
) -> tuple[dict[str, Block], Floats]:
    """The blocks with their coefficients, and the coefficients after the last block."""
    blocks: dict[str, Block] = {}
    start = 0
    for block, vectorizer in vectorizers.items():
        rows = _in_order(vectorizer)
        part = coefficients[start : start + len(rows)] * np.float32(how.scale(block))
        blocks[block] = Block(
            rows={str(feature): row for row, feature in enumerate(rows)},
            idf=np.asarray(vectorizer.idf_, dtype=np.float32),
            coefficients=np.ascontiguousarray(part, dtype=np.float16),
        )
        start += len(rows)
    return blocks, coefficients[start:]
