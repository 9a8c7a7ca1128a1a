"""Brings a database to the schema that this code expects, with Alembic.

Called once at start; several processes may call it at once, the second finds the
work done. Alembic is driven from here, so there is no `alembic.ini`.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from records import desk_models as _desk_models  # noqa: F401 (part of the metadata)
from records.engine import open_engine, transaction
from records.errors import RecordsTooNew
from records.models import VERSION_TABLE, metadata

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 7_310_664  # PostgreSQL advisory lock: one migration at a time


def migrate(url: str) -> None:
    """Create or upgrade our tables in the database at `url`.

    Raises `RecordsTooNew` if a newer version of the code has migrated it already and
    `RecordsUnavailable` if it cannot be opened. Leaves Rasa's `events` table alone.
    """
    engine = open_engine(url)
    try:
        with transaction(engine, write=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            _refuse_newer(connection)
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def include_object(
    thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any
) -> bool:
    """Whether Alembic may look at this object: only what belongs to our tables."""
    table = name if kind == "table" else getattr(thing.table, "name", None)
    return table in metadata.tables


def _refuse_newer(connection: Connection) -> None:
    context = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    )
    scripts = ScriptDirectory.from_config(_config(connection))
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = sorted(set(context.get_current_heads()) - known)
    if unknown:
        raise RecordsTooNew(
            f"The database is at version {', '.join(unknown)}, which this program "
            "does not know: start the newer program, or restore a backup that was "
            "made before it ran."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    # Alembic reads options through ConfigParser, which takes % as a reference.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
