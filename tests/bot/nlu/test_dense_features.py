"""Sentence vectors at Rasa's border: trained with, stored as a digest, asked for."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dense_encoder import EncoderError
from bot.nlu.dense_features import DenseFeatures
from bot.nlu.intent_classifier import LinearIntentClassifier
from bot.nlu.terms import Terms
from bot.nlu.tokenizer import BilingualTokenizer
from bot.settings import PROJECT

from .encoder import SIZE, make_encoder

EXAMPLES = {
    "card_lost_replace": ["card lost", "lost card", "lost lost card", "the card lost"],
    "back_payment": ["pay months", "months pay", "pay pay months", "to pay months"],
}
CONTEXT = ExecutionContext(GraphSchema({}))
CLASSIFIER = {**LinearIntentClassifier.get_default_config(), "dense": 1.0}


@pytest.fixture(scope="module")
def tokenizer() -> BilingualTokenizer:
    terms = Terms.read(PROJECT / "data" / "lexicon" / "terms.txt")
    return BilingualTokenizer(BilingualTokenizer.get_default_config(), terms)


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    folder = make_encoder(tmp_path / "encoder")
    return {**DenseFeatures.get_default_config(), "folder": str(folder)}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    (tmp_path / "storage").mkdir()
    return LocalModelStorage.create(tmp_path / "storage")


def training_data(tokenizer: BilingualTokenizer) -> TrainingData:
    data = TrainingData(
        [Message.build(t, intent) for intent, texts in EXAMPLES.items() for t in texts]
    )
    return tokenizer.process_training_data(data)


def trained(config: dict[str, Any], storage: LocalModelStorage) -> DenseFeatures:
    return DenseFeatures.create(config, storage, Resource("dense"), CONTEXT)


def test_each_text_gets_one_vector(
    config: dict[str, Any], storage: LocalModelStorage
) -> None:
    messages = [Message({TEXT: "card"}), Message({TEXT: ""}), Message({TEXT: "pay"})]
    trained(config, storage).process(messages)
    found = [message.get_dense_features(TEXT, [])[1] for message in messages]
    assert [None if f is None else f.features.shape for f in found] == [
        (1, SIZE),
        None,
        (1, SIZE),
    ]


def test_the_classifier_learns_from_the_vectors(
    config: dict[str, Any], storage: LocalModelStorage, tokenizer: BilingualTokenizer
) -> None:
    dense = trained(config, storage)
    data = dense.process_training_data(training_data(tokenizer))
    dense = DenseFeatures.load(config, storage, dense.train(data), CONTEXT)
    made = LinearIntentClassifier.create(CLASSIFIER, storage, Resource("c"), CONTEXT)
    classifier = LinearIntentClassifier.load(
        CLASSIFIER, storage, made.train(data), CONTEXT
    )
    messages = tokenizer.process([Message({TEXT: "lost card"}), Message({TEXT: "pay"})])
    classifier.process(dense.process(messages))
    named = [message.get(INTENT)["name"] for message in messages]
    assert named == ["card_lost_replace", "back_payment"]
    assert classifier._model is not None
    assert classifier._model.dense is not None
    assert classifier._model.dense.shape == (SIZE, 2)


def test_without_vectors_the_classifier_says_what_is_missing(
    storage: LocalModelStorage, tokenizer: BilingualTokenizer
) -> None:
    classifier = LinearIntentClassifier.create(
        CLASSIFIER, storage, Resource("c"), CONTEXT
    )
    with pytest.raises(RuntimeError, match="DenseFeatures"):
        classifier.train(training_data(tokenizer))


def test_the_stored_model_holds_a_digest_only(
    config: dict[str, Any], storage: LocalModelStorage, tokenizer: BilingualTokenizer
) -> None:
    resource = trained(config, storage).train(training_data(tokenizer))
    with storage.read_from(resource) as directory:
        files = {file.name: file.stat().st_size for file in directory.iterdir()}
    assert files == {"encoder.sha256": 64}


def test_another_encoder_than_at_training_is_refused(
    config: dict[str, Any], storage: LocalModelStorage, tokenizer: BilingualTokenizer
) -> None:
    resource = trained(config, storage).train(training_data(tokenizer))
    with (Path(config["folder"]) / "tokenizer.json").open(
        "a", encoding="utf-8"
    ) as file:
        file.write(" ")
    with pytest.raises(EncoderError, match="another encoder"):
        DenseFeatures.load(config, storage, resource, CONTEXT)


def test_a_missing_folder_is_an_error_before_training(
    storage: LocalModelStorage,
) -> None:
    config = {**DenseFeatures.get_default_config(), "folder": "nowhere"}
    with pytest.raises(EncoderError, match="no folder nowhere"):
        trained(config, storage)
    with pytest.raises(EncoderError, match="no folder nowhere"):
        DenseFeatures.fingerprint_addon(config)


def test_the_fingerprint_follows_the_files(config: dict[str, Any]) -> None:
    before = DenseFeatures.fingerprint_addon(config)
    with (Path(config["folder"]) / "model.onnx").open("ab") as file:
        file.write(b" ")
    assert DenseFeatures.fingerprint_addon(config) != before


def test_the_configuration_names_settings_that_exist() -> None:
    with (PROJECT / "configs" / "dense.yml").open(encoding="utf-8") as file:
        pipeline = yaml.safe_load(file)["pipeline"]
    parts = {part.pop("name").rsplit(".", 1)[1]: part for part in pipeline}
    assert set(parts["DenseFeatures"]) == set(DenseFeatures.get_default_config())
    assert set(parts["LinearIntentClassifier"]) <= set(CLASSIFIER)
    assert parts["LinearIntentClassifier"]["dense"] > 0
