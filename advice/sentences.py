"""Cuts a text into its sentences, in either language; words are never cut.

Pure text. Abbreviations with a full stop ("art. 5") would be cut, so the knowledge
writes none.
"""

import re
from collections.abc import Collection

# The full stop, exclamation and question mark of Chinese, a new line, or their like.
_SENTENCE = re.compile(r".+?(?:[\u3002\uff01\uff1f\n]|[.!?](?=\s)|$)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The sentences in order, with what stands between them; joined they are `text`."""
    return _SENTENCE.findall(text)


def beginning(
    text: str, limit: int, takes_back: Collection[str] = (), least: int = 1
) -> str:
    """Whole sentences from the start up to `limit` characters, but `least` in any case.

    A sentence that begins with a word of `takes_back` ("but") stays with the one before
    it, whatever the limit: without it the beginning would say something else.
    """
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in sentences(text):
        held = bool(takes_back) and sentence.lstrip().startswith(tuple(takes_back))
        enough = len(kept) >= least
        if enough and not held and len(kept) + len(sentence) > limit:
            break
        kept += sentence
    return kept
