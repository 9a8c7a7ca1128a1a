"""What it takes to decide and to explain, without records: the smaller half of a desk.

Functions that ask for `Rules` keep nothing, so that whoever has no store can call them
too: the agents' copilot, the interface for other systems.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from advice import Advisor, Knowledge
from advice.explain import Explainer
from search import Index

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Rules:
    """Knowledge, what was made of it, and the day; `clock` gives the moment in UTC."""

    knowledge: Knowledge
    clock: Callable[[], dt.datetime]
    search: Index
    advisor: Advisor = field(init=False)
    explainer: Explainer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "advisor", Advisor(self.knowledge))
        object.__setattr__(self, "explainer", Explainer(self.knowledge))

    def now(self) -> dt.datetime:
        """The moment, UTC."""
        return self.clock()

    def today(self) -> dt.date:
        """The day in mainland China: the law in force is that of this day."""
        return self.clock().astimezone(SHANGHAI).date()
