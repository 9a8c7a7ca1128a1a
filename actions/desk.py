"""What every action works with: knowledge, rules, records and the clock, wired once."""

from dataclasses import dataclass, field

from actions.attempts import Attempts
from actions.hours import Hours
from actions.rules import Rules
from records import Store
from records.desk import DeskRecords


@dataclass(frozen=True)
class Agents:
    """The people who take over: their queue, and when they are there.

    `approve_topics` are answered only after one of them has looked.
    """

    queue: DeskRecords
    hours: Hours = field(default_factory=Hours)
    approve_topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Desk(Rules):
    """The services behind the conversation: the rules, and what is kept.

    `agents` are those of `with_agents`, else the queue of the store, at any hour.
    """

    store: Store = field(kw_only=True)
    retention_days: int = field(kw_only=True)
    with_agents: Agents | None = field(default=None, kw_only=True)
    agents: Agents = field(init=False)
    wrong_codes: Attempts = field(default_factory=Attempts, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        agents = self.with_agents or Agents(DeskRecords(self.store))
        object.__setattr__(self, "agents", agents)
