"""A sentence encoder small enough to be made in a test: one vector for each word."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, pre_tokenizers

WORDS = ("[PAD]", "[UNK]", "card", "lost", "pay", "months", "query", "weather")
SIZE = 4


def vectors() -> np.ndarray:
    """A vector for each word; that of padding would spoil every mean."""
    values = np.random.default_rng(5).normal(size=(len(WORDS), SIZE))
    values[0] = 1000
    return values.astype(np.float32)


def make_encoder(
    folder: Path,
    graph: str = "model.onnx",
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    output_rank: int = 3,
) -> Path:
    """Write `graph` and tokenizer.json into `folder`; returns the folder."""
    target = folder / graph
    target.parent.mkdir(parents=True, exist_ok=True)
    nodes = [helper.make_node("Gather", ["words", inputs[0]], ["states"])]
    if output_rank == 2:
        nodes.append(
            helper.make_node("ReduceMean", ["states"], ["out"], axes=[1], keepdims=0)
        )
    shape = ["texts", "tokens", SIZE] if output_rank == 3 else ["texts", SIZE]
    name = "states" if output_rank == 3 else "out"
    body = helper.make_graph(
        nodes,
        "encoder",
        [
            helper.make_tensor_value_info(put, TensorProto.INT64, ["texts", "tokens"])
            for put in inputs
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(vectors(), "words")],
    )
    opset = [helper.make_opsetid("", 13)]
    save(helper.make_model(body, opset_imports=opset, ir_version=8), str(target))
    words = models.WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]")
    tokenizer = Tokenizer(words)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
