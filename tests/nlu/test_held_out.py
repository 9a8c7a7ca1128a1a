"""What is understood of our own hard questions, which nothing was learnt from.

The floors lie two points under what was measured when they were last raised.
"""

from pathlib import Path

import pytest

from bot.evaluation import Figures, measure
from tests.nlu.conftest import Judge

pytestmark = pytest.mark.rasa

LANGUAGES = ("zh", "en")
LEAST_RIGHT = {"zh": 0.70, "en": 0.66}
LEAST_ANSWERED = {"zh": 0.64, "en": 0.59}
LEAST_CAUGHT = {"zh": 0.85, "en": 0.85}  # of 20 rows: one may be lost
# More than before `foreign` in config.yml refused what may be another subject: the
# price of catching 92 instead of 83 % of the far ones (docs/nlu.md).
MOST_REFUSED = {"zh": 0.19, "en": 0.15}
TOPICS = 38
ROWS_OF_A_TOPIC = 6  # in each language


@pytest.fixture
def figures(judge: Judge, held_out: Path, language: str) -> Figures:
    return measure([one for one in judge(held_out) if one.row.kind == language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_likeliest_topic_is_right(figures: Figures, language: str) -> None:
    found = figures.accuracy
    assert (found.value or 0) >= LEAST_RIGHT[language], found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_topic_is_answered(figures: Figures, language: str) -> None:
    found = figures.answered_right
    assert (found.value or 0) >= LEAST_ANSWERED[language], found


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_subjects_are_refused(figures: Figures, language: str) -> None:
    found = figures.out_of_scope["all"].strict
    assert (found.value or 0) >= LEAST_CAUGHT[language], found


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_subjects_are_not_refused(figures: Figures, language: str) -> None:
    found = figures.refused
    assert found.rows > 0
    assert (found.value or 0) <= MOST_REFUSED[language], found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_asked_for(figures: Figures, language: str) -> None:
    inside = {
        name: share.rows
        for name, share in figures.by_intent.items()
        if not name.startswith("out_of_scope")
    }
    assert len(inside) == TOPICS
    assert min(inside.values()) >= ROWS_OF_A_TOPIC, inside
