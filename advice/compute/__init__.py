"""Amounts and dates that a rule says: exact arithmetic on integers and `Decimal`.

Each computation takes the known facts and returns named values for the text. One
module a subject; what a computation needs, gives and reads stands beside it and is
checked against the knowledge.
"""

from advice.compute import (
    amounts,
    care,
    contribution,
    deadlines,
    moving,
    retirement,
    unemployment,
)
from advice.compute.scene import Computation, Computed, Scene

__all__ = ["COMPUTATIONS", "Computation", "Computed", "Scene"]

COMPUTATIONS: dict[str, Computation] = {
    **contribution.COMPUTATIONS,
    **amounts.COMPUTATIONS,
    **unemployment.COMPUTATIONS,
    **deadlines.COMPUTATIONS,
    **retirement.COMPUTATIONS,
    **moving.COMPUTATIONS,
    **care.COMPUTATIONS,
}
