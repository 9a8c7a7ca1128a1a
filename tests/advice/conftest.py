"""What the tests of `advice` share: the project's knowledge, read once, and its rules.

The day is fixed, so that no test passes today and fails tomorrow.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from advice import Advisor, Decision, Knowledge, load_knowledge
from advice.checks import Report, check
from advice.explain import Explainer
from advice.facts import said_from_pairs
from advice.values import Values

for helpers in ("outcomes", "worked"):  # their asserts are to say what they compared
    pytest.register_assert_rewrite(f"tests.advice.{helpers}")

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
AS_OF = dt.date(2026, 11, 22)

settings.register_profile("advice", deadline=None, derandomize=True, database=None)
settings.load_profile("advice")

Decide = Callable[..., Decision]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's knowledge."""
    return load_knowledge(KNOWLEDGE)


@pytest.fixture(scope="session")
def advisor(knowledge: Knowledge) -> Advisor:
    """Its rules, compiled."""
    return Advisor(knowledge)


@pytest.fixture(scope="session")
def explainer(knowledge: Knowledge) -> Explainer:
    """Its words."""
    return Explainer(knowledge)


@pytest.fixture(scope="session")
def values(knowledge: Knowledge) -> Values:
    """Its way of writing values."""
    return Values(knowledge)


@pytest.fixture(scope="session")
def last_checked(knowledge: Knowledge) -> dt.date:
    """The last day on which any entry was checked: the day that the data speak of."""
    return max(
        *(source.checked for source in knowledge.sources.values()),
        *(
            value.checked
            for parameter in knowledge.parameters.values()
            for value in parameter.values
        ),
        *(one.ui_checked or dt.date.min for one in knowledge.procedures.values()),
    )


@pytest.fixture(scope="session")
def report(knowledge: Knowledge, last_checked: dt.date) -> Report:
    """Every check of the knowledge, run once."""
    return check(knowledge, last_checked)


@pytest.fixture(scope="session")
def decide(knowledge: Knowledge, advisor: Advisor) -> Decide:
    """`decide(topic, as_of=…, region=…, declined=…, fact=value, …)`."""

    def decide(
        topic: str,
        *,
        as_of: dt.date = AS_OF,
        region: str | None = None,
        declined: tuple[str, ...] = (),
        **facts: object,
    ) -> Decision:
        said = said_from_pairs(knowledge, facts, by="person")
        return advisor.decide(topic, said, as_of, region=region, declined=declined)

    return decide
