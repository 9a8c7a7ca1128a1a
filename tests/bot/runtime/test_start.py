"""What stops a start, where Rasa would go on in silence."""

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent, load_agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action

from bot.runtime import loading as module
from bot.runtime.agents import StartError
from bot.runtime.loading import load_assistant
from bot.runtime.tracker_store import WrongTrackerStore
from bot.settings import Settings, read_settings
from bot.training import fingerprint, is_current
from records import RecordsUnavailable, Store, migrate
from tests.bot.runtime import project

pytestmark = pytest.mark.rasa

KNOWLEDGE: Any = SimpleNamespace(phrases=project.phrases())


@pytest.fixture
def settings(tmp_path: Path, model: Path) -> Settings:
    (tmp_path / "models").mkdir()
    shutil.copy(model, tmp_path / "models" / "tiny.tar.gz")
    settings = read_settings({"SESSION_MINUTES": "7"}, tmp_path)
    migrate(settings.database_url)
    return settings


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    store = Store(settings.database_url)
    yield store
    await store.close()


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Action]:
    """The actions that the project is said to have."""
    offered = list(project.ACTIONS)

    def build(*_: Any) -> Sequence[Action]:
        return offered

    monkeypatch.setattr(module.actions, "build", build)
    monkeypatch.setattr(module, "build_index", lambda *_: None)
    return offered


async def test_a_good_start(settings: Settings, store: Store) -> None:
    assistant = await load_assistant(settings, KNOWLEDGE, store)
    assert assistant.is_ready()
    # The model's own 0 would mean that a session never ends.
    assert assistant.domain.session_config.session_expiration_time == 7
    assert assistant.processor.domain is assistant.domain
    await assistant.tracker_store.close()


async def test_rasa_itself_goes_on_without_a_model(tmp_path: Path) -> None:
    agent = await load_agent(model_path=str(tmp_path / "nothing"))
    assert not agent.is_ready()


async def test_no_model_stops_the_start(settings: Settings, store: Store) -> None:
    (settings.models / "tiny.tar.gz").unlink()
    with pytest.raises(StartError, match="There is no model in"):
        await load_assistant(settings, KNOWLEDGE, store)


async def test_a_broken_model_stops_the_start(settings: Settings, store: Store) -> None:
    (settings.models / "tiny.tar.gz").write_bytes(b"no archive")
    note = settings.models / "tiny.fingerprint"
    note.write_text(fingerprint(settings.project), encoding="utf-8")
    assert is_current(settings)
    with pytest.raises(StartError, match=r"tiny\.tar\.gz does not load"):
        await load_assistant(settings, KNOWLEDGE, store)
    assert not is_current(settings)  # so that `make train`, as advised, trains


async def test_an_action_that_nobody_wrote_stops_the_start(
    settings: Settings, store: Store, offered: list[Action]
) -> None:
    offered[:] = [one for one in offered if one.name() != "action_fail"]
    with pytest.raises(StartError, match="that do not exist: action_fail"):
        await load_assistant(settings, KNOWLEDGE, store)


async def test_a_database_that_cannot_be_opened_stops_the_start(
    settings: Settings, store: Store
) -> None:
    _spoil(settings.database_url)
    with pytest.raises(RecordsUnavailable):
        await load_assistant(settings, KNOWLEDGE, store)


def test_rasa_itself_takes_a_misspelt_store_for_memory() -> None:
    with pytest.warns(UserWarning, match="not found"):
        made = InMemoryTrackerStore.create(EndpointConfig(type="bot.nowhere.Store"))
    assert isinstance(made, InMemoryTrackerStore)


async def test_another_tracker_store_stops_the_start(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasas_own = staticmethod(Agent._create_tracker_store)
    monkeypatch.setattr(module.Assistant, "_create_tracker_store", rasas_own)
    with pytest.raises(WrongTrackerStore):
        await load_assistant(settings, KNOWLEDGE, store)


def _spoil(url: str) -> None:
    Path(url.removeprefix("sqlite:///")).write_bytes(b"x" * 5000)
