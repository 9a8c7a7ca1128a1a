"""How well messages are understood: figures over labelled rows.

Knows nothing of Rasa, of files other than the table, and of models: it takes what was
understood as a `Reading`. What each figure means stands in `docs/evaluate.md`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.nlu.ranking import FALLBACK, UNSURE, Ranked

OUT_OF_SCOPE = "out_of_scope"
NEAR = "out_of_scope_near"
"""A label, not an intent: out of scope, but in words or in field a neighbour."""

COLUMNS = ("text", "intent", "kind")
BINS = 10
_EITHER = "|"
_REFUSALS = (FALLBACK, OUT_OF_SCOPE)


class EvaluationError(ValueError):
    """Nothing can be measured; the message says why, and which file and line."""


@dataclass(frozen=True)
class Row:
    """A labelled message; `labels` are those that count as right, the best first."""

    text: str
    labels: tuple[str, ...]
    kind: str

    @property
    def label(self) -> str:
        """The label that the row is counted under."""
        return self.labels[0]

    @property
    def in_scope(self) -> bool:
        """Whether it is to be answered."""
        return self.label not in (OUT_OF_SCOPE, NEAR)

    @property
    def accepted(self) -> frozenset[str]:
        """The intents that are right: a near miss is to be out of scope too."""
        return frozenset(OUT_OF_SCOPE if name == NEAR else name for name in self.labels)


@dataclass(frozen=True)
class Reading:
    """What was understood: the verdict, and the ranking without a verdict of bands.

    `offered`: the topics that "did you mean" would show.
    """

    verdict: str
    ranking: tuple[Ranked, ...]
    offered: tuple[str, ...] = ()
    milliseconds: float = 0.0

    @property
    def likeliest(self) -> str:
        """The first intent of the ranking; the verdict when there is no ranking."""
        return self.ranking[0][0] if self.ranking else self.verdict

    @property
    def confidence(self) -> float:
        """How sure the ranking is of the likeliest intent, from 0 to 1."""
        return self.ranking[0][1] if self.ranking else 0.0


@dataclass(frozen=True)
class Judged:
    """A row with what was made of it."""

    row: Row
    reading: Reading

    @property
    def likeliest_is_right(self) -> bool:
        """Whether the likeliest intent is one of those accepted."""
        return self.reading.likeliest in self.row.accepted

    @property
    def caught(self) -> bool:
        """Whether it would be refused: not understood, or called out of scope."""
        return self.reading.verdict in _REFUSALS

    @property
    def unsure(self) -> bool:
        """Whether it would be answered with "did you mean ...?"."""
        return self.reading.verdict == UNSURE

    @property
    def right(self) -> bool:
        """In scope: the likeliest intent is right. Out of scope: it is caught."""
        return self.likeliest_is_right if self.row.in_scope else self.caught

    @property
    def said(self) -> str:
        """What is held against it: the likeliest intent; out of scope, the verdict."""
        return self.reading.likeliest if self.row.in_scope else self.reading.verdict


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    rows: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.hits / self.rows if self.rows else None


@dataclass(frozen=True)
class Caught:
    """Rows out of scope: how many are refused, how many at least asked about.

    `likeliest`: by the likeliest intent, as if the bands had not spoken of "unsure".
    """

    strict: Share
    only_unsure: int
    likeliest: Share


@dataclass(frozen=True)
class Bin:
    """Rows whose confidence lies between two bounds."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Figures:
    """All that is measured over a table of rows."""

    rows: int
    accuracy: Share
    answered_right: Share
    macro_f1: float | None
    refused: Share
    did_you_mean: Share
    right_offered: Share
    out_of_scope: dict[str, Caught]
    by_kind: dict[str, Share]
    by_intent: dict[str, Share]
    confusions: list[tuple[str, str, int]]
    calibration_error: float | None
    bins: list[Bin]
    p50: float | None
    p95: float | None
    wrong: list[Judged] = field(repr=False)


def read_rows(path: Path, intents: Collection[str]) -> list[Row]:
    """The rows of a table (text, intent, kind); `a|b`: either intent is right.

    Further columns are left alone. Raises EvaluationError, also for an intent that is
    not among `intents` (the label `out_of_scope_near` needs not be).
    """
    lines = list(_lines(path))
    if not lines:
        raise EvaluationError(f"{path} is empty.")
    header = lines[0][1]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise EvaluationError(
            f"{path} has no column {', '.join(missing)}: its first line must name "
            "text, intent and kind, with tabs between them."
        )
    if len(lines) == 1:
        raise EvaluationError(f"{path} has no rows below its first line.")
    known = {*intents, NEAR}
    return [_row(f"{path}, line {n}", header, cells, known) for n, cells in lines[1:]]


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each line that is not blank."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(
            f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8."
        ) from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from error
    # Not splitlines(): a text may hold one of the rarer marks that it splits at.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r").split("\t")


