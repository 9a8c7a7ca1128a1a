"""`python -m bot evaluate FILE`: reads a table of labelled messages with the model.

Loads the model as the assistant does, but only to understand: no database, no action.
The figures are `bot.evaluation`'s; here they become lines or JSON (`docs/evaluate.md`).
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml

from actions.recovering import MAX_SUGGESTIONS
from advice import load_knowledge
from bot.evaluation import (
    Bin,
    Caught,
    EvaluationError,
    Figures,
    Judged,
    Reading,
    Row,
    Share,
    measure,
    read_rows,
)
from bot.guard import mask
from bot.nlu.ranking import FALLBACK, OUT_OF_SCOPE, UNSURE
from bot.runtime import lean
from bot.settings import Settings
from bot.training import distrust, ensure_model, newest_model

SCHEMA = 1
_VERDICTS = (UNSURE, FALLBACK)
_NOT_IN_A_TABLE = ("change_topic", "change_fact", *_VERDICTS)  # nobody types these
_PLACES = 4  # decimals in JSON

Reader = Callable[[str], Awaitable[Reading]]


@dataclass(frozen=True)
class About:
    """What was measured, by name."""

    file: str
    model: str


def evaluate(
    settings: Settings, path: Path, say: Callable[[str], None]
) -> tuple[About, Figures]:
    """Measure on a file, with a model of what lies in the project now.

    Raises EvaluationError, KnowledgeError and TrainingError.
    """
    rows = read_rows(path, domain_intents(settings.project))
    ensure_model(settings, say)
    figures = measure(asyncio.run(read_all(load_reader(settings), rows)))
    return About(path.name, _model(settings).name), figures


def write_lines(target: TextIO, about: About, figures: Figures, errors: bool) -> None:
    """Write the figures for a person."""
    lines = [f"{about.file}, model {about.model}", *to_lines(figures)]
    if errors:
        lines += error_lines(figures.wrong)
    target.writelines(f"{line}\n" for line in lines)


def write_json(target: TextIO, about: About, figures: Figures, errors: bool) -> None:
    """Write the documented JSON."""
    result = to_json(figures, about, errors)
    json.dump(result, target, ensure_ascii=False, indent=2)
    target.write("\n")


def domain_intents(project: Path) -> list[str]:
    """The intents of `domain.yml` that a message can have."""
    with (project / "domain.yml").open(encoding="utf-8") as file:
        intents = yaml.safe_load(file)["intents"]
    return [name for name in intents if name not in _NOT_IN_A_TABLE]


def load_reader(settings: Settings) -> Reader:
    """What understands a text, with the newest model. Raises EvaluationError."""
    lean.prepare(settings.project / "config.yml")
    from rasa.core.agent import Agent  # after `prepare`

    from bot.runtime.graph import StraightRunner
    from bot.runtime.logs import configure_logs

    configure_logs(settings.log_level)
    knowledge = load_knowledge(settings.project / "knowledge")
    topics = knowledge.topics.keys() | knowledge.answers.keys()
    model = _model(settings)
    agent = Agent()
    try:
        agent.load_model(str(model))
    except Exception as error:
        distrust(model)
        raise EvaluationError(
            f"The model {model.name} does not load ({type(error).__name__}: {error}). "
            "Train it again with `make train`."
        ) from error
    agent.processor.graph_runner = StraightRunner(agent.processor.graph_runner)

    async def read(text: str) -> Reading:
        begun = time.perf_counter()
        # As the assistant takes it: masked, and never as an intent that it names.
        parsed = await agent.parse_message(mask(text.lstrip().lstrip("/")).text)
        took = (time.perf_counter() - begun) * 1000
        return to_reading(parsed, topics, took)

    return read


async def read_all(read: Reader, rows: Sequence[Row]) -> list[Judged]:
    """Each row with what is made of it; what is loaded at first use is not timed."""
    await read(rows[0].text)
    return [Judged(row, await read(row.text)) for row in rows]


def to_reading(
    parsed: dict[str, Any], topics: Collection[str], milliseconds: float
) -> Reading:
    """From Rasa's parse; `topics` are those that can be offered as buttons."""
    intent = parsed.get("intent") or {}
    verdict = str(intent.get("name") or FALLBACK)
    found = parsed.get("intent_ranking") or [intent]
    names = [one.get("name") for one in found]
    if names[0] == OUT_OF_SCOPE and OUT_OF_SCOPE in names[1:]:
        found = found[1:]  # a verdict, put before the ranking that has it too
    ranking = tuple(
        (str(one["name"]), float(one["confidence"]))
        for one in found
        if one.get("name") and one["name"] not in _VERDICTS
    )
    offered = [name for name, _ in ranking if name in topics][:MAX_SUGGESTIONS]
    return Reading(verdict, ranking, tuple(offered), milliseconds)


