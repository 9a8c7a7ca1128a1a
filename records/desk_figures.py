"""Counts for a supervisor: what was asked, decided, refused, handed over and rated.

Days are those of mainland China (UTC+8, no summer time since 1991). Everything is
counted over the rows of the days asked for; no text leaves this module but that of
questions that found no answer, which were masked before they were kept.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from records.desk_models import desk_handover
from records.models import rule_decision, web_rating
from records.store import Store

SHANGHAI = timezone(timedelta(hours=8))
UNDERSTOOD_NOT = ("nlu_fallback", "nlu_unsure", "out_of_scope")
"""Intents of messages that found no answer."""

MOST_TEXTS = 2000
_PERSON = "user"

_events = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("type_name", sa.String),
    sa.column("timestamp", sa.Float),
    sa.column("intent_name", sa.String),
    sa.column("data", sa.Text),
)
_NOT_UNDERSTOOD = _events.c.intent_name.in_(UNDERSTOOD_NOT)


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
            period = _Period(connection, first, last)
            found = Figures([*period.days.values()])
            _count_messages(period, found)
            _count_decisions(period, found)
            _count_handovers(period, found)
            _count_ratings(period, found)
            return found

        return await self._store.report(work)

    async def unanswered(self, first: date, last: date) -> list[Unanswered]:
        """The newest messages without an answer, the newest first."""

        def work(connection: Connection) -> list[Unanswered]:
            said = _Period(connection, first, last).said(
                _events.c.data, _NOT_UNDERSTOOD, newest=MOST_TEXTS
            )
            texts = ((json.loads(row.data).get("text"), row.timestamp) for row in said)
            return [
                Unanswered(str(text), datetime.fromtimestamp(at, timezone.utc))
                for text, at in texts
                if text and not str(text).startswith("/")
            ]

        return await self._store.report(work)


class _Period:
    """Some days, and the rows that fall on them."""

    def __init__(self, connection: Connection, first: date, last: date) -> None:
        self._connection = connection
        self._begin = _midnight(first)
        self._end = _midnight(last + timedelta(days=1))
        number = (last - first).days + 1
        dates = [first + timedelta(days=n) for n in range(number)]
        self.days = {one: Day(one) for one in dates}

    def rows(self, at: sa.Column, *columns: sa.Column) -> Iterator[tuple[Day, Row]]:
        """Rows of the table whose time is `at`, each with its day."""
        query = select(at, *columns).where(at >= self._begin, at < self._end)
        for row in self._connection.execute(query):
            yield self.days[row[0].astimezone(SHANGHAI).date()], row

    def said(
        self, column: sa.Column, *where: Any, newest: int | None = None
    ) -> Iterator[Row]:
        """What people said, each message once: sender, timestamp and a column.

        `newest`: so many at most, the newest first.
        """
        if not sa.inspect(self._connection).has_table(_events.name):
            return
        c = _events.c
        begin, end = self._begin.timestamp(), self._end.timestamp()
        mine = (c.type_name == _PERSON, c.timestamp >= begin, c.timestamp < end)
        query = select(c.sender_id, c.timestamp, column).where(*mine, *where)
        if newest is not None:
            query = query.order_by(c.id.desc()).limit(newest)
        seen: set[tuple[str, float]] = set()
        for row in self._connection.execute(query):
            key = (row.sender_id, row.timestamp)
            if key not in seen:  # a restart of a session repeats its last turns
                seen.add(key)
                yield row


def _count_messages(period: _Period, found: Figures) -> None:
    people: dict[date, set[str]] = defaultdict(set)
    for row in period.said(_events.c.intent_name):
        day = period.days[datetime.fromtimestamp(row.timestamp, SHANGHAI).date()]
        day.messages += 1
        day.unanswered += row.intent_name in UNDERSTOOD_NOT
        people[day.day].add(row.sender_id)
    for at, senders in people.items():
        period.days[at].conversations = len(senders)
    found.channels.update(
        sender.partition("-")[0] if "-" in sender else "rest"
        for sender in set().union(*people.values())
    )


def _count_decisions(period: _Period, found: Figures) -> None:
    c = rule_decision.c
    for day, row in period.rows(c.at, c.topic, c.kind, c.outcome):
        day.decisions += 1
        found.topics[row.topic] += 1
        found.outcomes[row.topic, row.outcome, row.kind] += 1
        if row.kind == "refer":
            day.refused += 1
            found.refusals[row.topic, row.outcome or "no_rule"] += 1


def _count_handovers(period: _Period, found: Figures) -> None:
    c = desk_handover.c
    for day, row in period.rows(c.opened_at, c.claimed_at, c.reason):
        day.handovers += 1
        found.reasons[row.reason] += 1
        if row.claimed_at is not None and row.reason != "call":
            day.waits.append((row.claimed_at - row.opened_at).total_seconds())


def _count_ratings(period: _Period, found: Figures) -> None:
    c = web_rating.c
    for day, row in period.rows(c.at, c.scale, c.value):
        if row.scale == "stars":
            day.stars.append(row.value)
            found.stars[row.value] += 1
        else:
            found.thumbs[row.value] += 1


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
