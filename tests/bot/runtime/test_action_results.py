"""The check of action results in Rasa's place, and that Rasa is still as it was."""

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.runtime import action_results
from bot.runtime.action_results import CheckedResult

GOOD = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{}]}
BAD = {"events": [{"event": "slot", "name": 3, "value": 1}], "responses": []}


@pytest.fixture
def rasas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa as it is without us, and again afterwards."""
    method = RemoteAction._validate_action_result
    original = getattr(method, "instead_of", method)
    monkeypatch.setattr(RemoteAction, "_validate_action_result", original)


def test_rasas_check_is_the_one_that_we_replace(rasas_own: None) -> None:
    assert action_results.rasa_is_known(), (
        "Rasa's RemoteAction._validate_action_result has changed: read it, then bring "
        "bot/runtime/action_results.py up to date, or drop it if Rasa compiles once."
    )


def test_ours_and_rasas_judge_alike(rasas_own: None) -> None:
    action = RemoteAction("action_test", None)
    judged = [_judge(action, result) for result in (GOOD, BAD, {"events": 1})]
    assert action_results.install()
    ours = [_judge(action, result) for result in (GOOD, BAD, {"events": 1})]
    assert judged == ours == [True, False, False]


@pytest.mark.parametrize(
    "slot",
    [
        {"event": "slot", "timestamp": None, "name": "a", "value": {"b": [1]}},
        {"event": "slot", "timestamp": None, "name": "a", "value": None},
        {"event": "slot", "timestamp": None, "name": 3, "value": 1},
        {"event": "slot", "timestamp": "x", "name": "a", "value": 1},
        {"event": "slot", "timestamp": None, "value": 1},
        {"event": "slot", "timestamp": None, "name": None, "value": 1},
        {"event": "slots", "timestamp": None, "name": "a", "value": 1},
    ],
)
def test_slots_are_judged_as_rasa_judges_them(
    rasas_own: None, slot: dict[str, object]
) -> None:
    action = RemoteAction("action_test", None)
    result = {"events": [slot], "responses": []}
    rasas = _judge(action, result)
    action_results.install()
    assert _judge(action, result) == rasas


@pytest.mark.parametrize(
    "result",
    [
        {"events": [], "responses": []},
        {"events": [], "responses": [{"text": "a"}]},
        {"events": [], "responses": ["a"]},
        {"events": [], "responses": None},
        {"events": None, "responses": []},
        {"events": [], "responses": {}},
        {"events": []},
        {"events": [], "responses": [], "more": 1},
        [],
    ],
)
def test_results_are_judged_as_rasa_judges_them(
    rasas_own: None, result: object
) -> None:
    action = RemoteAction("action_test", None)
    rasas = _judge(action, result)
    action_results.install()
    assert _judge(action, result) == rasas


def test_a_checked_result_is_not_checked_again(rasas_own: None) -> None:
    action_results.install()
    assert _judge(RemoteAction("action_test", None), CheckedResult(BAD))


def test_rasa_is_left_alone_if_it_has_changed(
    rasas_own: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(action_results, "KNOWN_SOURCE", "another")
    before = RemoteAction._validate_action_result
    assert not action_results.install()
    assert RemoteAction._validate_action_result is before


def _judge(action: RemoteAction, result: object) -> bool:
    try:
        return bool(action._validate_action_result(result))
    except jsonschema.ValidationError:
        return False
