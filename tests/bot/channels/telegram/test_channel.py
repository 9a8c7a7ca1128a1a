"""The channel before a tiny assistant: what becomes of each kind of update."""

import copy
import json
import re
import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest
import yaml

from advice import Knowledge
from tests.bot.channels.telegram.api import (
    person,
)
from tests.bot.channels.telegram.running import Channel
from tests.bot.runtime.conftest import House

pytestmark = pytest.mark.rasa
RECORDED = yaml.safe_load(
    Path(__file__).with_name("updates.yml").read_text(encoding="utf-8")
)


def everything_kept(database: Path) -> str:
    with sqlite3.connect(database) as connection:
        return "\n".join(connection.iterdump())


async def test_a_message_is_answered(tiny: Channel) -> None:
    (shown,) = await tiny.api.turn(7, "ANSWER <b>&")
    assert shown.text == "heard ANSWER <b>&"
    said = await tiny.assistant.tracker_store.said_after("tg:7:7")
    assert [one.by for one in said] == ["person", "assistant"]


async def test_every_recorded_update_is_answered_or_ignored(
    tiny: Channel, knowledge: Knowledge, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The one that makes no sense among them keeps no other waiting."""
    api, words = tiny.api, knowledge.phrases
    await api.arrives(copy.deepcopy([one["update"] for one in RECORDED]))
    await api.says(9, "ANSWER last")
    await api.until(lambda: api.of(9), "the last")
    await tiny.settled()
    shown = [one.text for one in api.shown if one.chat_id == 5001]
    for name, number in (
        ("telegram_sticker", 2),
        ("telegram_location", 2),
        ("telegram_contact", 1),
        ("telegram_other", 1),
        ("runtime_media", 6),
        ("runtime_media_skipped", 1),
    ):
        said = (words[name].zh, words[name].en)  # the tiny assistant speaks English
        found = [text for text in shown if any(one in text for one in said)]
        assert len(found) == number, name
    assert api.answered.keys() == {"77", "78", "79"}
    group = [one.text for one in api.of(-100777)]
    assert group.count(words["telegram_anonymous"].zh) == 0  # said in both languages
    assert any(words["telegram_anonymous"].zh in text for text in group)
    assert any(words["telegram_added"].en in text for text in group)
    kept = everything_kept(house.database)
    for word in ("Wanda", "wanda_username", "138001", "30.25", "Secret", "A group"):
        assert word not in kept
    assert "Traceback" not in caplog.text
    (row,) = [r for r in caplog.records if "cannot be read" in r.getMessage()]
    assert "43" in row.getMessage()


async def test_each_update_takes_effect_once(tiny: Channel) -> None:
    raw = await tiny.api.says(7, "ANSWER once")
    await tiny.api.until(lambda: tiny.api.of(7))
    await tiny.api.arrives([raw, raw])
    await tiny.api.turn(7, "ANSWER twice")
    assert [one.text for one in tiny.api.of(7)] == [
        "heard ANSWER once",
        "heard ANSWER twice",
    ]


async def test_nobody_speaks_for_a_person_of_telegram_over_http(tiny: Channel) -> None:
    await tiny.api.turn(7, "ANSWER")
    url = f"http://127.0.0.1:{tiny.port}/webhooks/rest/webhook"
    async with httpx.AsyncClient(trust_env=False) as client:
        body = {"sender": "tg:7:7", "message": "ANSWER forged"}
        assert (await client.post(url, json=body)).status_code == 400
        body["sender"] = "me"
        assert (await client.post(url, json=body)).status_code == 200
    said = await tiny.assistant.tracker_store.said_after("tg:7:7")
    assert [one.text for one in said] == ["ANSWER", "heard ANSWER"]


async def test_an_album_is_answered_once_and_its_caption(tiny: Channel) -> None:
    api = tiny.api
    size = {"file_id": "A", "file_unique_id": "B", "width": 90, "height": 60}
    for _ in range(4):
        await api.happens(message=api.message(7, photo=[size], media_group_id="5"))
    more = {"media_group_id": "5", "caption": "ANSWER caption"}
    await api.happens(message=api.message(7, photo=[size], **more))
    await api.until(lambda: any("caption" in one.text for one in api.of(7)))
    await tiny.settled()
    assert len(api.of(7)) == 3  # not opened; not opened, and the caption's answer


async def test_a_button_is_pressed(tiny: Channel) -> None:
    (shown,) = await tiny.api.turn(7, "OFFER")
    query = await tiny.api.presses(shown, "first")
    await tiny.api.until(lambda: len(tiny.api.of(7)) == 2)
    assert tiny.api.answered[query] == ""
    assert tiny.api.of(7)[1].text.startswith("heard /choose")


@pytest.mark.parametrize("data", ["x", "1.0123456789abcdef", "topic:none", "region:1"])
async def test_a_forged_button_is_politely_refused(
    tiny: Channel, knowledge: Knowledge, data: str
) -> None:
    (shown,) = await tiny.api.turn(7, "ANSWER")
    query = await tiny.api.sends_data(shown, data)
    await tiny.api.until(lambda: query in tiny.api.answered)
    assert tiny.api.answered[query] in (
        knowledge.phrases["telegram_button_expired"].zh,
        knowledge.phrases["telegram_button_expired"].en,
    )
    await tiny.settled()
    assert len(tiny.api.of(7)) == 1


async def test_a_button_of_somebody_else_in_a_group(
    tiny: Channel, knowledge: Knowledge
) -> None:
    api = tiny.api
    raw = api.message(-5, text="@ShebaoTestBot OFFER", user=person(51))
    await api.happens(message=raw)
    await api.until(lambda: api.of(-5))
    (shown,) = api.of(-5)
    reply = json.loads(shown.request["reply_parameters"])
    assert reply["message_id"] == raw["message_id"]
    query = await api.presses(shown, "first", user_id=52)
    await api.until(lambda: query in api.answered)
    assert knowledge.phrases["telegram_button_not_yours"].zh in api.answered[query]
    await tiny.settled()
    assert len(api.of(-5)) == 1
    assert await api.presses(shown, "first", user_id=51)
    await api.until(lambda: len(api.of(-5)) == 2)
    store = tiny.assistant.tracker_store
    assert {*await store.keys()} == {"tg:-5:51"}


async def test_a_topic_of_a_forum_is_answered_in_it(tiny: Channel) -> None:
    api = tiny.api
    more = {"is_topic_message": True, "message_thread_id": 77}
    raw = api.message(-5, text="@ShebaoTestBot ANSWER", user=person(51), **more)
    await api.happens(message=raw)
    await api.until(lambda: api.of(-5))
    assert api.of(-5)[0].request["message_thread_id"] == "77"


async def test_who_blocks_the_bot_is_left_alone_until_he_writes_again(
    tiny: Channel,
) -> None:
    api = tiny.api
    await api.turn(7, "ANSWER 1")
    api.blocked.add(7)
    await api.says(7, "ANSWER 2")
    await api.until(lambda: len(api.made("sendMessage")) == 2)
    await tiny.settled()
    chat = await tiny.records.chat("tg:7:7")
    assert chat is not None
    assert chat.blocked
    api.blocked.clear()
    await api.turn(7, "ANSWER 3")
    assert [one.text for one in api.of(7)] == ["heard ANSWER 1", "heard ANSWER 3"]
    chat = await tiny.records.chat("tg:7:7")
    assert chat is not None
    assert not chat.blocked


async def test_numbers_are_masked_everywhere(
    tiny: Channel, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await tiny.api.says(7, "ANSWER 13800138000")
    await tiny.api.until(lambda: len(tiny.api.of(7)) == 2)
    await tiny.settled()
    notice, answer = tiny.api.of(7)
    assert "13800138000" not in answer.text + notice.text
    assert "13800138000" not in everything_kept(house.database)
    assert "13800138000" not in caplog.text


async def test_nothing_of_the_profile_is_kept_and_old_chats_are_deleted(
    tiny: Channel, house: House
) -> None:
    await tiny.api.turn(7, "ANSWER hello")
    await tiny.settled()
    kept = everything_kept(house.database)
    for word in ("Wanda-Profilename", "Nachname", "wanda_username"):
        assert word not in kept
    assert "tg:7:7" in kept
    assert '"text"' not in re.sub("INSERT INTO .?events.*", "", kept)
    await house.store.purge(datetime(2099, 1, 1, tzinfo=timezone.utc))
    kept = everything_kept(house.database)
    assert "tg:7:7" not in kept
    assert 'INSERT INTO "telegram' not in kept


async def test_the_menu_is_set_in_both_languages(tiny: Channel) -> None:
    await tiny.api.until(lambda: len(tiny.api.commands) == 2)
    for language in ("", "zh"):
        names = [one["command"] for one in tiny.api.commands[language]]
        said = " ".join(names)
        assert said == "start help topics steps language person forget about"
    assert tiny.api.commands["zh"] != tiny.api.commands[""]
