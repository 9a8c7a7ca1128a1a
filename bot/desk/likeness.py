"""Groups questions that are alike, whatever their words' order: for a supervisor.

Each text is taken for its parts of two characters; two texts are alike where these
mostly are the same (cosine). A text joins the first group that it is like enough.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from actions.hearing import plain_words

ALIKE = 0.5
SHOWN = 5


@dataclass
class Group:
    """Texts that are alike; `centre` is the sum of their parts."""

    centre: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    newest: float = 0.0


def group(texts: Iterable[tuple[str, float]]) -> list[Group]:
    """Groups of texts, each with its moment; the largest first.

    A group keeps all its texts; `examples` gives some that differ.
    """
    groups: list[Group] = []
    for text, at in texts:
        parts = _parts(text)
        best, likeness = None, ALIKE
        for one in groups:
            found = _cosine(parts, one.centre)
            if found >= likeness:
                best, likeness = one, found
        if best is None:
            best = Group()
            groups.append(best)
        best.centre.update(parts)
        best.texts.append(text)
        best.newest = max(best.newest, at)
    return sorted(groups, key=lambda one: (-len(one.texts), -one.newest))


def examples(one: Group) -> list[str]:
    """Some different texts of a group, in the order in which they came."""
    return [*dict.fromkeys(one.texts)][:SHOWN]


def _parts(text: str) -> Counter[str]:
    words = plain_words(text)
    pairs = [words[at : at + 2] for at in range(len(words) - 1)] or [words]
    return Counter(pairs)


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    if len(one) > len(other):
        one, other = other, one
    dot = sum(number * other[part] for part, number in one.items() if part in other)
    if not dot:
        return 0.0
    return dot / (_norm(one) * _norm(other))


def _norm(parts: Counter[str]) -> float:
    return math.sqrt(sum(number * number for number in parts.values()))
