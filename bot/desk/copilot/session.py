"""A conversation's present session as the copilot reads it: slots and what was said.

Folded from the stored events in their plain form, so that looking takes no tracker from
the turn that may be running and replays nothing. Knows no slot by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Event = Mapping[str, Any]

KINDS = frozenset(
    {
        *("slot", "user", "active_loop", "pause", "resume"),
        *("restart", "session_started", "reset_slots"),
    }
)
"""Types of events that make a session; the others change nothing of it."""


@dataclass(frozen=True)
class Heard:
    """A message of the person: what language understanding made of it, and when.

    `parsed` has `text`, `intent`, `entities`, `intent_ranking`; `at` is seconds since
    1970. `answered` is false while an agent has the conversation: no action has run,
    and what it says is kept only when he gives the conversation back. `after` are the
    slots that were set between it and the next one, in order. `asked` is whether a form
    was asking for facts when it came.
    """

    parsed: Mapping[str, Any]
    at: float
    answered: bool
    after: tuple[tuple[str, Any], ...] = ()
    asked: bool = False


@dataclass(frozen=True)
class Session:
    """Where a session stands.

    `before` are the slots as they were at the first message that is not answered.
    """

    slots: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    loop: str | None = None
    claimed: bool = False
    heard: tuple[Heard, ...] = ()


def read_session(events: Iterable[Event]) -> Session:
    """The session that these events of one conversation make."""
    fold = _Fold()
    for event in events:
        fold.take(event)
    slots, before, heard = dict(fold.slots), dict(fold.before), tuple(fold.heard)
    return Session(slots, before, fold.loop, fold.claimed, heard)


class _Fold:
    """The session so far."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.slots: dict[str, Any] = {}
        self.before: dict[str, Any] = {}
        self.loop: str | None = None
        self.claimed = False
        self.heard: list[Heard] = []

    def take(self, event: Event) -> None:
        """One event more; kinds that change nothing here are passed over."""
        kind = event["event"]
        if kind == "slot":
            self._set(event["name"], event.get("value"))
        elif kind == "user":
            parsed = event.get("parse_data") or {"text": event.get("text") or ""}
            at = float(event.get("timestamp") or 0.0)
            if self.claimed and all(one.answered for one in self.heard):
                self.before = dict(self.slots)
            asked, answered = self.loop is not None, not self.claimed
            self.heard.append(Heard(parsed, at, answered, asked=asked))
        elif kind == "active_loop":
            self.loop = event.get("name")
        elif kind == "pause":
            self.claimed = True
        elif kind == "resume":  # what was heard meanwhile has been kept then
            self.claimed = False
            self.heard = [replace(one, answered=True) for one in self.heard]
        elif kind in ("restart", "session_started"):
            self.clear()
        elif kind == "reset_slots":
            self.slots.clear()

    def _set(self, name: str, value: Any) -> None:
        self.slots[name] = value
        if self.heard:
            last = self.heard[-1]
            self.heard[-1] = replace(last, after=(*last.after, (name, value)))
