"""The channel at start, through trouble, at the end, and by webhook."""

import json
import logging
import re
from typing import Any

import httpx
import pytest

from advice import Knowledge
from bot.channels.telegram.service import ROUTE, SECRET_HEADER
from bot.runtime.sentences import Sentences
from records import RecordsUnavailable
from tests.bot.channels.telegram.api import (
    SECRET,
    TOKEN,
    BotApi,
    Fault,
)
from tests.bot.channels.telegram.checks import BadCall
from tests.bot.channels.telegram.conftest import Start
from tests.bot.channels.telegram.running import Channel
from tests.bot.runtime.conftest import House

pytestmark = pytest.mark.rasa


async def _until_logged(
    channel: Channel, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    """The rest of the assistant runs meanwhile."""
    url = f"http://127.0.0.1:{channel.port}/health"
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(1000):
            assert (await client.get(url)).status_code == 200
            if words in caplog.text:
                break


async def test_a_long_answer_comes_in_parts_each_of_them_once(
    house: House, start: Start, api: BotApi, knowledge: Knowledge
) -> None:
    """The program stops after the first part; the second comes after the start."""
    house.assistant.sentences = Sentences(knowledge.phrases)
    said = "ANSWER " + "<b> & " * 300
    api.faults = [Fault("sendMessage", "500", times=10**6, spared=1)]
    async with start(house.assistant, house.store):
        await api.says(7, said)
        await api.until(lambda: len(api.made("sendMessage")) > 3)
    api.faults.clear()
    async with start(house.assistant, house.store) as channel:
        await api.until(lambda: len(api.of(7)) == 2)
        await channel.settled()
    parts = [one.text for one in api.of(7)]
    assert " ".join(parts) == f"heard {said.strip()}"


async def test_a_notice_before_an_answer_is_not_repeated_after_a_stop(
    house: House, start: Start, api: BotApi, knowledge: Knowledge
) -> None:
    """The first message of two gets through, the second only after the next start."""
    house.assistant.sentences = Sentences(knowledge.phrases)
    api.faults = [Fault("sendMessage", "500", times=10**6, spared=1)]
    async with start(house.assistant, house.store):
        await api.says(7, "ANSWER 13800138000")
        await api.until(lambda: len(api.made("sendMessage")) > 3)
    api.faults.clear()
    async with start(house.assistant, house.store) as channel:
        await api.until(lambda: len(api.of(7)) == 2)
        await channel.settled()
    assert len({one.text for one in api.of(7)}) == len(api.of(7)) == 2


async def test_where_it_can_be_written_to_is_said(tiny: Channel) -> None:
    await tiny.api.until(lambda: tiny.greeted)
    assert tiny.greeted == ["https://t.me/ShebaoTestBot"]


async def test_a_webhook_that_telegram_refuses_is_said(
    house: House,
    start: Start,
    api: BotApi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuses(_: dict[str, str]) -> None:
        raise BadCall("bad webhook: an HTTPS URL must be provided")

    monkeypatch.setattr(api, "_do_setWebhook", refuses, raising=False)
    async with start(house.assistant, house.store, hook=True) as channel:
        await _until_logged(channel, caplog, "TELEGRAM_WEBHOOK_URL")
    assert "must be provided" in caplog.text


@pytest.mark.parametrize("how", ["500", "429", "drop before", "drop after"])
async def test_polling_survives_trouble(tiny: Channel, how: str) -> None:
    api = tiny.api
    await api.turn(7, "ANSWER 1")
    api.faults = [Fault(m, how, times=2) for m in ("getUpdates", "sendMessage")]
    await api.turn(7, "ANSWER 2")
    await api.turn(7, "ANSWER 3")
    assert [one.text for one in api.of(7)] == [
        f"heard ANSWER {number}" for number in (1, 2, 3)
    ]


async def test_a_database_that_is_away_loses_nothing(
    tiny: Channel, house: House
) -> None:
    await tiny.api.turn(7, "ANSWER 1")
    away = house.database.with_name("away.db")
    house.database.rename(away)
    await tiny.api.says(7, "ANSWER 2")
    polls = len(tiny.api.made("getUpdates"))
    await tiny.api.until(lambda: len(tiny.api.made("getUpdates")) > polls + 1)
    assert len(tiny.api.of(7)) == 1
    away.rename(house.database)
    await tiny.api.until(lambda: len(tiny.api.of(7)) == 2)
    assert tiny.api.of(7)[1].text == "heard ANSWER 2"


async def test_an_unforeseen_failure_is_told_and_stops_nobody(
    tiny: Channel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("what was said")

    monkeypatch.setattr(tiny.assistant.tracker_store, "said_after", fails)
    (shown,) = await tiny.api.turn(7, "ANSWER 1")
    assert re.search("[A-Z0-9]{8}", shown.text)
    monkeypatch.undo()
    await tiny.settled()
    assert "what was said" not in caplog.text
    await tiny.api.turn(8, "ANSWER 2")


async def test_what_was_taken_is_answered_after_a_restart(
    house: House, start: Start, api: BotApi, knowledge: Knowledge
) -> None:
    house.assistant.sentences = Sentences(knowledge.phrases)
    api.faults = [Fault("sendMessage", "500", times=10**6)]
    async with start(house.assistant, house.store) as channel:
        for number in range(3):
            await api.says(7, f"ANSWER {number}")
        await api.until(lambda: len(api.made("sendMessage")) > 2)
        assert len(await channel.records.unanswered()) == 3
    api.faults.clear()
    async with start(house.assistant, house.store) as channel:
        await api.until(lambda: len(api.of(7)) == 3)
        await channel.settled()
    assert [one.text for one in api.of(7)] == [f"heard ANSWER {n}" for n in range(3)]


async def test_it_starts_without_telegram_and_says_so_once(
    house: House, start: Start, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults = [Fault("getMe", "drop before", times=4)]
    async with start(house.assistant, house.store):
        await api.turn(7, "ANSWER at last")
    said = [r.getMessage() for r in caplog.records if "reached" in r.getMessage()]
    assert len(said) == 1
    assert TOKEN not in caplog.text


async def test_a_wrong_token_is_said_and_stops_only_telegram(
    house: House,
    start: Start,
    api: BotApi,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wrong = "999999:ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"
    async with start(house.assistant, house.store, token=wrong) as channel:
        await _until_logged(channel, caplog, "TELEGRAM_BOT_TOKEN")
    assert "TELEGRAM_BOT_TOKEN" in caplog.text
    assert wrong not in caplog.text


async def test_the_webhook_wants_the_secret(hooked: Channel) -> None:
    api = hooked.api
    assert api.hook["secret_token"] == SECRET
    assert json.loads(api.hook["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    url = f"http://127.0.0.1:{hooked.port}{ROUTE}"
    raw = {"update_id": 5, "message": api.message(7, text="ANSWER forged")}
    async with httpx.AsyncClient(trust_env=False) as client:
        for headers in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1] + "x"}):
            answer = await client.post(url, json=raw, headers=headers)
            assert answer.status_code == 403
        for content in (b"[]", b"{}", b"5", b'{"update_id": "x"}'):
            answer = await client.post(
                url, content=content, headers={SECRET_HEADER: SECRET}
            )
            assert answer.status_code == 200
    await api.turn(7, "ANSWER 1")
    assert [one.text for one in api.of(7)] == ["heard ANSWER 1"]


async def test_the_webhook_is_told_to_come_again_when_nothing_can_be_kept(
    hooked: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> None:
        raise RecordsUnavailable("away")

    monkeypatch.setattr("records.telegram.TelegramRecords.take", away)
    url = f"http://127.0.0.1:{hooked.port}{ROUTE}"
    raw = {"update_id": 5, "message": hooked.api.message(7, text="ANSWER")}
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {SECRET_HEADER: SECRET}
        answer = await client.post(url, json=raw, headers=headers)
        assert answer.status_code == 503
        monkeypatch.undo()
        answer = await client.post(url, json=raw, headers=headers)
        assert answer.status_code == 200
    await hooked.api.until(lambda: hooked.api.of(7))


async def test_with_polling_there_is_no_webhook(tiny: Channel) -> None:
    url = f"http://127.0.0.1:{tiny.port}{ROUTE}"
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(url, json={})).status_code == 404


async def test_no_log_of_any_level_holds_the_token_or_what_was_said(
    house: House, start: Start, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with start(house.assistant, house.store):
        await api.turn(7, "ANSWER confidential")
    ours = [r for r in caplog.records if not r.name.startswith(("aiohttp", "asyncio"))]
    text = "\n".join(record.getMessage() for record in ours)
    assert TOKEN not in text
    assert TOKEN.partition(":")[2] not in text
    assert "Wanda" not in text
    assert "confidential" not in "\n".join(
        r.getMessage() for r in ours if r.name.startswith(("bot", "telegram", "http"))
    )
