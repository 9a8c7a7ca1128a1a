"""Whole conversations with the real assistant, in both languages."""

import re

import pytest

from actions.language import language_of
from bot.channels.telegram.menu import COMMANDS
from tests.bot.channels.telegram.conversations import (
    in_chinese,
    in_english,
    on_the_web,
)
from tests.bot.channels.telegram.running import Channel
from tests.bot.channels.telegram.talk import Talk

pytestmark = pytest.mark.rasa


async def test_in_chinese(real: Channel) -> None:
    await in_chinese(Talk(real, 101, "zh-hans"))


async def test_in_english(real: Channel) -> None:
    await in_english(Talk(real, 102, "en"))


@pytest.mark.parametrize(
    ("language", "words", "going_on"),
    [("zh", "接着办", "接着办："), ("en", "continue with", "Going on with")],
)
async def test_begun_on_the_web_and_continued_by_a_link(
    real: Channel, language: str, words: str, going_on: str
) -> None:
    talk = Talk(real, 103, language)
    ask, walk, save = {
        "zh": ("社保卡丢了怎么办", "带我办", "以后再办"),
        "en": ("I lost my social security card", "walk me through it", "later please"),
    }[language]
    await on_the_web(talk, ask)
    await on_the_web(talk, walk)
    code = re.search(rf"{words} (\w{{6}})", (await on_the_web(talk, save))[-1])
    assert code is not None
    said, card = await talk.say(f"/start {code[1]}")
    assert going_on in said.text
    assert card.titles
    await talk.press("下一步" if language == "zh" else "next")
    assert card.edits == 1


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_command_is_answered_in_the_persons_language(
    real: Channel, language: str
) -> None:
    talk = Talk(real, 110, language)
    for command in COMMANDS:
        shown = await talk.say(f"/{command}")
        assert shown, command
        assert all(language_of(one.text) == language for one in shown), command
    (none,) = await talk.say("/weather")
    assert "/topics" in none.text


async def test_a_code_that_nobody_has(real: Channel) -> None:
    talk = Talk(real, 104, "zh")
    (said,) = await talk.say("/start ABC234")
    assert "没有找到" in said.text
    (said,) = await talk.say("/start x' OR 1=1")
    assert "您好" in said.text


async def test_a_card_pressed_twice_moves_once(real: Channel) -> None:
    talk = Talk(real, 105, "zh")
    await talk.say("灵活就业养老保险断了五个月能补吗，在上海")
    *_, card = await talk.press("人社网站")
    data = card.data("下一步")
    await talk.press("下一步")
    after = card.text
    query = await real.api.sends_data(card, data)
    await real.settled()
    assert card.text == after
    assert "后面的步骤" in real.api.answered[query]


async def test_an_old_card_gives_its_buttons_to_the_new_one(real: Channel) -> None:
    talk = Talk(real, 106, "zh")
    await talk.say("灵活就业养老保险断了五个月能补吗，在上海")
    *_, card = await talk.press("人社网站")
    changed = await talk.say("下一步")
    assert changed[-1] is not card
    assert changed[-1].titles
    assert card.titles == []


async def test_a_position_brings_places_to_choose_from(real: Channel) -> None:
    talk = Talk(real, 107, "zh")
    await talk.say("灵活就业养老保险断了五个月能补吗")
    (places,) = await talk.say("(position)", location={"latitude": 1, "longitude": 2})
    assert "没有保存" in places.text
    assert places.titles[0] != "广州市"
    here = {"latitude": 23.1, "longitude": 113.3}
    (places,) = await talk.say("(position)", location=here)
    assert places.titles[0] in ("广州市", "广东省")
    decided = await talk.press("上海市")
    assert any("上海" in one.text for one in decided)


async def test_nobody_can_break_the_markup(real: Channel) -> None:
    talk = Talk(real, 108, "zh")
    for text in ("<b>", "</blockquote>", "&lt;", "*_`[", "/<i>", "社保<a href=x>断了"):
        assert await talk.say(text)
    assert all("&amp;lt;" not in moment.text for moment in talk.moments)


async def test_facts_of_one_person_of_a_group_are_never_anothers(real: Channel) -> None:
    api = real.api
    for user, text in ((51, "我在上海自己交养老保险断了五个月能补吗"), (52, "能补吗")):
        raw = api.message(-9, text=f"@ShebaoTestBot {text}")
        raw["from"]["id"] = user
        await api.happens(message=raw)
        await real.settled()
    store = real.assistant.tracker_store
    first = await store.retrieve("tg:-9:51")
    second = await store.retrieve("tg:-9:52")
    assert first is not None
    assert second is not None
    assert "region" in (first.get_slot("facts") or {})
    assert "region" not in (second.get_slot("facts") or {})


async def test_forgetting_reaches_every_chat_of_the_person(real: Channel) -> None:
    api, talk = real.api, Talk(real, 109, "zh")
    raw = api.message(-9, text="@ShebaoTestBot 社保断了能补吗")
    raw["from"]["id"] = 109
    await api.happens(message=raw)
    await talk.say("社保断了能补吗")
    assert await real.assistant.tracker_store.exists("tg:-9:109")
    await talk.say("/forget")
    assert [*await real.assistant.tracker_store.keys()] == []
    assert await real.records.chats_of(109) == []
    assert (await talk.say("社保断了能补吗"))[0].text
