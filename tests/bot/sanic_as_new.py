"""Sanic as it was when it was imported: a start rewrites methods, and only once.

A server that starts in a process after another one needs them back; so does the next
test file.
"""

import sanic.app
from sanic.touchup.service import TouchUp

_ORIGINALS = [
    (target, name, getattr(target, name)) for target, name in TouchUp._registry
]
assert sanic.app.Sanic in {target for target, _, _ in _ORIGINALS}


def restore() -> None:
    """Put the methods back that a start rewrites."""
    for target, name, original in _ORIGINALS:
        setattr(target, name, original)
