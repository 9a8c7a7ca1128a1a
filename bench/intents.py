"""Our intent classifier alone on a public benchmark, or on any two files of examples.

`python -m bench.intents --train A.csv --test B.csv [--json]`; each may be given more
than once. The files have the columns `text` and `intent`. Fits the model of config.yml
(same features, settings and terms) on the first and prints what it makes of the second:
accuracy and macro F1 of what is in scope, seconds of training, milliseconds a message
(cutting, features, ranking).

Out of scope (label `oos` or `out_of_scope`, `--oos`): a message counts as refused when
that class is named (it is trained where the training files have it), or when the
likeliest intent's calibrated confidence is below a threshold. The threshold is chosen
on training data only: a fifth of it is held back, and the highest threshold is taken
that refuses at most `--refuse` (1 %) of the messages in scope there. Both figures are
printed: `accuracy` and `oos recall by class` without the threshold, `accuracy refusing`
and `oos recall` with both.
"""

import argparse
import csv
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from bot.nlu.linear_model import (  # noqa: E402
    FitSettings,
    LinearModel,
    features,
)
from bot.nlu.linear_training import fit  # noqa: E402
from bot.nlu.ranking import OUT_OF_SCOPE  # noqa: E402
from bot.nlu.terms import Terms  # noqa: E402

OOS = ("oos", OUT_OF_SCOPE)
CLASSIFIER = "bot.nlu.intent_classifier.LinearIntentClassifier"
TOKENIZER = "bot.nlu.tokenizer.BilingualTokenizer"
HELD_BACK = 5  # every fifth example
BINS = 15


@dataclass(frozen=True)
class Example:
    """A text, and the intent that it is meant to have."""

    text: str
    intent: str


@dataclass(frozen=True)
class Guess:
    """What was named for an example, how surely, and in how many milliseconds."""

    wanted: str
    named: str
    confidence: float
    milliseconds: float


@dataclass(frozen=True)
class Result:
    """The figures of one benchmark; shares from 0 to 1, None where nothing was asked.

    `accuracy_refusing` counts as wrong what the threshold refused in scope.
    """

    examples: int
    intents: int
    asked: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    training_seconds: float
    milliseconds_p50: float
    milliseconds_p95: float
    threshold: float | None
    accuracy_refusing: float | None
    oos_asked: int
    oos_recall_by_class: float | None
    oos_recall: float | None


class Bench:
    """Fits and asks the model, with the terms and settings of the pipeline."""

    def __init__(self, terms: Terms, how: FitSettings) -> None:
        """Takes what `from_config` reads."""
        self._terms = terms
        self._how = how

    @classmethod
    def from_config(cls, config: Path) -> "Bench":
        """Terms and settings as the pipeline of `config` has them, without vectors."""
        with config.open(encoding="utf-8") as file:
            parts = {part["name"]: part for part in yaml.safe_load(file)["pipeline"]}
        given = parts[CLASSIFIER]
        known = {name: given[name] for name in asdict(FitSettings()) if name in given}
        how = FitSettings(**{**known, "dense": 0.0})
        return cls(Terms.read(config.parent / parts[TOKENIZER]["terms"]), how)

    def fit(self, examples: Sequence[Example]) -> LinearModel:
        """A model of the examples."""
        found = [features(one.text, self._terms.cut(one.text)) for one in examples]
        return fit(found, [one.intent for one in examples], self._how)

    def ask(self, model: LinearModel, examples: Sequence[Example]) -> list[Guess]:
        """The model's first guess for each example."""
        guesses = []
        for one in examples:
            begin = time.perf_counter()
            ranking = model.ranking(features(one.text, self._terms.cut(one.text)))
            took = (time.perf_counter() - begin) * 1000
            guesses.append(Guess(one.intent, *ranking[0], took))
        return guesses

    def threshold(self, examples: Sequence[Example], refuse: float) -> float:
        """The confidence below which `refuse` of unseen examples in scope lie."""
        mixed = list(examples)
        random.Random(7).shuffle(mixed)  # noqa: S311
        unseen = mixed[::HELD_BACK]
        known = [one for at, one in enumerate(mixed) if at % HELD_BACK]
        guesses = self.ask(self.fit(known), unseen)
        return quantile(
            [g.confidence for g in guesses if g.wanted != OUT_OF_SCOPE], refuse
        )

    def run(
        self,
        train: Sequence[Example],
        test: Sequence[Example],
        refuse: float,
    ) -> Result:
        """Fit on the first, ask the second."""
        begin = time.perf_counter()
        model = self.fit(train)
        seconds = time.perf_counter() - begin
        has_oos = any(one.intent == OUT_OF_SCOPE for one in test)
        threshold = self.threshold(train, refuse) if has_oos else None
        guesses = self.ask(model, test)
        return measure(guesses, threshold, len(train), seconds)


