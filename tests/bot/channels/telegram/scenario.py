"""Many people at once, and processes that are killed: what must be right at the end.

The assistant runs in a process of its own on the stand-in (`serve`), so that it can be
killed like any, and its speed be measured. Used by the tests and by `bench.telegram`.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.runtime.tracker_store import AssistantTrackerStore
from bot.settings import PROJECT
from tests.bot.channels.telegram.api import BotApi, Shown

PATIENCE = 20.0
"""Seconds without any answer after which no more is waited for."""

WAYS = ("polling", "webhook")


@dataclass(frozen=True)
class Plan:
    """How many talk, how much in each life of the process, and how often it dies."""

    way: str
    chats: int
    each: int
    kills: int = 0
    calls: tuple[int, int] = (5, 40)  # of the Bot API, before a kill
    seed: int = 22


@dataclass
class Outcome:
    """What was found at the end; `seconds` are those of the last life."""

    said: int = 0
    sent: int = 0
    lost: list[tuple[int, str]] = field(default_factory=list)
    doubled: list[tuple[int, str]] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)
    killed_at: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing doubled, all in order."""
        return not (self.lost or self.doubled or self.out_of_order)


class Nursery:
    """Starts the processes, after one import of all that they need."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.channels.telegram.serve"],
            cwd=PROJECT,
            env={k: v for k, v in os.environ.items() if "_proxy" not in k.lower()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End it; there is no process of its left."""
        self._process.kill()
        self._process.communicate()

    @contextlib.asynccontextmanager
    async def life(self, *given: object) -> AsyncIterator[None]:
        """A process that ends without a chance to say so."""
        number = await asyncio.to_thread(self._talk, json.dumps(given))
        try:
            yield
        finally:
            os.kill(number, signal.SIGKILL)
            ended = await asyncio.to_thread(self._talk, "")
            assert ended == signal.SIGKILL, "it ended by itself"

    def _talk(self, line: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if line:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        return int(self._process.stdout.readline())


async def play(
    api: BotApi, nursery: Nursery, plan: Plan, model: Path, database: Path
) -> Outcome:
    """Everybody talks in each life; compared is what the chats show at the end."""
    chance, outcome = random.Random(f"{plan.way}{plan.seed}"), Outcome()
    said: dict[int, list[str]] = {chat: [] for chat in range(1, plan.chats + 1)}
    given = (str(model), str(database), api.url, plan.way, free_port())
    for number in range(plan.kills + 1):
        for at in range(plan.each):
            for chat, texts in said.items():
                texts.append(f"ANSWER {number}.{at}")
                await api.says(chat, texts[-1])
        async with nursery.life(*given):
            if number < plan.kills:
                calls = len(api.calls) + chance.randint(*plan.calls)
                await api.until(lambda n=calls: len(api.calls) >= n, "some calls")
                outcome.killed_at.append(api.calls[-1][0])
            else:
                outcome.seconds = await _end(api, sum(map(len, said.values())))
    await _compare(api, said, database, outcome)
    return outcome


async def _end(api: BotApi, messages: int) -> float:
    """Wait for the last answer; returns the seconds since the process took up work."""
    await api.until(lambda: api.made("getMe"), "the start")
    began = time.monotonic()
    shown = 0
    while shown < messages:
        with contextlib.suppress(AssertionError):  # what is lost is found by comparing
            await api.until(lambda n=shown: len(api.shown) > n, deadline=PATIENCE)
        if len(api.shown) == shown:
            break
        shown = len(api.shown)
    return time.monotonic() - began


async def _compare(
    api: BotApi, said: dict[int, list[str]], database: Path, outcome: Outcome
) -> None:
    """Compare what every chat shows, and what every conversation holds."""
    store = AssistantTrackerStore(url=f"sqlite:///{database}")
    outcome.doubled, outcome.sent = doubled(api.shown), len(api.shown)
    for chat, texts in said.items():
        outcome.said += len(texts)
        shown = [one.text.removeprefix("heard ") for one in api.of(chat)]
        outcome.lost += [(chat, text) for text in texts if text not in shown]
        log = await store.said_after(f"tg:{chat}:{chat}")
        kept = [one.text for one in log if one.by == "person"]
        if [*dict.fromkeys(shown)] != texts or kept != texts:
            outcome.out_of_order.append(chat)
    await store.close()


def doubled(shown: list[Shown]) -> list[tuple[int, str]]:
    """(chat, text) of what was sent more than once."""
    counts = Counter((one.chat_id, one.text) for one in shown)
    return [one for one, number in counts.items() if number > 1]


def free_port() -> int:
    """A port for the webhook that stays the same over all lives."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
