"""A stream tells what is new, is kept alive, and is over once the client has gone."""

import asyncio
from typing import Any

import pytest

from bot.http.streams import Send, event, stream

STEPS = 8
"""More turns of the loop than lie between a bell and whoever hears it."""


class Client:
    """A request whose answer is kept instead of sent; news come from `told`."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.sent: list[str] = []
        self.told: list[str] = []
        self.kept_alive = asyncio.Event()
        self.ended = False

    async def respond(self, **_: Any) -> "Client":
        return self

    async def send(self, text: str) -> None:
        self.sent.append(text)
        if self.sent.count(": keep-alive\n\n") == 2:
            self.kept_alive.set()

    async def eof(self) -> None:
        self.ended = True

    async def look(self, send: Send) -> bool:
        told, self.told = self.told, []
        for word in told:
            await send(event("word", word))
        return "last" in told

    def tell(self, word: str) -> None:
        self.told.append(word)
        self.news.set()

    def listen(self, keep_alive: float = 60.0) -> "asyncio.Task[None]":
        request: Any = self
        return asyncio.create_task(stream(request, self.news, self.look, keep_alive))


@pytest.fixture
async def client() -> Client:
    return Client()


async def turns(number: int = STEPS) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_news_are_told_until_there_will_be_none(client: Client) -> None:
    listening = client.listen()
    await turns()
    assert client.sent == [": welcome\n\n"]
    client.tell("first")
    await turns()
    client.tell("last")
    await asyncio.wait_for(listening, 60)
    assert client.sent[1:] == [event("word", "first"), event("word", "last")]
    assert client.ended


async def test_what_is_quiet_is_kept_alive(client: Client) -> None:
    listening = client.listen(keep_alive=0.001)
    await asyncio.wait_for(client.kept_alive.wait(), 60)
    client.tell("last")
    await asyncio.wait_for(listening, 60)


@pytest.mark.parametrize("between", range(STEPS))
async def test_who_goes_while_the_bell_rings_is_gone_at_once(
    client: Client, between: int
) -> None:
    listening = client.listen()
    await turns()
    client.news.set()
    await turns(between)
    listening.cancel()  # as the server does when the connection is lost
    await turns()
    assert listening.cancelled()


@pytest.mark.parametrize("ring", [True, False], ids=["rung", "quiet"])
async def test_a_stream_leaves_nobody_waiting_for_the_bell(
    client: Client, ring: bool
) -> None:
    before = asyncio.all_tasks()
    listening = client.listen(keep_alive=0.001)
    for _ in range(3):
        await turns()
        if ring:
            client.news.set()
    assert len(asyncio.all_tasks() - before) <= 2
    listening.cancel()
    await turns()
    assert asyncio.all_tasks() == before


def test_an_event_is_one_line_of_data() -> None:
    assert event("message", {"text": "a\nb"}, 7) == (
        'id: 7\nevent: message\ndata: {"text": "a\\nb"}\n\n'
    )
    assert event("gone", {}) == "event: gone\ndata: {}\n\n"
