"""Days on which something must be ready or done, counted with the calendar."""

import datetime as dt

from advice.compute.scene import (
    Computation,
    Computed,
    Known,
    Scene,
    read_integer,
    region_of,
)
from advice.days import DayCount
from advice.decision import Value
from advice.parameters import NoValue


def card_ready(known: Known, scene: Scene) -> Computed:
    """When a card should be ready: by the guide, by the regulation, locally."""
    start = dt.date.fromisoformat(str(known["submitted_on"]))
    region = region_of(known)
    counts: dict[str, DayCount] = {}
    values: dict[str, Value] = {}
    for name, parameter in (
        ("guide_ready_on", "card.guide_working_days"),
        ("regulation_ready_on", "card.regulation_working_days"),
        ("local_ready_on", "card.local_working_days"),
    ):
        try:
            days = read_integer(scene, parameter, region)
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
    days = read_integer(scene, "registration.deadline_days", region_of(known))
    count = scene.calendar.count_calendar_days(hired, days)
    return Computed({"register_by": count.end}, {"register_by": count})


COMPUTATIONS = {
    "card_ready": Computation(
        run=card_ready,
        inputs=("submitted_on",),
        gives=(
            "ready_on",
            "guide_ready_on",
            "regulation_ready_on",
            "guide_working_days",
            "regulation_working_days",
            "provisional",
        ),
        reads=(
            "card.guide_working_days",
            "card.regulation_working_days",
            "card.local_working_days",
        ),
    ),
    "registration_deadline": Computation(
        run=registration_deadline,
        inputs=("hired_on",),
        gives=("register_by",),
        reads=("registration.deadline_days",),
    ),
}
