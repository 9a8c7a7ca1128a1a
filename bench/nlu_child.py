"""The processes that `bench.nlu_compare` measures: one trains, one answers.

    python -m bench.nlu_child train CONFIG DATA FOLDER
    python -m bench.nlu_child ask CONFIG MODEL QUESTIONS ANSWERS

`train` writes FOLDER/model.tar.gz, NLU alone. `ask` starts as the assistant does
(without TensorFlow where CONFIG allows it), puts each question of the JSON list in
QUESTIONS, and writes a JSON object into ANSWERS: `readings`, for each question the
verdict, the ranking and the milliseconds; `memory`, the resident MB after the last
answer. Knows nothing of what is right.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.evaluate_cli import to_reading
from bot.evaluation import Reading
from bot.guard import mask
from bot.runtime import lean

MODEL = "model"
WARM_UP = 20  # questions asked beforehand: what is loaded at first use is loaded then


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one of the two jobs; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.nlu_child")
    jobs = parser.add_subparsers(dest="job", required=True)
    for job, needs in (
        ("train", ("config", "data", "folder")),
        ("ask", ("config", "model", "questions", "answers")),
    ):
        one = jobs.add_parser(job)
        for need in needs:
            one.add_argument(need, type=Path)
    given = parser.parse_args(arguments)
    if given.job == "train":
        return train(given.config, given.data, given.folder)
    questions = json.loads(given.questions.read_text(encoding="utf-8"))
    readings = asyncio.run(ask(given.config, given.model, questions))
    answers = {"readings": [to_json(one) for one in readings], "memory": resident_mb()}
    given.answers.write_text(json.dumps(answers), encoding="utf-8")
    return 0


def train(config: Path, data: Path, folder: Path) -> int:
    """Train the pipeline of `config` on `data`; exit status 1 when there is no model.

    Rasa would take finished parts from a cache of earlier trainings: set
    RASA_CACHE_DIRECTORY to an empty folder to measure.
    """
    lean.set_environment()
    from rasa.model_training import train_nlu  # after the environment is set

    made = train_nlu(str(config), str(data), str(folder), fixed_model_name=MODEL)
    return 0 if made else 1


async def ask(config: Path, model: Path, questions: Sequence[str]) -> list[Reading]:
    """What the model makes of each question."""
    lean.prepare(config)
    from rasa.core.agent import Agent  # after `prepare`

    from bot.runtime.graph import StraightRunner
    from bot.runtime.logs import configure_logs

    configure_logs("ERROR")
    agent = Agent()
    agent.load_model(str(model))
    agent.processor.graph_runner = StraightRunner(agent.processor.graph_runner)

    async def read(question: str) -> Reading:
        began = time.perf_counter()
        # As the assistant takes it: masked, and never as an intent that it names.
        parsed = await agent.parse_message(mask(question.lstrip().lstrip("/")).text)
        return to_reading(parsed, (), (time.perf_counter() - began) * 1000)

    for question in questions[:WARM_UP]:
        await read(question)
    return [await read(question) for question in questions]


def to_json(reading: Reading) -> list[Any]:
    """`from_json` makes the same reading of it."""
    return [reading.verdict, reading.ranking, reading.milliseconds]


def from_json(said: Sequence[Any]) -> Reading:
    """A reading; ValueError or TypeError when it is none."""
    verdict, ranking, milliseconds = said
    pairs = tuple((str(name), float(chance)) for name, chance in ranking)
    return Reading(str(verdict), pairs, milliseconds=float(milliseconds))


def resident_mb() -> int:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = [row for row in status.splitlines() if row.startswith("VmRSS:")]
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    sys.exit(main())
