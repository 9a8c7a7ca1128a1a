"""Draws how far confidences can be believed: docs/reliability.svg, as plain text.

    python -m bench.reliability [--eval-dir DIR] [--out FILE]

Reads the held-out questions, and every *.tsv of DIR (or EVAL_DIR), with the newest
model as `python -m bot evaluate` does. For each of ten bins of confidence, a dot shows
how sure the model was on average and how often its likeliest intent was right; its area
is the number of rows. On the diagonal both are the same; the dashed lines are the
thresholds of config.yml. `svg` is pure.
"""

import argparse
import asyncio
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml

from advice import KnowledgeError
from bench.nlu_compare import CompareError, add_eval_dir, read_questions
from bench.nlu_table import Question
from bot.evaluate_cli import load_reader, read_all
from bot.evaluation import Bin, EvaluationError, Judged, calibration_bins, measure
from bot.settings import PROJECT, Settings, SettingsError, read_settings
from bot.training import TrainingError, ensure_model

EXPECTED = (
    *(CompareError, EvaluationError),
    *(KnowledgeError, SettingsError, TrainingError),
)
COLOURS = {"Chinese": "#1f5fa8", "English": "#c2541b"}
SIDE = 300  # of a panel's square, in pixels
LEFT, TOP, GAP, BELOW = 66, 46, 82, 86
_FEWEST_SEEN = 2.0  # radius of a dot for one row
_LARGEST = 14.0  # radius of the dot with the most rows


@dataclass(frozen=True)
class Series:
    """The bins of one language; `error` is the expected calibration error."""

    name: str
    rows: int
    error: float
    bins: Sequence[Bin]


@dataclass(frozen=True)
class Panel:
    """One square of the figure."""

    title: str
    series: Sequence[Series]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and draw; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.reliability")
    add_eval_dir(parser)
    parser.add_argument(
        "--out", type=Path, default=PROJECT / "docs" / "reliability.svg"
    )
    given = parser.parse_args(arguments)
    try:
        settings = read_settings(os.environ)
        questions = read_questions(settings.project, given.eval_dir)
        panels = to_panels(questions, read_with_model(settings, questions))
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    drawn = svg(panels, thresholds(settings.project / "config.yml"))
    given.out.write_text(drawn, encoding="utf-8")
    for panel in panels:
        for one in panel.series:
            said = f"{one.rows} rows, expected calibration error {one.error:.3f}"
            print(f"{panel.title}, {one.name}: {said}")
    return 0


def read_with_model(settings: Settings, questions: Sequence[Question]) -> list[Judged]:
    """What the newest model, trained first if need be, makes of the questions.

    Raises EvaluationError, KnowledgeError and TrainingError.
    """
    ensure_model(settings, lambda text: print(text, file=sys.stderr, flush=True))
    reader = load_reader(settings)
    return asyncio.run(read_all(reader, [one.row for one in questions]))


def thresholds(config: Path) -> list[float]:
    """The bands' thresholds in a configuration; none if it has no bands."""
    said = yaml.safe_load(config.read_text(encoding="utf-8"))
    return [
        float(part[name])
        for part in said["pipeline"]
        for name in ("low", "high")
        if name in part
    ]


def to_panels(questions: Sequence[Question], judged: Sequence[Judged]) -> list[Panel]:
    """The tables from outside, then the held-out one; what has no rows is left out."""
    pairs = list(zip(questions, judged, strict=True))
    panels = []
    for title, is_held_out in (
        ("Questions asked elsewhere", False),
        ("Held out", True),
    ):
        series = []
        for language in COLOURS:
            found = [
                one
                for question, one in pairs
                if (question.is_held_out, question.language) == (is_held_out, language)
            ]
            if found:
                error = measure(found).calibration_error or 0.0
                bins = calibration_bins(found)
                series.append(Series(language, len(found), error, bins))
        if series:
            panels.append(Panel(title, series))
    return panels


def svg(panels: Sequence[Panel], lines: Sequence[float]) -> str:
    """The figure as SVG text; `lines` are confidences to mark."""
    width = LEFT + len(panels) * SIDE + (len(panels) - 1) * GAP + 24
    height = TOP + SIDE + BELOW
    most = max((b.rows for p in panels for s in p.series for b in s.bins), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>How often the likeliest intent is right, by its confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        left = LEFT + number * (SIDE + GAP)
        parts.append(f'<g transform="translate({left} {TOP})">')
        parts += _axes(panel.title, lines)
        for at, series in enumerate(panel.series):
            parts += _dots(series, most)
            parts.append(_legend(series, at))
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _axes(title: str, lines: Sequence[float]) -> Iterator[str]:
    yield _text(SIDE / 2, -18, escape(title), size=14)
    yield f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#444"/>'
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        yield _line(tick, 0, tick, 1, "#ddd")
        yield _line(0, tick, 1, tick, "#ddd")
        yield _text(_x(tick), SIDE + 16, f"{tick:.1f}")
        yield _text(-8, _y(tick) + 4, f"{100 * tick:.0f} %", anchor="end")
    yield _line(0, 0, 1, 1, "#888")
    for at in lines:
        yield _line(at, 0, at, 1, "#444", dashed=True)
    yield _text(SIDE / 2, SIDE + 34, "confidence of the likeliest intent")
    yield f'<g transform="translate(-50 {SIDE // 2}) rotate(-90)">'
    yield _text(0, 0, "how often it is right")
    yield "</g>"


def _dots(series: Series, most: int) -> Iterator[str]:
    colour = COLOURS[series.name]
    points = " ".join(f"{_x(b.confidence)},{_y(b.accuracy)}" for b in series.bins)
    yield f'<polyline points="{points}" fill="none" stroke="{colour}"/>'
    for one in series.bins:
        radius = max(_FEWEST_SEEN, _LARGEST * math.sqrt(one.rows / most))
        said = (
            f"{series.name}, {one.low:.1f} to {one.high:.1f}: {one.rows} rows, "
            f"confidence {one.confidence:.2f}, right {100 * one.accuracy:.0f} %"
        )
        yield (
            f'<circle cx="{_x(one.confidence)}" cy="{_y(one.accuracy)}" '
            f'r="{radius:.1f}" fill="{colour}" fill-opacity="0.55">'
            f"<title>{escape(said)}</title></circle>"
        )


def _legend(series: Series, at: int) -> str:
    said = f"{series.name}: {series.rows} rows, error {100 * series.error:.1f} %"
    return _text(
        SIDE / 2, SIDE + 56 + 16 * at, escape(said), colour=COLOURS[series.name]
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, dashed: bool = False
) -> str:
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<line x1="{_x(x1)}" y1="{_y(y1)}" x2="{_x(x2)}" y2="{_y(y2)}" '
        f'stroke="{colour}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    said: str,
    anchor: str = "middle",
    size: int = 12,
    colour: str = "#222",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}">{said}</text>'
    )


def _x(share: float) -> float:
    return round(SIDE * share, 1)


def _y(share: float) -> float:
    return round(SIDE * (1 - share), 1)


if __name__ == "__main__":
    sys.exit(main())
