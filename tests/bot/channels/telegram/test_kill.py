"""`kill -9` at random points: none lost, none doubled (more: `bench.telegram`)."""

from pathlib import Path

import pytest

from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.scenario import WAYS, Nursery, Plan, play

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.mark.parametrize("way", WAYS)
async def test_what_a_kill_interrupts_is_done_once(
    way: str, api: BotApi, nursery: Nursery, model: Path, tmp_path: Path
) -> None:
    plan, database = Plan(way, chats=8, each=4, kills=3), tmp_path / "assistant.db"
    outcome = await play(api, nursery, plan, model, database)
    assert outcome.is_right, outcome
    assert len(outcome.killed_at) == plan.kills
    assert outcome.sent == outcome.said == 8 * 4 * 4
