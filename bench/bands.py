"""What other thresholds would do: `python -m bench.bands [--eval-dir DIR]`.

Reads the held-out questions, and every *.tsv of DIR (or EVAL_DIR), once with the newest
model, then judges each ranking by several pairs of thresholds (`bot.nlu.ranking`).
Prints two Markdown tables: what each pair would do, and, by confidence, how often the
likeliest intent is right and how often the right one is among the topics that "did you
mean ...?" would offer. A question out of scope that is neither refused nor asked about
is taken for ours: the worst that can happen to it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from bench.nlu_compare import add_eval_dir, read_questions
from bench.nlu_table import answered_wrong, taken_for_ours
from bench.reliability import EXPECTED, read_with_model, thresholds
from bot.evaluation import BINS, Figures, Judged, Share, measure
from bot.nlu.ranking import Bands
from bot.settings import read_settings

LOWS = (0.1, 0.2, 0.3)
HIGHS = (0.4, 0.5, 0.6, 0.7)
HEADS = (
    *("low, high", "in scope: right at once", "wrong at once", "asked", "refused"),
    *("out of scope: taken for ours", "asked", "refused"),
)
TENTHS = (
    *("confidence", "in scope", "likeliest right", "right one offered"),
    "out of scope",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.bands")
    add_eval_dir(parser)
    given = parser.parse_args(arguments)
    try:
        settings = read_settings(os.environ)
        questions = read_questions(settings.project, given.eval_dir)
        judged = read_with_model(settings, questions)
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    print(table(judged, thresholds(settings.project / "config.yml")))
    print()
    print(by_confidence(judged))
    return 0


def table(judged: Sequence[Judged], now: Sequence[float]) -> str:
    """A line for each pair of thresholds; the pair `now` is set in bold."""
    lines: list[Sequence[str]] = [HEADS, ["---"] * len(HEADS)]
    for low, high in product(LOWS, HIGHS):
        figures = measure(with_bands(judged, Bands(low, high)))
        name = f"{low:g}, {high:g}"
        lines.append(
            [f"**{name}**" if [low, high] == list(now) else name, *_cells(figures)]
        )
    return _markdown(lines)


def with_bands(judged: Sequence[Judged], bands: Bands) -> list[Judged]:
    """The same rankings under other thresholds."""
    found = []
    for one in judged:
        verdict = bands.verdict(one.reading.ranking)
        name = verdict[0] if verdict else one.reading.likeliest
        found.append(replace(one, reading=replace(one.reading, verdict=name)))
    return found


def by_confidence(judged: Sequence[Judged]) -> str:
    """A line for each tenth of the scale that has rows."""
    lines: list[Sequence[str]] = [TENTHS, ["---"] * len(TENTHS)]
    for at in range(BINS):
        rows = [one for one in judged if _tenth(one) == at]
        inside = [one for one in rows if one.row.in_scope]
        right = sum(one.likeliest_is_right for one in inside)
        offered = sum(
            not one.row.accepted.isdisjoint(one.reading.offered) for one in inside
        )
        if rows:
            name = f"{at / BINS:g} to {(at + 1) / BINS:g}"
            shares = (Share(n, len(inside)) for n in (right, offered))
            counts = (len(inside), len(rows) - len(inside))
            lines.append([name, str(counts[0]), *map(_percent, shares), str(counts[1])])
    return _markdown(lines)


def _tenth(one: Judged) -> int:
    return min(int(one.reading.confidence * BINS), BINS - 1)


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _percent(share: Share) -> str:
    return "-" if share.value is None else f"{100 * share.value:.1f} %"


def _cells(figures: Figures) -> list[str]:
    outside = figures.out_of_scope["all"]
    shares = (
        *(figures.answered_right, answered_wrong(figures)),
        *(figures.did_you_mean, figures.refused, taken_for_ours(figures)),
        *(Share(outside.only_unsure, outside.strict.rows), outside.strict),
    )
    return [_percent(one) for one in shares]


if __name__ == "__main__":
    sys.exit(main())
