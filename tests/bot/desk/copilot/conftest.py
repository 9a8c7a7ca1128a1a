"""The copilot on the project's knowledge, a fixed day, and made-up conversations."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

import search
from actions.rules import Rules
from advice import Knowledge, load_knowledge
from bot.desk.copilot.panel import Panels
from bot.settings import PROJECT
from bot.typed import Reader
from search import Index
from tests.actions.talk import NOON

Event = dict[str, Any]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture(scope="session")
def index(knowledge: Knowledge) -> Index:
    return search.build(
        knowledge,
        lambda text: re.findall(r"[a-z]+|[\u4e00-\u9fff]{2}", text.casefold()),
    )


@pytest.fixture(scope="session")
def rules(knowledge: Knowledge, index: Index) -> Rules:
    return Rules(knowledge, lambda: NOON, index)


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> Reader:
    return Reader(knowledge)


@pytest.fixture(scope="session")
def panels(rules: Rules) -> Panels:
    return Panels(rules)


def slot(name: str, value: object) -> Event:
    """A slot that was set."""
    return {"event": "slot", "name": name, "value": value, "timestamp": 1.0}


def user(message: Mapping[str, Any], at: float = 1.0) -> Event:
    """A message of the person, as it is stored."""
    return {
        "event": "user",
        "text": message["text"],
        "parse_data": dict(message),
        "timestamp": at,
    }


PAUSE: Event = {"event": "pause", "timestamp": 1.0}
RESUME: Event = {"event": "resume", "timestamp": 1.0}
