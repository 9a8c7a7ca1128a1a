"""Whose age a message tells: of the person who writes, or of somebody in the family.

Read off the words between an age and what stands before it; the words themselves are
the knowledge's.
"""

import re

from actions.turn import Entity, Turn
from advice import Knowledge

_AGE = "age"
# Ends of clauses, of both widths, and words that begin another one.
_BREAK = re.compile(
    r"[,.;!?\n\u3001\u3002\uff01\uff0c\uff1b\uff1f]|\b(?:and|but|while)\b",
    re.IGNORECASE,
)
_WORD = re.compile("[a-z]+")


def not_asked_about(turn: Turn, knowledge: Knowledge) -> list[Entity]:
    """Ages of relatives, where the person who writes tells the own one as well."""
    told = _ages_told(turn, knowledge)
    if all(of_relative for _, of_relative in told):
        return []
    return [age for age, of_relative in told if of_relative]


def are_several(turn: Turn, knowledge: Knowledge) -> bool:
    """Whether a message asks for several people, one of them a relative."""
    told = _ages_told(turn, knowledge)
    values = {age.value for age, _ in told}
    return len(values) > 1 and any(of_relative for _, of_relative in told)


def _ages_told(turn: Turn, knowledge: Knowledge) -> list[tuple[Entity, bool]]:
    """Each age of a message, in order, and whether it is a relative's."""
    ages = sorted((e for e in turn.entities if e.name == _AGE), key=lambda e: e.start)
    starts = [0, *(age.end for age in ages)]
    return [
        (age, _names_relative(turn.text[start : age.start], knowledge))
        for start, age in zip(starts, ages, strict=False)
    ]


def _names_relative(before: str, knowledge: Knowledge) -> bool:
    """Whether the clause before an age names somebody of the family."""
    clause = _BREAK.split(before)[-1].casefold()
    words = knowledge.phrases["relative_words"]
    named = {*_WORD.findall(clause)} & {*words.en.split("|")}
    return bool(named) or any(word in clause for word in words.zh.split("|"))
