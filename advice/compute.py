"""Amounts and dates that a rule says: exact arithmetic on integers and `Decimal`.

Each computation takes the known facts and returns named values for the text. Which
facts it needs stands in `INPUTS`, which names it gives in `GIVES`; both are checked
against the knowledge.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from advice.days import DayCount, WorkCalendar
from advice.decision import Value
from advice.derive import Surroundings
from advice.facts import FactValue, ledger_items, monthly_ledger
from advice.parameters import NoValue, Read

CENT = Decimal("0.01")


class Scene(Surroundings, Protocol):
    """Surroundings with the calendar of working days."""

    calendar: WorkCalendar

    def peek(self, parameter: str, region: str | None) -> Read:
        """A value that decides nothing yet, not kept for the trace. Raises NoValue."""
        ...


@dataclass(frozen=True)
class Computed:
    """Named values, and the day counts behind some of them."""

    values: Mapping[str, Value]
    counts: Mapping[str, DayCount]


Known = Mapping[str, FactValue]


def resident_waiting(known: Known, scene: Scene) -> Computed:
    """Waiting months of the resident scheme (国办发〔2024〕38号).

    Fixed months, plus one for each missed year that was not repaired; a floor where
    four or more years were missed and some were repaired.
    """
    region = _region(known)
    fixed = _integer(scene, "resident_medical.fixed_waiting_months", region)
    missed, repaired = int(known["missed_years"]), int(known["repaired_years"])
    variable = max(missed - repaired, 0)
    total = fixed + variable
    floor_from = scene.peek("resident_medical.floor_from_years", region)
    waiting = total
    if missed >= int(floor_from.value.value) and repaired > 0:
        _integer(scene, "resident_medical.floor_from_years", region)
        floor = _integer(scene, "resident_medical.floor_months", region)
        waiting = max(total, floor)
    return Computed(
        {
            "waiting_months": waiting,
            "fixed_months": fixed,
            "variable_months": variable,
            "waiting_floor": waiting > total,
        },
        {},
    )


def late_fee(known: Known, scene: Scene) -> Computed:
    """Late fee (滞纳金): principal x daily rate x calendar days, rounded per debt.

    Days run from the day after the due date to the day of payment.
    """
    ledger = known.get("arrears")
    if ledger is None:
        ledger = monthly_ledger(
            str(known["arrears_principal"]),
            str(known["due_date"]),
            int(known["arrears_months"]),
        )
    paid = dt.date.fromisoformat(str(known["paid_date"]))
    rate = Decimal(scene.read("late_fee.daily_rate", _region(known)).value.value)
    items = ledger_items(str(ledger))
    days = [max(0, (paid - due).days) for _, due in items]
    fees = tuple(
        (principal * rate * count).quantize(CENT, ROUND_HALF_UP)
        for (principal, _), count in zip(items, days, strict=True)
    )
    total = sum((principal for principal, _ in items), Decimal(0))
    return Computed(
        {
            "late_fee_yuan": sum(fees, Decimal(0)),
            "late_fee_per_month": fees,
            "late_fee_days": max(days),
            "principal_yuan": total,
        },
        {},
    )


def repairable_years(known: Known, scene: Scene) -> Computed:
    """Years of resident pension that may still be made up: 15 in all."""
    most = _integer(scene, "resident_pension.max_total_years", _region(known))
    return Computed({"repairable_years": max(0, most - int(known["years_paid"]))}, {})


def card_ready(known: Known, scene: Scene) -> Computed:
    """When a card should be ready: by the guide, by the regulation, locally."""
    start = dt.date.fromisoformat(str(known["submitted_on"]))
    region = _region(known)
    counts: dict[str, DayCount] = {}
    values: dict[str, Value] = {}
    for name, parameter in (
        ("guide_ready_on", "card.guide_working_days"),
        ("regulation_ready_on", "card.regulation_working_days"),
        ("local_ready_on", "card.local_working_days"),
    ):
        try:
            days = _integer(scene, parameter, region)
        except NoValue:
            if name != "local_ready_on":
                raise
            continue
        counts[name] = scene.calendar.add_working_days(start, days)
        values[name] = counts[name].end
        values[name.replace("_ready_on", "_working_days")] = days
    values["ready_on"] = values.get("local_ready_on", values["guide_ready_on"])
    values["provisional"] = any(count.provisional for count in counts.values())
    return Computed(values, counts)


def registration_deadline(known: Known, scene: Scene) -> Computed:
    """The last day on which an employer may register a new worker."""
    hired = dt.date.fromisoformat(str(known["hired_on"]))
    days = _integer(scene, "registration.deadline_days", _region(known))
    count = scene.calendar.count_calendar_days(hired, days)
    counts = {"register_by": count} if count.provisional else {}
    return Computed({"register_by": count.end}, counts)


def _integer(scene: Scene, parameter: str, region: str | None) -> int:
    return int(scene.read(parameter, region).value.value)


def _region(known: Known) -> str | None:
    region = known.get("region")
    return None if region is None else str(region)


COMPUTATIONS: dict[str, Callable[[Known, Scene], Computed]] = {
    "resident_waiting": resident_waiting,
    "late_fee": late_fee,
    "repairable_years": repairable_years,
    "card_ready": card_ready,
    "registration_deadline": registration_deadline,
}
INPUTS: dict[str, tuple[str, ...]] = {
    "resident_waiting": ("missed_years", "repaired_years"),
    "late_fee": ("arrears_principal", "due_date", "arrears_months", "paid_date"),
    "repairable_years": ("years_paid",),
    "card_ready": ("submitted_on",),
    "registration_deadline": ("hired_on",),
}
GIVES: dict[str, tuple[str, ...]] = {
    "resident_waiting": (
        "waiting_months",
        "fixed_months",
        "variable_months",
        "waiting_floor",
    ),
    "late_fee": (
        "late_fee_yuan",
        "late_fee_per_month",
        "late_fee_days",
        "principal_yuan",
    ),
    "repairable_years": ("repairable_years",),
    "card_ready": (
        "ready_on",
        "guide_ready_on",
        "regulation_ready_on",
        "guide_working_days",
        "regulation_working_days",
        "provisional",
    ),
    "registration_deadline": ("register_by",),
}
READS: dict[str, tuple[str, ...]] = {
    "resident_waiting": (
        "resident_medical.fixed_waiting_months",
        "resident_medical.floor_from_years",
        "resident_medical.floor_months",
    ),
    "late_fee": ("late_fee.daily_rate",),
    "repairable_years": ("resident_pension.max_total_years",),
    "card_ready": (
        "card.guide_working_days",
        "card.regulation_working_days",
        "card.local_working_days",
    ),
    "registration_deadline": ("registration.deadline_days",),
}
