"""One form of writing for the extractors: half-width, simplified, lower case.

The form has the same length as the text, so that a span in it is a span in the text.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_PAIRS = Path(__file__).with_name("traditional.txt")
_MARKS = {0x2019: "'", 0x2018: "'", 0x3000: " ", 0xA0: " "} | dict.fromkeys(
    (0x2013, 0x2014, 0x2212), "-"
)


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The text in half-width, simplified, unaccented, lower-case characters.

    Kept for a moment, because every extractor asks for it.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = chr(code).lower()
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isascii() and base.isalpha():
            table[code] = base
    for line in _PAIRS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            table |= {ord(pair[0]): pair[1] for pair in line.split()}
    return table | _MARKS
