"""Which fact a length of time is about: the gap, the years paid, the months owed.

"断了五个月", "交了四年半" and "不对，是四个月" are alike in form and differ in fact:
what was asked, what was said before and the topic tell them apart.
"""

from collections.abc import Collection

from actions.turn import Entity, Turn
from advice import Knowledge
from advice.model import FactSpec

_PAID = "years_paid"
_CONTRIBUTED = "contributed"
_GAP = "gap_months"
# Messages that give another value of something said before.
ANEW = frozenset({"correct", "what_if", "deny"})


def fact_for_length(
    entity: Entity,
    role: str | None,
    turn: Turn,
    knowledge: Knowledge,
    topic_facts: Collection[str],
) -> str | None:
    """The fact that a length fills; `role`: gap, paid, repaired, worked or unsaid.

    While a supposition stands, a further length is another value of what it supposes.
    How long one worked is no gap and nothing paid, unless it answers a question.
    """
    requested = knowledge.facts.get(turn.requested or "")
    paid = role == "paid"
    has_unit = requested is not None and requested.unit in ("months", "years")
    if requested is not None and has_unit and _may_be(requested, role):
        return requested.id
    if role == "worked":
        return None
    if paid:
        return _paid_fact(knowledge, topic_facts)
    before = [*turn.said, *turn.supposed]  # the latest last
    fitting = [n for n in topic_facts if n in before and _fits(entity, knowledge, n)]
    if fitting and (turn.intent in ANEW or turn.supposed):
        return max(fitting, key=lambda name: _last_index(before, name))
    if entity.name == "years_count":
        return _paid_fact(knowledge, topic_facts)
    wanted = "repair" if role == "repaired" else "gap"
    takes = (n for n in topic_facts if knowledge.facts[n].fills == wanted)
    default = None if role == "repaired" else _GAP
    if role is None and topic_facts and _GAP not in topic_facts:
        default = fitting[-1] if fitting else None
    return next(takes, default)


def _last_index(names: list[str], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)


def _paid_fact(knowledge: Knowledge, topic_facts: Collection[str]) -> str:
    """How long was paid, in the sense of the topic."""
    takes = (n for n in topic_facts if knowledge.facts[n].fills == _CONTRIBUTED)
    return next(takes, _PAID)


def _may_be(requested: FactSpec, role: str | None) -> bool:
    """Whether words of that role may answer the question for a length."""
    if role == "paid":
        return requested.id == _PAID or requested.fills == _CONTRIBUTED
    if role == "repaired":
        return requested.fills == "repair"
    return True


def length_for(entity: Entity, spec: FactSpec) -> object:
    """The length in the fact's unit."""
    if entity.name == "duration" and spec.unit == "years":
        return int(entity.value) // 12
    if entity.name == "years_count" and spec.unit == "months":
        return int(entity.value) * 12
    return entity.value


def _fits(entity: Entity, knowledge: Knowledge, name: str) -> bool:
    unit = knowledge.facts[name].unit
    if unit == "years":
        return entity.name == "years_count" or int(entity.value) % 12 == 0
    return unit == "months"
