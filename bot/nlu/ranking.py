"""What a ranking of intents is worth: to be acted on, to be asked about, to be refused.

Pure decisions over (intent, confidence) pairs; knows nothing of Rasa.
"""

from collections.abc import Sequence
from dataclasses import dataclass

UNSURE = "nlu_unsure"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"

Ranked = tuple[str, float]


@dataclass(frozen=True)
class Bands:
    """Two thresholds on the confidence of the likeliest intent, and two on a doubt.

    `foreign`: with so much of the confidence on `out_of_scope` a message is refused,
    although another intent is likelier; 1 switches it off. `sure`: with so much on the
    likeliest intent the doubt counts for nothing; 1 switches it off.
    """

    low: float
    high: float
    foreign: float = 1.0
    sure: float = 1.0

    def __post_init__(self) -> None:
        """ValueError unless 0 <= low <= high <= sure <= 1 and 0 < foreign <= 1."""
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError(
                f"The bands must satisfy 0 <= low <= high <= 1, "
                f"not low {self.low}, high {self.high}."
            )
        if not 0 < self.foreign <= 1:
            raise ValueError(f"foreign must be above 0, at most 1, not {self.foreign}.")
        if not self.high <= self.sure <= 1:
            raise ValueError(f"sure must be from high to 1, not {self.sure}.")

    def verdict(self, ranking: Sequence[Ranked]) -> Ranked | None:
        """The intent to put before the ranking; None when the ranking is sure enough.

        Its confidence says how little was left for the likeliest intent. A message that
        may only be another subject's is not understood: refusing it would say more.
        """
        name, top = ranking[0] if ranking else (FALLBACK, 0.0)
        if top < self.low:
            return FALLBACK, 1 - top
        if name == OUT_OF_SCOPE:
            return None if top >= self.high else (FALLBACK, 1 - top)
        doubt = max((c for other, c in ranking if other == OUT_OF_SCOPE), default=0.0)
        if doubt >= self.foreign and top < self.sure:
            return OUT_OF_SCOPE, 1 - top
        return None if top >= self.high else (UNSURE, 1 - top)
