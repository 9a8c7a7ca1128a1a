"""The pipeline's intent classifier: the linear model at Rasa's border.

Trains on the examples' tokens, stores the model with Rasa's model storage, and sets
intent and ranking of a message. The model itself is `bot.nlu.linear_model`;
scikit-learn is imported for training only.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear_model import Features, FitSettings, LinearModel, features
from bot.nlu.tokenizer import to_words


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class LinearIntentClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Names the intent of a message by characters, words and concepts."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        """Takes the fitted model, or None before training."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """What must stand before it in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of the fit, and how many intents the ranking shows."""
        return {**asdict(FitSettings()), "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """A classifier that is still to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The classifier with the stored model; an error when there is none."""
        with model_storage.read_from(resource) as directory:
            model = LinearModel.load(directory)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have a text and an intent, and store the model."""
        from bot.nlu.linear_training import fit  # here: scikit-learn is heavy

        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        how = FitSettings(
            **{name: self._config[name] for name in asdict(FitSettings())}
        )
        found = [_features(example) for example in examples]
        self._model = fit(found, [example.get(INTENT) for example in examples], how)
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message that has a text."""
        if self._model is None:
            raise RuntimeError("LinearIntentClassifier is asked before it is trained.")
        for message in messages:
            if message.get(TEXT):
                ranking = self._model.ranking(_features(message))
                _set(message, ranking[: self._config["ranking_length"]])
        return messages


def _features(message: Message) -> Features:
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return features(message.get(TEXT), to_words(tokens))


def _set(message: Message, ranking: list[tuple[str, float]]) -> None:
    said = [{"name": name, "confidence": chance} for name, chance in ranking]
    message.set(INTENT, said[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, said, add_to_output=True)
