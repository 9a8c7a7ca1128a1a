"""What a fact may be: reads a said value into its canonical form, or says why not.

Canonical values: a choice's id, an int, "YYYY-MM", "YYYY-MM-DD", yuan as decimal text,
a region's code, a ledger "2400@2026-01-31,2400@2026-02-28".
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from advice.model import FactSpec, Knowledge

FactValue = str | int
FactFault = Literal[
    "unknown_fact",
    "not_a_choice",
    "not_a_number",
    "out_of_range",
    "not_a_month",
    "not_a_date",
    "not_an_amount",
    "not_a_region",
    "not_a_ledger",
]

_MONTH = re.compile(r"^([0-9]{4})-([0-9]{2})$")
MAX_AMOUNT = Decimal(100_000_000)


class FactError(ValueError):
    """A said value that the fact cannot have; `fault` names the reason."""

    def __init__(self, fact: str, value: object, fault: FactFault) -> None:
        super().__init__(f"{fact}={value!r}: {fault.replace('_', ' ')}")
        self.fact = fact
        self.value = value
        self.fault: FactFault = fault


@dataclass(frozen=True)
class Said:
    """A fact that somebody said: value, by whom, and when (ISO 8601, UTC)."""

    value: FactValue
    by: str = "person"
    at: str = ""


def read_fact(knowledge: Knowledge, name: str, raw: object) -> FactValue:
    """The canonical value of a fact. Raises FactError."""
    spec = knowledge.facts.get(name)
    if spec is None:
        raise FactError(name, raw, "unknown_fact")
    text = str(raw).strip()
    if spec.type == "choice":
        if text not in spec.values:
            raise FactError(name, raw, "not_a_choice")
        return text
    if spec.type == "integer":
        return _integer(spec, text)
    if spec.type == "region":
        if text not in knowledge.regions:
            raise FactError(name, raw, "not_a_region")
        return text
    return _READERS[spec.type](name, text)


def _integer(spec: FactSpec, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise FactError(spec.id, text, "not_a_number") from error
    if not spec.minimum <= number <= spec.maximum:
        raise FactError(spec.id, text, "out_of_range")
    return number


def _month(name: str, text: str) -> str:
    found = _MONTH.match(text)
    if not found or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
        raise FactError(name, text, "not_a_month")
    return text


def _date(name: str, text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise FactError(name, text, "not_a_date") from error
    if not 1900 <= day.year <= 2200:
        raise FactError(name, text, "not_a_date")
    return day.isoformat()


def _money(name: str, text: str) -> str:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise FactError(name, text, "not_an_amount") from error
    if not amount.is_finite() or not 0 < amount <= MAX_AMOUNT:
        raise FactError(name, text, "not_an_amount")
    return format(amount, "f")


def _ledger(name: str, text: str) -> str:
    items = []
    for piece in text.split(","):
        principal, _, due = piece.partition("@")
        try:
            items.append(f"{_money(name, principal)}@{_date(name, due)}")
        except FactError as error:
            raise FactError(name, text, "not_a_ledger") from error
    return ",".join(items)


_READERS = {"month": _month, "date": _date, "money": _money, "ledger": _ledger}


@lru_cache(maxsize=4096)
def month_number(month: str) -> int:
    """Months since year 0, so that months can be subtracted."""
    year, number = month.split("-")[:2]
    return int(year) * 12 + int(number) - 1


def months_strictly_between(last_paid: str, first_new: str) -> int:
    """Whole calendar months between two months, neither counted; at least 0."""
    return max(0, month_number(first_new) - month_number(last_paid) - 1)


@lru_cache(maxsize=1024)
def ledger_items(ledger: str) -> tuple[tuple[Decimal, dt.date], ...]:
    """(principal in yuan, due date) of each debt of a canonical ledger."""
    pieces = (piece.split("@") for piece in ledger.split(","))
    return tuple(
        [(Decimal(amount), dt.date.fromisoformat(due)) for amount, due in pieces]
    )


@lru_cache(maxsize=1024)
def monthly_ledger(principal: str, first_due: str, months: int) -> str:
    """The same amount due in each of some months, on the same day or the month's last.

    A first due day that is a month's last day stays the last day (民法典 202).
    """
    first = dt.date.fromisoformat(first_due)
    at_month_end = (first + dt.timedelta(days=1)).day == 1
    items = []
    for offset in range(months):
        year, month = divmod(first.year * 12 + first.month - 1 + offset, 12)
        last = _last_day(year, month + 1)
        day = last if at_month_end else min(first.day, last)
        items.append(f"{principal}@{dt.date(year, month + 1, day).isoformat()}")
    return ",".join(items)


def _last_day(year: int, month: int) -> int:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day


def said_from_pairs(
    knowledge: Knowledge, pairs: Mapping[str, object], by: str, at: str = ""
) -> dict[str, Said]:
    """Facts from plain pairs. Raises FactError at the first that cannot be."""
    return {
        name: Said(read_fact(knowledge, name, raw), by, at)
        for name, raw in pairs.items()
    }
