"""Two conversations, in Chinese and in English, that show what the channel can do.

The tests hold them, and `bench.telegram_transcript` writes down what was seen.
"""

import re

import httpx

from tests.bot.channels.telegram.api import Shown
from tests.bot.channels.telegram.talk import Talk

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
    """What is answered over HTTP to somebody of another name."""
    url = f"http://127.0.0.1:{talk.channel.port}/webhooks/rest/webhook"
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        body = {"sender": "elsewhere", "message": text}
        answer = await client.post(url, json=body)
    return [message["text"] for message in answer.raise_for_status().json()]
