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

    A Chinese character counts as much as an English word, so that "Alipay 怎么交" is
    Chinese and "my 医保 stopped since March" English.
    """
    chinese = len(_HAN.findall(text))
    english = len(_LATIN_WORD.findall(text))
    if chinese == english == 0:
        return None
    return "zh" if chinese >= english else "en"
