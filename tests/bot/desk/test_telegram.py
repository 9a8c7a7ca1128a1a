"""An agent and a citizen on Telegram: both ways, once, after a restart too."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

import pytest

from advice import Knowledge
from bot.channels import telegram
from bot.channels.telegram import service
from bot.settings import TelegramSettings
from tests.bot.channels.telegram.api import TOKEN, BotApi
from tests.bot.desk.house import AgentClient, House

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

# One database sees the updates of all tests: none may have another's number.
NUMBERS = itertools.count(1000, 1000)
ENGLISH = {"id": 0, "is_bot": False, "first_name": "P", "language_code": "en"}


def stand_in() -> BotApi:
    return BotApi(_numbers=itertools.count(next(NUMBERS)))


@contextlib.asynccontextmanager
async def channel(
    house: House, knowledge: Knowledge, api: BotApi
) -> AsyncIterator[None]:
    """The channel, wired to the desk as the server wires it."""
    settings = TelegramSettings(TOKEN, api_url=api.url)
    built = telegram.build(
        settings, house.assistant, knowledge, house.store, 30, rate=5000, second=0.05
    )
    built.perhaps_unsent = house.relay.perhaps_unsent
    house.assistant.news.listen(built.hear)
    try:
        async with built.running():
            yield
    finally:
        house.assistant.news.stop(built.hear)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LONG_POLL", 1)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.casefold(), raising=False)


async def say(api: BotApi, chat: int, text: str) -> None:
    await api.says(chat, text, user={**ENGLISH, "id": chat})


def texts(api: BotApi, chat: int) -> list[str]:
    return [one.text for one in api.of(chat)]


async def claim(house: House, ann: AgentClient, chat: int) -> int:
    rows = (await ann.get("/queue"))["rows"]
    (row,) = [one for one in rows if one["channel"] == "telegram"]
    await ann.post(f"/handovers/{row['id']}/claim")
    return int(row["id"])


async def test_words_go_both_ways_and_come_once(
    house: House, ann: AgentClient, knowledge: Knowledge
) -> None:
    async with stand_in().running() as api, channel(house, knowledge, api):
        await say(api, 901, "a person please")
        await api.until(lambda: any("in line" in t for t in texts(api, 901)), "queue")
        number = await claim(house, ann, 901)
        await api.until(lambda: any("has joined" in t for t in texts(api, 901)), "Ann")
        async with ann.stream(f"?open={number}") as events:
            await say(api, 901, "my employer never paid")
            await events.wait("message", lambda m: "never paid" in m["text"])
        await ann.write(number, "Since when?")
        await api.until(lambda: "Since when?" in texts(api, 901), "Ann's words")
        await say(api, 901, "since March")
        joined = next(one for one in api.of(901) if "has joined" in one.text)
        await api.presses(joined, "End the talk")
        await api.until(lambda: any("is over" in t for t in texts(api, 901)), "end")
        assert (await ann.get(f"/handovers/{number}"))["ended_by"] == "person"
        assert texts(api, 901).count("Since when?") == 1


async def test_what_was_said_while_the_channel_was_away_comes_at_its_start(
    house: House, ann: AgentClient, knowledge: Knowledge
) -> None:
    async with stand_in().running() as api:
        async with channel(house, knowledge, api):
            await say(api, 902, "a person please")
            await api.until(lambda: any("in line" in t for t in texts(api, 902)), "q")
        number = await claim(house, ann, 902)
        await ann.write(number, "While you were away.")
        await asyncio.sleep(0)
        assert "While you were away." not in texts(api, 902)
        async with channel(house, knowledge, api):
            await api.until(lambda: "While you were away." in texts(api, 902), "words")
            await say(api, 902, "here I am")
            await ann.write(number, "Good.")
            await api.until(lambda: "Good." in texts(api, 902), "more words")
        assert texts(api, 902).count("While you were away.") == 1


async def test_the_wish_works_as_a_command_too(
    house: House, ann: AgentClient, knowledge: Knowledge
) -> None:
    async with stand_in().running() as api, channel(house, knowledge, api):
        await say(api, 903, "/person")
        await api.until(lambda: any("in line" in t for t in texts(api, 903)), "queue")
        number = await claim(house, ann, 903)
        await say(api, 903, "/forget")
        await api.until(lambda: len(api.of(903)) >= 3, "an answer")
        row = await ann.ask("GET", f"/handovers/{number}")
        assert row.status_code == 404 or row.json()["state"] == "ended"
