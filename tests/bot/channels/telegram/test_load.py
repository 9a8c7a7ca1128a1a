"""Many chats at once: none lost, none doubled, order kept (more: `bench.telegram`)."""

from pathlib import Path

import pytest

from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.scenario import WAYS, Nursery, Plan, play

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.mark.parametrize("way", WAYS)
async def test_everybody_at_once(
    way: str, api: BotApi, nursery: Nursery, model: Path, tmp_path: Path
) -> None:
    """Over a webhook and by polling, with updates that come twice or out of order."""
    api.repeats = api.shuffles = True
    plan, database = Plan(way, chats=40, each=5), tmp_path / "assistant.db"
    outcome = await play(api, nursery, plan, model, database)
    assert outcome.is_right, outcome
    assert outcome.sent == outcome.said == 200
