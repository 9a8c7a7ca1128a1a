"""Fits the weights of a linear model as the product of two thin matrices.

Logistic regression over all intents at once, in which each feature is known by a few
numbers only (its factors): what one intent teaches about a word serves the others, so
that a message in words that few examples have is still understood. The product of both
matrices is one plain linear model. Needs numpy and scipy; knows nothing of texts.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.linear_model import FitSettings

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_DECAY = np.float32(0.999)
_BATCH = 64
_TINY = np.float32(1e-8)
_SPREAD = 0.5


class _Steps:
    """A matrix on its way down; each row goes by its own usual size of gradient.

    As RMSprop, with one mean square for a row: as many steps are taken for a rare word
    as for a usual one, and a step touches only the rows whose features occur in it.
    """

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._square = np.zeros(len(values), np.float32)

    def step(self, rows: Labels | slice, gradient: Floats, rate: float, t: int) -> None:
        """Against the gradient, which is used up; `t` counts the steps from 1."""
        now = np.einsum("ij,ij->i", gradient, gradient) / np.float32(gradient.shape[1])
        square = _DECAY * self._square[rows] + (1 - _DECAY) * now
        self._square[rows] = square
        size = np.sqrt(square / np.float32(1 - _DECAY**t)) + _TINY
        gradient *= (np.float32(rate) / size)[:, None]
        self.values[rows] -= gradient


def fit_factors(
    matrix: csr_matrix, labels: Labels, how: FitSettings, seed: int
) -> tuple[Floats, Floats]:
    """Coefficients (features, intents) and intercept (intents)."""
    chance = np.random.default_rng(seed)
    intents = int(labels.max()) + 1
    spread = np.float32(1 / np.sqrt(how.rank))
    known = chance.standard_normal((matrix.shape[1], how.rank), np.float32)
    said = chance.standard_normal((how.rank, intents), np.float32)
    features = _Steps(known * spread * np.float32(_SPREAD))
    factors = _Steps(said * spread)
    intercept = _Steps(np.zeros((intents, 1), np.float32))
    weights = _weights(labels, how.balance)
    batches = list(_batches(len(labels), how.epochs, chance))
    for t, batch in enumerate(batches, 1):
        rate = how.rate * (1 - (t - 1) / len(batches))
        columns, part = _dropped(matrix[batch], how.drop_features, chance)
        keep = _mask((len(batch), how.rank), how.drop_factors, chance)
        hidden = (part @ features.values[columns]) * keep
        error = _chances(hidden @ factors.values + intercept.values[:, 0])
        error[np.arange(len(batch)), labels[batch]] -= 1
        error *= weights[batch, None] / np.float32(len(batch))
        back = (error @ factors.values.T) * keep
        features.step(columns, part.T @ back, rate, t)
        factors.step(slice(None), hidden.T @ error, rate, t)
        intercept.step(slice(None), error.sum(axis=0)[:, None], rate, t)
    coefficients: Floats = features.values @ factors.values
    return coefficients, intercept.values[:, 0].copy()


def _weights(labels: Labels, balance: float) -> Floats:
    counts = np.bincount(labels)
    weights: Floats = (counts.mean() / counts[labels]) ** np.float32(balance)
    return weights.astype(np.float32)


def _batches(
    examples: int, epochs: int, chance: np.random.Generator
) -> Iterator[Labels]:
    for _ in range(epochs):
        order = chance.permutation(examples)
        for start in range(0, examples, _BATCH):
            yield order[start : start + _BATCH]


def _dropped(
    part: csr_matrix, share: float, chance: np.random.Generator
) -> tuple[Labels, csr_matrix]:
    """The columns that some row has, and the rows in these columns only."""
    columns, places = np.unique(part.indices, return_inverse=True)
    data = part.data * _mask(part.data.shape, share, chance)
    shape = (part.shape[0], len(columns))
    return columns, csr_matrix((data, places, part.indptr), shape=shape)


def _mask(shape: tuple[int, ...], share: float, chance: np.random.Generator) -> Floats:
    """0 for what is left out; the rest makes up for it."""
    kept = chance.random(shape, np.float32) >= share
    return kept * np.float32(1 / (1 - share))


def _chances(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Floats = exponents / exponents.sum(axis=1, keepdims=True)
    return total
