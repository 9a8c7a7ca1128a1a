"""Passwords as Argon2id hashes (RFC 9106), checked in threads, a few at a time.

An unknown name costs as much time as a wrong password, so that names cannot be told
by the clock.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""

AT_ONCE = 2
"""Checks at the same time: each takes 64 MiB."""


class WeakPassword(ValueError):
    """A password that is not taken."""


class Passwords:
    """Hashes and checks."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: argon2-cffi's, with its own present costs unless given."""
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobody: str | None = None

    def check_new(self, password: str, name: str) -> None:
        """Raise WeakPassword for one that is too short, too long or the name itself."""
        fits = SHORTEST <= len(password) <= LONGEST
        if not fits or len(set(password)) < 4 or name.casefold() in password.casefold():
            raise WeakPassword

    def hash(self, password: str) -> str:
        """The hash to keep; takes some tens of milliseconds."""
        return self._hasher.hash(password)

    async def hashed(self, password: str) -> str:
        """The same without holding the event loop."""
        async with self._turn:
            return await asyncio.to_thread(self.hash, password)

    async def is_right(self, password: str, kept: str | None) -> bool:
        """Whether a password has this hash; never for None, after the same time."""
        async with self._turn:
            return await asyncio.to_thread(self._is_right, password, kept)

    def is_old(self, kept: str) -> bool:
        """Whether a hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def _is_right(self, password: str, kept: str | None) -> bool:
        if kept is None and self._nobody is None:
            self._nobody = self._hasher.hash("nobody")
        try:
            self._hasher.verify(kept or str(self._nobody), password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None
