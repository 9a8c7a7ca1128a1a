"""Tokens of other systems: made once, kept nowhere, known by their hashes.

A token has 256 random bits, so that its bare SHA-256 says nothing of it. Knows no HTTP.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

PREFIX = "sba_"
"""By which a token is known for what it is where it has no business to be."""

_TOKEN = re.compile(r"sba_[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that cannot be guessed."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


class Tokens:
    """The systems that may ask."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """(name, hash) of each; one name may have several, while they are changed."""
        self._pairs = tuple(pairs)

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def name_of(self, header: str) -> str | None:
        """Whose token stands in a header `Authorization`; None for nobody's."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not _TOKEN.fullmatch(token.strip()):
            return None
        given = hash_of(token.strip())
        found = None
        for name, known in self._pairs:  # all of them: the time says nothing
            if hmac.compare_digest(given, known):
                found = name
        return found
