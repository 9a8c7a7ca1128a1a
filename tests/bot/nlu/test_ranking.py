"""The confidence bands: what is sure, what is asked about, what is not understood."""

import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.bands import ConfidenceBands
from bot.nlu.ranking import FALLBACK, OUT_OF_SCOPE, UNSURE, Bands

BANDS = Bands(low=0.2, high=0.4)


@pytest.mark.parametrize(
    ("top", "intent"),
    [(0.9, None), (0.4, None), (0.39, UNSURE), (0.2, UNSURE), (0.19, FALLBACK)],
)
def test_bands(top: float, intent: str | None) -> None:
    verdict = BANDS.verdict([("enroll", top), ("transfer", top / 2)])
    assert (verdict[0] if verdict else None) == intent


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("out_of_scope", 0.45), ("enroll", 0.3)], None),
        ([("out_of_scope", 0.35), ("enroll", 0.3)], FALLBACK),
        ([("out_of_scope", 0.19), ("enroll", 0.18)], FALLBACK),
        ([("enroll", 0.8), ("out_of_scope", 0.15)], OUT_OF_SCOPE),
        ([("enroll", 0.3), ("out_of_scope", 0.2)], OUT_OF_SCOPE),
        ([("enroll", 0.8), ("out_of_scope", 0.14)], None),
        ([("enroll", 0.3), ("transfer", 0.2), ("out_of_scope", 0.1)], UNSURE),
    ],
)
def test_what_speaks_for_another_subject(
    ranking: list[tuple[str, float]], intent: str | None
) -> None:
    verdict = Bands(low=0.2, high=0.4, foreign=0.15).verdict(ranking)
    assert (verdict[0] if verdict else None) == intent


@pytest.mark.parametrize(
    ("top", "intent"), [(0.87, None), (0.8, None), (0.79, OUT_OF_SCOPE)]
)
def test_a_topic_that_is_sure_is_no_other_subject(
    top: float, intent: str | None
) -> None:
    bands = Bands(low=0.2, high=0.4, foreign=0.1, sure=0.8)
    verdict = bands.verdict([("enroll", top), ("out_of_scope", 0.12)])
    assert (verdict[0] if verdict else None) == intent


@pytest.mark.parametrize("sure", [0.3, 1.1])
def test_to_be_sure_without_sense_is_refused(sure: float) -> None:
    with pytest.raises(ValueError, match="sure"):
        Bands(low=0.2, high=0.4, sure=sure)


@pytest.mark.parametrize("foreign", [0.0, 1.1])
def test_a_doubt_without_sense_is_refused(foreign: float) -> None:
    with pytest.raises(ValueError, match="foreign"):
        Bands(low=0.2, high=0.4, foreign=foreign)


def test_no_ranking_is_not_understood() -> None:
    assert BANDS.verdict([]) == (FALLBACK, 1.0)


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.4), (-0.1, 0.4), (0.2, 1.1)])
def test_thresholds_without_sense_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low"):
        Bands(low=low, high=high)


def ranked(text: str, *chances: float) -> Message:
    found = [{"name": f"i{n}", "confidence": c} for n, c in enumerate(chances)]
    return Message({TEXT: text, INTENT: found[0], INTENT_RANKING_KEY: found})


def test_the_verdict_goes_before_the_ranking_that_was_found() -> None:
    message = ranked("社保", 0.3, 0.25)
    found = message.get(INTENT_RANKING_KEY)
    ConfidenceBands(BANDS).process([message])
    assert message.get(INTENT) == {"name": UNSURE, "confidence": pytest.approx(0.7)}
    assert message.get(INTENT_RANKING_KEY) == [message.get(INTENT), *found]


@pytest.mark.parametrize("text", ["/affirm", '/change_topic{"topic_id": "enroll"}'])
def test_a_button_is_left_alone(text: str) -> None:
    message = ranked(text, 0.01)
    ConfidenceBands(BANDS).process([message])
    assert message.get(INTENT)["name"] == "i0"


def test_a_sure_ranking_is_left_alone() -> None:
    message = ranked("社保", 0.8, 0.1)
    ConfidenceBands(BANDS).process([message])
    assert message.get(INTENT) == {"name": "i0", "confidence": 0.8}
    assert len(message.get(INTENT_RANKING_KEY)) == 2
