"""Migrations: from nothing, twice, beside Rasa's table, and never backwards."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from records import RecordsTooNew, migrate
from records.engine import open_engine, transaction
from records.models import metadata
from records.schema import VERSION_TABLE, include_object

OURS = {
    "rule_decision",
    "procedure_run",
    "incident",
    "web_conversation",
    "web_rating",
    "telegram_chat",
    "telegram_update",
    "desk_agent",
    "desk_session",
    "desk_failure",
    "desk_handover",
    "desk_reply",
    "desk_review",
    "desk_audit",
    "desk_switch",
}


def _tables(url: str) -> set[str]:
    engine = open_engine(url)
    names = set(sa.inspect(engine).get_table_names()) - {"sqlite_sequence"}
    engine.dispose()
    return names


def _run(url: str, statement: str) -> None:
    engine = open_engine(url)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_new_database_gets_our_tables_only(url: str) -> None:
    migrate(url)
    assert _tables(url) == OURS | {VERSION_TABLE}


def test_a_second_run_changes_nothing(url: str) -> None:
    migrate(url)
    _run(url, "INSERT INTO incident VALUES ('23456789', '2026-11-22', 'a', 'E')")
    migrate(url)
    engine = open_engine(url)
    with transaction(engine) as connection:
        assert connection.exec_driver_sql("SELECT id FROM incident").all()
    engine.dispose()


def test_processes_may_start_together(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(migrate, [url] * 4)) == [None] * 4
    assert _tables(url) == OURS | {VERSION_TABLE}


def test_the_migrations_make_what_the_models_say(url: str) -> None:
    _run(url, "CREATE TABLE events (id INTEGER PRIMARY KEY, data TEXT)")
    migrate(url)
    engine = open_engine(url)
    options = {"include_object": include_object, "version_table": VERSION_TABLE}
    with transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    assert "events" in _tables(url)


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    migrate(url)
    _run(url, "UPDATE records_version SET version_num = '9999'")
    with pytest.raises(RecordsTooNew, match=r"version 9999.*newer program"):
        migrate(url)
    assert _tables(url) == OURS | {VERSION_TABLE}
