"""Short codes that a person reads aloud or types: to resume, to report a failure."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without the pairs that look alike (0 O, 1 I L)."""

RUN_LENGTH = 6
INCIDENT_LENGTH = 8
_DIGITS = frozenset("23456789")


def run_code() -> str:
    """A code of six characters with at least one digit, so that no word is one."""
    while True:
        code = _draw(RUN_LENGTH)
        if _DIGITS.intersection(code):
            return code


def incident_code() -> str:
    """The number that a person quotes and the log repeats: eight characters."""
    return _draw(INCIDENT_LENGTH)


def tidy(code: str) -> str:
    """The code as stored, from what somebody typed: `k7-m 2qx` is `K7M2QX`."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _draw(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
