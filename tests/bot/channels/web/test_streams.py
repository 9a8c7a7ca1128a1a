"""The stream of a conversation: two tabs, one order, nothing twice, news of others."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.channels.web import events, tokens
from tests.bot.channels.web.conftest import Serve, Site

pytestmark = pytest.mark.rasa


class Tab:
    """One reader of the stream."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def event(self) -> tuple[str, dict[str, Any]]:
        """The next event's kind and data; comments are left out."""
        kind, data = "", ""
        async for line in self._lines:
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                data = line[6:]
            elif not line and kind:
                return kind, json.loads(data)
        raise AssertionError("the stream ended")

    async def comment(self) -> str:
        async for line in self._lines:
            if line.startswith(":"):
                return line
        raise AssertionError("the stream ended")


@pytest.fixture
async def tab(talk: Site) -> AsyncIterator[Tab]:
    async with talk.client.stream(
        "GET", "/web/events", headers=talk.headers
    ) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield Tab(response)


async def soon(event: Any) -> Any:
    return await asyncio.wait_for(event, 60)


async def test_a_second_tab_hears_everything_once(talk: Site, tab: Tab) -> None:
    first = await talk.say("m1", text="ANSWER")
    await talk.say("m2", text="ANSWER 2")
    heard = [await soon(tab.event()) for _ in range(4)]
    assert [kind for kind, _ in heard] == ["message"] * 4
    assert [one for _, one in heard] == await talk.history()
    async with talk.client.stream(
        "GET", "/web/events", params={"after": first["cursor"]}, headers=talk.headers
    ) as later:
        _, message = await soon(Tab(later).event())
    assert message["text"] == "ANSWER 2"
    headers = {**talk.headers, "Last-Event-ID": str(first["cursor"])}
    async with talk.client.stream("GET", "/web/events", headers=headers) as later:
        _, message = await soon(Tab(later).event())
    assert message["text"] == "ANSWER 2"


async def test_two_tabs_that_post_see_one_order(talk: Site, tab: Tab) -> None:
    sent = [talk.say(f"m{number}", text=f"ANSWER {number}") for number in range(4)]
    await asyncio.gather(*sent)
    heard = [(await soon(tab.event()))[1] for _ in range(8)]
    assert heard == await talk.history()


async def test_a_stream_says_that_the_conversation_is_gone(
    talk: Site, tab: Tab
) -> None:
    await tab.comment()
    await talk.client.delete("/web/conversations", headers=talk.headers)
    assert await soon(tab.event()) == ("gone", {})


async def test_a_quiet_stream_is_kept_alive(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "KEEP_ALIVE", 0.01)
    async with serve() as site:
        await site.begin()
        async with site.client.stream(
            "GET", "/web/events", headers=site.headers
        ) as response:
            tab = Tab(response)
            assert await soon(tab.comment()) == ": welcome"
            assert await soon(tab.comment()) == ": keep-alive"


async def test_what_another_process_says_is_heard(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "KEEP_ALIVE", 0.05)
    async with serve() as site:
        await site.begin()
        async with site.client.stream(
            "GET", "/web/events", headers=site.headers
        ) as response:
            tab = Tab(response)
            monkeypatch.setattr(site.conversations.bells, "ring", lambda _: None)
            await site.say("m1", text="ANSWER")
            assert (await soon(tab.event()))[1]["text"] == "ANSWER"


async def test_streams_are_counted(talk: Site) -> None:
    with (
        talk.conversations.bells.listening(tokens.sender_of(talk.token)),
        talk.conversations.bells.listening(tokens.sender_of(talk.token)),
        talk.conversations.bells.listening(tokens.sender_of(talk.token)),
        talk.conversations.bells.listening(tokens.sender_of(talk.token)),
        talk.conversations.bells.listening(tokens.sender_of(talk.token)),
    ):
        answer = await talk.client.get("/web/events", headers=talk.headers)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
