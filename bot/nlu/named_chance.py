"""Chance by name: one name draws one number, whatever else is drawn beside it.

A generator hands out its numbers in turn, so one example more gives all that follow it
other numbers, and a fitted model another chance for every message. Here a number is a
hash of what it is for (a feature, an example, a round): what is added or taken away
changes the numbers of nothing else. Hashes are 64 bits, mixed as SplitMix64 does
(Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
"""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BITS = 24  # of a float32 between 0 and 1
_TO_UNIT = np.float32(2.0**-_BITS)


def keys(names: Iterable[str]) -> Keys:
    """A key for each name, the same on every machine."""
    digests = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def numbered(count: int) -> Keys:
    """A key for each of the numbers from 0."""
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * _STEP)


def joined(one: Keys, other: Keys) -> Keys:
    """A key for each pair, by numpy's rules for shapes; the order of both counts."""
    return _mixed(one * _STEP + other)


def uniform(drawn: Keys) -> Floats:
    """A number from 0 up to 1 (without 1) for each key."""
    return (drawn >> np.uint64(64 - _BITS)).astype(np.float32) * _TO_UNIT


def normal(drawn: Keys) -> Floats:
    """A number of mean 0 and deviation 1 for each key (Box and Muller)."""
    length = np.sqrt(-2 * np.log(1 - uniform(drawn)))
    turn = uniform(_mixed(drawn)) * np.float32(2 * np.pi)
    found: Floats = length * np.cos(turn)
    return found


def _mixed(values: Keys) -> Keys:
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    mixed: Keys = values ^ (values >> np.uint64(31))
    return mixed
