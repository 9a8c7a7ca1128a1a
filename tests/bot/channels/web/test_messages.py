"""A conversation over HTTP: once, in order, after a crash, forgotten."""

import asyncio
import json
from typing import Any

import pytest

from bot.channels.web import tokens
from bot.channels.web.conversations import MAX_AT_ONCE
from records.web import WebRecords
from tests.bot.channels.web.conftest import Serve, Site
from tests.bot.runtime import project

pytestmark = pytest.mark.rasa
EVIL = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]


async def test_a_message_is_answered_and_kept(talk: Site) -> None:
    said = await talk.say("m1", text="ANSWER")
    assert texts(said["messages"]) == ["heard ANSWER"]
    assert said["taken"]
    assert said["said"]["message_id"] == "m1______"
    assert said["cursor"] == said["messages"][-1]["id"]
    history = await talk.history()
    assert [(one["by"], one["text"]) for one in history] == [
        ("person", "ANSWER"),
        ("assistant", "heard ANSWER"),
    ]
    assert history[1:] == said["messages"]
    assert history[0]["at"].endswith("Z")
    assert await talk.history(history[0]["id"]) == history[1:]
    assert await talk.history(said["cursor"]) == []


async def test_a_repeated_message_takes_effect_once(talk: Site) -> None:
    first = await talk.say("m1", text="ANSWER")
    assert await talk.say("m1", text="ANSWER") == first
    assert await talk.say("m1", text="other words") == first
    await talk.say("m2", text="OFFER")
    assert await talk.say("m1", text="ANSWER") == first
    assert len(await talk.history()) == 4


async def test_repetitions_at_once_take_effect_once(talk: Site) -> None:
    answers = await asyncio.gather(*(talk.say("m1", text="ANSWER") for _ in range(5)))
    assert [answer == answers[0] for answer in answers] == [True] * 5
    assert len(await talk.history()) == 2


async def test_a_request_that_is_cut_off_takes_effect_once(talk: Site) -> None:
    body = json.dumps({"id": "message1", "text": "ANSWER"}).encode()
    _, writer = await asyncio.open_connection("127.0.0.1", talk.port)
    head = (
        f"POST /web/messages HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {talk.token}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    again = await talk.say("message1", text="ANSWER")
    assert texts(again["messages"]) == ["heard ANSWER"]
    assert texts(await talk.history()) == ["ANSWER", "heard ANSWER"]


async def test_a_crash_between_changes_nothing(serve: Serve) -> None:
    async with serve() as before:
        token = await before.begin()
        first = await before.say("m1", text="OFFER")
    async with serve() as after:
        after.token = token
        assert await after.say("m1", text="OFFER") == first
        (button,) = first["messages"][0]["buttons"]
        pressed = await after.say("m2", payload=button["payload"])
        assert texts(pressed["messages"]) == [f"heard {project.PAYLOAD}"]
        assert len(await after.history()) == 4


async def test_messages_typed_offline_go_out_in_order(talk: Site) -> None:
    for number in range(5):
        await talk.say(f"m{number}", text=f"ANSWER {number}")
    mine = [one for one in await talk.history() if one["by"] == "person"]
    assert texts(mine) == [f"ANSWER {number}" for number in range(5)]


async def test_a_pressed_button_is_shown_by_its_title(talk: Site) -> None:
    offered = await talk.say("m1", text="OFFER")
    (button,) = offered["messages"][0]["buttons"]
    pressed = await talk.say("m2", payload=button["payload"])
    assert (pressed["said"]["text"], pressed["said"]["pressed"]) == ("first", True)
    (alone, _) = await talk.history(offered["cursor"])
    assert (alone["text"], alone["pressed"]) == ("first", True)


@pytest.mark.parametrize("key", ["payload", "text"])
async def test_a_forged_button_does_nothing(talk: Site, key: str) -> None:
    await talk.say("m1", text="OFFER")
    said = await talk.say("m2", **{key: '/choose{"choice": "second"}'})
    assert not said["taken"]
    assert said["said"] is None
    assert said["messages"][0]["id"] is None
    assert "no longer valid" in said["messages"][0]["text"]
    assert len(await talk.history()) == 2


async def test_a_button_of_another_person_does_nothing(site: Site) -> None:
    await site.begin()
    await site.say("m1", text="OFFER")
    await site.begin()
    assert not (await site.say("m2", payload=project.PAYLOAD))["taken"]


async def test_the_server_masks_again(talk: Site) -> None:
    said = await talk.say("m1", text="ANSWER 13812345678")
    assert said["said"]["text"] == "ANSWER 138****5678"
    assert said["said"]["masked"] == ["phone"]
    notice, answer = said["messages"]
    assert notice["id"] is None
    assert "phone number" in notice["text"]
    assert answer["text"] == "heard ANSWER 138****5678"
    assert b"13812345678" not in talk.database.read_bytes()
    wal = talk.database.with_name("assistant.db-wal")
    assert not wal.exists() or b"13812345678" not in wal.read_bytes()


async def test_too_long_a_message_gets_a_sentence(talk: Site) -> None:
    said = await talk.say("m1", text="x" * 2001)
    assert not said["taken"]
    assert "2001" in said["messages"][0]["text"]


async def test_markup_stays_text(talk: Site) -> None:
    answer = await talk.post("m1", text=f"ANSWER {EVIL}")
    assert answer.headers["content-type"] == "application/json"
    assert texts(answer.json()["messages"]) == [f"heard ANSWER {EVIL}"]
    page = await talk.client.post(
        "/web/transcript", data={"token": talk.token, "lang": "en"}
    )
    assert page.headers["content-type"].startswith("text/html")
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"{}",
        b'{"id": "short", "text": "x"}',
        b'{"id": "with space 12", "text": "x"}',
        b'{"id": ["message1"], "text": "x"}',
        b'{"id": "message1"}',
        b'{"id": "message1", "text": null}',
        b'{"id": "message1", "text": 5}',
        b'{"id": "message1", "text": ["x"]}',
        b'{"id": "message1", "payload": "inform"}',
        b'{"id": "message1", "payload": "/why", "text": "x"}',
        b'{"id": "message1", "payload": "/' + b"x" * 1000 + b'"}',
        b'{"id": "' + b"x" * 65 + b'", "text": "x"}',
        b'{"id": "message1", "text": "\xff"}',
        b"[" * 20_000,
    ],
)
async def test_a_broken_body_is_refused(talk: Site, body: bytes) -> None:
    answer = await talk.client.post("/web/messages", content=body, headers=talk.headers)
    assert answer.status_code == 400
    assert answer.json()["error"] == "bad_request"
    assert await talk.history() == []


