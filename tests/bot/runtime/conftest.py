"""A trained tiny model once a session, and an assistant on a fresh database."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.runtime.assistant import Assistant
from bot.runtime.logs import configure_logs
from bot.settings import PROJECT
from records import Store, migrate
from tests.bot.runtime import project
from tests.bot.runtime.tiny import tiny_assistant


@dataclass(frozen=True)
class House:
    """An assistant and what stands around it."""

    assistant: Assistant
    store: Store
    database: Path


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    configure_logs("WARNING")
    folder = tmp_path_factory.mktemp("project")
    project.write(folder)
    command = [sys.executable, "-m", "bot.training_job", "models", "tiny"]
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "models" / "tiny.tar.gz"


@pytest.fixture
async def house(model: Path, tmp_path: Path) -> AsyncIterator[House]:
    database = tmp_path / "assistant.db"
    url = f"sqlite:///{database}"
    migrate(url)
    store = Store(url)
    assistant = tiny_assistant(model, url, store, project.phrases())
    yield House(assistant, store, database)
    await assistant.tracker_store.close()
    await store.close()
