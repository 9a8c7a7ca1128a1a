"""Trains pipelines on the same examples and puts the same questions to each.

    python -m bench.nlu_compare [--only NAME ...] [--eval-dir DIR] [--out FILE]

Prints one Markdown table. `ours` is config.yml; every other name is a file of
`configs/`. Each is trained on data/nlu in a process of its own with a folder and a
cache of its own, then asked in a second one; one after the other, nothing in parallel.
The questions are tests/nlu/held_out.tsv and every *.tsv of DIR (text, intent, kind;
EVAL_DIR in the environment says the same). DIET takes hours on two cores: `--json`
keeps what was measured, `--with` takes it up again. What the figures mean is
`bot.evaluation`'s; the table is made in `bench/nlu_table.py`.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.nlu_child import MODEL, from_json, to_json
from bench.nlu_table import Measured, Question, table
from bot.evaluate_cli import domain_intents
from bot.evaluation import EvaluationError, Reading, read_rows
from bot.settings import PROJECT

OURS = "ours"
USUAL = (OURS, "logistic", "diet")
HELD_OUT = Path("tests") / "nlu" / "held_out.tsv"
DATA = Path("data") / "nlu"
SCHEMA = 1
_LAST_LINES = 15


class CompareError(RuntimeError):
    """Nothing can be compared; the message says why."""


@dataclass(frozen=True)
class Bench:
    """What all pipelines have in common: project, questions, working folder."""

    project: Path
    questions: Sequence[Question]
    folder: Path
    epochs: int | None = None

    @property
    def examples_mark(self) -> str:
        """Hash of the examples."""
        return _hash(path.read_bytes() for path in _examples(self.project))

    @property
    def questions_mark(self) -> str:
        """Hash of the questions, in order."""
        return _hash(one.row.text.encode() for one in self.questions)


def main(arguments: Sequence[str] | None = None, project: Path = PROJECT) -> int:
    """Measure and print; returns the exit status."""
    given = _parser(project).parse_args(arguments)
    try:
        with _folder(given.keep) as folder:
            questions = read_questions(project, given.eval_dir)
            bench = Bench(project, questions, folder, given.epochs)
            known = read_json(given.taken, bench) if given.taken else {}
            wanted = given.only or [name for name in USUAL if name not in known]
            measured = {**known, **_measure_all(bench, wanted, known, given.json)}
    except (CompareError, EvaluationError) as error:
        print(error, file=sys.stderr)
        return 1
    columns = [measured[name] for name in sorted(measured, key=_place)]
    text = table(columns, questions, bench.examples_mark)
    print(text)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0


def _place(name: str) -> tuple[int, str]:
    """The usual ones first."""
    return (USUAL.index(name) if name in USUAL else len(USUAL), name)


def _parser(project: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.nlu_compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    names = sorted(pipelines(project))
    add("--only", nargs="+", metavar="NAME", choices=names, help=", ".join(names))
    add_eval_dir(parser)
    add("--out", type=Path, metavar="FILE", help="write the table there too")
    add("--epochs", type=_positive, help="instead of those in the configuration")
    add("--json", type=Path, metavar="FILE", help="keep what was measured")
    add("--with", dest="taken", type=Path, metavar="FILE", help="a FILE of --json")
    add("--keep", type=Path, metavar="DIR", help="keep models and logs there")
    return parser


def add_eval_dir(parser: argparse.ArgumentParser) -> None:
    """The option of every bench that asks questions from outside the repository."""
    parser.add_argument(
        "--eval-dir",
        type=Path,
        default=os.environ.get("EVAL_DIR", "").strip() or None,
        metavar="DIR",
        help="a folder of tables (*.tsv); EVAL_DIR in the environment says the same",
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def pipelines(project: Path) -> dict[str, Path]:
    """The configurations that can be compared, by name."""
    others = {path.stem: path for path in sorted((project / "configs").glob("*.yml"))}
    return {OURS: project / "config.yml", **others}


def read_questions(project: Path, folder: Path | None) -> list[Question]:
    """The held-out questions, then those of the folder's tables.

    Raises EvaluationError, or CompareError when the folder holds no table.
    """
    intents = domain_intents(project)
    rows = read_rows(project / HELD_OUT, intents)
    questions = [Question(row, is_held_out=True) for row in rows]
    if folder is None:
        return questions
    tables = sorted(folder.glob("*.tsv"))
    if not tables:
        raise CompareError(f"{folder} holds no *.tsv to ask from.")
    for path in tables:
        questions += [Question(row, False) for row in read_rows(path, intents)]
    return questions


def _measure_all(
    bench: Bench,
    names: Sequence[str],
    known: Mapping[str, Measured],
    kept: Path | None,
) -> dict[str, Measured]:
    """Measure one after the other; what is done is kept even if the next one fails."""
    done: dict[str, Measured] = {}
    for name in names:
        done[name] = measure_pipeline(bench, name, pipelines(bench.project)[name])
        if kept:
            write_json(kept, bench, {**known, **done})
    return done


def measure_pipeline(bench: Bench, name: str, config: Path) -> Measured:
    """Train one pipeline, then ask it; raises CompareError with the log's end."""
    folder = bench.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    used = folder / "config.yml"
    used.write_text(with_epochs(config, bench.epochs), encoding="utf-8")
    _say(f"{name}: training, log in {folder / 'train.log'}")
    with tempfile.TemporaryDirectory() as cache:
        environ = {"RASA_CACHE_DIRECTORY": cache}
        began = time.perf_counter()
        data = bench.project / DATA
        _run(bench, "train", [str(used), str(data), str(folder)], folder, environ)
        training = time.perf_counter() - began
    model = folder / f"{MODEL}.tar.gz"
    _say(f"{name}: trained in {training:.0f} s, asking {len(bench.questions)} rows")
    asked, answered = folder / "questions.json", folder / "answers.json"
    asked.write_text(
        json.dumps([one.row.text for one in bench.questions]), encoding="utf-8"
    )
    paths = [str(path) for path in (used, model, asked, answered)]
    _run(bench, "ask", paths, folder, {})
    readings, memory = read_answers(
        answered.read_text(encoding="utf-8"), len(bench.questions)
    )
    return Measured(
        name=name,
        epochs=bench.epochs if has_epochs(config) else None,
        examples=bench.examples_mark,
        training=training,
        size=model.stat().st_size,
        memory=memory,
        readings=readings,
    )


