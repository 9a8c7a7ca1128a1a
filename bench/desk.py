"""How quick a talk is when twenty agents have one each at the same time.

`python -m bench.desk [--agents 20] [--rounds 10]`, in the project. The server as it is
run, in a process of its own; agents and citizens over HTTP on loopback, all in this
one: each agent has a claimed conversation and a stream open, each citizen a stream of
the web. In a round every citizen writes at the same moment, then every agent, then
every agent asks for the panel. Times run from the first byte sent until the other
side's stream shows the words, or the panel is there; so what the clients cost counts
too. 300 ms is promised for the panel.
"""

import argparse
import asyncio
import contextlib
import json
import secrets
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from bench.turns import additions
from bot import clock
from bot.desk.passwords import Passwords
from records import Store, migrate
from records.desk_staff import StaffRecords
from tests.bot.channels.widget.server import running_assistant

PROMISED = 300.0  # milliseconds
LINES = (
    "社保断了五个月能补吗",
    "我是灵活就业，在上海",
    "I stopped paying in March, what now?",
    "社保卡丢了怎么办",
)
SECRET = uuid.uuid4().hex


@dataclass
class Line:
    """What came over one stream: each text with its moment."""

    seen: dict[str, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, answer: httpx.Response) -> None:
        """Until the stream ends."""
        async for line in answer.aiter_lines():
            if line.startswith("data: ") and '"text"' in line:
                data = json.loads(line.removeprefix("data: "))
                if isinstance(data, dict) and "text" in data:
                    self.seen[data["text"]] = time.perf_counter()
                    self.news.set()

    async def has(self, text: str) -> float:
        """The moment at which a text came."""
        while text not in self.seen:
            self.news.clear()
            await self.news.wait()
        return self.seen[text]


@dataclass
class Pair:
    """An agent and a citizen in one conversation."""

    agent: httpx.AsyncClient
    citizen: httpx.AsyncClient
    number: int
    agents_line: Line
    citizens_line: Line

    async def citizen_writes(self, text: str) -> float:
        """Milliseconds until the agent sees it."""
        began = time.perf_counter()
        body = {"id": uuid.uuid4().hex, "text": text}
        answer = await self.citizen.post("/web/messages", json=body)
        answer.raise_for_status()
        return (await self.agents_line.has(text) - began) * 1000

    async def agent_writes(self, text: str) -> float:
        """Milliseconds until the citizen sees it."""
        began = time.perf_counter()
        body = {"id": uuid.uuid4().hex, "text": text}
        path = f"/desk/api/handovers/{self.number}/messages"
        (await self.agent.post(path, json=body)).raise_for_status()
        return (await self.citizens_line.has(text) - began) * 1000

    async def asks_panel(self) -> float:
        """Milliseconds until the panel is there."""
        began = time.perf_counter()
        path = f"/desk/api/handovers/{self.number}/panel"
        (await self.agent.get(path)).raise_for_status()
        return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure and print; status 1 where the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(measure(Path(name), options.agents, options.rounds))


async def measure(folder: Path, agents: int, rounds: int) -> int:
    """All rows."""
    found: dict[str, list[float]] = {"citizen": [], "agent": [], "panel": []}
    async with contextlib.AsyncExitStack() as stack:
        await _add_agents(f"sqlite:///{folder / 'widget.db'}", agents)
        server = running_assistant(folder, DESK_HOURS="always")
        url = stack.enter_context(server).url
        pairs = [await _pair(stack, url, number) for number in range(agents)]
        for number in range(rounds):
            said = [f"{LINES[number % len(LINES)]} {_mark()}" for _ in pairs]
            found["citizen"] += await asyncio.gather(
                *(
                    pair.citizen_writes(text)
                    for pair, text in zip(pairs, said, strict=True)
                )
            )
            found["agent"] += await asyncio.gather(
                *(
                    pair.agent_writes(f"ok {text}")
                    for pair, text in zip(pairs, said, strict=True)
                )
            )
            found["panel"] += await asyncio.gather(*(p.asks_panel() for p in pairs))
    print(f"{agents} agents at once, {rounds} rounds; milliseconds")
    print(f"{'':36}{'p50':>8}{'p95':>8}{'max':>8}")
    for name, title in (
        ("citizen", "citizen writes -> agent sees"),
        ("agent", "agent writes -> citizen sees"),
        ("panel", "panel"),
    ):
        cuts = quantiles(found[name], n=20)
        most = max(found[name])
        print(f"{title:36}{cuts[9]:8.0f}{cuts[18]:8.0f}{most:8.0f}")
    print(f"Two million additions took this machine {additions() * 1000:.0f} ms.")
    return int(quantiles(found["panel"], n=20)[18] > PROMISED)


def _mark() -> str:
    """Letters that make words unlike all others; digits might be masked."""
    return "".join(secrets.choice("bcdfghjklm") for _ in range(12))


async def _add_agents(url: str, agents: int) -> None:
    """So many agents in a new database, all with one password."""
    migrate(url)
    store = Store(url)
    kept = Passwords().hash(SECRET)
    for number in range(agents):
        name = f"agent{number}"
        await StaffRecords(store).add(name, name, "agent", kept, clock.now())
    await store.close()


async def _pair(stack: contextlib.AsyncExitStack, url: str, number: int) -> Pair:
    """An agent who has claimed a citizen's conversation, both with streams open."""
    make: dict[str, Any] = {"base_url": url, "trust_env": False, "timeout": 60}
    agent = await stack.enter_async_context(httpx.AsyncClient(**make))
    citizen = await stack.enter_async_context(httpx.AsyncClient(**make))
    agent.headers["Origin"] = url
    body = {"name": f"agent{number}", "password": SECRET}
    me = (await agent.post("/desk/api/sign-in", json=body)).json()
    agent.headers["X-CSRF-Token"] = me["csrf"]
    token = (await citizen.post("/web/conversations", json={})).json()["token"]
    citizen.headers["Authorization"] = f"Bearer {token}"
    wish = {"id": uuid.uuid4().hex, "text": "转人工"}
    (await citizen.post("/web/messages", json=wish)).raise_for_status()
    (row,) = (await agent.get("/desk/api/queue")).json()["rows"]
    path = f"/desk/api/handovers/{row['id']}/claim"
    (await agent.post(path, json={})).raise_for_status()
    desk = f"/desk/api/events?open={row['id']}"
    lines = [
        await _stream(stack, agent, desk),
        await _stream(stack, citizen, "/web/events?after=0"),
    ]
    return Pair(agent, citizen, row["id"], *lines)


async def _stream(
    stack: contextlib.AsyncExitStack, client: httpx.AsyncClient, path: str
) -> Line:
    line = Line()
    answer = await stack.enter_async_context(client.stream("GET", path, timeout=None))
    task = asyncio.create_task(line.read(answer))
    stack.callback(task.cancel)
    return line


if __name__ == "__main__":
    sys.exit(main())