def _row(where: str, header: list[str], cells: list[str], known: set[str]) -> Row:
    if len(cells) != len(header):
        raise EvaluationError(
            f"{where}: {len(cells)} columns instead of {len(header)}."
        )
    row = dict(zip(header, cells, strict=True))
    labels = tuple(name.strip() for name in row["intent"].split(_EITHER))
    unknown = [name for name in labels if name not in known]
    if unknown:
        raise EvaluationError(
            f"{where}: no intent of domain.yml is called {unknown[0]!r}."
        )
    if not row["text"].strip():
        raise EvaluationError(f"{where}: the text is empty.")
    return Row(row["text"].strip(), labels, row["kind"].strip())


def measure(judged: Sequence[Judged]) -> Figures:
    """All figures over these rows."""
    inside = [one for one in judged if one.row.in_scope]
    unsure = [one for one in inside if one.unsure]
    bins = calibration_bins(judged)
    times = [one.reading.milliseconds for one in judged]
    return Figures(
        rows=len(judged),
        accuracy=_share(inside, lambda one: one.likeliest_is_right),
        answered_right=_share(
            inside, lambda one: one.reading.verdict in one.row.accepted
        ),
        macro_f1=macro_f1(inside),
        refused=_share(
            inside, lambda one: one.caught and OUT_OF_SCOPE not in one.row.accepted
        ),
        did_you_mean=_share(inside, lambda one: one.unsure),
        right_offered=_share(
            unsure,
            lambda one: not one.row.accepted.isdisjoint(one.reading.offered),
        ),
        out_of_scope=out_of_scope(judged),
        by_kind=_shares(judged, lambda one: one.row.kind),
        by_intent=_shares(judged, lambda one: one.row.label),
        confusions=confusions(judged),
        calibration_error=_calibration_error(bins),
        bins=bins,
        p50=percentile(times, 0.50),
        p95=percentile(times, 0.95),
        wrong=[one for one in judged if not one.right],
    )


def macro_f1(judged: Iterable[Judged]) -> float | None:
    """The mean of the topics' F1 values, each topic counting the same.

    A row of two labels counts under the one that was said, if it is one of them, else
    under its first. Only topics that a row counts under have a value in the mean.
    """
    meant: Counter[str] = Counter()
    named: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for one in judged:
        said = one.reading.likeliest
        label = said if one.likeliest_is_right else one.row.label
        meant[label] += 1
        named[said] += 1
        both[label] += label == said
    topics = meant.keys() - {OUT_OF_SCOPE}
    values = [2 * both[name] / (meant[name] + named[name]) for name in topics]
    return math.fsum(values) / len(values) if values else None


def out_of_scope(judged: Iterable[Judged]) -> dict[str, Caught]:
    """How well rows out of scope are caught: `all`, and those `far` and `near`."""
    rows = [one for one in judged if not one.row.in_scope]
    parts = {
        "all": rows,
        "far": [one for one in rows if one.row.label == OUT_OF_SCOPE],
        "near": [one for one in rows if one.row.label == NEAR],
    }
    return {name: _caught(part) for name, part in parts.items()}


def _caught(rows: Sequence[Judged]) -> Caught:
    return Caught(
        strict=_share(rows, lambda one: one.caught),
        only_unsure=sum(one.unsure for one in rows),
        likeliest=_share(rows, lambda one: one.caught or one.likeliest_is_right),
    )


def confusions(judged: Iterable[Judged]) -> list[tuple[str, str, int]]:
    """(expected, said, rows) of the wrong rows, the most frequent first."""
    found = Counter(
        (_EITHER.join(one.row.labels), one.said) for one in judged if not one.right
    )
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(expected, said, count) for (expected, said), count in ordered]


def calibration_bins(judged: Iterable[Judged]) -> list[Bin]:
    """Ten bins of equal width over the confidence; those without a row are left out.

    Right is here what the confidence speaks of, the likeliest intent, in all rows.
    """
    filled: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        filled[min(int(one.reading.confidence * BINS), BINS - 1)].append(one)
    return [
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            rows=len(rows),
            confidence=math.fsum(one.reading.confidence for one in rows) / len(rows),
            accuracy=sum(one.likeliest_is_right for one in rows) / len(rows),
        )
        for at, rows in sorted(filled.items())
    ]


def _calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: the bins' |accuracy - confidence| by their rows."""
    rows = sum(one.rows for one in bins)
    gaps = (one.rows * abs(one.accuracy - one.confidence) for one in bins)
    return math.fsum(gaps) / rows if rows else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The least value that at least `share` of the values do not exceed."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _share(rows: Sequence[Judged], is_hit: Callable[[Judged], bool]) -> Share:
    return Share(sum(is_hit(one) for one in rows), len(rows))


def _shares(
    judged: Iterable[Judged], name: Callable[[Judged], str]
) -> dict[str, Share]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[name(one)].append(one)
    return {
        group: _share(rows, lambda one: one.right)
        for group, rows in sorted(groups.items())
    }
