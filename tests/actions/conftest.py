"""What the tests of `actions` share: the project's knowledge, records, a fixed clock.

Nothing here imports Rasa: the actions run as they would on a server of their own.
"""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import search
from advice import Knowledge, load_knowledge
from records import Store, migrate
from search import Index
from tests.actions.talk import Room, furnish

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's knowledge, read once."""
    return load_knowledge(KNOWLEDGE)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that each test copies."""
    path = tmp_path_factory.mktemp("records") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """Records of one test."""
    path = tmp_path / "assistant.db"
    shutil.copyfile(empty_database, path)
    opened = Store(f"sqlite:///{path}")
    yield opened
    await opened.close()


@pytest.fixture
def room(knowledge: Knowledge, store: Store, search_index: Index) -> Room:
    """All actions, wired as the assistant wires them."""
    return furnish(knowledge, store, search_index)


@pytest.fixture(scope="session")
def search_index(knowledge: Knowledge) -> Index:
    """Search over the knowledge, cut by single characters and words."""
    return search.build(knowledge, _cut)


def _cut(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[\u4e00-\u9fff]{2}", text.casefold())
