"""Which of the two languages a text is written in, by its script alone.

Knows nothing of Rasa and of the words' meaning.
"""

import re
from typing import Literal

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"\b[A-Za-z']{3,}\b")


def language_of(text: str) -> Language | None:
    """Language of a text, or None when its script says nothing (digits, emoji, "ok").

    One Chinese character outweighs any Latin word: people write "Alipay" and
    "12333 App" inside Chinese sentences, rarely the other way round.
    """
    if _HAN.search(text):
        return "zh"
    if _LATIN_WORD.search(text):
        return "en"
    return None
