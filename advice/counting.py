"""A count of days, told step by step: runs of like days on one line each."""

from collections.abc import Iterator
from itertools import groupby

from advice.days import DayCount, DayStep
from advice.values import Values
from advice.words import Language


def tell_count(count: DayCount, values: Values, lang: Language) -> list[str]:
    """Lines that count from the start to the end, days off named.

    Where a period in calendar days ends on a day off, that it moves on is said.
    """
    lines = [values.phrase("count_intro", lang, start=values.date(count.start, lang))]
    lines += [_tell_run(run, values, lang) for run in _runs(count)]
    last = count.steps[-1].day if count.steps else count.end
    if last != count.end:
        lines.append(values.phrase("count_moved", lang, last=values.date(last, lang)))
    lines.append(values.phrase("count_end", lang, end=values.date(count.end, lang)))
    if count.provisional:
        years = values.phrase("list_separator", lang).join(map(str, count.provisional))
        lines.append(values.phrase("count_provisional", lang, years=years))
    return lines


def _runs(count: DayCount) -> Iterator[list[DayStep]]:
    for kind, steps in groupby(count.steps, key=lambda step: step.kind):
        if kind == "make_up":
            for step in steps:
                yield [step]
        else:
            yield list(steps)


def _tell_run(run: list[DayStep], values: Values, lang: Language) -> str:
    first, last = run[0], run[-1]
    given = {
        "from": values.date(first.day, lang),
        "to": values.date(last.day, lang),
        "first": str(first.number),
        "last": str(last.number),
    }
    if first.kind == "make_up":
        weekday = values.weekday(first.day, lang)
        return values.phrase("count_make_up", lang, weekday=weekday, **given)
    suffix = "_one" if len(run) == 1 else ""
    return values.phrase(f"count_{first.kind}{suffix}", lang, **given)
