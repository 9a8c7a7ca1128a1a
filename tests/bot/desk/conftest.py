"""The desk over real HTTP on loopback, behind the real trained assistant.

One server for all tests of the folder: each test has people and conversations of its
own. `house.at` moves the clock of the desk; what is said is stamped by the machine.
"""

import contextlib
import datetime as dt
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from advice import Knowledge, load_knowledge
from bot import clock
from bot.channels.web.site import add_web
from bot.desk.passwords import Passwords
from bot.desk.wiring import add_desk, open_desk
from bot.runtime.loading import load_assistant
from bot.runtime.rest import RestChannel
from bot.runtime.server import build_app
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from records import Store, migrate
from records.desk import DeskRecords
from records.desk_kept import KeptRecords
from records.desk_staff import StaffRecords
from tests.bot.desk.house import MORNING, AgentClient, House, Person
from tests.bot.serving import listening

MANY = {
    "WEB_REQUESTS_A_MINUTE": "60000",
    "WEB_MESSAGES_A_MINUTE": "6000",
    "APPROVE_TOPICS": "lump_sum_refund",
    "SESSION_MINUTES": "60",
}
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

Serve = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture(scope="package")
def knowledge() -> Knowledge:
    ensure_model(read_settings(os.environ), print)
    return load_knowledge(PROJECT / "knowledge")


@contextlib.asynccontextmanager
async def started(
    knowledge: Knowledge, database: Path, **environ: str
) -> AsyncIterator[House]:
    """A server on this database; each start is a process of its own kind."""
    given = {**MANY, "DATABASE_URL": f"sqlite:///{database}", **environ}
    settings = read_settings({**os.environ, **given})
    migrate(settings.database_url)
    store = Store(settings.database_url)
    assistant = await load_assistant(settings, knowledge, store)
    app = build_app(assistant, [RestChannel()], f"desk-{uuid.uuid4().hex}")
    add_web(app, assistant, store, knowledge, settings)
    relay = open_desk(assistant, knowledge, store, settings)
    add_desk(app, relay, store, settings, passwords=Passwords(CHEAP))
    async with listening(app) as port:
        yield House(
            port=port,
            assistant=assistant,
            relay=relay,
            store=store,
            staff=StaffRecords(store),
            kept=KeptRecords(store),
            people=DeskRecords(store),
            hasher=CHEAP,
        )
    await assistant.tracker_store.close()
    await store.close()


@pytest.fixture(scope="package")
def moving_clock() -> Iterator[None]:
    House.moment = MORNING
    with clock.set_to(lambda: House.moment):
        yield


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def running(
    knowledge: Knowledge, moving_clock: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    database = tmp_path_factory.mktemp("desk") / "assistant.db"
    async with started(knowledge, database) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="session")
async def house(running: House) -> AsyncIterator[House]:
    """The server, in the morning of a working day, with an empty queue."""
    House.moment = MORNING
    yield running
    House.moment += dt.timedelta(minutes=1)
    for one in [*await running.people.waiting(), *await running.people.claimed()]:
        await running.people.end(one.id, "assistant", House.moment)
    await running.kept.switch_on()
    running.assistant.agents.queue.tell()


@pytest_asyncio.fixture(loop_scope="session")
async def ann(house: House) -> AsyncIterator[AgentClient]:
    async with house.agent("agent", "Ann") as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def ben(house: House) -> AsyncIterator[AgentClient]:
    async with house.agent("agent", "Ben") as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def lead(house: House) -> AsyncIterator[AgentClient]:
    async with house.agent("supervisor", "Lead") as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def root(house: House) -> AsyncIterator[AgentClient]:
    async with house.agent("admin", "Root") as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def citizen(house: House) -> AsyncIterator[Person]:
    async with house.person("en") as person:
        yield person
