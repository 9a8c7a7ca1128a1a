"""Whole conversations on the real trained assistant, from `tests/dialogues/*.yml`."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from advice import Knowledge, load_knowledge
from bot import clock
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from records import Store, migrate
from tests.dialogue import Player, read_dialogues

pytestmark = pytest.mark.rasa

DIALOGUES = read_dialogues(Path(__file__).parent / "dialogues")
NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.timezone.utc)


@dataclass(frozen=True)
class House:
    """One assistant for all dialogues: each has a person of its own."""

    assistant: Assistant
    store: Store
    knowledge: Knowledge


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    ensure_model(read_settings(os.environ), print)
    url = f"sqlite:///{tmp_path_factory.mktemp('dialogues') / 'assistant.db'}"
    migrate(url)
    store = Store(url)
    knowledge = load_knowledge(PROJECT / "knowledge")
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    assistant = await load_assistant(settings, knowledge, store)
    with clock.set_to(lambda: NOON):
        yield House(assistant, store, knowledge)
    await assistant.tracker_store.close()
    await store.close()


@pytest.mark.parametrize("name, turns", DIALOGUES, ids=[name for name, _ in DIALOGUES])
@pytest.mark.asyncio(loop_scope="module")
async def test_dialogue(house: House, name: str, turns: list[dict[str, Any]]) -> None:
    player = Player(house.assistant, house.store, house.knowledge, sender=name)
    for number, turn in enumerate(turns, start=1):
        try:
            await player.play(turn)
        except AssertionError as error:
            raise AssertionError(f"turn {number} {turn}: {error}") from error


def test_at_least_seventy_dialogues_in_both_languages() -> None:
    languages = [_language(turns) for _, turns in DIALOGUES]
    assert languages.count("zh") >= 35
    assert languages.count("en") >= 35


def test_every_topic_is_decided_in_two_ways_and_every_procedure_is_walked() -> None:
    knowledge = load_knowledge(PROJECT / "knowledge")
    turns = [turn for _, turns in DIALOGUES for turn in turns]
    said = {(turn.get("decision") or {}).get("outcome") for turn in turns}
    walked = {turn["step"].partition("/")[0] for turn in turns if turn.get("step")}
    once = {
        name
        for name, topic in knowledge.topics.items()
        if len(said & {rule.outcome for rule in topic.rules}) < 2
    }
    assert not once, f"decided in fewer than two ways: {once}"
    assert walked == knowledge.procedures.keys()


def _language(turns: list[dict[str, Any]]) -> str:
    said = "".join(str(turn.get("say", "")) for turn in turns)
    return "zh" if any("一" <= letter <= "鿿" for letter in said) else "en"
