"""The runtime's own sentences, in the person's language or in both.

The words are in `knowledge/phrases/`; here is only which language to take.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from actions.language import language_of
from advice import Language, Words


@dataclass(frozen=True)
class Sentences:
    """Phrases by name."""

    phrases: Mapping[str, Words]

    def say(
        self,
        name: str,
        language: Language | None,
        values: Mapping[str, str] | None = None,
    ) -> str:
        """The phrase in `language`, or in both when it is not known."""
        words = self.phrases[name]
        if language is not None:
            return words.say(language, values)
        return f"{words.say('zh', values)}\n{words.say('en', values)}"


def language_to_use(slot: object, text: object) -> Language | None:
    """What the person chose, else what the text is written in, else None: both."""
    if slot == "zh" or slot == "en":
        return slot
    return language_of(text) if isinstance(text, str) else None
