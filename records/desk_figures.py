"""Counts for a supervisor: what was asked, decided, refused, handed over and rated.

Days are those of mainland China (UTC+8, no summer time since 1991). Everything is
counted over the rows of the days asked for; no text leaves this module but that of
questions that found no answer, which were masked before they were kept.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.engine import Connection

from records.desk_models import desk_handover
from records.models import rule_decision, web_rating
from records.store import Store

SHANGHAI = timezone(timedelta(hours=8))
UNDERSTOOD_NOT = ("nlu_fallback", "nlu_unsure", "out_of_scope")
"""Intents of messages that found no answer."""

MOST_TEXTS = 2000
_PERSON, _ASSISTANT = "user", "bot"

_events = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("type_name", sa.String),
    sa.column("timestamp", sa.Float),
    sa.column("intent_name", sa.String),
    sa.column("data", sa.Text),
)


@dataclass
class Day:
    """One day's counts; waits in seconds."""

    day: date
    messages: int = 0
    conversations: int = 0
    decisions: int = 0
    refused: int = 0
    handovers: int = 0
    unanswered: int = 0
    waits: list[float] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As the interface gives it; None where there is nothing to say."""
        return {
            "day": self.day.isoformat(),
            "messages": self.messages,
            "conversations": self.conversations,
            "decisions": self.decisions,
            "refused": self.refused,
            "handovers": self.handovers,
            "waited_median": round(median(self.waits)) if self.waits else None,
            "waited_longest": round(max(self.waits)) if self.waits else None,
            "ratings": len(self.stars),
            "rating_mean": _mean(self.stars),
            "unanswered": self.unanswered,
        }


@dataclass
class Figures:
    """All counts of some days."""

    days: list[Day]
    topics: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)
    thumbs: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Unanswered:
    """A message that found no answer: masked text, and when."""

    text: str
    at: datetime


class FigureRecords:
    """Reads counts off a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def figures(self, first: date, last: date) -> Figures:
        """The counts of the days from `first` to `last`, both included."""

        def work(connection: Connection) -> Figures:
            number = (last - first).days + 1
            found = Figures([Day(first + timedelta(days=n)) for n in range(number)])
            days = {day.day: day for day in found.days}
            _count_messages(connection, days, found, first, last)
            _count_decisions(connection, days, found, first, last)
            _count_handovers(connection, days, found, first, last)
            _count_ratings(connection, days, found, first, last)
            return found

        return await self._store.read(work)

    async def unanswered(self, first: date, last: date) -> list[Unanswered]:
        """The newest messages without an answer, the newest first."""

        def work(connection: Connection) -> list[Unanswered]:
            if not _has_events(connection):
                return []
            c = _events.c
            query = select(c.sender_id, c.data, c.timestamp).where(
                c.type_name == _PERSON,
                c.intent_name.in_(UNDERSTOOD_NOT),
                c.timestamp.between(_start(first), _start(last + timedelta(days=1))),
            )
            rows = connection.execute(query.order_by(c.id.desc()).limit(MOST_TEXTS))
            once = {(row.sender_id, row.timestamp): row for row in rows}.values()
            said = ((json.loads(row.data).get("text"), row.timestamp) for row in once)
            return [
                Unanswered(str(text), datetime.fromtimestamp(at, timezone.utc))
                for text, at in said
                if text and not str(text).startswith("/")
            ]

        return await self._store.read(work)


def _count_messages(
    connection: Connection,
    days: dict[date, Day],
    found: Figures,
    first: date,
    last: date,
) -> None:
    if not _has_events(connection):
        return
    c = _events.c
    query = select(c.sender_id, c.timestamp, c.intent_name).where(
        c.type_name == _PERSON,
        c.timestamp >= _start(first),
        c.timestamp < _start(last + timedelta(days=1)),
    )
    people: dict[date, set[str]] = defaultdict(set)
    seen: set[tuple[str, float]] = set()
    for row in connection.execute(query):
        key = (row.sender_id, row.timestamp)
        if key in seen:  # a restart of a session repeats its last turns
            continue
        seen.add(key)
        day = days[datetime.fromtimestamp(row.timestamp, SHANGHAI).date()]
        day.messages += 1
        day.unanswered += row.intent_name in UNDERSTOOD_NOT
        people[day.day].add(row.sender_id)
    for at, senders in people.items():
        days[at].conversations = len(senders)
    found.channels.update(
        sender.partition("-")[0] if "-" in sender else "rest"
        for sender in set().union(*people.values())
    )


def _count_decisions(
    connection: Connection,
    days: dict[date, Day],
    found: Figures,
    first: date,
    last: date,
) -> None:
    c = rule_decision.c
    query = select(c.at, c.topic, c.kind, c.outcome, c.trace)
    for row in connection.execute(query.where(*_between(c.at, first, last))):
        day = days[row.at.astimezone(SHANGHAI).date()]
        day.decisions += 1
        found.topics[row.topic] += 1
        found.outcomes[row.topic, row.outcome, row.kind] += 1
        if row.kind == "refer":
            day.refused += 1
            found.refusals[row.topic, row.outcome or "no_rule"] += 1


def _count_handovers(
    connection: Connection,
    days: dict[date, Day],
    found: Figures,
    first: date,
    last: date,
) -> None:
    c = desk_handover.c
    query = select(c.opened_at, c.claimed_at, c.reason)
    for row in connection.execute(query.where(*_between(c.opened_at, first, last))):
        day = days[row.opened_at.astimezone(SHANGHAI).date()]
        day.handovers += 1
        found.reasons[row.reason] += 1
        if row.claimed_at is not None and row.reason != "call":
            day.waits.append((row.claimed_at - row.opened_at).total_seconds())


def _count_ratings(
    connection: Connection,
    days: dict[date, Day],
    found: Figures,
    first: date,
    last: date,
) -> None:
    c = web_rating.c
    query = select(c.at, c.scale, c.value).where(*_between(c.at, first, last))
    for row in connection.execute(query):
        if row.scale == "stars":
            days[row.at.astimezone(SHANGHAI).date()].stars.append(row.value)
            found.stars[row.value] += 1
        else:
            found.thumbs[row.value] += 1


def _between(column: Any, first: date, last: date) -> tuple[Any, Any]:
    begin = datetime.combine(first, time(), SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
    return column >= begin, column < end


def _start(day: date) -> float:
    return datetime.combine(day, time(), SHANGHAI).timestamp()


def _has_events(connection: Connection) -> bool:
    return bool(sa.inspect(connection).has_table(_events.name))


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
