"""How quick a talk is when twenty agents have one each at the same time.

`python -m bench.desk [--agents 20] [--rounds 10]`, in the project. The server as it is
run, in a process of its own; agents and citizens over HTTP on loopback, all in this
one: each agent has a claimed conversation and a stream open, each citizen a stream of
the web. Measured twice. At one moment: in a round every citizen writes, then every
agent, then every agent asks for the panel, each time all at once and when what was
before is over; the worst that can happen. At their own pace: each citizen writes, his
agent's screen asks for the panel as soon as it shows the words, the agent writes, and
after one to three seconds the citizen writes again. Times run from the first byte sent
until the other side's stream shows the words, or the panel is there; so what the
clients cost counts too. The last column is processor time of the server for each, with
all that follows from it. 300 ms is promised for the panel, also from the moment in
which a citizen writes at his own pace.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import secrets
import sys
import tempfile
import time
import uuid
from asyncio import gather
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientTimeout, CookieJar

from bench.turns import additions
from bot import clock
from bot.desk.passwords import Passwords
from records import Store, migrate
from records.desk_staff import StaffRecords
from tests.bot.channels.widget.server import running_assistant

PROMISED = 300.0  # milliseconds
QUIET = 0.5  # seconds
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

    async def read(self, answer: ClientResponse) -> None:
        """Until the stream ends."""
        async for line in answer.content:
            if line.startswith(b"data: ") and b'"text"' in line:
                data = json.loads(line.removeprefix(b"data: "))
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

    agent: ClientSession
    citizen: ClientSession
    number: int
    agents_line: Line
    citizens_line: Line

    async def citizen_writes(self, text: str) -> float:
        """Milliseconds until the agent sees it."""
        began = time.perf_counter()
        body = {"id": uuid.uuid4().hex, "text": text}
        await _done(self.citizen.post("/web/messages", json=body))
        return (await self.agents_line.has(text) - began) * 1000

    async def agent_writes(self, text: str) -> float:
        """Milliseconds until the citizen sees it."""
        began = time.perf_counter()
        body = {"id": uuid.uuid4().hex, "text": text}
        path = f"/desk/api/handovers/{self.number}/messages"
        await _done(self.agent.post(path, json=body))
        return (await self.citizens_line.has(text) - began) * 1000

    async def asks_panel(self) -> float:
        """Milliseconds until the panel is there."""
        began = time.perf_counter()
        path = f"/desk/api/handovers/{self.number}/panel"
        await _done(self.agent.get(path))
        return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure and print; status 1 where the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(measure(Path(name), options.agents, options.rounds))


Times = dict[str, list[float]]
TITLES = {
    "citizen": "citizen writes -> agent sees",
    "agent": "agent writes -> citizen sees",
    "panel": "panel",
    "whole": "citizen writes -> panel is there",
}


async def measure(folder: Path, agents: int, rounds: int) -> int:
    """All rows."""
    async with contextlib.AsyncExitStack() as stack:
        await _add_agents(f"sqlite:///{folder / 'widget.db'}", agents)
        server = running_assistant(folder, DESK_HOURS="always")
        running = stack.enter_context(server)
        pairs = [await _pair(stack, running.url, n) for n in range(agents)]
        at_once, spent = await _at_one_moment(pairs, rounds, running.process)
        paced = await _at_their_own_pace(pairs, rounds)
    print(f"{agents} agents, {rounds} rounds; milliseconds")
    print(f"{'':36}{'p50':>8}{'p95':>8}{'max':>8}{'server':>8}")
    for found, how in ((at_once, "at one moment"), (paced, "at their own pace")):
        print(how)
        for name, times in found.items():
            cuts = quantiles(times, n=20)
            line = f"  {TITLES[name]:34}{cuts[9]:8.0f}{cuts[18]:8.0f}{max(times):8.0f}"
            each = spent[name] / len(times) if found is at_once else None
            print(line + (f"{each:8.1f}" if each is not None else ""))
    print(f"Two million additions took this machine {additions() * 1000:.0f} ms.")
    promised = at_once["panel"], paced["panel"], paced["whole"]
    return int(any(quantiles(times, n=20)[18] > PROMISED for times in promised))


async def _at_one_moment(
    pairs: Sequence[Pair], rounds: int, server: int
) -> tuple[Times, dict[str, float]]:
    """All do the same at once, and wait for the slowest; and what the server spent."""
    found: Times = {"citizen": [], "agent": [], "panel": []}
    spent = dict.fromkeys(found, 0.0)
    for number in range(rounds):
        said = {pair.number: _said(number) for pair in pairs}
        for name in found:
            before = _spent(server)
            found[name] += await gather(*(_do(name, pair, said) for pair in pairs))
            await asyncio.sleep(QUIET)
            spent[name] += _spent(server) - before
    return found, spent


async def _do(name: str, pair: Pair, said: Mapping[int, str]) -> float:
    if name == "citizen":
        return await pair.citizen_writes(said[pair.number])
    if name == "agent":
        return await pair.agent_writes(f"ok {said[pair.number]}")
    return await pair.asks_panel()


def _spent(process: int) -> float:
    """Milliseconds of processor time so far, its own and the system's for it."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