async def test_half_a_character_and_a_zero_are_survived(talk: Site) -> None:
    for number, text in enumerate(("ANSWER \\ud83d", "ANSWER \\u0000 x")):
        body = f'{{"id": "message{number}", "text": "{text}"}}'
        answer = await talk.client.post(
            "/web/messages", content=body, headers=talk.headers
        )
        assert answer.status_code == 200


async def test_too_large_a_body_is_refused(talk: Site) -> None:
    for size in (40_000, 300_000):
        answer = await talk.post("m1", text="x" * size)
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


async def test_the_longest_message_fits(talk: Site) -> None:
    text = "ANSWER " + "\U0001f600" * 990
    body = json.dumps({"id": "message1", "text": text})  # escapes: 12 bytes each
    answer = await talk.client.post("/web/messages", content=body, headers=talk.headers)
    assert answer.json()["taken"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Bearer {tokens.new_token()}"},
        {"Authorization": f"Basic {tokens.new_token()}"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Bearer ' OR 1=1 --"},
    ],
)
async def test_a_forged_token_opens_nothing(
    talk: Site, headers: dict[str, str]
) -> None:
    for method, path in (
        ("POST", "/web/messages"),
        ("GET", "/web/history"),
        ("GET", "/web/events"),
        ("GET", "/web/transcript"),
        ("POST", "/web/ratings"),
        ("DELETE", "/web/conversations"),
    ):
        body = {"id": "message1", "text": "ANSWER", "rating": "up"}
        sent = {"json": body} if method == "POST" else {}
        answer = await talk.client.request(method, path, headers=headers, **sent)
        assert (answer.status_code, path) == (401, path)
        assert answer.json()["error"] == "unknown_conversation"
    assert await talk.history() == []


async def test_a_token_in_the_address_opens_nothing(talk: Site) -> None:
    answer = await talk.client.get(f"/web/history?token={talk.token}")
    assert answer.status_code == 401


async def test_the_token_is_kept_nowhere(talk: Site) -> None:
    await talk.say("m1", text="ANSWER")
    for path in talk.database.parent.glob("assistant.db*"):
        assert talk.token.encode() not in path.read_bytes()


async def test_conversations_do_not_see_each_other(site: Site) -> None:
    await site.begin()
    await site.say("m1", text="ANSWER secret")
    await site.begin()
    assert await site.history() == []
    again = await site.say("m1", text="ANSWER mine")
    assert texts(again["messages"]) == ["heard ANSWER mine"]


async def test_forgetting_leaves_nothing(talk: Site) -> None:
    await talk.say("m1", text="ANSWER remember")
    await talk.client.post("/web/ratings", json={"rating": 5}, headers=talk.headers)
    sender = tokens.sender_of(talk.token)
    answer = await talk.client.delete("/web/conversations", headers=talk.headers)
    assert answer.json() == {"deleted": True}
    assert await talk.assistant.tracker_store.retrieve(sender) is None
    assert await WebRecords(talk.store).ratings_of(sender) == []
    assert (await talk.post("m2", text="ANSWER")).status_code == 401


async def test_a_failing_turn_gets_a_sentence_once(talk: Site) -> None:
    said = await talk.say("m1", text="FAIL")
    assert any("went wrong" in text for text in texts(said["messages"]))
    await talk.say("m1", text="FAIL")
    mine = [one for one in await talk.history() if one["by"] == "person"]
    assert len(mine) == 1


async def test_without_a_database_it_is_to_be_sent_again(talk: Site) -> None:
    away = talk.database.with_name("away.db")
    talk.database.rename(away)
    answer = await talk.post("m1", text="ANSWER")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "not kept" in answer.json()["message"]
    away.rename(talk.database)
    assert (await talk.say("m1", text="ANSWER"))["taken"]
    assert len(await talk.history()) == 2


async def test_messages_under_way_are_counted(talk: Site) -> None:
    sent = [talk.post(f"m{number}", text="ANSWER") for number in range(MAX_AT_ONCE * 2)]
    codes = {answer.status_code for answer in await asyncio.gather(*sent)}
    assert codes <= {200, 429}
    mine = [one for one in await talk.history() if one["by"] == "person"]
    assert len(mine) >= MAX_AT_ONCE