def _model(settings: Settings) -> Path:
    model = newest_model(settings.models)
    if model is None:
        raise EvaluationError(
            f"There is no model in {settings.models}: run `make train`."
        )
    return model


def to_json(figures: Figures, about: About, errors: bool) -> dict[str, Any]:
    """The documented form (`docs/evaluate.md`); a change of it is a new schema."""
    outside = figures.out_of_scope.items()
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "file": about.file,
        "model": about.model,
        "rows": figures.rows,
        "in_scope": _in_scope(figures),
        "out_of_scope": {name: _caught(caught) for name, caught in outside},
        "by_kind": {name: _group(one) for name, one in figures.by_kind.items()},
        "by_intent": {name: _group(one) for name, one in figures.by_intent.items()},
        "confusions": [
            {"expected": expected, "said": said, "count": count}
            for expected, said, count in figures.confusions
        ],
        "calibration": {
            "expected_error": _round(figures.calibration_error),
            "bins": [_bin(one) for one in figures.bins],
        },
        "milliseconds": {"p50": _round(figures.p50), "p95": _round(figures.p95)},
    }
    if errors:
        result["errors"] = [_error(one) for one in figures.wrong]
    return result


def _in_scope(figures: Figures) -> dict[str, Any]:
    return {
        "rows": figures.accuracy.rows,
        "accuracy": _round(figures.accuracy.value),
        "answered_right": _round(figures.answered_right.value),
        "macro_f1": _round(figures.macro_f1),
        "refused": _counted(figures.refused),
        "did_you_mean": {
            **_counted(figures.did_you_mean),
            "right_offered": figures.right_offered.hits,
            "right_offered_share": _round(figures.right_offered.value),
        },
    }


def _bin(one: Bin) -> dict[str, Any]:
    return {
        "low": one.low,
        "high": one.high,
        "rows": one.rows,
        "confidence": _round(one.confidence),
        "accuracy": _round(one.accuracy),
    }


def _caught(caught: Caught) -> dict[str, Any]:
    return {
        "rows": caught.strict.rows,
        "caught": caught.strict.hits,
        "recall": _round(caught.strict.value),
        "only_unsure": caught.only_unsure,
        "recall_by_likeliest": _round(caught.likeliest.value),
    }


def _counted(share: Share) -> dict[str, Any]:
    return {"count": share.hits, "share": _round(share.value)}


def _group(share: Share) -> dict[str, Any]:
    return {"rows": share.rows, "right": share.hits, "accuracy": _round(share.value)}


def _error(one: Judged) -> dict[str, Any]:
    return {
        "text": one.row.text,
        "kind": one.row.kind,
        "expected": list(one.row.labels),
        "said": one.reading.likeliest,
        "confidence": _round(one.reading.confidence),
        "verdict": one.reading.verdict,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)


def to_lines(figures: Figures) -> Iterator[str]:
    """The figures for a person."""
    yield f"rows                      {figures.rows}"
    if figures.accuracy.rows:
        yield from _in_scope_lines(figures)
    for name, caught in figures.out_of_scope.items():
        if caught.strict.rows:
            yield (
                f"out of scope, {name:<4} caught {_of(caught.strict)}, "
                f"only unsure {caught.only_unsure}; "
                f"by the likeliest intent {_percent(caught.likeliest.value)}"
            )
    yield f"expected calibration error {_percent(figures.calibration_error)}"
    yield f"milliseconds per message  p50 {figures.p50:.2f}, p95 {figures.p95:.2f}"
    for title, groups in (("kind", figures.by_kind), ("intent", figures.by_intent)):
        yield ""
        yield f"right by {title}"
        yield from (f"  {name:<26}{_of(share)}" for name, share in groups.items())
    yield ""
    yield "confusions: expected -> said"
    for expected, said, count in figures.confusions:
        yield f"  {count:>3}  {expected} -> {said}"


def _in_scope_lines(figures: Figures) -> Iterator[str]:
    yield f"accuracy                  {_of(figures.accuracy)}"
    yield f"macro F1                  {_percent(figures.macro_f1)}"
    yield f"answered right            {_of(figures.answered_right)}"
    yield f"refused in scope          {_of(figures.refused)}"
    yield f"did you mean              {_of(figures.did_you_mean)}"
    yield f"  right one offered       {_of(figures.right_offered)}"


def error_lines(wrong: Sequence[Judged]) -> Iterator[str]:
    """Each wrong row with what was said, how surely, and the verdict if it differs."""
    yield ""
    yield "wrong rows: expected -> said (confidence, verdict): text"
    for one in wrong:
        reading = one.reading
        verdict = "" if reading.verdict == reading.likeliest else f", {reading.verdict}"
        yield (
            f"  {'|'.join(one.row.labels)} -> {reading.likeliest} "
            f"({reading.confidence:.2f}{verdict}): {one.row.text}"
        )


def _of(share: Share) -> str:
    return f"{_percent(share.value)} ({share.hits} of {share.rows})"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
