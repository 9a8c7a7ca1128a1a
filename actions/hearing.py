"""What a message says about the case: from recognised entities to facts.

Knows which kinds of words may fill which kinds of facts. It does not recognise words
itself, and it does not decide.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from actions.turn import Entity, Turn
from advice import FactError, FactValue, Knowledge, read_fact
from advice.model import FactSpec

_BY_TYPE = {"date": "date", "month": "month", "money": "money"}


@dataclass
class Heard:
    """Facts heard, values that cannot be, and names that could be several regions."""

    facts: dict[str, FactValue] = field(default_factory=dict)
    faults: list[FactError] = field(default_factory=list)
    regions: tuple[str, ...] = ()


def hear(turn: Turn, knowledge: Knowledge, topic_facts: Collection[str]) -> Heard:
    """Facts that the message states.

    `topic_facts` are the facts that matter now: words that could be about several
    facts go to the requested one, else to the first of these that is still open.
    """
    heard = Heard()
    if turn.is_button:
        name, value = turn.entity("fact_id"), turn.entity("value")
        if name is not None and value is not None:
            _take(knowledge, str(name), value, heard)
        return heard
    for group in _by_span(turn.entities):
        _hear_group(group, turn, knowledge, topic_facts, heard)
    _hear_yes_or_no(turn, knowledge, heard)
    if "region" in heard.facts:
        heard.regions = ()
    return heard


def _by_span(entities: tuple[Entity, ...]) -> Iterator[list[Entity]]:
    groups: dict[tuple[int, int, bool], list[Entity]] = {}
    for number, entity in enumerate(entities):
        at = (entity.start, entity.end) if entity.end else (-1, number)
        groups.setdefault((*at, entity.name == "region"), []).append(entity)
    yield from groups.values()


def _hear_group(
    group: list[Entity],
    turn: Turn,
    knowledge: Knowledge,
    topic_facts: Collection[str],
    heard: Heard,
) -> None:
    if group[0].name == "region":
        codes = tuple(str(entity.value) for entity in group)
        if len(codes) > 1:
            heard.regions = codes
        else:
            _take(knowledge, "region", codes[0], heard)
        return
    candidates: dict[str, object] = {}
    for entity in group:
        fact = _fact_for(entity, turn, knowledge, topic_facts)
        if fact is not None:
            candidates.setdefault(fact, _value_for(entity, knowledge.facts[fact]))
    name = _choose(candidates, turn, knowledge, topic_facts)
    if name is not None:
        _take(knowledge, name, candidates[name], heard)


def _choose(
    candidates: Mapping[str, object],
    turn: Turn,
    knowledge: Knowledge,
    topic_facts: Collection[str],
) -> str | None:
    if turn.requested in candidates:
        return turn.requested
    relevant = [name for name in topic_facts if name in candidates]
    open_ones = [name for name in relevant if name not in turn.said]
    if open_ones or relevant:
        return (open_ones or relevant)[0]
    if topic_facts:
        return None
    general = [
        name
        for name in candidates
        if name in general_facts(knowledge) and not knowledge.facts[name].heard_like
    ]
    return general[0] if len(general) == 1 else None


def general_facts(knowledge: Knowledge) -> frozenset[str]:
    """Facts that matter to several topics: kept even when no topic asks for them."""
    uses: Counter[str] = Counter()
    for topic in knowledge.topics.values():
        names = set(topic.facts)
        for name in topic.facts:
            derived = knowledge.facts[name].derived
            names.update(derived.inputs if derived else ())
        uses.update(names)
    return frozenset(name for name, count in uses.items() if count > 1)


def _fact_for(
    entity: Entity, turn: Turn, knowledge: Knowledge, topic_facts: Collection[str]
) -> str | None:
    """The fact that an entity is about, if any."""
    requested = knowledge.facts.get(turn.requested or "")
    if entity.name in ("duration", "years_count"):
        return _fact_for_length(entity, requested, knowledge, topic_facts)
    if entity.name == "number":
        fits = requested is not None and requested.type in ("integer", "money")
        return turn.requested if fits else None
    if entity.name in knowledge.facts:
        return entity.name
    kind = _BY_TYPE.get(entity.name)
    if kind is None:
        return None
    if requested is not None and requested.type == kind:
        return requested.id
    fitting = [n for n in topic_facts if knowledge.facts[n].type == kind]
    return fitting[0] if len(fitting) == 1 else None


def _fact_for_length(
    entity: Entity,
    requested: FactSpec | None,
    knowledge: Knowledge,
    topic_facts: Collection[str],
) -> str | None:
    if requested is not None and requested.type == "integer":
        wanted = requested.unit
        if wanted in ("months", "years") and entity.role != "paid":
            return requested.id
        if requested.id == "years_paid":
            return requested.id
    if entity.name == "years_count" or entity.role == "paid":
        return "years_paid"
    if topic_facts and "gap_months" not in topic_facts:
        counted = (n for n in topic_facts if knowledge.facts[n].unit == "months")
        return next(counted, "gap_months")
    return "gap_months"


def _value_for(entity: Entity, spec: FactSpec) -> object:
    if spec.type != "integer":
        return entity.value
    if entity.name == "duration" and spec.unit == "years":
        return int(entity.value) // 12
    if entity.name == "years_count" and spec.unit == "months":
        return int(entity.value) * 12
    return entity.value


def _take(knowledge: Knowledge, name: str, raw: object, heard: Heard) -> None:
    try:
        heard.facts[name] = read_fact(knowledge, name, raw)
    except FactError as error:
        heard.faults.append(error)


def _hear_yes_or_no(turn: Turn, knowledge: Knowledge, heard: Heard) -> None:
    spec = knowledge.facts.get(turn.requested or "")
    if spec is None or set(spec.values) != {"yes", "no"} or spec.id in heard.facts:
        return
    answer = {"affirm": "yes", "deny": "no"}.get(turn.intent)
    if answer is not None:
        heard.facts[spec.id] = answer
