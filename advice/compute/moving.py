"""Leaving a job and moving the pension: the last days of each step.

Knows nothing of who must do what; the tables of `leave_job` and `transfer` say that.
"""

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
from advice.decision import Month, Value

_LEAVING = (
    ("file_transfer", "leaving.transfer_days"),
    ("unemployed_list", "leaving.unemployed_list_days"),
    ("fund_sealed", "leaving.fund_seal_days"),
)
_TRANSFER = (
    ("review_by", "pension_transfer.review_days"),
    ("moved_by", "pension_transfer.move_days"),
    ("completed_by", "pension_transfer.completion_days"),
)


def leaving(known: Known, scene: Scene) -> Computed:
    """The days that follow the end of a job (离职时间表), from `left_on`.

    Certificate on the day itself; `file_transfer_by`, `unemployed_list_by` and
    `fund_sealed_by` in calendar days with the first left out (民法典 201) and a last
    day off moved on (民法典 203), `*_raw` before it is moved; `last_paid_month`
    is the month of that day. Each period comes back as a count. Raises NoCalendar
    beyond the data and NoValue.

    Source: 劳动合同法 50, 社会保险法 50, 住房公积金管理条例 15.
    """
    left = dt.date.fromisoformat(str(known["left_on"]))
    region = region_of(known)
    values: dict[str, Value] = {
        "certificate_on": left,
        "last_paid_month": Month(left.isoformat()[:7]),
    }
    counts: dict[str, DayCount] = {}
    for name, parameter in _LEAVING:
        days = read_integer(scene, parameter, region)
        count = scene.calendar.count_calendar_days(left, days)
        values[f"{name}_by"] = count.end
        values[f"{name}_raw"] = left + dt.timedelta(days=days)
        counts[f"{name}_by"] = count
    return Computed(values, counts)


def pension_transfer(known: Known, scene: Scene) -> Computed:
    """The last day of each step of a pension transfer (养老关系转移), from acceptance.

    Each step is counted in working days from the day after the one before it ended:
    the new place reviews (`review_by`), the old one hands over (`moved_by`), the new
    one completes (`completed_by`). `transfer_days` is their sum. Raises NoCalendar
    beyond the data and NoValue.

    Source: 国办发〔2009〕66号 8.
    """
    day = dt.date.fromisoformat(str(known["accepted_on"]))
    region = region_of(known)
    values: dict[str, Value] = {}
    counts: dict[str, DayCount] = {}
    total = 0
    for name, parameter in _TRANSFER:
        days = read_integer(scene, parameter, region)
        counts[name] = scene.calendar.add_working_days(day, days)
        values[name] = day = counts[name].end
        total += days
    values["transfer_days"] = total
    return Computed(values, counts)


COMPUTATIONS = {
    "leaving": Computation(
        run=leaving,
        inputs=("left_on",),
        gives=(
            "certificate_on",
            "last_paid_month",
            *(f"{name}_{end}" for name, _ in _LEAVING for end in ("by", "raw")),
        ),
        reads=tuple(parameter for _, parameter in _LEAVING),
    ),
    "pension_transfer": Computation(
        run=pension_transfer,
        inputs=("accepted_on",),
        gives=(*(name for name, _ in _TRANSFER), "transfer_days"),
        reads=tuple(parameter for _, parameter in _TRANSFER),
    ),
}
