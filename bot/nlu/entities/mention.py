"""A month or a day named in a text, made absolute: what the calendar's readers give."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Mention:
    """A month (`day` is None) or a day; `year_said` when the text names its year."""

    start: int
    end: int
    year: int
    month: int
    day: int | None = None
    year_said: bool = True

    @property
    def month_text(self) -> str:
        """The month as "YYYY-MM"."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def count(self) -> int:
        """Months since year 0, for differences."""
        return self.year * 12 + self.month


def build_mention(
    span: tuple[int, int], year: int | None, month: int, day: int | None, today: date
) -> Mention | None:
    """A mention, when such a month or day exists; a missing year is the latest past."""
    said = year is not None
    if year is None:
        later = (month, day or 1) > (today.month, today.day if day else 1)
        year = today.year - 1 if later else today.year
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return Mention(*span, year, month, day, said)


def of_day(span: tuple[int, int], day: date) -> Mention:
    """The mention of a whole day."""
    return Mention(*span, day.year, day.month, day.day)
