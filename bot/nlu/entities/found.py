"""What an extractor finds in a text, and which of two clashing findings stays.

Knows nothing of languages, of Rasa and of what a value will be used for.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A fact read from `text[start:end]`; `value` is absolute, never "last year"."""

    entity: str
    value: str | int
    start: int
    end: int
    role: str | None = None


# Readings of numbers and of time exclude each other; the first named wins a tie.
_RANK = {
    name: rank
    for rank, name in enumerate(
        (
            "as_of",
            "birth_month",
            "birth_year",
            "last_paid_month",
            "resumed_month",
            "duration",
            "years_count",
            "age",
            "age_months",
            "working_days",
            "date",
            "month",
            "year",
            "money",
            "short_code",
            "number",
        )
    )
}
_TOGETHER = (
    frozenset({"duration", "years_count"}),
    frozenset({"money", "short_code"}),
    frozenset({"money", "number"}),
    frozenset({"year", "number"}),
    frozenset({"date", "money"}),
    frozenset({"short_code", "number"}),
)


def settle(found: Iterable[Found]) -> list[Found]:
    """Remove repetitions and readings that a longer or more specific one beats."""
    unique = list(dict.fromkeys(found))
    ranked = [one for one in unique if one.entity in _RANK]
    ranked.sort(key=lambda one: one.start)
    beaten = set()
    for at, one in enumerate(ranked):
        for two in ranked[at + 1 :]:
            if two.start >= one.end:
                break
            beaten |= {
                lost for won, lost in ((one, two), (two, one)) if _beats(won, lost)
            }
    kept = [one for one in unique if one not in beaten]
    return sorted(kept, key=lambda one: (one.start, one.end, one.entity))


def _beats(winner: Found, loser: Found) -> bool:
    """Of two that share a character."""
    if {winner.entity, loser.entity} in _TOGETHER:
        return False
    won, lost = winner.end - winner.start, loser.end - loser.start
    if won != lost:
        return won > lost
    return _RANK[winner.entity] < _RANK[loser.entity]
