"""Sentence vectors from a local folder: a neural encoder in ONNX and its tokenizer.

Optional: nothing here runs, and onnxruntime is not imported, unless the pipeline names
`DenseFeatures` (configs/dense.yml). Knows nothing of Rasa, downloads nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

POOLINGS = ("mean", "cls")
_GRAPHS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"
_IDS, _MASK, _TYPES = "input_ids", "attention_mask", "token_type_ids"
_BATCH = 32


class EncoderError(ValueError):
    """The folder holds no encoder that can be used; the message says why."""


@dataclass(frozen=True)
class EncoderFiles:
    """The files of an encoder, as `optimum-cli export onnx` writes them."""

    graph: Path
    tokenizer: Path

    @classmethod
    def find(cls, folder: Path) -> EncoderFiles:
        """The files in `folder`; EncoderError when one is missing."""
        if not folder.is_dir():
            raise EncoderError(f"There is no folder {folder} with a sentence encoder.")
        graph = next((folder / g for g in _GRAPHS if (folder / g).is_file()), None)
        if graph is None:
            raise EncoderError(f"{folder} holds neither {_GRAPHS[0]} nor {_GRAPHS[1]}.")
        tokenizer = folder / _TOKENIZER
        if not tokenizer.is_file():
            raise EncoderError(f"{folder} holds no {_TOKENIZER}.")
        return cls(graph, tokenizer)

    def digest(self) -> str:
        """Hash of the tokenizer, the graph and all that lies beside the graph."""
        whole = hashlib.sha256()
        beside = {file for file in self.graph.parent.iterdir() if file.is_file()}
        for file in sorted(beside | {self.tokenizer}):
            whole.update(file.name.encode("utf-8") + b"\0")
            for part in _parts(file):
                whole.update(part)
        return whole.hexdigest()


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(1 << 20):
            yield part


@dataclass(frozen=True)
class Reading:
    """How a text becomes a vector: what stands before it, how much of it is read.

    `prefix`: what the encoder was trained to see first ("query: " for E5).
    `max_length`: tokens. `pooling`: `mean` over the tokens, or `cls`, the first one.
    """

    prefix: str = ""
    max_length: int = 128
    pooling: str = "mean"

    def __post_init__(self) -> None:
        """EncoderError when a value makes no sense."""
        if self.pooling not in POOLINGS:
            raise EncoderError(
                f"pooling must be one of {', '.join(POOLINGS)}, not {self.pooling!r}."
            )
        if self.max_length < 2:
            raise EncoderError(f"max_length must be 2 at least, not {self.max_length}.")


class Encoder:
    """Makes vectors of length one; the session is made at the first text."""

    def __init__(self, files: EncoderFiles, reading: Reading) -> None:
        """Reads nothing yet."""
        self._files = files
        self._reading = reading
        self._lock = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, dimensions); EncoderError when the encoder does not fit."""
        self._open()
        parts = [
            self._encode_batch(texts[at : at + _BATCH])
            for at in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(parts)

    def _open(self) -> None:
        with self._lock:
            if self._session is None:
                self._tokenizer = _open_tokenizer(self._files, self._reading)
                self._session = _open_session(self._files)

    def _encode_batch(self, texts: Sequence[str]) -> Floats:
        said = [self._reading.prefix + text for text in texts]
        read = self._tokenizer.encode_batch(said)
        arrays = {
            _IDS: np.array([one.ids for one in read], dtype=np.int64),
            _MASK: np.array([one.attention_mask for one in read], dtype=np.int64),
            _TYPES: np.array([one.type_ids for one in read], dtype=np.int64),
        }
        inputs = {put.name: arrays[put.name] for put in self._session.get_inputs()}
        states = self._session.run(None, inputs)[0]
        if states.ndim != 3:
            raise EncoderError(
                f"The first output of {self._files.graph} must be (texts, tokens, "
                f"dimensions), not of shape {states.shape}."
            )
        return _unit(_pool(states, arrays[_MASK], self._reading.pooling))


def _open_tokenizer(files: EncoderFiles, reading: Reading) -> Any:
    from tokenizers import Tokenizer  # here: only where an encoder is configured

    try:
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # the library raises nothing more exact
        raise EncoderError(f"{files.tokenizer} cannot be read: {error}") from error
    tokenizer.enable_truncation(reading.max_length)
    padding = tokenizer.padding or {}
    tokenizer.enable_padding(
        pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]")
    )
    return tokenizer


def _open_session(files: EncoderFiles) -> Any:
    import onnxruntime  # type: ignore[import-untyped] # here: as above

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # other cores answer other people
    try:
        session = onnxruntime.InferenceSession(
            str(files.graph), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the library's exceptions have no common base
        raise EncoderError(f"{files.graph} cannot be read: {error}") from error
    asked = {put.name for put in session.get_inputs()}
    if _IDS not in asked or asked - {_IDS, _MASK, _TYPES}:
        raise EncoderError(
            f"{files.graph} takes {', '.join(sorted(asked))}; a sentence encoder takes "
            f"{_IDS} and may take {_MASK} and {_TYPES}, nothing else."
        )
    return session


def _pool(states: Floats, mask: Integers, pooling: str) -> Floats:
    if pooling == "cls":
        return states[:, 0]
    seen = mask[:, :, None].astype(np.float32)
    pooled: Floats = (states * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return pooled


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
