"""How long an agent waits for the copilot when twenty ask at the same moment.

`python -m bench.copilot [--agents 20] [--rounds 20]`, in the project. The panel of a
chat that an agent has claimed, from the moment when the citizen's message is stored;
the panel of a line typed from a call, while the assistant answers all twenty lines;
`POST /api/v1/assist` over HTTP, its clients in threads of this process; and, promised
to nobody, how long until the assistant's own answer to a line stands there as well.
Each agent has a conversation of its own; all start at once and each time runs from then
to that agent's own answer, so that waiting for the others counts. The model is trained
beforehand if need be. What is promised is 300 ms, and status 1 where it is broken. The
last column is what one answer costs this process (of HTTP: the client too), whatever
else runs on the machine: with one core to itself, the last of twenty waits twenty times
as long.
"""

import argparse
import asyncio
import contextlib
import http.client
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bench.turns import additions
from bot.runtime import lean
from bot.settings import PROJECT, Settings, read_settings
from bot.tokens import hash_of, new_token

if TYPE_CHECKING:  # Rasa is imported once the environment is set
    from advice import Knowledge
    from bot.desk.copilot import Copilot
    from bot.runtime.assistant import Assistant
    from records import Store

PROMISED = 300  # milliseconds, for the panel and for `/api/v1/assist`
ANSWERED = "line of a call, the assistant's answer, and the panel after it"
LINES = (
    "社保断了五个月能补吗",
    "职工医保",
    "离职了",
    "我在上海，2026年3月停的",
    "I am self-employed, what about the pension?",
    "社保卡丢了怎么办",
    "单位没给我交社保",
    "不对，是四个月",
)
CLAIM_ANEW = 6  # rounds: so many messages of a claimed chat are heard together
Ask = Callable[[int, str], Awaitable[None]]
Prepare = Callable[[int], Awaitable[None]]


