"""The assistant over HTTP, on a loopback port: Rasa's form, and broken requests."""

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.runtime.agents import StartError
from bot.runtime.rest import RestChannel
from bot.runtime.server import build_app
from tests.bot.runtime import project
from tests.bot.runtime.conftest import House
from tests.bot.serving import listening

pytestmark = pytest.mark.rasa

WEBHOOK = "/webhooks/rest/webhook"


@pytest.fixture
async def web(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(house.assistant, [RestChannel()], f"test-{uuid.uuid4().hex}")
    async with listening(app) as port:
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield client


async def texts(web: httpx.AsyncClient, **body: Any) -> list[str]:
    answer = await web.post(WEBHOOK, json={"sender": "amy", **body})
    assert answer.status_code == 200
    return [said["text"] for said in answer.json()]


def english(name: str) -> str:
    return project.phrases()[name].en


async def test_a_message_is_answered(web: httpx.AsyncClient) -> None:
    answer = await web.post(WEBHOOK, json={"sender": "amy", "message": "ANSWER"})
    assert answer.json() == [{"recipient_id": "amy", "text": "heard ANSWER"}]


async def test_buttons_come_along_and_work(web: httpx.AsyncClient) -> None:
    answer = await web.post(WEBHOOK, json={"sender": "amy", "message": "OFFER"})
    (button,) = answer.json()[0]["buttons"]
    assert await texts(web, message=button["payload"]) == [f"heard {project.PAYLOAD}"]
    assert (
        english("runtime_button_expired")
        in (await texts(web, sender="bob", message=button["payload"]))[0]
    )


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        ({}, "runtime_empty"),
        ({"message": ""}, "runtime_empty"),
        ({"message": None}, "runtime_empty"),
        ({"message": {"photo": "x"}}, "runtime_media"),
        ({"message": ["a"]}, "runtime_media"),
        ({"image": "http://x/y.png"}, "runtime_media"),
        ({"message": "", "attachment": {"type": "audio"}}, "runtime_media"),
    ],
)
async def test_what_is_not_text_gets_a_sentence(
    web: httpx.AsyncClient, body: dict[str, Any], phrase: str
) -> None:
    (said,) = await texts(web, **body)
    assert english(phrase) in said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"hi"',
        b'{"sender": {}}',
        b'{"sender": ""}',
        b'{"message": "hi"}',
        b'{"sender": null, "message": "hi"}',
        b'{"sender": true, "message": "hi"}',
        b'{"sender": " \\u3000 ", "message": "hi"}',
        b'{"sender": "\\ud83d", "message": "hi"}',
        b'{"sender": "a\\u0000b", "message": "hi"}',
        b'{"sender": "' + b"x" * 256 + b'", "message": "hi"}',
    ],
    ids=str.split(
        "nothing cut list text object empty missing null true blank half zero long"
    ),
)
async def test_a_broken_request_is_named_as_such(
    web: httpx.AsyncClient, content: bytes
) -> None:
    answer = await web.post(WEBHOOK, content=content)
    assert answer.status_code == 400
    assert len(answer.json()["message"]) > 20


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length: -5",
        "Content-Length: abc",
        "Content-Length: 1_0",
        "Content-Length:",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
    ],
)
async def test_a_length_that_is_none_is_refused_and_stops_nobody(
    web: httpx.AsyncClient, header: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", web.base_url.port)
    head = f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n{{}}"
    writer.write(head.encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    assert answer.startswith(b"HTTP/1.1 400 ")
    writer.close()
    assert (await web.get("/health")).status_code == 200


async def test_a_body_in_pieces_is_read(web: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"sender": "amy", '
        yield b'"message": "ANSWER"}'

    answer = await web.post(WEBHOOK, content=pieces())
    assert [said["text"] for said in answer.json()] == ["heard ANSWER"]


async def test_too_much_is_refused_before_it_is_read(web: httpx.AsyncClient) -> None:
    answer = await web.post(WEBHOOK, json={"sender": "a", "message": "x" * 300_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "metadata",
    [{"from": "13812345678"}, {"masked": 5}, json.loads("[" * 900 + "]" * 900), "x"],
    ids=["number", "our mark", "deep", "text"],
)
async def test_metadata_is_not_kept(
    web: httpx.AsyncClient, house: House, metadata: Any
) -> None:
    body = {"metadata": {"given": metadata}, "input_channel": "110101199003070417"}
    assert await texts(web, message="ANSWER", **body) == ["heard ANSWER"]
    tracker = await house.assistant.tracker_store.retrieve("amy")
    (event,) = [e for e in tracker.events if e.type_name == "user"]
    assert "given" not in event.metadata
    assert event.input_channel == "rest"


async def test_messages_at_once_are_answered_in_order(
    web: httpx.AsyncClient, house: House
) -> None:
    sent = [texts(web, message=f"ANSWER {n}") for n in range(5)]
    answers = await asyncio.gather(*sent)
    assert answers == [[f"heard ANSWER {n}"] for n in range(5)]
    tracker = await house.assistant.tracker_store.retrieve("amy")
    said = [e.text for e in tracker.events if e.type_name in ("user", "bot")]
    pairs = list(zip(said[::2], said[1::2], strict=True))
    assert all(answer == f"heard {text}" for text, answer in pairs)


async def test_streaming_ends_even_when_the_turn_fails(
    web: httpx.AsyncClient,
) -> None:
    for word in ("ANSWER", "FAIL", "CIRCLE"):
        body = {"sender": "amy", "message": word}
        answer = await web.post(WEBHOOK, params={"stream": "true"}, json=body)
        assert json.loads(answer.text.splitlines()[0])["text"]


async def test_the_server_says_that_it_is_there(web: httpx.AsyncClient) -> None:
    assert (await web.get("/health")).json()["status"] == "ok"


async def test_the_server_says_that_it_can_keep_nothing(
    web: httpx.AsyncClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    away = house.database.with_name("away.db")
    house.database.rename(away)
    for _ in range(2):
        assert (await web.get("/health")).status_code == 503
    away.rename(house.database)
    assert (await web.get("/health")).status_code == 200
    (line,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert "put the file back, start again" in line.getMessage()


@pytest.mark.parametrize(
    "path", ["/conversations/amy/tracker", "/model/parse", "/webhooks/rest/nothing"]
)
async def test_rasas_own_api_is_not_served(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


async def test_a_taken_port_is_said(house: House, web: httpx.AsyncClient) -> None:
    port = web.base_url.port
    app = build_app(house.assistant, [], f"test-{uuid.uuid4().hex}")
    with pytest.raises(StartError, match=f"127.0.0.1:{port} cannot be used"):
        async with listening(app, int(port or 0)):
            pass
