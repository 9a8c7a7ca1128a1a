"""Sentence vectors from a folder: what is read, how it is pooled, what is refused."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.dense_encoder import Encoder, EncoderError, EncoderFiles, Reading
from bot.settings import PROJECT

from .encoder import SIZE, WORDS, make_encoder, vectors


def encode(folder: Path, *texts: str, **how: str | int) -> np.ndarray:
    return Encoder(EncoderFiles.find(folder), Reading(**how)).encode(texts)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def word(text: str) -> np.ndarray:
    return vectors()[WORDS.index(text)]


@pytest.mark.parametrize("graph", ["model.onnx", "onnx/model.onnx"])
def test_a_vector_of_length_one_for_each_text(tmp_path: Path, graph: str) -> None:
    found = encode(make_encoder(tmp_path, graph), "card lost", "pay")
    assert (found.shape, found.dtype) == ((2, SIZE), np.float32)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1])


def test_the_mean_is_over_the_tokens_and_not_over_the_padding(tmp_path: Path) -> None:
    found = encode(make_encoder(tmp_path), "card", "pay lost months")
    mean = (word("pay") + word("lost") + word("months")) / 3
    assert found[0] == pytest.approx(unit(word("card")), abs=1e-5)
    assert found[1] == pytest.approx(unit(mean), abs=1e-5)


def test_cls_takes_the_first_token(tmp_path: Path) -> None:
    found = encode(make_encoder(tmp_path), "card lost", pooling="cls")
    assert found[0] == pytest.approx(unit(word("card")), abs=1e-5)


def test_the_prefix_stands_before_each_text(tmp_path: Path) -> None:
    found = encode(make_encoder(tmp_path), "card", prefix="query ", pooling="cls")
    assert found[0] == pytest.approx(unit(word("query")), abs=1e-5)


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    folder = make_encoder(tmp_path)
    whole = encode(folder, "card lost pay months", max_length=2)
    assert whole == pytest.approx(encode(folder, "card lost"))


def test_more_texts_than_one_batch_keep_their_order(tmp_path: Path) -> None:
    texts = ["card", "lost lost pay", "months"] * 30
    folder = make_encoder(tmp_path)
    alone = np.concatenate([encode(folder, text) for text in texts[:3]] * 30)
    assert encode(folder, *texts) == pytest.approx(alone, abs=1e-5)


def test_an_encoder_without_mask_and_types_is_served(tmp_path: Path) -> None:
    folder = make_encoder(tmp_path, inputs=["input_ids"])
    assert encode(folder, "card").shape == (1, SIZE)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    (make_encoder(tmp_path) / missing).unlink()
    with pytest.raises(EncoderError, match=missing):
        EncoderFiles.find(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no folder .*nowhere"):
        EncoderFiles.find(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "inputs",
    [["pixels"], ["input_ids", "attention_mask", "pixels"]],
    ids=["other", "one more"],
)
def test_other_inputs_are_refused(tmp_path: Path, inputs: list[str]) -> None:
    with pytest.raises(EncoderError, match=r"takes .*pixels"):
        encode(make_encoder(tmp_path, inputs=inputs), "card")


def test_an_output_without_tokens_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"not of shape \(1, 4\)"):
        encode(make_encoder(tmp_path, output_rank=2), "card")


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json"])
def test_a_broken_file_is_named(tmp_path: Path, broken: str) -> None:
    (make_encoder(tmp_path) / broken).write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match=f"{broken} cannot be read"):
        encode(tmp_path, "card")


@pytest.mark.parametrize(
    "how", [{"pooling": "max"}, {"max_length": 0}], ids=["pooling", "length"]
)
def test_a_setting_without_sense_is_refused(how: dict[str, str | int]) -> None:
    with pytest.raises(EncoderError, match=next(iter(how))):
        Reading(**how)


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx_data", "tokenizer.json"])
def test_another_file_makes_another_digest(tmp_path: Path, name: str) -> None:
    files = EncoderFiles.find(make_encoder(tmp_path))
    before = files.digest()
    assert files.digest() == before
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")
    assert files.digest() != before


def test_the_session_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime

    made = []
    real = onnxruntime.InferenceSession
    monkeypatch.setattr(
        onnxruntime,
        "InferenceSession",
        lambda *given, **how: made.append(given[0]) or real(*given, **how),
    )
    encoder = Encoder(EncoderFiles.find(make_encoder(tmp_path)), Reading())
    assert made == []
    encoder.encode(["card"])
    encoder.encode(["lost"])
    assert made == [str(tmp_path / "model.onnx")]


def test_the_usual_pipeline_imports_no_onnxruntime() -> None:
    asked = (
        "import sys, bot.nlu.intent_classifier, bot.nlu.dense_features;"
        "sys.exit('onnxruntime' in sys.modules or 'tokenizers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, check=False)
    assert done.returncode == 0