def main() -> int:
    """Measure and print; status 1 where the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    lean.set_environment()
    lean.prepare(PROJECT / "config.yml")
    import uvloop

    uvloop.install()  # as the server does
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(measure(Path(name), options.agents, options.rounds))


async def measure(folder: Path, agents: int, rounds: int) -> int:
    """All rows."""
    token = new_token()
    given = {
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "API_TOKENS": f"bench={hash_of(token)}",
        "API_REQUESTS_A_MINUTE": "60000",
    }
    settings = read_settings(given)
    kept = True
    print(f"| {agents} agents at once | p50 | p95 | longest | work each |")
    print("| --- | --- | --- | --- | --- |")
    async with asked(settings, token, agents) as ways:
        for name, (prepare, ask) in ways.items():
            times, work = await times_of(ask, agents, rounds, prepare)
            cells = [name, *figures(times), f"{work * 1000:.1f} ms"]
            print("| " + " | ".join(cells) + " |")
            kept = kept and (name == ANSWERED or max(times) * 1000 <= PROMISED)
    print(f"Two million additions took this machine {additions() * 1000:.0f} ms.")
    return 0 if kept else 1


async def times_of(
    ask: Ask, agents: int, rounds: int, prepare: Prepare
) -> tuple[list[float], float]:
    """Seconds of each agent in each round, and the work of one answer.

    The first round warms up; `prepare` is called before each, and is not measured.
    """
    times: list[float] = []
    worked = 0.0

    async def one(agent: int, text: str, began: float) -> None:
        await ask(agent, text)
        times.append(time.perf_counter() - began)

    for number in range(rounds + 1):
        await prepare(number)
        if number == 1:
            times.clear()
            worked = 0.0
        began, work = time.perf_counter(), time.process_time()
        texts = [LINES[(agent + number) % len(LINES)] for agent in range(agents)]
        await asyncio.gather(*(one(a, text, began) for a, text in enumerate(texts)))
        worked += time.process_time() - work
    return times, worked / len(times)


@dataclass(frozen=True)
class House:
    """The assistant with the copilot beside it."""

    assistant: "Assistant"
    copilot: "Copilot"
    knowledge: "Knowledge"
    store: "Store"


class Desk:
    """Agents at work in this process, each with conversations of his own."""

    def __init__(self, house: House, agents: int) -> None:
        self._assistant = house.assistant
        self._copilot = house.copilot
        self._agents = agents
        self._answering: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """A first message in each chat."""
        for agent in range(self._agents):
            await self._say(f"chat-{agent}", LINES[0])

    async def claim(self, number: int) -> None:
        """A message each of chats that are claimed, anew every few rounds."""
        for agent in range(self._agents):
            sender = f"chat-{agent}"
            if number % CLAIM_ANEW == 0:
                await self._pause(sender)
            await self._say(sender, LINES[(agent + number) % len(LINES)])

    async def chat(self, agent: int, _: str) -> None:
        """The panel of a chat."""
        await self._copilot.panel(f"chat-{agent}", "zh")

    async def line(self, agent: int, text: str) -> None:
        """The panel of a line typed from a call; the assistant answers meanwhile."""
        sender = f"line-{agent}"
        self._answering.append(asyncio.create_task(self._say(sender, text)))
        parsed = await self._assistant.parse_message(text)
        await self._copilot.panel(sender, "zh", line=parsed)

    async def answered(self, _: int) -> None:
        """All lines have been answered."""
        await asyncio.gather(*self._answering)
        self._answering.clear()

    async def call(self, agent: int, text: str) -> None:
        """A line typed from a call, the answer to it, and the panel after that."""
        await self._say(f"call-{agent}", text)
        await self._copilot.panel(f"call-{agent}", "zh")

    async def _say(self, sender: str, text: str) -> None:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        message = UserMessage(text, CollectingOutputChannel(), sender)
        await self._assistant.handle_message(message)

    async def _pause(self, sender: str) -> None:
        from rasa.shared.core.events import ConversationPaused, ConversationResumed

        log = self._assistant.tracker_store
        tracker = await log.get_or_create_tracker(sender)
        tracker.update(ConversationResumed())
        tracker.update(ConversationPaused())
        await log.save(tracker)


async def nothing(_: int) -> None:
    """Nothing to prepare."""


@contextlib.asynccontextmanager
async def asked(
    settings: Settings, token: str, agents: int
) -> AsyncIterator[dict[str, tuple[Prepare, Ask]]]:
    """The ways in which an agent asks, by the names of their rows."""
    async with opened(settings) as house:
        desk = Desk(house, agents)
        await desk.begin()
        async with over_http(house, settings, token, agents) as assist:
            yield {
                "panel of a claimed chat": (desk.claim, desk.chat),
                "panel of a line of a call": (desk.answered, desk.line),
                "POST /api/v1/assist": (nothing, assist),
                ANSWERED: (desk.answered, desk.call),
            }


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """The assistant on a database of its own; trained if need be."""
    from advice import load_knowledge
    from bot import clock
    from bot.desk.copilot import build
    from bot.runtime.loading import load_assistant
    from bot.training import ensure_model
    from records import Store, migrate

    ensure_model(settings, print)
    migrate(settings.database_url)
    store = Store(settings.database_url)
    knowledge = load_knowledge(settings.project / "knowledge")
    assistant = await load_assistant(settings, knowledge, store)
    log = assistant.tracker_store
    if assistant.index is None:
        raise RuntimeError("the assistant was loaded without its search")
    copilot = build(log, knowledge, assistant.index, clock.now)
    yield House(assistant, copilot, knowledge, store)
    await log.close()
    await store.close()


@contextlib.asynccontextmanager
async def over_http(
    house: House, settings: Settings, token: str, agents: int
) -> AsyncIterator[Ask]:
    """`POST /api/v1/assist`, each agent on a connection and in a thread of his own."""
    from bot.channels.web.site import add_web
    from bot.interface import add_api
    from bot.runtime.server import build_app, listening

    app = build_app(house.assistant, [], "bench")
    add_web(app, house.assistant, house.store, house.knowledge, settings)
    add_api(app, house.assistant, house.knowledge, settings)
    async with listening(app, "127.0.0.1", 0) as port:
        with ThreadPoolExecutor(agents) as threads:
            clients = [
                http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                for _ in range(agents)
            ]

            async def assist(agent: int, text: str) -> None:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(threads, post, clients[agent], token, text)

            yield assist
            for client in clients:
                client.close()


def post(client: http.client.HTTPConnection, token: str, text: str) -> None:
    """One line over HTTP. Raises RuntimeError unless it is answered."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    client.request("POST", "/api/v1/assist", json.dumps({"text": text}), headers)
    answer = client.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {body[:200]!r}")


def figures(times: Sequence[float]) -> list[str]:
    """p50, p95 and the longest, in milliseconds."""
    p95 = quantiles(times, n=20)[-1]
    return [f"{value * 1000:.0f} ms" for value in (median(times), p95, max(times))]


if __name__ == "__main__":
    sys.exit(main())
