"""Actions in this process: what comes back for what an action does."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.runtime.endpoint import InProcessActions
from bot.runtime.incidents import Incidents
from bot.runtime.sentences import Sentences
from records import RecordsUnavailable, Store, migrate
from tests.bot.runtime import project


class Doing(Action):
    """An action that does what the test says."""

    def __init__(self, does: Any) -> None:
        self._does = does

    def name(self) -> str:
        return "action_test"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        return self._does(dispatcher, tracker)


@pytest.fixture
async def incidents(tmp_path: Path) -> AsyncIterator[Incidents]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    store = Store(url)
    yield Incidents(store, Sentences(project.phrases()), project.noon)
    await store.close()


def call(name: str = "action_test", **tracker: Any) -> dict[str, Any]:
    state = {
        "sender_id": "amy",
        "slots": {},
        "latest_message": {"text": "hm"},
        "events": [],
    }
    return {"next_action": name, "sender_id": "amy", "tracker": {**state, **tracker}}


async def run(incidents: Incidents, does: Any, **tracker: Any) -> dict[str, Any]:
    endpoint = InProcessActions([Doing(does)], incidents)
    return await endpoint.request(method="post", json=call(**tracker), timeout=300)


def boom(*_: Any) -> None:
    raise KeyError("13812345678")


async def test_events_and_responses_come_back(incidents: Incidents) -> None:
    def does(dispatcher: CollectingDispatcher, _: Tracker) -> list[Any]:
        dispatcher.utter_message(text="so", buttons=[{"title": "a", "payload": "/a"}])
        return [SlotSet("wish", [1, {"a": None}])]

    result = await run(incidents, does)
    assert result["events"] == [
        {"event": "slot", "timestamp": None, "name": "wish", "value": [1, {"a": None}]}
    ]
    (said,) = result["responses"]
    assert (said["text"], said["buttons"]) == ("so", [{"title": "a", "payload": "/a"}])


async def test_nothing_returned_is_no_events(incidents: Incidents) -> None:
    assert await run(incidents, lambda *_: None) == {"events": [], "responses": []}


async def test_a_rejection_is_what_the_action_server_answers(
    incidents: Incidents,
) -> None:
    def does(*_: Any) -> None:
        raise ActionExecutionRejection("action_test", "not now")

    with pytest.raises(ClientResponseError) as caught:
        await run(incidents, does)
    assert caught.value.status == 400
    answer = json.loads(caught.value.text)
    assert answer == {"action_name": "action_test", "error": "not now"}


@pytest.mark.parametrize(
    ("slots", "text", "said"),
    [
        ({"language": "zh", "language_locked": True}, "why", ["zh"]),
        ({"language": "zh"}, "why", ["en"]),
        ({"language": "en"}, "12", ["en"]),
        ({"language": "zh"}, "/choose", ["zh"]),
        ({"language": None}, "为什么", ["zh"]),
        ({}, "why", ["en"]),
        ({}, "12", ["zh", "en"]),
    ],
)
async def test_an_action_that_raises_says_so_in_the_persons_language(
    incidents: Incidents, slots: dict[str, Any], text: str, said: list[str]
) -> None:
    result = await run(incidents, boom, slots=slots, latest_message={"text": text})
    (response,) = result["responses"]
    words = project.phrases()["runtime_incident"]
    lines = response["text"].splitlines()
    assert [line[:12] for line in lines] == [
        words.say(language, {"id": "x"})[:12]  # type: ignore[arg-type]
        for language in said
    ]
    assert result["events"] == []


async def test_the_log_has_the_id_and_never_the_words(
    incidents: Incidents, caplog: pytest.LogCaptureFixture
) -> None:
    result = await run(incidents, boom, slots={"language": "en", "wish": "secret"})
    (record,) = caplog.records
    number = str(record.args[0])  # type: ignore[index]
    assert number in result["responses"][0]["text"]
    assert "action_test" in record.getMessage() and "KeyError" in record.getMessage()
    for word in ("13812345678", "secret", "hm", "amy"):
        assert word not in record.getMessage()
    kept = await incidents.store.incident(number)
    assert kept is not None
    assert (kept.action, kept.error) == ("action_test", "builtins.KeyError")


async def test_a_second_failure_in_a_turn_is_not_said_again(
    incidents: Incidents,
) -> None:
    told = {"event": "bot", "metadata": {"incident": True}}
    user = {"event": "user"}
    again = await run(incidents, boom, events=[user, told, {"event": "action"}])
    later = await run(incidents, boom, events=[user, told, user])
    assert (len(again["responses"]), len(later["responses"])) == (0, 1)


async def test_database_trouble_in_an_action_is_named(incidents: Incidents) -> None:
    def does(*_: Any) -> None:
        raise RecordsUnavailable("The database cannot be used just now.")

    result = await run(incidents, does, slots={"language": "en"})
    words = project.phrases()["runtime_database_trouble"]
    assert result["responses"][0]["text"] == words.en


async def test_an_incident_that_cannot_be_kept_is_still_said(
    incidents: Incidents, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(**_: Any) -> str:
        raise RecordsUnavailable("gone")

    monkeypatch.setattr(incidents.store, "keep_incident", broken)
    result = await run(incidents, boom, slots={"language": "en"})
    assert "quote number" in result["responses"][0]["text"]


@pytest.mark.parametrize(
    "events",
    [[SlotSet("wish", Decimal("1.5"))], [{"event": "slot", "name": 3}]],
    ids=["cannot be stored", "not as Rasa expects"],
)
async def test_a_result_that_rasa_cannot_take_is_a_failure_that_is_told(
    incidents: Incidents, events: list[Any]
) -> None:
    result = await run(incidents, lambda *_: events)
    assert result["events"] == []
    assert len(result["responses"]) == 1


async def test_an_unknown_action_is_a_failure_that_is_told(
    incidents: Incidents,
) -> None:
    endpoint = InProcessActions([], incidents)
    result = await endpoint.request(json=call("action_nobody_wrote"))
    assert len(result["responses"]) == 1


async def test_an_action_cannot_change_rasas_own_slots(incidents: Incidents) -> None:
    slots = {"wish": {"a": [1]}}

    def does(_: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        tracker.slots["wish"]["a"].append(2)
        return []

    await run(incidents, does, slots=slots)
    assert slots == {"wish": {"a": [1]}}


async def test_the_domain_is_not_sent_along(incidents: Incidents) -> None:
    endpoint = InProcessActions([], incidents)
    assert endpoint.kwargs["enable_selective_domain"] is True
