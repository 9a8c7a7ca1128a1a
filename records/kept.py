"""What comes back from the store: frozen copies of rows, free of any session."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Decision:
    """One kept decision (see `records.models.rule_decision`)."""

    id: int
    sender_id: str
    at: datetime
    knowledge_hash: str
    topic: str
    as_of: date
    region: str | None
    facts: Mapping[str, Any]
    kind: str
    outcome: str | None
    rule: str | None
    trace: Any


@dataclass(frozen=True)
class Run:
    """Where somebody stands in a procedure (see `records.models.procedure_run`)."""

    code: str
    sender_id: str
    procedure: str
    step: str
    history: tuple[str, ...]
    facts: Mapping[str, Any]
    language: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Incident:
    """One unexpected failure (see `records.models.incident`)."""

    id: str
    at: datetime
    action: str
    error: str
