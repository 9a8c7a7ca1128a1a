"""What a computation gets and gives: shared by the modules of this package."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from advice.days import DayCount, WorkCalendar
from advice.decision import Value
from advice.derive import Surroundings
from advice.facts import FactValue
from advice.parameters import Read

Known = Mapping[str, FactValue]


class Scene(Surroundings, Protocol):
    """Surroundings with the calendar of working days."""

    calendar: WorkCalendar

    def peek(self, parameter: str, region: str | None) -> Read:
        """A value that decides nothing yet, not kept for the trace. Raises NoValue."""
        ...


@dataclass(frozen=True)
class Computed:
    """Named values, and the day counts behind some of them."""

    values: Mapping[str, Value]
    counts: Mapping[str, DayCount]


@dataclass(frozen=True)
class Computation:
    """One computation: how it runs and what that takes and gives.

    `inputs`: facts that it needs; `gives`: names for the text, those that it always
    gives; `reads`: parameters that it may read.
    """

    run: Callable[[Known, Scene], Computed]
    inputs: tuple[str, ...]
    gives: tuple[str, ...]
    reads: tuple[str, ...]


def read_integer(scene: Scene, parameter: str, region: str | None) -> int:
    """A whole-number parameter. Raises NoValue."""
    return int(scene.read(parameter, region).value.value)


def region_of(known: Known) -> str | None:
    """The code of the region, None for the country as a whole."""
    region = known.get("region")
    return None if region is None else str(region)
