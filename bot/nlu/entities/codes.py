"""Codes and counts of days: the short code that resumes a procedure, working days."""

import re
from datetime import date

from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import ARABIC, CHINESE, ENGLISH, parse_whole
from bot.nlu.entities.script import plain

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = re.compile(
    rf"(?<![a-z0-9])(?=[a-z]{{0,5}}[2-9])[{ALPHABET.lower()}]{{6}}(?![a-z0-9])"
)
_DAYS = re.compile(
    rf"(?P<zh>{ARABIC}|{CHINESE})\s*个?(?:法定)?工作日"
    rf"|(?P<en>{ARABIC}|{ENGLISH})[ -]?(?:working|business|work)[ -]?days?(?![a-z])"
)
_UNIT_AFTER = re.compile(r"\s*(?:元|块|万|yuan|rmb|人|年|个)")


def extract_codes(text: str, today: date) -> list[Found]:
    """`short_code` in capitals and `working_days`."""
    form = plain(text)
    found = []
    for match in _CODE.finditer(form):
        if not _UNIT_AFTER.match(form, match.end()):
            found.append(Found("short_code", match[0].upper(), *match.span()))
    for match in _DAYS.finditer(form):
        days = parse_whole(match["zh"] or match["en"])
        if days:
            found.append(Found("working_days", days, *match.span()))
    return found
