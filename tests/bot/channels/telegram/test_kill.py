"""`kill -9` at random points: none lost, none doubled (more: `bench.telegram`)."""

from pathlib import Path

import pytest

from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.scenario import WAYS, Plan, play

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.mark.parametrize("way", WAYS)
async def test_what_a_kill_interrupts_is_done_once(
    way: str, api: BotApi, model: Path, tmp_path: Path
) -> None:
    plan = Plan(way, chats=8, each=4, kills=4)
    outcome = await play(api, plan, model, tmp_path / "assistant.db")
    assert outcome.is_right, outcome
    assert len(outcome.killed_at) == plan.kills
    assert outcome.sent == outcome.said == 8 * 4 * 5
