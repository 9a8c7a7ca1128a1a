"""What the database is opened with, and what is refused."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from records import RecordsConflict, RecordsError, RecordsUnavailable, engine
from records.engine import open_engine, transaction


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sub" / "one.db"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 1),
        ("busy_timeout", 5000),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("journal_size_limit", 0),
    ],
)
def test_sqlite_is_opened_with(file: Path, pragma: str, value: object) -> None:
    opened = open_engine(f"sqlite:///{file}")
    with transaction(opened) as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
    opened.dispose()
    assert found == value


def test_postgresql_is_opened_with_a_small_careful_pool() -> None:
    opened = open_engine("postgresql://somebody@127.0.0.1/nothing")
    assert (opened.pool.size(), opened.pool._max_overflow) == (5, 5)
    assert opened.pool._pre_ping is True


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://host/name", "names mysql"),
        ("postgresql://user:p@ss:w@127.0.0.1:99999x/x", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_other_urls_are_refused_with_a_sentence(url: str, says: str) -> None:
    with pytest.raises(RecordsError, match=says):
        open_engine(url)


def test_a_url_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(RecordsError) as raised:
        open_engine("postgresql://user:p@ss:w@127.0.0.1:9x/x")
    assert raised.value.__cause__ is None
    assert "ss" not in str(raised.value).replace("password", "")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(RecordsUnavailable, match="cannot be made"):
        open_engine(f"sqlite:///{tmp_path / 'taken' / 'one.db'}")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "one.db").write_text("not a database" * 100, encoding="utf-8")
    opened = open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with (
        pytest.raises(RecordsUnavailable, match="the file is not a database"),
        transaction(opened),
    ):
        raise AssertionError("the transaction began")


def test_an_error_undoes_the_transaction(file: Path) -> None:
    opened = open_engine(f"sqlite:///{file}")
    with transaction(opened, write=True) as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER PRIMARY KEY)")
    with pytest.raises(RecordsConflict), transaction(opened, write=True) as connection:
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
    with transaction(opened) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM one").scalar() == 0
    opened.dispose()


def test_a_locked_database_fails_then_works_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 50)
    opened = open_engine(f"sqlite:///{file}")
    with transaction(opened, write=True) as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER PRIMARY KEY)")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(engine.POOL_SIZE + engine.POOL_OVERFLOW + 1):
        with (
            pytest.raises(RecordsUnavailable, match="database is locked"),
            transaction(opened, write=True),
        ):
            raise AssertionError("the transaction began")
    with transaction(opened) as connection:  # a reader does not wait
        assert connection.exec_driver_sql("SELECT count(*) FROM one").scalar() == 0
    other.execute("ROLLBACK")
    with transaction(opened, write=True) as connection:
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
    opened.dispose()
    other.close()


def test_an_error_never_quotes_a_value(file: Path) -> None:
    opened = open_engine(f"sqlite:///{file}")
    with (
        pytest.raises(RecordsUnavailable) as raised,
        transaction(opened) as connection,
    ):
        connection.execute(sa.text("SELECT :said FROM nowhere"), {"said": "secret"})
    opened.dispose()
    assert "secret" not in str(raised.value)
    assert "secret" not in str(raised.value.__cause__)
