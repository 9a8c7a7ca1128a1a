"""The pipeline's last word on the intent: sure, to be asked about, or not understood.

Only the border to Rasa; the decision is `bot.nlu.ranking`. Messages that begin with "/"
carry a button's payload and are left to Rasa's own parser.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.ranking import Bands


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False
)
class ConfidenceBands(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Puts a verdict before a ranking that is not sure enough."""

    def __init__(self, bands: Bands) -> None:
        """Takes the thresholds."""
        self._bands = bands

    @classmethod
    def required_components(cls) -> list[type]:
        """What must stand before it in the pipeline."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds; `bot.nlu.ranking.Bands` says what each is for."""
        return {"low": 0.2, "high": 0.5, "foreign": 1.0, "sure": 1.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConfidenceBands:
        """Build from the configured thresholds; ValueError when they make no sense."""
        names = ("low", "high", "foreign", "sure")
        return cls(Bands(*(config[name] for name in names)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message; the ranking that was found stays behind the verdict."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        found = message.get(INTENT_RANKING_KEY) or []
        verdict = self._bands.verdict([(o["name"], o["confidence"]) for o in found])
        if verdict is None:
            return
        said = {"name": verdict[0], "confidence": verdict[1]}
        message.set(INTENT, said, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [said, *found], add_to_output=True)
