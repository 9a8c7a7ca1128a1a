"""What every action works with: knowledge, rules, records and the clock, wired once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from actions.attempts import Attempts
from advice import Advisor, Knowledge
from advice.explain import Explainer
from records import Store
from search import Index

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Desk:
    """The services behind the conversation."""

    knowledge: Knowledge
    store: Store
    clock: Callable[[], dt.datetime]
    retention_days: int
    search: Index
    advisor: Advisor = field(init=False)
    explainer: Explainer = field(init=False)
    wrong_codes: Attempts = field(default_factory=Attempts, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "advisor", Advisor(self.knowledge))
        object.__setattr__(self, "explainer", Explainer(self.knowledge))

    def now(self) -> dt.datetime:
        """The moment, UTC."""
        return self.clock()

    def today(self) -> dt.date:
        """The day in mainland China: the law in force is that of this day."""
        return self.clock().astimezone(SHANGHAI).date()
