"""One case while it is decided: what is known of it, and the figures that were read.

Each figure that decides something is kept, so that the trace names all of them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from advice.days import WorkCalendar
from advice.decision import Derived
from advice.facts import FactValue, Said
from advice.model import Source
from advice.parameters import Figures, NoValue, Read
from advice.plan import Plan


@dataclass
class Case:
    """One decision in the making; satisfies `advice.compute.Scene`."""

    figures: Figures
    plan: Plan
    said: Mapping[str, Said]
    as_of: dt.date
    region: str | None
    known: dict[str, FactValue]
    sources: Mapping[str, Source]
    calendar: WorkCalendar
    derived: list[Derived] = field(default_factory=list)
    reads: dict[str, Read] = field(default_factory=dict)

    def read(self, parameter: str, region: str | None) -> Read:
        """A parameter's value on the day; kept for the trace. Raises NoValue."""
        found = self.figures.read(parameter, region, self.as_of)
        self.reads[parameter] = found
        return found

    def read_all(
        self, parameters: tuple[str, ...], region: str | None
    ) -> Mapping[str, Read]:
        """Several values on the day; kept for the trace. Raises NoValue."""
        try:
            found = self.figures.read_all(parameters, region, self.as_of)
        except NoValue:
            for name in parameters:  # those before the one without a value are kept
                self.read(name, region)
            raise
        self.reads.update(found)
        return found

    def read_last(self, parameter: str, region: str | None) -> Read:
        """The value that held last, where all have ended. Raises NoValue."""
        found = self.figures.read_last(parameter, region, self.as_of)
        self.reads[parameter] = found
        return found

    def peek(self, parameter: str, region: str | None) -> Read:
        """A value that decides nothing yet, not kept for the trace. Raises NoValue."""
        return self.figures.read(parameter, region, self.as_of)
