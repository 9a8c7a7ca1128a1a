"""Facts in free text, Chinese or English: times, dates, sums, ages, places, choices.

Pure functions of the text and the day; nothing here knows Rasa or decides what a
value is used for.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from bot.nlu.entities.as_of import extract_as_of
from bot.nlu.entities.birth_years import extract_birth_years
from bot.nlu.entities.choices import extract_choices
from bot.nlu.entities.codes import extract_codes
from bot.nlu.entities.dates import extract_dates
from bot.nlu.entities.denied import carried_lengths, without_denied
from bot.nlu.entities.durations import extract_durations
from bot.nlu.entities.found import Found, settle
from bot.nlu.entities.language import extract_language
from bot.nlu.entities.lexicon import Lexicon, build_lexicon
from bot.nlu.entities.money import extract_money
from bot.nlu.entities.numbers import extract_numbers
from bot.nlu.entities.people import extract_people
from bot.nlu.entities.regions import extract_regions
from bot.nlu.entities.retirement import with_category
from bot.nlu.entities.stretches import extract_stretches
from bot.nlu.entities.years import extract_years

__all__ = ["Found", "Lexicon", "build_lexicon", "extract_all"]

_PURE = (
    extract_as_of,
    extract_durations,
    carried_lengths,
    extract_stretches,
    extract_dates,
    extract_people,
    extract_birth_years,
    extract_years,
    extract_money,
    extract_codes,
    extract_language,
    extract_numbers,
)


PIECE = 200
"""A longer text is read in pieces: what looks for neighbours takes the square of it."""

MOST_FACTS = 100
"""Nobody says more in one message; each of them is stored with it."""

_PIECE_END = re.compile(r"[。！？!?；;\n]|[，,、 ](?!\d)")
_NO_NUMBER = re.compile(r"[\d零〇一二两俩三仨四五六七八九十百千万廿卅]{21,}")


def extract_all(text: str, today: date, lexicon: Lexicon) -> list[Found]:
    """All facts of a text in order; clashing readings of the same words are settled."""
    text = _NO_NUMBER.sub(lambda row: "*" * len(row[0]), text)
    found = (
        replace(one, start=one.start + at, end=one.end + at)
        for at, piece in _pieces(text)
        for one in _extract(piece, today, lexicon)
    )
    return list(islice(found, MOST_FACTS))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    while len(text) - at > PIECE:
        ends = [end.end() for end in _PIECE_END.finditer(text, at, at + PIECE)]
        cut = ends[-1] if ends else at + PIECE
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def _extract(text: str, today: date, lexicon: Lexicon) -> list[Found]:
    found = [one for extract in _PURE for one in extract(text, today)]
    found += extract_regions(text, today, lexicon.regions)
    found += extract_choices(text, today, lexicon.choices)
    found += with_category(extract_choices(text, today, lexicon.words))
    return without_denied(text, settle(found))
