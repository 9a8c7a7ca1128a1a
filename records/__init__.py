"""What is kept: decisions, procedure runs and incidents, in one SQL database.

This package knows SQLAlchemy and Alembic and nothing else of the project. A caller
migrates once at start with `migrate(url)`, opens one `Store(url)` and closes it.
"""

from records.errors import (
    RecordsConflict,
    RecordsError,
    RecordsTooNew,
    RecordsUnavailable,
)
from records.kept import Decision, Incident, Run
from records.schema import migrate
from records.store import Store

__all__ = [
    "Decision",
    "Incident",
    "RecordsConflict",
    "RecordsError",
    "RecordsTooNew",
    "RecordsUnavailable",
    "Run",
    "Store",
    "migrate",
]