def read_answers(text: str, count: int) -> tuple[list[Reading], int]:
    """Readings and MB that the process which answers has written, checked.

    Raises CompareError.
    """
    try:
        said = json.loads(text)
        readings = [from_json(one) for one in said["readings"]]
        memory = int(said["memory"])
    except (ValueError, KeyError, TypeError) as error:
        raise CompareError(f"The answers cannot be read: {error!r}.") from error
    if len(readings) != count:
        raise CompareError(f"{len(readings)} answers to {count} questions.")
    return readings, memory


def has_epochs(config: Path) -> bool:
    """Whether a component of the pipeline is trained in epochs."""
    said = yaml.safe_load(config.read_text(encoding="utf-8"))
    return any("epochs" in part for part in said["pipeline"])


def with_epochs(config: Path, epochs: int | None) -> str:
    """The text of a configuration; all components that have epochs get this many."""
    text = config.read_text(encoding="utf-8")
    if epochs is None:
        return text
    said = yaml.safe_load(text)
    for part in said["pipeline"]:
        if "epochs" in part:
            part["epochs"] = epochs
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False))


def _run(
    bench: Bench,
    job: str,
    arguments: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
) -> None:
    log = folder / f"{job}.log"
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-W", "ignore", "-m", "bench.nlu_child", job, *arguments],
            cwd=bench.project,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
            check=False,
        )
    if done.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        last = "\n".join(f"  {line}" for line in lines[-_LAST_LINES:])
        raise CompareError(f"{job} of {folder.name} failed:\n{last}")


def write_json(path: Path, bench: Bench, measured: Mapping[str, Measured]) -> None:
    """Keep what was measured; the questions themselves are not in it."""
    models = {
        name: {
            "epochs": one.epochs,
            "examples": one.examples,
            "training": one.training,
            "size": one.size,
            "memory": one.memory,
            "readings": [to_json(reading) for reading in one.readings],
        }
        for name, one in measured.items()
    }
    said = {"schema": SCHEMA, "questions": bench.questions_mark, "models": models}
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def read_json(path: Path, bench: Bench) -> dict[str, Measured]:
    """What `write_json` kept. Raises CompareError, also for other questions."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["schema"] != SCHEMA or said["questions"] != bench.questions_mark:
            raise CompareError(f"{path} was measured on other questions.")
        return {
            name: Measured(
                name=name,
                **{**one, "readings": [from_json(part) for part in one["readings"]]},
            )
            for name, one in said["models"].items()
        }
    except OSError as error:
        raise CompareError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CompareError(f"{path} is not a file of --json: {error!r}.") from error


def _examples(project: Path) -> Iterator[Path]:
    yield from sorted((project / DATA).glob("*.yml"))


def _hash(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
