"""Waiting months, late fees and years that may be made up: integers and `Decimal`."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from advice.compute.scene import (
    Computation,
    Computed,
    Known,
    Scene,
    read_integer,
    region_of,
)
from advice.decision import Value
from advice.facts import ledger_items, monthly_ledger

CENT = Decimal("0.01")


def resident_waiting(known: Known, scene: Scene) -> Computed:
    """Waiting months of the resident scheme (国办发〔2024〕38号).

    Fixed months, plus one for each missed year that was not repaired; a floor where
    four or more years were missed and some were repaired.
    """
    region = region_of(known)
    fixed = read_integer(scene, "resident_medical.fixed_waiting_months", region)
    missed, repaired = int(known["missed_years"]), int(known["repaired_years"])
    variable = max(missed - repaired, 0)
    total = fixed + variable
    floor_from = scene.peek("resident_medical.floor_from_years", region)
    waiting = total
    if missed >= int(floor_from.value.value) and repaired > 0:
        read_integer(scene, "resident_medical.floor_from_years", region)
        floor = read_integer(scene, "resident_medical.floor_months", region)
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
    rate = scene.read("late_fee.daily_rate", region_of(known)).value.value
    return Computed(_late_fee(str(ledger), str(known["paid_date"]), str(rate)), {})


@lru_cache(maxsize=1024)
def _late_fee(ledger: str, paid_date: str, daily_rate: str) -> Mapping[str, Value]:
    paid, rate = dt.date.fromisoformat(paid_date), Decimal(daily_rate)
    items = ledger_items(ledger)
    days = [max(0, (paid - due).days) for _, due in items]
    fees = tuple(
        [
            (principal * rate * count).quantize(CENT, ROUND_HALF_UP)
            for (principal, _), count in zip(items, days, strict=True)
        ]
    )
    return {
        "late_fee_yuan": sum(fees, Decimal(0)),
        "late_fee_per_month": fees,
        "late_fee_days": max(days),
        "principal_yuan": sum((principal for principal, _ in items), Decimal(0)),
    }


def repairable_years(known: Known, scene: Scene) -> Computed:
    """Years of resident pension that may still be made up: 15 in all."""
    most = read_integer(scene, "resident_pension.max_total_years", region_of(known))
    return Computed({"repairable_years": max(0, most - int(known["years_paid"]))}, {})


COMPUTATIONS = {
    "resident_waiting": Computation(
        run=resident_waiting,
        inputs=("missed_years", "repaired_years"),
        gives=("waiting_months", "fixed_months", "variable_months", "waiting_floor"),
        reads=(
            "resident_medical.fixed_waiting_months",
            "resident_medical.floor_from_years",
            "resident_medical.floor_months",
        ),
    ),
    "late_fee": Computation(
        run=late_fee,
        inputs=("arrears_principal", "due_date", "arrears_months", "paid_date"),
        gives=(
            "late_fee_yuan",
            "late_fee_per_month",
            "late_fee_days",
            "principal_yuan",
        ),
        reads=("late_fee.daily_rate",),
    ),
    "repairable_years": Computation(
        run=repairable_years,
        inputs=("years_paid",),
        gives=("repairable_years",),
        reads=("resident_pension.max_total_years",),
    ),
}
