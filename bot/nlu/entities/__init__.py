"""Facts in free text, Chinese or English: times, dates, sums, ages, places, choices.

Pure functions of the text and the day; nothing here knows Rasa or decides what a
value is used for.
"""

from datetime import date

from bot.nlu.entities.choices import extract_choices
from bot.nlu.entities.codes import extract_codes
from bot.nlu.entities.dates import extract_dates
from bot.nlu.entities.durations import extract_durations
from bot.nlu.entities.found import Found, settle
from bot.nlu.entities.language import extract_language
from bot.nlu.entities.lexicon import Lexicon, build_lexicon
from bot.nlu.entities.money import extract_money
from bot.nlu.entities.numbers import extract_numbers
from bot.nlu.entities.people import extract_people
from bot.nlu.entities.regions import extract_regions

__all__ = ["Found", "Lexicon", "build_lexicon", "extract_all"]

_PURE = (
    extract_durations,
    extract_dates,
    extract_people,
    extract_money,
    extract_codes,
    extract_language,
    extract_numbers,
)


def extract_all(text: str, today: date, lexicon: Lexicon) -> list[Found]:
    """All facts of a text in order; clashing readings of the same words are settled."""
    found = [one for extract in _PURE for one in extract(text, today)]
    found += extract_regions(text, today, lexicon.regions)
    found += extract_choices(text, today, lexicon.choices)
    return settle(found)
