"""Reads what is typed into a form as the chat would hear it.

First the canonical form (`advice.facts`), then words: 2026年3月, 1,200 yuan, 杭州. A
place that is several is not guessed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from advice import FactError, FactValue, Knowledge, read_fact
from advice.facts import FactFault
from advice.model import FactSpec
from bot.nlu.entities.dates import extract_dates
from bot.nlu.entities.money import extract_money
from bot.nlu.entities.numbers import extract_numbers
from bot.nlu.entities.regions import RegionNames, build_regions, extract_regions

MAX_TYPED = 100
MAX_PLACES = 8
_EXTRACTORS = {
    "date": extract_dates,
    "month": extract_dates,
    "money": extract_money,
    "integer": extract_numbers,
}


@dataclass(frozen=True)
class Typed:
    """A fact's value, or why it has none: a fault, or places of the same name."""

    value: FactValue | None = None
    fault: FactFault | None = None
    places: tuple[str, ...] = ()


class Reader:
    """Reads typed answers with the names of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._regions = _region_names(knowledge)

    def read(self, spec: FactSpec, text: str, day: dt.date) -> Typed:
        """What `text` says of a fact; `day` is today."""
        typed = text.strip()[:MAX_TYPED]
        try:
            return Typed(read_fact(self._knowledge, spec.id, typed))
        except FactError as error:
            fault = error.fault
        if spec.type == "region":
            return self._place(typed, day)
        extract = _EXTRACTORS.get(spec.type)
        for found in extract(typed, day) if extract else ():
            if found.start == 0 and found.end == len(typed):
                try:
                    return Typed(read_fact(self._knowledge, spec.id, found.value))
                except FactError as error:
                    fault = error.fault
        return Typed(fault=fault)

    def _place(self, typed: str, day: dt.date) -> Typed:
        found = extract_regions(typed, day, self._regions)
        codes = [*dict.fromkeys(str(one.value) for one in found)]
        if len(codes) == 1:
            return Typed(codes[0])
        if codes and len({(one.start, one.end) for one in found}) == 1:
            return Typed(places=tuple(codes[:MAX_PLACES]))
        return Typed(fault="not_a_region")


def _region_names(knowledge: Knowledge) -> RegionNames:
    regions: Mapping[str, Mapping[str, object]] = {
        code: {"zh": r.name.zh, "en": r.name.en, "aliases": list(r.aliases)}
        for code, r in knowledge.regions.items()
    }
    return build_regions(regions)
