"""The day by which an employer seals the housing fund after somebody has left."""

import datetime as dt

from advice.compute.scene import (
    Computation,
    Computed,
    Known,
    Scene,
    read_integer,
    region_of,
)


def seal_deadline(known: Known, scene: Scene) -> Computed:
    """The last day to transfer or seal (封存) the account: calendar days from the end.

    民法典 201 and 203: the day of leaving is not counted, a last day off moves on.
    Source of the days: 住房公积金管理条例 15. Raises NoValue, NoCalendar.
    """
    left = dt.date.fromisoformat(str(known["left_on"]))
    days = read_integer(scene, "leaving.fund_seal_days", region_of(known))
    count = scene.calendar.count_calendar_days(left, days)
    return Computed({"seal_by": count.end}, {"seal_by": count})


COMPUTATIONS = {
    "seal_deadline": Computation(
        run=seal_deadline,
        inputs=("left_on",),
        gives=("seal_by",),
        reads=("leaving.fund_seal_days",),
    ),
}
