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


def language_to_use(slots: Mapping[str, object], text: object) -> Language | None:
    """As the actions do: a language asked for, else the text's, else the one before.

    None, when nothing says which, means both.
    """
    kept = slots.get("language")
    known: Language | None = "zh" if kept == "zh" else "en" if kept == "en" else None
    if slots.get("language_locked"):
        return known
    said = language_of(text) if isinstance(text, str) else None
    return said or known
