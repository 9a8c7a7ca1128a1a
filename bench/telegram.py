"""Telegram's load and kills: nothing lost, nothing doubled, order kept; how fast.

`python -m bench.telegram [load|kill] [--way polling|webhook] [--chats 200]
[--messages 10] [--kills 20] [--seed 22]`, in the project. The assistant runs with a
tiny model in a process of its own, before a stand-in for the Bot API server that sends
updates twice and out of order; of the time, nearly all is the channel's, Rasa's turn
and the database's. Prints one line a run; ends with 1 if anything was wrong.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.settings import PROJECT
from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.scenario import WAYS, Nursery, Outcome, Plan, play
from tests.bot.runtime import project


def train(folder: Path) -> Path:
    """The tiny model."""
    project.write(folder)
    subprocess.run(
        [sys.executable, "-m", "bot.training_job", "models", "tiny"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=True,
    )
    return folder / "models" / "tiny.tar.gz"


async def run(nursery: Nursery, plan: Plan, model: Path, database: Path) -> Outcome:
    """One run of a plan."""
    async with BotApi(repeats=not plan.kills, shuffles=not plan.kills).running() as api:
        return await play(api, nursery, plan, model, database)


@contextlib.contextmanager
def nursing() -> Iterator[Nursery]:
    """What starts the processes, and its end."""
    started = Nursery()
    try:
        yield started
    finally:
        started.close()


def plans(given: argparse.Namespace) -> list[tuple[str, Plan]]:
    """What was asked for, each with its name."""
    found = []
    for way in [given.way] if given.way else WAYS:
        if given.what in ("load", "all"):
            plan = Plan(way, given.chats, given.messages, seed=given.seed)
            found.append(("load", plan))
        if given.what in ("kill", "all"):
            found.append(("kill", Plan(way, 8, 4, given.kills, seed=given.seed)))
    return found


def line(name: str, plan: Plan, outcome: Outcome) -> str:
    """What was found, in one line."""
    speed = ""
    if not plan.kills:
        rate = outcome.said / outcome.seconds
        speed = f"; {outcome.seconds:.1f} s, {rate:.0f} messages a second"
    points = ", ".join(
        f"{outcome.killed_at.count(point)} at {point}"
        for point in sorted({*outcome.killed_at})
    )
    return (
        f"{name} {plan.way}: {plan.chats} chats, {outcome.said} messages, "
        f"{plan.kills} kills{f' ({points})' if points else ''}: "
        f"{len(outcome.lost)} lost, {len(outcome.doubled)} doubled, "
        f"{len(outcome.out_of_order)} chats out of order{speed}"
    )


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what", nargs="?", default="all", choices=["all", "load", "kill"]
    )
    parser.add_argument("--way", choices=WAYS)
    for name, default in (
        ("chats", 200),
        ("messages", 10),
        ("kills", 20),
        ("seed", 22),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    given, right = parser.parse_args(), True
    with tempfile.TemporaryDirectory() as folder, nursing() as nursery:
        model = train(Path(folder))
        for number, (name, plan) in enumerate(plans(given)):
            database = Path(folder) / f"{number}.db"
            outcome = asyncio.run(run(nursery, plan, model, database))
            print(line(name, plan, outcome), flush=True)
            right = right and outcome.is_right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
