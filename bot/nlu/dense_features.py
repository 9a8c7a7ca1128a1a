"""The pipeline's optional sentence vectors: a local ONNX encoder at Rasa's border.

Puts one vector before the intent classifier, which reads it where its setting `dense`
is above 0. The encoder itself is `bot.nlu.dense_encoder`; of it, a trained model keeps
a digest only, so the folder must lie where the assistant runs, too.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dense_encoder import Encoder, EncoderError, EncoderFiles, Reading

_DIGEST = "encoder.sha256"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class DenseFeatures(GraphComponent):  # type: ignore[misc]
    """Gives each text the vector of its meaning.

    Not a `DenseFeaturizer` of Rasa's: importing that class imports TensorFlow.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        files: EncoderFiles,
    ) -> None:
        """Takes the files; they are opened at the first text."""
        self._storage = storage
        self._resource = resource
        self._files = files
        reading = Reading(**{name: config[name] for name in asdict(Reading())})
        self._encoder = Encoder(files, reading)

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The folder, from the directory that the process runs in, and how to read."""
        return {"folder": "var/encoder", **asdict(Reading())}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DenseFeatures:
        """Find the files; EncoderError when they are missing."""
        files = EncoderFiles.find(Path(config["folder"]))
        return cls(config, model_storage, resource, files)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DenseFeatures:
        """EncoderError when the folder holds another encoder than at training."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            trained = (directory / _DIGEST).read_text(encoding="utf-8")
        if component._files.digest() != trained:
            raise EncoderError(
                f"{config['folder']} holds another encoder than the one that the model "
                "was trained with. Train again, or put that one back."
            )
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash of the encoder's files, whose change must make a new model."""
        folder = {**cls.get_default_config(), **config}["folder"]
        return EncoderFiles.find(Path(folder)).digest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns nothing; keeps the digest of the files."""
        with self._storage.write_to(self._resource) as directory:
            (directory / _DIGEST).write_text(self._files.digest(), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give each example its vector."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message that has a text its vector."""
        with_text = [message for message in messages if message.get(TEXT)]
        if with_text:
            vectors = self._encoder.encode([m.get(TEXT) for m in with_text])
            for message, vector in zip(with_text, vectors, strict=True):
                message.add_features(
                    Features(
                        vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, "DenseFeatures"
                    )
                )
        return messages
