"""What the copilot hears while an agent has a chat is what the assistant would keep.

The same lines are said twice to the real assistant: in a chat of its own, and in one
that an agent has claimed, where no action runs and only the copilot listens.
"""

import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import ConversationPaused

from advice import load_knowledge
from bot import clock
from bot.desk.copilot import Copilot, build
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from records import Store, migrate

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]

NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.timezone.utc)
TALKS = {
    "back payment, question by question": (
        "社保断了五个月能补吗",
        "职工医保",
        "我是公司职工",
        "离职了，没有工作单位",
    ),
    "all in one sentence": (
        "I was an employee in Shanghai, my employer did not pay my pension for "
        "7 months, can it be paid back?",
    ),
    "a correction": ("断缴了四个月有什么影响", "灵活就业", "不对，是六个月"),
    "a bare number and a date": (
        "单位欠缴，滞纳金怎么算",
        "单位欠的",
        "要算",
        "2400",
        "2026年3月31日",
    ),
    "a place of one's own": ("灵活就业断缴能补吗", "养老保险", "杭州"),
    "what is not known": ("When can I retire? I am a woman", "born in June 1974"),
}


@dataclass(frozen=True)
class House:
    assistant: Assistant
    copilot: Copilot

    async def say(self, sender: str, text: str) -> None:
        message = UserMessage(text, CollectingOutputChannel(), sender)
        await self.assistant.handle_message(message)

    async def claim(self, sender: str) -> None:
        log = self.assistant.tracker_store
        tracker = await log.get_or_create_tracker(sender)
        tracker.update(ConversationPaused())
        await log.save(tracker)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    ensure_model(read_settings(os.environ), print)
    url = f"sqlite:///{tmp_path_factory.mktemp('copilot') / 'assistant.db'}"
    migrate(url)
    store = Store(url)
    knowledge = load_knowledge(PROJECT / "knowledge")
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    assistant = await load_assistant(settings, knowledge, store)
    assert assistant.index is not None
    log = assistant.tracker_store
    with clock.set_to(lambda: NOON):
        yield House(assistant, build(log, knowledge, assistant.index, clock.now))
    await log.close()
    await store.close()


@pytest.mark.parametrize("name", TALKS)
async def test_the_copilot_hears_what_the_assistant_keeps(
    house: House, name: str
) -> None:
    await house.claim(f"{name}, claimed")
    for text in TALKS[name]:
        await house.say(name, text)
        await house.say(f"{name}, claimed", text)
    kept = await house.copilot.case(name)
    heard = await house.copilot.case(f"{name}, claimed")
    assert heard.claimed and not kept.claimed
    assert heard.turn.known == kept.turn.known != {}
    assert heard.turn.topic == kept.turn.topic
    assert heard.loose == heard.turn.known.keys()
    assert heard.sure == kept.sure
    answers = [house.copilot.look(case, {}).decision for case in (kept, heard)]
    assert answers[0] is not None and answers[1] is not None
    assert answers[0].kind == answers[1].kind
    assert answers[0].rule == answers[1].rule
