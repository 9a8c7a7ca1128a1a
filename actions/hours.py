"""When agents are at the desk: hours of working days, in the time of mainland China.

Working days are those of the official calendar, make-up weekends (调休) included; of a
year without one, Monday to Friday.
"""

import datetime as dt
from dataclasses import dataclass

from advice.days import NoCalendar, WorkCalendar

Span = tuple[dt.time, dt.time]
LOOK_AHEAD = 30  # days; no row of days off is longer


@dataclass(frozen=True)
class Hours:
    """Spans of a working day, each open from its first to before its last moment.

    No span at all: agents are there at any time.
    """

    spans: tuple[Span, ...] = ()

    def told(self) -> str:
        """The spans as they are shown: `09:00-12:00, 13:30-17:00`."""
        return ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in self.spans)

    def is_open(self, now: dt.datetime, calendar: WorkCalendar) -> bool:
        """Whether agents are there at a moment in Shanghai's time."""
        if not self.spans:
            return True
        time = now.time().replace(tzinfo=None)
        inside = any(first <= time < last for first, last in self.spans)
        return inside and _is_working(now.date(), calendar)

    def opens(self, now: dt.datetime, calendar: WorkCalendar) -> dt.datetime | None:
        """The next moment at which they come, in the same zone; None if always there.

        The present moment's own span does not count.
        """
        for ahead in range(LOOK_AHEAD):
            day = now.date() + dt.timedelta(days=ahead)
            if not _is_working(day, calendar):
                continue
            for first, _ in self.spans:
                moment = dt.datetime.combine(day, first, now.tzinfo)
                if moment > now:
                    return moment
        return None


def _is_working(day: dt.date, calendar: WorkCalendar) -> bool:
    try:
        return calendar.is_working(day)
    except NoCalendar:
        return day.weekday() < 5
