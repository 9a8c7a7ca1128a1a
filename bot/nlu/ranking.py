"""What a ranking of intents is worth: to be acted on, to be asked about, to be refused.

Pure decisions over (intent, confidence) pairs; knows nothing of Rasa.
"""

from collections.abc import Sequence
from dataclasses import dataclass

UNSURE = "nlu_unsure"
FALLBACK = "nlu_fallback"

Ranked = tuple[str, float]


@dataclass(frozen=True)
class Bands:
    """Two thresholds on the confidence of the likeliest intent."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """ValueError unless 0 <= low <= high <= 1."""
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError(
                f"The bands must satisfy 0 <= low <= high <= 1, "
                f"not low {self.low}, high {self.high}."
            )

    def verdict(self, ranking: Sequence[Ranked]) -> Ranked | None:
        """The intent to put before the ranking; None when the ranking is sure enough.

        Its confidence says how little was left for the likeliest intent.
        """
        top = ranking[0][1] if ranking else 0.0
        if top >= self.high:
            return None
        return (UNSURE if top >= self.low else FALLBACK), 1 - top
