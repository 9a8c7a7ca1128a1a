"""What nobody has looked at for a long time: sources, figures, screens."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advice.model import COUNTRY, Knowledge

SCREENS = ("alipay", "wechat", "website", "app")


@dataclass(frozen=True)
class Stale:
    """One entry, and the day of the last look (None: never)."""

    checked: dt.date | None
    kind: Literal["source", "parameter", "screens"]
    name: str


def stale(knowledge: Knowledge, today: dt.date, days: int, screens: int) -> list[Stale]:
    """Entries last looked at more than so many days ago, the oldest first.

    `days` for sources and the values of parameters, `screens` for procedures. What
    has ended by then is not looked at again.
    """
    limits = {"screens": screens}
    found = [
        one
        for one in _looks(knowledge, today)
        if one.checked is None
        or (today - one.checked).days > limits.get(one.kind, days)
    ]
    return sorted(found, key=lambda s: (s.checked or dt.date.min, s.kind, s.name))


def _looks(knowledge: Knowledge, today: dt.date) -> Iterator[Stale]:
    for source in knowledge.sources.values():
        ended = source.in_force.end
        if ended is None or ended >= today:
            yield Stale(source.checked, "source", source.id)
    for parameter in knowledge.parameters.values():
        for value in parameter.values:
            if value.period.end and value.period.end < today:
                continue
            place = "" if value.region == COUNTRY else f", {value.region}"
            name = f"{parameter.id} = {value.value} ({value.source}{place})"
            yield Stale(value.checked, "parameter", name)
    for procedure in knowledge.procedures.values():
        if procedure.ui_checked or procedure.channel in SCREENS:
            yield Stale(procedure.ui_checked, "screens", procedure.id)
