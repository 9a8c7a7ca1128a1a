"""Walks a procedure: where a person stands, and where each reply leads.

Pure: a position in, a position out. Who walks and where it is kept is not its business.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from advice.advisor import Advisor
from advice.days import DayCount
from advice.facts import FactValue
from advice.model import Procedure, Step
from advice.words import Words


class NeedsChoice(LookupError):
    """The step goes on in more than one way, and none was chosen."""


@dataclass(frozen=True)
class Position:
    """Where somebody stands in a procedure; `history` are the steps before."""

    procedure: str
    step: str
    history: tuple[str, ...] = ()
    troubles: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain form for keeping."""
        return {
            "procedure": self.procedure,
            "step": self.step,
            "history": list(self.history),
            "troubles": self.troubles,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "Position":
        """The position that `to_dict` gave. Raises KeyError for anything else."""
        return cls(
            procedure=str(raw["procedure"]),
            step=str(raw["step"]),
            history=tuple(str(name) for name in raw["history"]),
            troubles=int(raw["troubles"]),
        )


@dataclass(frozen=True)
class Progress:
    """Step `number` of `total`; the total counts the usual way from here on."""

    number: int
    total: int
    ended: bool


def begin(procedure: Procedure) -> Position:
    """The first step."""
    return Position(procedure.id, procedure.start)


def step_at(procedure: Procedure, position: Position) -> Step:
    """The step of a position; the first one if the procedure was changed meanwhile."""
    return procedure.steps.get(position.step) or procedure.steps[procedure.start]


def forward(
    procedure: Procedure, position: Position, option: str | None = None
) -> Position:
    """The next step; `option` is needed where the step offers more than one way.

    At an end the position stays. Raises NeedsChoice.
    """
    step = step_at(procedure, position)
    if step.kind == "end":
        return position
    for way in step.options:
        if way.id == option or (option is None and len(step.options) == 1):
            return _move(position, step, way.to)
    raise NeedsChoice(step.id)


def back(procedure: Procedure, position: Position) -> Position:
    """The step before; at the first step the position stays."""
    if not position.history:
        return position
    return Position(procedure.id, position.history[-1], position.history[:-1])


def in_trouble(
    procedure: Procedure, position: Position
) -> tuple[Position, Words | None]:
    """What to do and say when the step cannot be done.

    The step's own advice as often as it allows, then its way out (None is said).
    A step without advice leaves the position as it is.
    """
    step = step_at(procedure, position)
    if step.trouble is None:
        return position, None
    stays = step.trouble.to == step.id
    been = position.troubles if stays else position.history.count(step.id)
    if been >= step.trouble.max:
        return _move(position, step, step.trouble.then), None
    if stays:
        return replace(position, troubles=position.troubles + 1), step.trouble.say
    return _move(position, step, step.trouble.to), step.trouble.say


def progress(procedure: Procedure, position: Position) -> Progress:
    """How far a position is."""
    step = step_at(procedure, position)
    before = len(position.history)
    if step.kind == "end":
        return Progress(max(before, 1), max(before, 1), ended=True)
    ahead = sum(1 for name in usual_way(procedure, step.id) if _counts(procedure, name))
    return Progress(before + 1, before + ahead, ended=False)


def usual_way(procedure: Procedure, start: str | None = None) -> tuple[str, ...]:
    """Steps from one on to an end: the first option, at a check the longer way."""
    return _way_from(procedure, start or procedure.start, frozenset())


def _way_from(
    procedure: Procedure, name: str, before: frozenset[str]
) -> tuple[str, ...]:
    if name in before:
        return ()
    step = procedure.steps[name]
    options = step.options if step.kind == "check" else step.options[:1]
    seen = before | {name}
    ways = [_way_from(procedure, option.to, seen) for option in options]
    return (name, *max(ways, key=len, default=()))


def waiting_time(
    advisor: Advisor,
    step: Step,
    known: Mapping[str, FactValue],
    as_of: dt.date,
) -> DayCount | None:
    """The count behind a `wait` step, None while its first day is not known.

    Raises NoValue and NoCalendar where the rules or the calendar do not reach.
    """
    if step.days is None or step.days.start_fact not in known:
        return None
    start = dt.date.fromisoformat(str(known[step.days.start_fact]))
    count = waiting_days(advisor, step, known, as_of)
    if step.days.calendar == "working":
        return advisor.calendar.add_working_days(start, count)
    _, end = advisor.calendar.add_calendar_days(start, count)
    return DayCount(start, end, (), ())


def waiting_days(
    advisor: Advisor, step: Step, known: Mapping[str, FactValue], as_of: dt.date
) -> int:
    """How many days a `wait` step lasts. Raises NoValue; ValueError for other steps."""
    if step.days is None:
        raise ValueError(f"{step.id} is not a step that waits")
    if step.days.count:
        return step.days.count
    region = str(known["region"]) if "region" in known else None
    return int(advisor.read(step.days.parameter, region, as_of).value.value)


def _move(position: Position, step: Step, target: str) -> Position:
    return Position(position.procedure, target, (*position.history, step.id))


def _counts(procedure: Procedure, name: str) -> bool:
    return procedure.steps[name].kind != "end"
