"""Fits the weights of a linear model as the product of two thin matrices.

Logistic regression over all intents at once, in which each feature is known by a few
numbers only (its factors): what one intent teaches about a word serves the others, so
that a message in words that few examples have is still understood. The product of both
matrices is one plain linear model. What is left to chance hangs on the names of
features, examples and intents (`named_chance.py`), so that a further example changes
little elsewhere. Needs numpy and scipy; knows nothing of texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu import named_chance
from bot.nlu.linear_model import FitSettings
from bot.nlu.named_chance import Keys

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_DECAY = np.float32(0.999)
_BATCH = 64
_TINY = np.float32(1e-8)
_SPREAD = np.float32(0.5)


@dataclass(frozen=True)
class Names:
    """What chance hangs on: keys of the examples, the features and the intents."""

    examples: Keys
    features: Keys
    intents: Keys

    def of(self, examples: Labels) -> "Names":
        """The same for some of the examples."""
        return Names(self.examples[examples], self.features, self.intents)


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
    matrix: csr_matrix, labels: Labels, names: Names, how: FitSettings, seed: int
) -> tuple[Floats, Floats]:
    """Coefficients (features, intents) and intercept (intents)."""
    rank = named_chance.numbered(how.rank)
    start = named_chance.numbered(seed + 1)[seed:]
    spread = np.float32(1 / np.sqrt(how.rank))
    features = _Steps(_drawn(names.features, rank, start) * spread * _SPREAD)
    factors = _Steps(_drawn(names.intents, rank, start).T * spread)
    intercept = _Steps(np.zeros((len(names.intents), 1), np.float32))
    weights = _weights(labels, how.balance)
    batches = list(_batches(names.examples, how.epochs, start))
    for t, (batch, drawn) in enumerate(batches, 1):
        rate = how.rate * (1 - (t - 1) / len(batches))
        columns, part = _dropped(
            matrix[batch], drawn, names.features, how.drop_features
        )
        keep = _mask(named_chance.joined(drawn[:, None], rank), how.drop_factors)
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


def _drawn(rows: Keys, rank: Keys, start: Keys) -> Floats:
    return named_chance.normal(
        named_chance.joined(named_chance.joined(rows, start)[:, None], rank)
    )


def _batches(examples: Keys, epochs: int, start: Keys) -> Iterator[tuple[Labels, Keys]]:
    """The examples of each step, each with its key of this round."""
    for epoch in named_chance.joined(named_chance.numbered(epochs), start):
        drawn = named_chance.joined(examples, epoch)
        order = np.argsort(drawn, kind="stable")
        for first in range(0, len(examples), _BATCH):
            batch = order[first : first + _BATCH]
            yield batch, drawn[batch]


def _dropped(
    part: csr_matrix, drawn: Keys, features: Keys, share: float
) -> tuple[Labels, csr_matrix]:
    """The columns that some row has, and the rows in these columns only."""
    columns, places = np.unique(part.indices, return_inverse=True)
    rows = np.repeat(drawn, np.diff(part.indptr))
    data = part.data * _mask(named_chance.joined(rows, features[part.indices]), share)
    shape = (part.shape[0], len(columns))
    return columns, csr_matrix((data, places, part.indptr), shape=shape)


def _mask(drawn: Keys, share: float) -> Floats:
    """0 for what is left out; the rest makes up for it."""
    kept = named_chance.uniform(drawn) >= share
    return kept * np.float32(1 / (1 - share))


def _chances(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Floats = exponents / exponents.sum(axis=1, keepdims=True)
    return total
