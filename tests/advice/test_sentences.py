"""Texts cut into sentences: nothing lost, nothing halved, nothing taken back unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.sentences import beginning, sentences

TEXT = "可以补。但要快！怎么补？去窗口。"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("one", ["one"]),
        (TEXT, ["可以补。", "但要快！", "怎么补？", "去窗口。"]),
        ("It is 54.60 yuan. Pay now.", ["It is 54.60 yuan.", " Pay now."]),
        ("head\n· one\n· two", ["head\n", "· one\n", "· two"]),
    ],
)
def test_sentences(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


@given(st.text(alphabet="ab.。!？ \n"))
def test_nothing_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("limit", "takes_back", "least", "kept"),
    [
        (100, (), 1, TEXT),
        (3, (), 1, "可以补。"),
        (8, (), 1, "可以补。但要快！"),
        (3, ("但",), 1, "可以补。但要快！"),
        (3, (), 5, "可以补。但要快！"),
        (3, ("怎么",), 1, "可以补。"),
    ],
)
def test_the_beginning(
    limit: int, takes_back: tuple[str, ...], least: int, kept: str
) -> None:
    assert beginning(TEXT, limit, takes_back, least) == kept


@given(st.text(alphabet="ab.。 \n", max_size=60), st.integers(1, 70))
def test_the_beginning_is_whole_sentences(text: str, limit: int) -> None:
    kept = beginning(text, limit)
    starts = {"".join(sentences(text)[:n]) for n in range(len(text) + 1)}
    assert kept in starts
    assert len(kept) <= limit or kept == "".join(sentences(text)[:1])
