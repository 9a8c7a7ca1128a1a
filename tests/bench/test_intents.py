"""The bench of the classifier: its figures counted by hand, and a run on two files."""

import json
from pathlib import Path

import pytest

from bench.intents import (
    Example,
    Guess,
    calibration_error,
    macro_f1,
    main,
    measure,
    quantile,
    read,
    renamed,
)

GUESSES = [
    Guess("a", "a", 0.9, 1.0),
    Guess("a", "b", 0.4, 2.0),
    Guess("b", "b", 0.3, 3.0),
    Guess("b", "out_of_scope", 0.8, 3.0),
    Guess("out_of_scope", "out_of_scope", 0.9, 4.0),
    Guess("out_of_scope", "a", 0.3, 5.0),
    Guess("out_of_scope", "a", 0.8, 6.0),
]
TEXTS = {
    "back_payment": ["pay missed months", "can I pay missed months", "missed months"],
    "card_lost_replace": ["my card is lost", "lost the card", "the lost card"],
    "oos": ["tell a joke", "tell me a joke", "a joke please"],
}


def write(path: Path, head: str = "text,intent") -> Path:
    rows = [f"{text},{intent}" for intent, texts in TEXTS.items() for text in texts]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def test_accuracy_is_of_what_is_in_scope() -> None:
    result = measure(GUESSES, 0.35, 10, 1.5)
    assert (result.asked, result.accuracy, result.accuracy_refusing) == (4, 0.5, 0.25)


def test_recall_out_of_scope_by_the_class_and_with_the_threshold() -> None:
    result = measure(GUESSES, 0.35, 10, 1.5)
    assert result.oos_recall_by_class == pytest.approx(1 / 3)
    assert result.oos_recall == pytest.approx(2 / 3)


def test_without_questions_out_of_scope_nothing_is_said_of_them() -> None:
    result = measure(GUESSES[:4], None, 10, 1.5)
    assert (result.oos_asked, result.oos_recall, result.threshold) == (0, None, None)


def test_macro_f1_by_hand() -> None:
    # a: 1 right, 1 missed; b: 1 right, 1 missed, 1 too much
    assert macro_f1(GUESSES[:4]) == pytest.approx((2 / 3 + 2 / 4) / 2)


def test_calibration_error_by_hand() -> None:
    sure = [Guess("a", "a", 0.9, 1), Guess("a", "b", 0.9, 1)]
    assert calibration_error(sure) == pytest.approx(0.4)
    assert calibration_error([Guess("a", "a", 1.0, 1)]) == 0


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([0.3, 0.1, 0.2], 0.5) == 0.2


def test_other_labels_for_out_of_scope_are_renamed() -> None:
    given = [Example("x", "oos"), Example("y", "a")]
    assert [one.intent for one in renamed(given, "oos")] == ["out_of_scope", "a"]


def test_a_run_on_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(write(tmp_path / "a.csv"))
    twice = ["--train", file, "--train", file]
    assert main([*twice, "--test", file, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["examples"], said["asked"], said["oos_asked"]) == (18, 6, 3)
    assert said["accuracy"] == said["oos_recall"] == 1
    assert said["milliseconds_p50"] > 0


def test_a_file_without_the_columns_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "a.csv", head="question,label")
    assert main(["--train", str(file), "--test", str(file)]) == 1
    assert "a.csv has no columns" in capsys.readouterr().err
    with pytest.raises(ValueError, match="columns"):
        read([file])
