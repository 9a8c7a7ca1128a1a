"""The copilot over stored conversations: it looks, and leaves them as they are."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)

from advice import Knowledge
from bot.desk.copilot import Copilot, build
from bot.desk.copilot.session import KINDS
from bot.runtime.tracker_store import AssistantTrackerStore
from bot.settings import PROJECT
from search import Index
from tests.actions.talk import NOON, choice, facts
from tests.bot.runtime import talk

WORDS = "单位没给我交社保"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[AssistantTrackerStore]:
    store = AssistantTrackerStore(
        Domain.load(str(PROJECT / "domain.yml")),
        f"sqlite:///{tmp_path / 'assistant.db'}",
    )
    yield store
    await store.close()


@pytest.fixture
def copilot(log: AssistantTrackerStore, knowledge: Knowledge, index: Index) -> Copilot:
    return build(log, knowledge, index, lambda: NOON)


def said(text: str, intent: str, *entities: dict[str, Any]) -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": 0.8}, list(entities))


async def keep(log: AssistantTrackerStore, *events: Event) -> None:
    tracker = await log.get_or_create_tracker("ann", append_action_listen=False)
    for event in talk.stamped(*events):
        tracker.update(event)
    await log.save(tracker)


async def begin(log: AssistantTrackerStore, *more: Event) -> None:
    kept = facts(employment="employee", gap_cause="employer_default")
    await keep(
        log,
        *talk.opening(),
        said(WORDS, "back_payment"),
        SlotSet("topic", "back_payment"),
        SlotSet("focus", "decision"),
        SlotSet("facts", kept),
        BotUttered("可以补。"),
        ActionExecuted("action_listen"),
        *more,
    )


async def test_a_stored_conversation_has_a_panel(
    copilot: Copilot, log: AssistantTrackerStore
) -> None:
    await begin(log)
    before = await log.session_events("ann", KINDS)
    panel = await copilot.panel("ann", "zh")
    assert panel["decision"]["outcome"]["id"] == "employer_must_back_pay"
    assert panel["topic"]["sure"] == 0.8
    await copilot.panel("ann", "en", suppose={"gap_cause": "no_real_job"})
    assert await log.session_events("ann", KINDS) == before


async def test_a_claimed_conversation_is_heard(
    copilot: Copilot, log: AssistantTrackerStore
) -> None:
    heard = said("我是灵活就业", "inform", choice("employment", "flexible"))
    await begin(log, ConversationPaused(), heard)
    panel = await copilot.panel("ann", "en")
    assert panel["claimed"]
    by_fact = {fact["fact"]: fact for fact in panel["facts"]}
    assert by_fact["employment"]["value"] == "flexible"
    assert not by_fact["employment"]["kept"]
    assert by_fact["gap_cause"]["kept"]


async def test_a_conversation_of_which_nothing_is_kept_has_an_empty_panel(
    copilot: Copilot,
) -> None:
    panel = await copilot.panel("nobody", "zh")
    assert panel["topic"] is panel["decision"] is panel["question"] is None
    assert panel["facts"] == panel["related"] == []
    assert (await copilot.summary("nobody", "zh")).startswith("来电小结：还没有对话。")


async def test_another_topic_and_another_day(
    copilot: Copilot, log: AssistantTrackerStore
) -> None:
    await begin(log)
    day = dt.date(2010, 5, 1)
    panel = await copilot.panel("ann", "en", topic="enroll", as_of=day)
    assert panel["topic"]["id"] == "enroll"
    assert panel["as_of"] == panel["decision"]["as_of"] == "2010-05-01"
    assert not panel["today"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"topic": "weather"}, KeyError),
        ({"suppose": {"shoe_size": "43"}}, KeyError),
        ({"suppose": {"employment": "astronaut"}}, ValueError),
    ],
)
async def test_what_there_is_not_is_refused(
    copilot: Copilot,
    log: AssistantTrackerStore,
    asked: dict[str, Any],
    error: type[Exception],
) -> None:
    await begin(log)
    with pytest.raises(error):
        await copilot.panel("ann", "en", **asked)


async def test_the_summary_counts_who_said_what(
    copilot: Copilot, log: AssistantTrackerStore
) -> None:
    await begin(log)
    summary = await copilot.summary("ann", "en")
    assert "messages: person 1, assistant 1, agent 0" in summary
    assert "1. Paying back missed months\n   Outcome: Yes, and your employer" in summary
