"""A sentence in both languages.

Every text for a person is a `Words`. It knows nothing of where it is shown.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The same sentence in Chinese and in English, with `{name}` placeholders."""

    zh: str
    en: str

    def say(self, lang: Language, values: Mapping[str, str] | None = None) -> str:
        """Text in one language with its placeholders filled.

        Raises KeyError when a placeholder has no value: a text with a hole is never
        shown.
        """
        text = self.zh if lang == "zh" else self.en
        if "{" not in text:
            return text
        given = values or {}
        return "".join(
            literal if name is None else literal + given[name]
            for literal, name in split_placeholders(text)
        )

    def placeholders(self) -> frozenset[str]:
        """Names of the placeholders of both languages together."""
        return frozenset(
            name
            for text in (self.zh, self.en)
            for _, name in split_placeholders(text)
            if name is not None
        )


@lru_cache(maxsize=8192)
def split_placeholders(text: str) -> tuple[tuple[str, str | None], ...]:
    """(literal, placeholder name or None) pieces of a text, in order.

    A name may hold dots (`{late_fee.daily_rate}`), which `str.format` would take for
    an attribute. Raises ValueError for an unbalanced brace.
    """
    return tuple((lit, name) for lit, name, _, _ in string.Formatter().parse(text))
