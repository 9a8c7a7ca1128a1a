"""The figure: what falls where, and that it is XML that any browser reads."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bench.nlu_table import Question
from bench.reliability import Panel, Series, svg, thresholds, to_panels
from bot.evaluation import Bin, Judged, Reading, Row
from bot.settings import PROJECT

SVG = "{http://www.w3.org/2000/svg}"
BINS = (
    Bin(low=0.0, high=0.1, rows=1, confidence=0.05, accuracy=0.0),
    Bin(low=0.9, high=1.0, rows=100, confidence=0.95, accuracy=1.0),
)


def draw(title: str = "Held out", lines: tuple[float, ...] = ()) -> ElementTree.Element:
    drawn = svg([Panel(title, [Series("Chinese", 101, 0.05, BINS)])], lines)
    return ElementTree.fromstring(drawn)  # noqa: S314 (our own text)


def test_a_dot_stands_at_confidence_and_accuracy_and_grows_with_its_rows() -> None:
    dots = list(draw().iter(f"{SVG}circle"))
    assert [(dot.get("cx"), dot.get("cy")) for dot in dots] == [
        ("15.0", "300.0"),
        ("285.0", "0.0"),
    ]
    assert [dot.get("r") for dot in dots] == ["2.0", "14.0"]


def test_a_dot_says_what_it_stands_for() -> None:
    titles = [dot.findtext(f"{SVG}title") for dot in draw().iter(f"{SVG}circle")]
    assert titles[1] == "Chinese, 0.9 to 1.0: 100 rows, confidence 0.95, right 100 %"


def test_the_thresholds_are_dashed_lines() -> None:
    dashed = [
        line.get("x1")
        for line in draw(lines=(0.2, 0.5)).iter(f"{SVG}line")
        if line.get("stroke-dasharray")
    ]
    assert dashed == ["60.0", "150.0"]


def test_words_are_escaped() -> None:
    assert "a < b" in [text.text for text in draw("a < b").iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pipeline: [{name: A, low: 0.2, high: 0.5}]", [0.2, 0.5]),
        ("pipeline: [{name: A}]", []),
    ],
)
def test_the_thresholds_are_those_of_the_configuration(
    tmp_path: Path, text: str, expected: list[float]
) -> None:
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    assert thresholds(path) == expected


def test_our_own_configuration_has_two() -> None:
    low, high = thresholds(PROJECT / "config.yml")
    assert 0 < low < high < 1


def judged(text: str, said: str, is_held_out: bool) -> tuple[Question, Judged]:
    row = Row(text, ("enroll",), "made up")
    return Question(row, is_held_out), Judged(row, Reading(said, ((said, 0.8),)))


def test_rows_are_parted_by_table_and_language() -> None:
    pairs = [
        judged("怎么参保", "enroll", True),
        judged("怎么入", "transfer", True),
        judged("how do i join", "enroll", False),
    ]
    outside, held_out = to_panels(*zip(*pairs, strict=True))
    assert [(s.name, s.rows) for s in outside.series] == [("English", 1)]
    assert [(s.name, s.rows) for s in held_out.series] == [("Chinese", 2)]
    assert held_out.series[0].error == pytest.approx(0.3)
    (one,) = held_out.series[0].bins
    assert (one.rows, one.accuracy) == (2, 0.5)