def measure(
    guesses: Sequence[Guess],
    threshold: float | None,
    examples: int,
    seconds: float,
) -> Result:
    """The figures of all guesses."""
    inside = [guess for guess in guesses if guess.wanted != OUT_OF_SCOPE]
    outside = [guess for guess in guesses if guess.wanted == OUT_OF_SCOPE]
    below = threshold or 0.0
    times = [guess.milliseconds for guess in guesses]
    refused = [g.named == OUT_OF_SCOPE or g.confidence < below for g in outside]
    sure = [g.named == g.wanted and g.confidence >= below for g in inside]
    return Result(
        examples=examples,
        intents=len({guess.wanted for guess in guesses}),
        asked=len(inside),
        accuracy=share([guess.named == guess.wanted for guess in inside]) or 0.0,
        macro_f1=macro_f1(inside),
        calibration_error=calibration_error(inside),
        training_seconds=seconds,
        milliseconds_p50=median(times),
        milliseconds_p95=quantile(times, 0.95),
        threshold=threshold,
        accuracy_refusing=share(sure) if outside else None,
        oos_asked=len(outside),
        oos_recall_by_class=share([guess.named == OUT_OF_SCOPE for guess in outside]),
        oos_recall=share(refused),
    )


def share(hits: Sequence[bool]) -> float | None:
    """How many of them; None of none."""
    return sum(hits) / len(hits) if hits else None


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of all lie."""
    return sorted(values)[int(part * (len(values) - 1))]


def macro_f1(guesses: Sequence[Guess]) -> float:
    """Mean F1 of all intents that were wanted."""
    wanted = sorted({guess.wanted for guess in guesses})
    total = 0.0
    for intent in wanted:
        right = sum(g.named == intent == g.wanted for g in guesses)
        either = sum((g.named == intent) + (g.wanted == intent) for g in guesses)
        total += 2 * right / either
    return total / len(wanted)


def calibration_error(guesses: Sequence[Guess]) -> float:
    """Expected calibration error: confidence against accuracy in equal bins."""
    bins: dict[int, list[Guess]] = {}
    for guess in guesses:
        bins.setdefault(min(int(guess.confidence * BINS), BINS - 1), []).append(guess)
    gaps = (
        abs(sum((g.named == g.wanted) - g.confidence for g in some))
        for some in bins.values()
    )
    return sum(gaps) / len(guesses)


def read(paths: Sequence[Path]) -> list[Example]:
    """Examples of all files; ValueError when a file lacks a column."""
    examples = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if not {"text", "intent"} <= set(rows.fieldnames or ()):
                raise ValueError(f"{path} has no columns text and intent.")
            examples += [Example(row["text"], row["intent"]) for row in rows]
    return examples


def renamed(examples: Sequence[Example], oos: str) -> list[Example]:
    """What is out of scope under the name that the model knows it by."""
    return [
        Example(one.text, OUT_OF_SCOPE) if one.intent == oos else one
        for one in examples
    ]


def table(result: Result) -> str:
    """A line for each figure."""
    lines = []
    for name, value in asdict(result).items():
        said = f"{value:.4f}" if isinstance(value, float) else str(value)
        lines.append(f"{name.replace('_', ' '):22} {'-' if value is None else said}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.intents")
    parser.add_argument("--train", type=Path, action="append", required=True)
    parser.add_argument("--test", type=Path, action="append", required=True)
    parser.add_argument("--oos", help="the label of what is out of scope")
    parser.add_argument("--refuse", type=float, default=0.01)
    parser.add_argument("--config", type=Path, default=ROOT / "config.yml")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        train, test = read(given.train), read(given.test)
        labels = {one.intent for one in test}
        oos = given.oos or next((name for name in OOS if name in labels), OOS[0])
        train, test = renamed(train, oos), renamed(test, oos)
        bench = Bench.from_config(given.config)
        result = bench.run(train, test, given.refuse)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(result)) if given.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
