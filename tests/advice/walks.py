"""Plays a person: answers whatever is asked, with any value that the fact can have."""

import datetime as dt
import random
from collections.abc import Collection

from advice import Advisor, Decision, Knowledge, Missing, Said, read_fact

MONTHS = ("2008-03", "2025-12", "2026-02", "2026-05", "2026-06", "2026-10")
DAYS = ("2009-03-31", "2024-02-29", "2026-01-31", "2026-11-03", "2026-12-30")
AMOUNTS = ("0.01", "731.55", "2400", "100000000")
PLACES = ("000000", "110000", "310115", "330106", "440300", "440100", "510000")


def some_value(knowledge: Knowledge, fact: str, chance: random.Random) -> Said:
    """Any value of a fact, in canonical form."""
    spec = knowledge.facts[fact]
    few = [spec.minimum, spec.minimum + 1, 3, 4, spec.maximum]
    pools: dict[str, Collection[object]] = {
        "choice": tuple(spec.values),
        "integer": [n for n in few if spec.minimum <= n <= spec.maximum],
        "month": MONTHS,
        "date": DAYS,
        "money": AMOUNTS,
        "region": PLACES,
        "ledger": ("2400@2026-01-31,1@2010-01-31", "5@2026-03-31"),
    }
    return Said(read_fact(knowledge, fact, chance.choice(list(pools[spec.type]))))


def some_facts(
    knowledge: Knowledge, advisor: Advisor, topic: str, chance: random.Random
) -> dict[str, Said]:
    """Values for a random part of a topic's facts."""
    share = chance.random()
    return {
        fact: some_value(knowledge, fact, chance)
        for fact in advisor.facts_of(topic)
        if chance.random() < share
    }


def talk(
    knowledge: Knowledge,
    advisor: Advisor,
    topic: str,
    chance: random.Random,
    as_of: dt.date,
    declines: float = 0.0,
) -> tuple[Decision, list[str]]:
    """Answer questions until there are none; returns the end and what was asked.

    With `declines` some questions are not answered. Stops after 100 questions.
    """
    said = (
        some_facts(knowledge, advisor, topic, chance) if chance.random() < 0.3 else {}
    )
    declined: list[str] = []
    asked: list[str] = []
    for _ in range(100):
        decision = advisor.decide(topic, said, as_of, declined=declined)
        if not isinstance(decision, Missing):
            break
        assert decision.ask not in said, f"{decision.ask} was said"
        assert decision.ask not in declined, f"{decision.ask} was declined"
        asked.append(decision.ask)
        if chance.random() < declines:
            declined.append(decision.ask)
        else:
            said = {**said, decision.ask: some_value(knowledge, decision.ask, chance)}
    return decision, asked
