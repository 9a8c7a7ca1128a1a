"""A running desk as its people see it: agents in browsers, citizens on channels."""

import asyncio
import contextlib
import datetime as dt
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx
from argon2 import PasswordHasher

from bot.desk.relay import Relay
from bot.runtime.assistant import Assistant
from records import Store
from records.desk import DeskRecords
from records.desk_kept import KeptRecords
from records.desk_staff import StaffRecords

MORNING = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.timezone.utc)  # Monday, 10:00
NIGHT = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.timezone.utc)  # Monday, 22:00
PASSWORD = "correct horse battery"
PATIENCE = 10.0  # seconds after which what is waited for has not come

Json = dict[str, Any]


async def until(found: Callable[[], Any], what: str) -> Any:
    """Wait for a condition with a deadline; returns what it found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        await asyncio.sleep(0.01)
    raise AssertionError(f"{what}: not within {PATIENCE:g} s")


@dataclass
class Person:
    """A citizen on the web."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    sender_id: str
    said: list[Json] = field(default_factory=list)

    async def say(self, text: str = "", **body: Any) -> list[str]:
        """Say something; returns the texts of the answer."""
        sent = {"id": uuid.uuid4().hex, **({"text": text} if text else {}), **body}
        answer = await self.client.post(
            "/web/messages", json=sent, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        self.said = answer.json()["messages"]
        return [one["text"] for one in self.said]

    async def press(self, title: str) -> list[str]:
        """Press the button with this title among all that were shown."""
        shown = [b for one in await self.history() for b in one["buttons"]]
        payload = next(b["payload"] for b in reversed(shown) if b["title"] == title)
        return await self.say(payload=payload)

    async def history(self, after: int = 0) -> list[Json]:
        """All that was said in the conversation."""
        answer = await self.client.get(
            "/web/history", params={"after": after}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()["messages"]
        return found

    async def texts(self) -> list[str]:
        """The texts of all that was said."""
        return [one["text"] for one in await self.history()]


@dataclass
class AgentClient:
    """An agent's browser, signed in."""

    client: httpx.AsyncClient
    name: str
    id: int = 0
    csrf: str = ""
    origin: str = ""

    async def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        answer = await self.client.post(
            "/desk/api/sign-in",
            json={"name": self.name, "password": password},
            headers={"Origin": self.origin},
        )
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
            self.id = answer.json()["agent"]["id"]
        return answer

    async def ask(
        self, method: str, path: str, body: Json | None = None, **headers: str
    ) -> httpx.Response:
        """One request with what a browser of ours sends along."""
        given = {"Origin": self.origin, "X-CSRF-Token": self.csrf, **headers}
        if method == "GET":
            given = dict(headers)
            return await self.client.get(f"/desk/api{path}", headers=given)
        return await self.client.request(
            method, f"/desk/api{path}", json=body or {}, headers=given
        )

    async def get(self, path: str) -> Json:
        return self._good(await self.ask("GET", path))

    async def post(self, path: str, **body: Any) -> Json:
        return self._good(await self.ask("POST", path, body))

    async def waiting(self, person: Person) -> Json:
        """The row of somebody who waits, by his own conversation."""
        rows: list[Json] = (await self.get("/queue"))["rows"]
        assert len(rows) == 1, rows
        return rows[0]

    async def claim(self, person: Person) -> int:
        """Claim the only conversation that waits; returns its number."""
        row = await self.waiting(person)
        number = int(row["id"])
        await self.post(f"/handovers/{number}/claim")
        return number

    async def write(self, number: int, text: str, **more: Any) -> Json:
        own = uuid.uuid4().hex
        answer = await self.post(
            f"/handovers/{number}/messages", id=own, text=text, **more
        )
        message: Json = answer["message"]
        return message

    @contextlib.asynccontextmanager
    async def stream(self, query: str = "") -> AsyncIterator["Events"]:
        """The events of a stream, read while the body runs."""
        events = Events()
        url = f"/desk/api/events{query}"
        async with self.client.stream("GET", url, timeout=None) as answer:
            assert answer.status_code == 200, await answer.aread()
            task = asyncio.create_task(events.read(answer))
            try:
                yield events
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    @staticmethod
    def _good(answer: httpx.Response) -> Json:
        assert answer.status_code in (200, 201), (answer.status_code, answer.text)
        found: Json = answer.json()
        return found


@dataclass
class Events:
    """What came over a stream."""

    all: list[tuple[str, Any]] = field(default_factory=list)
    ended: bool = False

    async def read(self, answer: httpx.Response) -> None:
        name = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                self.all.append((name, json.loads(line.removeprefix("data: "))))
        self.ended = True

    def of(self, name: str) -> list[Any]:
        return [data for event, data in self.all if event == name]

    async def wait(self, name: str, when: Callable[[Any], bool] = bool) -> Any:
        """The first event of a name for which this holds."""

        def found() -> Any:
            return next(([one] for one in self.of(name) if when(one)), None)

        return (await until(found, f"event {name}"))[0]


@dataclass
class House:
    """The server and what is behind it."""

    moment: ClassVar[dt.datetime] = MORNING

    port: int
    assistant: Assistant
    relay: Relay
    store: Store
    staff: StaffRecords
    kept: KeptRecords
    people: DeskRecords
    hasher: PasswordHasher

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, language: str = "en") -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.origin,
            trust_env=False,
            headers={"Accept-Language": language},
            timeout=30,
        )

    async def add(self, role: Any, shown: str) -> str:
        """A new agent; returns the name to sign in with."""
        name = f"{shown.casefold()}-{uuid.uuid4().hex[:8]}"
        kept = self.hasher.hash(PASSWORD)
        await self.staff.add(name, shown, role, kept, self.moment)
        return name

    @contextlib.asynccontextmanager
    async def agent(self, role: str, shown: str) -> AsyncIterator[AgentClient]:
        """A new agent, signed in."""
        name = await self.add(role, shown)
        async with self.client() as client:
            agent = AgentClient(client, name, origin=self.origin)
            assert (await agent.sign_in()).status_code == 200
            yield agent

    @contextlib.asynccontextmanager
    async def person(self, language: str) -> AsyncIterator[Person]:
        """A citizen with a new conversation on the web."""
        from bot.channels.web.tokens import sender_of

        async with self.client(language) as client:
            answer = await client.post(
                "/web/conversations", json={"language": language}
            )
            token = answer.json()["token"]
            headers = {"Authorization": f"Bearer {token}"}
            yield Person(client, headers, sender_of(token))

    async def rest(self, sender: str, text: str) -> list[Json]:
        """What the REST channel answers."""
        async with self.client() as client:
            answer = await client.post(
                "/webhooks/rest/webhook", json={"sender": sender, "message": text}
            )
            found: list[Json] = answer.json()
            return found
