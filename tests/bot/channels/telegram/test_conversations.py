"""Whole conversations with the real assistant, in both languages."""

import re

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from tests.bot.channels.telegram.api import Shown
from tests.bot.channels.telegram.conftest import Channel
from tests.bot.channels.telegram.talk import Talk

pytestmark = pytest.mark.rasa
QUOTE = "<blockquote expandable>"


async def in_chinese(talk: Talk) -> None:
    (hello,) = await talk.say("/start")
    assert "您好" in hello.text
    await talk.say("社保断了五个月能补吗")
    (question, *_) = await talk.press("养老保险")
    assert any(title == "✓ 养老保险" for title in question.titles)
    *_, decided = await talk.say("我自己交，在上海")
    assert QUOTE in decided.html
    assert "不能补" in decided.text
    *_, card = await talk.press("人社网站办理续保")
    first = card.text
    assert "第1步" in first
    await moves(talk, card, "下一步", "上一步", "找不到", first)
    (steps,) = await talk.say("/steps")
    assert steps.text.startswith("人社网站办理续保")
    (saved,) = await talk.say("以后再办")
    code = re.search(r"接着办 (\w{6})", saved.text)
    assert code is not None
    assert "第1步" in (await on_the_web(talk, f"接着办 {code[1]}"))[-1]
    (about,) = await talk.say("/about")
    assert "30天" in about.text
    (receipt,) = await talk.say("/forget")
    assert receipt.text.startswith("已删除：1条")
    await forgotten(talk)


async def in_english(talk: Talk) -> None:
    (hello,) = await talk.say("/start")
    assert "Hello" in hello.text
    decided, guide = await talk.say(
        "My employer didn't pay for five months. Can they be paid back?"
    )
    assert "What the guide says" in guide.text
    assert QUOTE in decided.html
    assert "your employer must" in decided.text
    await talk.say("What if I were self-employed in Shanghai and it is the pension?")
    *_, card = await talk.press("website")
    first = card.text
    assert "Step 1" in first
    await moves(talk, card, "next", "Back", "I can't find it", first)
    (person,) = [one for one in await talk.say("/person") if "12333" in one.text][:1]
    assert "counter" in person.text
    (topics,) = await talk.say("/topics")
    (topics,) = await talk.press("More")
    assert topics.edits == 1
    assert "‹ Back" in topics.titles
    (which,) = await talk.say("/language")
    assert which.titles == ["中文", "English"]
    changed = await talk.press("中文")
    assert any("好的" in one.text for one in changed)
    (receipt,) = await talk.say("/forget")
    assert receipt.text.startswith("已删除")
    await forgotten(talk)


async def moves(
    talk: Talk, card: Shown, on: str, back: str, trouble: str, first: str
) -> None:
    """The card is changed as the person moves, and nothing is sent."""
    number = len(talk.shown)
    (moved,) = await talk.press(on)
    assert moved is card
    second = moved.text
    assert second != first
    (moved,) = await talk.press(back)
    assert (moved, moved.text) == (card, first)
    (moved,) = await talk.press(trouble)
    assert moved is card
    assert "💡" in moved.text
    assert moved.titles
    again = await talk.press(trouble)
    assert again in ([], [card])
    assert len(talk.shown) == number


async def forgotten(talk: Talk) -> None:
    """Nothing is kept of the person."""
    sender = f"tg:{talk.chat_id}:{talk.chat_id}"
    assert await talk.channel.records.chat(sender) is None
    assert not await talk.channel.assistant.tracker_store.exists(sender)
    assert await talk.channel.store.decisions_of(sender) == []


async def on_the_web(talk: Talk, text: str) -> list[str]:
    """What another channel answers."""
    output = CollectingOutputChannel()
    assistant = talk.channel.assistant
    await assistant.handle_message(UserMessage(text, output, "web:somebody"))
    return [message["text"] for message in output.messages]


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
    decided = await talk.press("上海市")
    assert any("上海" in one.text for one in decided)


async def test_nobody_can_break_the_markup(real: Channel) -> None:
    talk = Talk(real, 108, "zh")
    for text in ("<b>", "</blockquote>", "&lt;", "*_`[", "/<i>", "社保<a href=x>断了"):
        assert await talk.say(text)
    assert not [one for one in talk.lines if "&amp;lt;" in one and "<b>" in one]


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
