"""Ranks token lists by BM25, with the library bm25s.

Knows tokens and positions, nothing of the knowledge. The library is imported when an
index is built, without JAX: it would import it wherever it happens to be installed, for
a selection that is not used here (half a second and 110 MB).
"""

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

# A token that begins with CONCEPT names an idea of the field, in whatever language.
Tokenise = Callable[[str], list[str]]
CONCEPT = "#"
Floats = npt.NDArray[np.float32]

_NOTHING = ""


class _Library(Protocol):
    """What is used of `bm25s.BM25`."""

    def index(self, corpus: Sequence[list[str]], *, show_progress: bool) -> None: ...

    def get_scores(self, query_tokens_single: list[str]) -> Floats: ...


class Ranker:
    """BM25 over documents that are lists of tokens."""

    def __init__(self, documents: Sequence[list[str]], k1: float, b: float) -> None:
        """Index; `k1` and `b` as in BM25. Empty documents are found by nothing."""
        self._bm25: _Library = _library().BM25(k1=k1, b=b, method="lucene")
        filled = [document or [_NOTHING] for document in documents]
        self._bm25.index(filled, show_progress=False)

    def scores(self, tokens: list[str]) -> Floats:
        """A score for each document; ValueError when there are no tokens."""
        if not tokens:
            raise ValueError("no tokens to score")
        return self._bm25.get_scores(tokens)


def _library() -> Any:  # Any: bm25s has no types
    absent = "jax" not in sys.modules
    if absent:
        sys.modules["jax"] = None  # type: ignore[assignment]
    try:
        import bm25s
    finally:
        if absent:
            del sys.modules["jax"]
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s
