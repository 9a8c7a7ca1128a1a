"""What deciding a topic needs, worked out once: its table, facts and parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advice.model import FactSpec, Rule, Topic
from advice.table import Table
from advice.words import Words

Facts = Mapping[str, FactSpec]


@dataclass(frozen=True)
class Plan:
    """What deciding a topic needs.

    `facts`: all that it may use, inputs of derived ones before them; `choices`: the
    values of each fact that has some; `parameters`: behind the facts of each rule.
    """

    table: Table
    facts: tuple[str, ...]
    derived: tuple[FactSpec, ...]
    choices: Mapping[str, Mapping[str, Words]]
    parameters: Mapping[str, frozenset[str]]


def plan_of(topic: Topic, facts: Facts) -> Plan:
    """The plan of a topic; `facts` are those of its knowledge."""
    names = _in_order(topic.facts, facts)
    specs = [facts[name] for name in names]
    return Plan(
        table=Table(topic, facts),
        facts=names,
        derived=tuple(spec for spec in specs if spec.derived),
        choices={spec.id: spec.values for spec in specs if spec.type == "choice"},
        parameters={
            rule.id: _parameters_behind(rule, facts)
            for rule in (*topic.rules, topic.otherwise)
        },
    )


def _parameters_behind(rule: Rule, facts: Facts) -> frozenset[str]:
    """Parameters behind the facts on which a rule rests."""
    names = _in_order([*rule.when, *rule.needs], facts)
    derived = (facts[name].derived for name in names)
    return frozenset(one.parameter for one in derived if one)


def _in_order(names: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """Facts with the inputs of each derived one before it."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        derived = facts[name].derived
        for source in derived.inputs if derived else ():
            visit(source)
        order.setdefault(name)

    for name in names:
        visit(name)
    return tuple(order)
