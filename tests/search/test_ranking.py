"""The library behind the ranking: quiet, light, and sound at its edges."""

import logging
import subprocess
import sys

import pytest

from bot.settings import PROJECT
from search.ranking import Ranker


def test_the_document_with_the_word_is_first() -> None:
    ranker = Ranker([["a", "b"], ["c"], []], k1=1.2, b=0.75)
    scores = ranker.scores(["c", "unknown"])
    assert scores.argmax() == 1
    assert scores[0] == scores[2] == 0


def test_unknown_words_score_nothing() -> None:
    assert Ranker([["a"], ["b"]], k1=1.2, b=0.75).scores(["z"]).tolist() == [0, 0]


def test_no_tokens_are_an_error() -> None:
    with pytest.raises(ValueError, match="no tokens"):
        Ranker([["a"]], k1=1.2, b=0.75).scores([])


def test_building_says_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    Ranker([["a"]], k1=1.2, b=0.75)  # the first import sets the logger's level
    with caplog.at_level(logging.DEBUG, logger=""):
        Ranker([["a"], ["b"]], k1=1.2, b=0.75)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_neither_import_nor_building_brings_what_is_heavy() -> None:
    code = (
        "import sys\n"
        "import search\n"
        "print('bm25s' in sys.modules)\n"
        "from search.ranking import Ranker\n"
        "Ranker([['a']], 1.2, 0.75)\n"
        "heavy = {'jax', 'numba', 'rasa', 'tensorflow', 'jieba'}\n"
        "print('bm25s' in sys.modules, sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == ["False", "True []"]
