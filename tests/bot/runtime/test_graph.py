"""A model's graph without Dask gives what it gives with Dask."""

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.graph import StraightRunner
from tests.bot.runtime.conftest import House

pytestmark = pytest.mark.rasa


@pytest.fixture
def dask(model: object) -> DaskGraphRunner:
    _, _, runner = MessageProcessor._load_model(str(model))
    return runner


@pytest.mark.parametrize("text", ["ANSWER me", "nothing known", "/offer"])
def test_a_message_is_understood_alike(
    dask: DaskGraphRunner, house: House, text: str
) -> None:
    target = house.assistant.processor.model_metadata.nlu_target
    tracker = DialogueStateTracker("amy", [])
    parsed = []
    for runner in (dask, StraightRunner(dask)):
        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text)],
            PLACEHOLDER_TRACKER: tracker,
        }
        (message,) = runner.run(inputs=inputs, targets=[target])[target]
        parsed.append(message.as_dict(only_output_properties=True))
    for one in parsed:
        one.pop("message_id", None)
        one.pop("metadata", None)
    assert parsed[0] == parsed[1]


async def test_the_next_action_is_predicted_alike(
    dask: DaskGraphRunner, house: House
) -> None:
    target = house.assistant.processor.model_metadata.core_target
    tracker = await house.assistant.processor.get_tracker("amy")
    predicted = [
        runner.run(inputs={PLACEHOLDER_TRACKER: tracker}, targets=[target])[target]
        for runner in (dask, StraightRunner(dask))
    ]
    assert predicted[0].probabilities == predicted[1].probabilities
    assert predicted[0].policy_name == predicted[1].policy_name


def test_a_node_that_fails_is_a_graph_that_fails(
    dask: DaskGraphRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = StraightRunner(dask)

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    name = next(iter(runner._nodes))
    monkeypatch.setitem(runner._nodes, name, broken)  # type: ignore[arg-type]
    with pytest.raises(GraphRunError):
        runner.run(inputs={}, targets=[name])


def test_the_assistant_runs_without_dask(house: House) -> None:
    assert isinstance(house.assistant.processor.graph_runner, StraightRunner)
