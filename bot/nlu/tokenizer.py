"""The pipeline's tokenizer: Chinese by our terms, English by words, no space tokens.

Only the border to Rasa; the cutting itself is `bot.nlu.terms`. A token's text is the
plain form (simplified, half width, lower case), its span that of the message, and its
data carries the concept that it names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.terms import Terms, Word, digest

CONCEPT = "concept"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False
)
class BilingualTokenizer(Tokenizer):  # type: ignore[misc]
    """Cuts messages of both languages into tokens."""

    def __init__(self, config: dict[str, Any], terms: Terms) -> None:
        """Takes the terms; they are read once, by `create`."""
        super().__init__(config)
        self._terms = terms

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the terms lie, from the directory that the process runs in."""
        return {
            "terms": "data/lexicon/terms.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["jieba"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BilingualTokenizer:
        """Build the tokenizer from the file of terms."""
        return cls(config, Terms.read(Path(config["terms"])))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash of the files whose change must make a new model."""
        return digest(Path({**cls.get_default_config(), **config}["terms"]))

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute's text."""
        return [_to_token(word) for word in self._terms.cut(message.get(attribute))]


def _to_token(word: Word) -> Token:
    data = {CONCEPT: word.concept} if word.concept else {}
    return Token(word.text, word.start, word.end, data=data)


def to_words(tokens: list[Token]) -> list[Word]:
    """The words behind the tokens that `BilingualTokenizer` made."""
    return [
        Word(token.text, token.start, token.end, token.get(CONCEPT)) for token in tokens
    ]
