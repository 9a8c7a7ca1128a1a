"""The pipeline's intent classifier: the linear model at Rasa's border.

Trains on the examples' tokens, stores the model with Rasa's model storage, and sets
intent and ranking of a message. The model itself is `bot.nlu.linear_model`;
scikit-learn is imported for training only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.turn import MASK
from bot.nlu.linear_model import Features, FitSettings, Floats, LinearModel, features
from bot.nlu.questions import Piece, beside_numbers, halves, questions
from bot.nlu.ranking import OUT_OF_SCOPE
from bot.nlu.terms import Word
from bot.nlu.tokenizer import to_words

ALSO_ASKED = "also_asked"
"""Entity: a further intent that the message asks with; its span is that question."""

SEVERAL = 0.6  # how sure each of several questions must be
TOLD = 0.75  # and what is only told beside one: "my card is lost, and also ..."
COMPLAINT = "complaint"
VENTED = 0.8
"""How sure a question beside a complaint must be, to be answered in its place: so sure
that no doubt whether it is ours stops it (`sure` of `bot.nlu.ranking.Bands`)."""

Ranking = list[tuple[str, float]]


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
        beside = {"several": SEVERAL, "told": TOLD}
        return {**asdict(FitSettings()), "ranking_length": 5, **beside}

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
        intents = [example.get(INTENT) for example in examples]
        vectors = np.stack([_vector(e) for e in examples]) if how.dense else None
        self._model = fit(found, intents, how, vectors)
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message that has a text."""
        if self._model is None:
            raise RuntimeError("LinearIntentClassifier is asked before it is trained.")
        for message in messages:
            if message.get(TEXT):
                vector = None if self._model.dense is None else _vector(message)
                ranking = self._model.ranking(_features(message), vector)
                asked = self._questions(message) if vector is None else []
                if asked:
                    ranking = _leading(ranking, asked)
                elif ranking[0][0] == COMPLAINT and vector is None:
                    asked = self._vented(message)
                    ranking = _leading(ranking, asked)
                _set_beside(message, asked, ranking[0][0])
                _set(message, ranking[: self._config["ranking_length"]])
        return messages

    def _questions(self, message: Message) -> list[tuple[Piece, Ranking]]:
        """The questions of a message whose intent is sure, each with its ranking.

        A vector of the whole message says nothing of its parts: with one, none.
        """
        if self._model is None:
            return []
        text = message.get(TEXT)
        pieces = questions(text)
        if len(pieces) < 2:
            return []
        ranked = [(piece, self._ranking_of(message, piece)) for piece in pieces]
        found = [one for one in ranked if self._is_sure(*one)]
        return found if len({ranking[0][0] for _, ranking in found}) > 1 else []

    def _vented(self, message: Message) -> list[tuple[Piece, Ranking]]:
        """A complaint around a question: both; none where the complaint is all."""
        for pieces in halves(message.get(TEXT)):
            found = [(piece, self._ranking_of(message, piece)) for piece in pieces]
            names = [ranking[0][0] for _, ranking in found]
            asks = [p.asks for p, ranking in found if ranking[0][0] != COMPLAINT]
            beside = COMPLAINT in names and asks == [True]
            if beside and all(self._is_sure(*one) for one in found):
                return found
        return []

    def _ranking_of(self, message: Message, piece: Piece) -> Ranking:
        if self._model is None:
            return []
        words = to_words(message.get(TOKENS_NAMES[TEXT]) or [])
        said = message.get(TEXT)[piece.start : piece.end]
        return self._model.ranking(features(said, _inside(words, piece)))

    def _is_sure(self, piece: Piece, ranking: Ranking) -> bool:
        name, chance = ranking[0]
        sure = self._config["several" if piece.asks or name == COMPLAINT else "told"]
        return name != OUT_OF_SCOPE and chance >= float(sure)


def _leading(whole: Ranking, asked: Sequence[tuple[Piece, Ranking]]) -> Ranking:
    """What the message is taken for: the whole, if it is one of its questions.

    Else the first of them: of each the whole has a little, of none much. A complaint
    never leads; what is asked beside it is answered.
    """
    questions = [ranking for _, ranking in asked if ranking[0][0] != COMPLAINT]
    if not questions or whole[0][0] in {ranking[0][0] for ranking in questions}:
        return whole
    vented = whole[0][0] == COMPLAINT
    return whole if vented and questions[0][0][1] < VENTED else questions[0]


def _features(message: Message) -> Features:
    """Of the whole message; beside a number that was masked, of what else it says."""
    text = message.get(TEXT)
    words = to_words(message.get(TOKENS_NAMES[TEXT]) or [])
    parts = beside_numbers(text, MASK)
    if not parts:
        return features(text, words)
    said = " ".join(text[part.start : part.end] for part in parts)
    return features(said, [word for part in parts for word in _inside(words, part)])


def _inside(words: Sequence[Word], piece: Piece) -> list[Word]:
    return [w for w in words if piece.start <= w.start and w.end <= piece.end]


def _vector(message: Message) -> Floats:
    """The vector that a featurizer before us gave; RuntimeError when none did."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise RuntimeError(
            "`dense` of LinearIntentClassifier is above 0, but no dense features reach "
            "it: put bot.nlu.dense_features.DenseFeatures before it, or set it to 0."
        )
    vector: Floats = np.asarray(sentence.features, dtype=np.float32)[0]
    return vector


def _set_beside(
    message: Message, asked: Sequence[tuple[Piece, Ranking]], intent: str
) -> None:
    """An entity for each further intent that a message asks with."""
    beside = [
        {
            "entity": ALSO_ASKED,
            "value": ranking[0][0],
            "start": piece.start,
            "end": piece.end,
            "extractor": "LinearIntentClassifier",
        }
        for piece, ranking in asked
        if ranking[0][0] != intent
    ]
    if beside:
        found = (message.get(ENTITIES) or []) + beside
        message.set(ENTITIES, found, add_to_output=True)


def _set(message: Message, ranking: list[tuple[str, float]]) -> None:
    said = [{"name": name, "confidence": chance} for name, chance in ranking]
    message.set(INTENT, said[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, said, add_to_output=True)
