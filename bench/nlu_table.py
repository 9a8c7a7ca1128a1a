"""The table of `bench.nlu_compare`: a line for each measure, a column for each model.

Only arranges what `bot.evaluation` measures; knows no files and no processes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation import Figures, Judged, Reading, Row, Share, measure, percentile
from bot.nlu.terms import HAN

_IS_CHINESE = re.compile(rf"[{HAN}]")
_NOTHING = "-"


@dataclass(frozen=True)
class Question:
    """A labelled message, and whether it is one of the project's held-out ones."""

    row: Row
    is_held_out: bool

    @property
    def language(self) -> str:
        """By its script."""
        return "Chinese" if _IS_CHINESE.search(self.row.text) else "English"


@dataclass(frozen=True)
class Measured:
    """One pipeline: what it made of the questions, in order, and what it cost.

    `training` in seconds, `size` in bytes, `memory` in MB; `examples` is a hash of what
    it was trained on, `epochs` the number asked for instead of the configured one.
    """

    name: str
    epochs: int | None
    examples: str
    training: float
    size: int
    memory: int
    readings: Sequence[Reading]

    @property
    def title(self) -> str:
        """As it is called above its column."""
        return self.name if self.epochs is None else f"{self.name}, {self.epochs} ep."

    @property
    def times(self) -> list[float]:
        """Milliseconds of each message."""
        return [one.milliseconds for one in self.readings]


Wanted = Callable[[Question], bool]
Cell = Callable[[Figures], str]


def table(
    measured: Sequence[Measured], questions: Sequence[Question], examples: str
) -> str:
    """Markdown; a note names those that were trained on other examples than these."""
    heads = [f"{one.title}{_mark(one, examples)}" for one in measured]
    lines = [["", *heads], ["---"] * (len(heads) + 1)]
    for name, wanted, cell in _measures():
        rows = sum(wanted(one) for one in questions)
        if rows:
            cells = [cell(_figures(one, questions, wanted)) for one in measured]
            lines.append([f"{name} ({rows})", *cells])
    lines += [[name, *map(cell, measured)] for name, cell in _costs()]
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    if any(_mark(one, examples) for one in measured):
        text += "\n\n\\* trained on other examples than those that lie here now."
    return text


def _mark(one: Measured, examples: str) -> str:
    return "" if one.examples == examples else r" \*"


def _figures(one: Measured, questions: Sequence[Question], wanted: Wanted) -> Figures:
    pairs = zip(questions, one.readings, strict=True)
    return measure([Judged(q.row, said) for q, said in pairs if wanted(q)])


def _measures() -> Iterator[tuple[str, Wanted, Cell]]:
    """Name, the questions that it is taken over, and the cell."""
    for where, is_held_out in (("", False), ("held out, ", True)):
        for language in ("Chinese", "English"):
            wanted = _inside(is_held_out, language)
            yield f"{where}{language}: right", wanted, _accuracy
            yield f"{where}{language}: macro F1", wanted, _macro_f1
    yield "in scope: right and acted on", _in_scope, _answered_right
    yield "in scope: wrong and acted on", _in_scope, _answered_wrong
    yield "in scope: asked back", _in_scope, _asked_back
    yield "in scope: refused", _in_scope, _refused
    for part in ("far", "near"):
        yield f"out of scope, {part}: refused", _outside(part), _caught(part)
    yield "out of scope: taken for ours", _out_of_scope, _taken_for_ours


def _inside(is_held_out: bool, language: str) -> Wanted:
    return lambda one: (
        one.row.in_scope and one.is_held_out == is_held_out and one.language == language
    )


def _in_scope(one: Question) -> bool:
    return one.row.in_scope


def _out_of_scope(one: Question) -> bool:
    return not one.row.in_scope


def _outside(part: str) -> Wanted:
    label = "out_of_scope" if part == "far" else "out_of_scope_near"
    return lambda one: one.row.label == label


def _accuracy(figures: Figures) -> str:
    return _percent(figures.accuracy.value)


def _macro_f1(figures: Figures) -> str:
    return _percent(figures.macro_f1)


def _answered_right(figures: Figures) -> str:
    return _percent(figures.answered_right.value)


def answered_wrong(figures: Figures) -> Share:
    """In scope: acted on at once, and on the wrong intent."""
    others = (figures.answered_right, figures.did_you_mean, figures.refused)
    rows = figures.accuracy.rows
    return Share(rows - sum(one.hits for one in others), rows)


def taken_for_ours(figures: Figures) -> Share:
    """Out of scope: neither refused nor asked about, the worst that can happen."""
    outside = figures.out_of_scope["all"]
    caught, rows = outside.strict.hits, outside.strict.rows
    return Share(rows - caught - outside.only_unsure, rows)


def _answered_wrong(figures: Figures) -> str:
    return _percent(answered_wrong(figures).value)


def _taken_for_ours(figures: Figures) -> str:
    return _percent(taken_for_ours(figures).value)


def _asked_back(figures: Figures) -> str:
    return _percent(figures.did_you_mean.value)


def _refused(figures: Figures) -> str:
    return _percent(figures.refused.value)


def _caught(part: str) -> Cell:
    return lambda figures: _percent(figures.out_of_scope[part].strict.value)


def _costs() -> Iterator[tuple[str, Callable[[Measured], str]]]:
    yield "training", lambda one: f"{one.training:.0f} s"
    yield "a message, p50", lambda one: _ms(percentile(one.times, 0.50))
    yield "a message, p95", lambda one: _ms(percentile(one.times, 0.95))
    yield "resident memory", lambda one: f"{one.memory} MB"
    yield "model file", lambda one: f"{one.size / 1e6:.1f} MB"


def _percent(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.1f} %"


def _ms(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.1f} ms"
