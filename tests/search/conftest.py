"""What the tests of `search` share: the index over the project's knowledge, built once.

The day is fixed, so that no test passes today and fails tomorrow.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from advice import Knowledge, Language, load_knowledge
from bot.nlu.search_words import tokeniser
from bot.nlu.terms import Terms
from bot.settings import PROJECT
from search import Hit, Index, Tokenise, build

DAY = dt.date(2026, 11, 22)

Find = Callable[[str, Language], list[Hit]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's knowledge."""
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture(scope="session")
def tokenise() -> Tokenise:
    """How the assistant cuts texts."""
    return tokeniser(Terms.read(PROJECT / "data" / "lexicon" / "terms.txt"))


@pytest.fixture(scope="session")
def index(knowledge: Knowledge, tokenise: Tokenise) -> Index:
    """Everything that can be found."""
    return build(knowledge, tokenise)


@pytest.fixture(scope="session")
def find(index: Index) -> Find:
    """Find three on the fixed day."""

    def find_three(text: str, language: Language) -> list[Hit]:
        return index.find(text, language, day=DAY)

    return find_three
