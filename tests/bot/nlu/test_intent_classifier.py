"""The classifier at Rasa's border: trained, stored, loaded, and asked."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_classifier import LinearIntentClassifier
from bot.nlu.terms import Terms
from bot.nlu.tokenizer import BilingualTokenizer
from bot.settings import PROJECT

EXAMPLES = {
    "back_payment": ["能补缴吗", "补缴要多少钱", "怎么补缴", "pay missed months"],
    "greet": ["你好", "您好", "早上好", "hello"],
}
CONTEXT = ExecutionContext(GraphSchema({}))
CONFIG = {**LinearIntentClassifier.get_default_config(), "ranking_length": 1}


@pytest.fixture(scope="module")
def tokenizer() -> BilingualTokenizer:
    terms = Terms.read(PROJECT / "data" / "lexicon" / "terms.txt")
    return BilingualTokenizer(BilingualTokenizer.get_default_config(), terms)


@pytest.fixture
def classifier(tokenizer: BilingualTokenizer, tmp_path: Path) -> LinearIntentClassifier:
    data = TrainingData(
        [
            Message.build(text, intent)
            for intent, texts in EXAMPLES.items()
            for text in texts
        ]
    )
    tokenizer.process_training_data(data)
    storage = LocalModelStorage.create(tmp_path)
    classifier = LinearIntentClassifier.create(
        CONFIG, storage, Resource("classifier"), CONTEXT
    )
    resource = classifier.train(data)
    return LinearIntentClassifier.load(CONFIG, storage, resource, CONTEXT)


def test_a_loaded_classifier_sets_intent_and_ranking(
    classifier: LinearIntentClassifier, tokenizer: BilingualTokenizer
) -> None:
    messages = tokenizer.process(
        [Message({TEXT: "可以补缴吗"}), Message({TEXT: "hello"})]
    )
    classifier.process(messages)
    assert [m.get(INTENT)["name"] for m in messages] == ["back_payment", "greet"]
    assert messages[0].get(INTENT_RANKING_KEY) == [messages[0].get(INTENT)]
    assert messages[0].as_dict(only_output_properties=True)[INTENT]["confidence"] > 0.5


def test_a_second_question_becomes_an_entity(
    classifier: LinearIntentClassifier, tokenizer: BilingualTokenizer
) -> None:
    text = "怎么补缴？补缴要多少钱？您好吗？"
    (message,) = tokenizer.process([Message({TEXT: text})])
    classifier.process([message])
    (beside,) = message.get(ENTITIES)
    intents = {message.get(INTENT)["name"], beside["value"]}
    assert intents == {"back_payment", "greet"}
    assert beside["entity"] == "also_asked"
    assert text[beside["start"] : beside["end"]].endswith("？")


def test_one_question_in_two_sentences_is_one(
    classifier: LinearIntentClassifier, tokenizer: BilingualTokenizer
) -> None:
    (message,) = tokenizer.process([Message({TEXT: "怎么补缴？能补缴吗？"})])
    classifier.process([message])
    assert not message.get(ENTITIES)


def test_an_empty_message_gets_no_intent(classifier: LinearIntentClassifier) -> None:
    message = Message({TEXT: ""})
    classifier.process([message])
    assert message.get(INTENT) is None


def test_a_missing_model_is_an_error_not_an_untrained_classifier(
    tmp_path: Path,
) -> None:
    storage = LocalModelStorage.create(tmp_path)
    with pytest.raises(ValueError, match="classifier"):
        LinearIntentClassifier.load(CONFIG, storage, Resource("classifier"), CONTEXT)


def test_an_untrained_classifier_says_so(tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    classifier = LinearIntentClassifier.create(
        CONFIG, storage, Resource("classifier"), CONTEXT
    )
    with pytest.raises(RuntimeError, match="before it is trained"):
        classifier.process([Message({TEXT: "你好"})])
