"""Reads digits as a person does, and remembers where in the text they stand.

Full-width digits are digits, what cannot be seen is not there, and the separators that
people put between digits come in a few kinds. Knows nothing of what the digits mean.
"""

import re
import unicodedata
from dataclasses import dataclass

SEPARATORS = " \t\r\n.,/_|-\u20e3"
"""What may stand between two digits in a read text; U+20E3 is the keycap around one."""

SEPARATOR = f"[{re.escape(SEPARATORS)}]"
"""One of them, for patterns."""

LIST_LIKE = frozenset(",/|\r\n")
"""Separators that stand between numbers of a list as well."""

_KEYCAP = "\u20e3"
_ALIKE = {
    **dict.fromkeys("，、､", ","),
    **dict.fromkeys("·．・", "."),
    **dict.fromkeys("／∕", "/"),
    **dict.fromkeys("−", "-"),
    **dict.fromkeys("Ｘｘ", "X"),
}
_CHINESE = {
    **dict(zip("零一二三四五六七八九〇幺", "012345678901", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖貳參陸", "123456789236", strict=True)),
}
_ANY_DIGIT = rf"[\d{''.join(_CHINESE)}]"
# Spoken numbers come in groups, are mixed with written digits, and end in 叉 for X.
_CHINESE_RUN = re.compile(rf"{_ANY_DIGIT}(?:[ ,-]{{0,2}}{_ANY_DIGIT}){{10,}}(?: ?叉)?")
_FEWEST_CHINESE = 2


@dataclass(frozen=True)
class Read:
    """A text as read: `text`, and where in `said` each of its characters stands."""

    said: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in `said`, with marks on its last sign."""
        last = self.places[end - 1] + 1
        while last < len(self.said) and _is_mark(self.said[last]):
            last += 1
        return self.places[start], last


def read(said: str) -> Read:
    """Read the digits of all scripts; signs that only look like digits are none."""
    if said.isascii() and said.isprintable():
        return Read(said, said, tuple(range(len(said))))
    kept = [(at, char) for at, char in enumerate(said) if not _is_nothing(char)]
    text = "".join(_plain(char) for _, char in kept)
    return Read(said, text, tuple(at for at, _ in kept))


def read_unusual(said: str) -> Read:
    """Read circled and raised digits as well, and long rows of Chinese ones.

    Apart from `read`, because such signs also number a list or belong to a word.
    """
    first = read(said)
    text = "".join(map(_digit_alike, first.text))
    text = _CHINESE_RUN.sub(lambda row: _read_run(row.group()), text)
    return Read(said, text, first.places)


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char in _ALIKE:
        return _ALIKE[char]
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(char)
    return " " if kind == "Zs" else "-" if kind == "Pd" else char


def _digit_alike(char: str) -> str:
    digit = None if char.isascii() else unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _read_run(run: str) -> str:
    """A run in written digits; one Chinese digit (…2022一直…) belongs to a word."""
    if sum(sign in _CHINESE for sign in run) < _FEWEST_CHINESE:
        return run
    return "".join("X" if sign == "叉" else _CHINESE.get(sign, sign) for sign in run)


def _is_nothing(char: str) -> bool:
    if char in "\t\r\n":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Mn")


def _is_mark(char: str) -> bool:
    return char == _KEYCAP or _is_nothing(char)
