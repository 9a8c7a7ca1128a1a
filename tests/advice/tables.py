"""Small tables for tests: facts, rows and topics without YAML."""

from advice.model import FactSpec, Rule, Topic
from advice.words import Words

TEXT = Words("文", "text")


def choice(name: str, *values: str) -> FactSpec:
    """A fact that is one of some values."""
    return FactSpec(name, "choice", TEXT, TEXT, dict.fromkeys(values, TEXT))


def row(name: str, **when: str | tuple[str, ...]) -> Rule:
    """A row; each condition is one value or several."""
    conditions = {
        fact: (allowed,) if isinstance(allowed, str) else allowed
        for fact, allowed in when.items()
    }
    return Rule(name, conditions, "result", name, ("law",), TEXT)


def topic(facts: tuple[str, ...], *rows: Rule) -> Topic:
    """A topic with its facts in order, and rows."""
    return Topic("t", TEXT, TEXT, ("law",), facts, rows, row("otherwise"))


FACTS = {
    spec.id: spec
    for spec in (
        choice("who", "employee", "flexible", "resident"),
        choice("what", "pension", "medical"),
        choice("late", "yes", "no"),
    )
}
TABLE = topic(
    ("who", "what", "late"),
    row("employer", who="employee"),
    row("pension", who=("flexible", "resident"), what="pension"),
    row("medical_late", who="flexible", what="medical", late="yes"),
    row("medical", who="flexible", what="medical", late="no"),
)