async def _at_their_own_pace(pairs: Sequence[Pair], rounds: int) -> Times:
    """Each pair talks by itself."""
    found: Times = {"citizen": [], "panel": [], "whole": [], "agent": []}
    patience = random.Random(7)  # noqa: S311, no secret

    async def talk(pair: Pair) -> None:
        for number in range(rounds):
            await asyncio.sleep(patience.uniform(1, 3))
            text = _said(number)
            seen = await pair.citizen_writes(text)
            panel = await pair.asks_panel()
            found["citizen"].append(seen)
            found["panel"].append(panel)
            found["whole"].append(seen + panel)
            found["agent"].append(await pair.agent_writes(f"ok {text}"))

    await gather(*(talk(pair) for pair in pairs))
    return found


def _said(number: int) -> str:
    return f"{LINES[number % len(LINES)]} {_mark()}"


async def _done(asked: AbstractAsyncContextManager[ClientResponse]) -> Any:
    """What an answer says; raises ClientError unless it says yes."""
    async with asked as answer:
        answer.raise_for_status()
        return await answer.json()


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
    agent = await stack.enter_async_context(
        ClientSession(url, cookie_jar=CookieJar(unsafe=True), headers={"Origin": url})
    )  # unsafe: of a host that is a number
    body = {"name": f"agent{number}", "password": SECRET}
    me = await _done(agent.post("/desk/api/sign-in", json=body))
    agent.headers["X-CSRF-Token"] = me["csrf"]
    citizen = await stack.enter_async_context(ClientSession(url))
    begun = await _done(citizen.post("/web/conversations", json={}))
    citizen.headers["Authorization"] = f"Bearer {begun['token']}"
    wish = {"id": uuid.uuid4().hex, "text": "转人工"}
    await _done(citizen.post("/web/messages", json=wish))
    (row,) = (await _done(agent.get("/desk/api/queue")))["rows"]
    await _done(agent.post(f"/desk/api/handovers/{row['id']}/claim", json={}))
    desk = f"/desk/api/events?open={row['id']}"
    lines = [
        await _stream(stack, agent, desk),
        await _stream(stack, citizen, "/web/events?after=0"),
    ]
    return Pair(agent, citizen, row["id"], *lines)


async def _stream(
    stack: contextlib.AsyncExitStack, client: ClientSession, path: str
) -> Line:
    line = Line()
    forever = ClientTimeout(total=None)
    answer = await stack.enter_async_context(client.get(path, timeout=forever))
    task = asyncio.create_task(line.read(answer))
    stack.callback(task.cancel)
    return line


if __name__ == "__main__":
    sys.exit(main())
