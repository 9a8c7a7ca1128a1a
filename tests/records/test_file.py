"""The database's file: its owner's alone, rid of what was deleted, always the same."""

import asyncio
import logging
import os
import stat
import threading
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from records import RecordsUnavailable, Store, engine, migrate
from records.engine import clear_log, open_engine, transaction

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SECRET = "zebraquux"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "one.db"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def keep(store: Store, sender: str = "ann") -> None:
    await store.keep_decision(
        sender_id=sender,
        at=NOON,
        knowledge_hash="h",
        topic="t",
        as_of=date(2026, 11, 22),
        region=None,
        facts={"note": SECRET},
        kind="result",
        outcome=None,
        rule=None,
        trace={},
    )


def on_disk(file: Path) -> list[str]:
    """Files of this database that hold the secret."""
    folder = file.parent.iterdir()
    return [one.name for one in folder if SECRET.encode() in one.read_bytes()]


async def test_only_the_owner_may_read_it(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    store = Store(f"sqlite:///{file}")
    await keep(store)
    assert mode(file.parent) == 0o700
    modes = {one.name: mode(one) for one in file.parent.iterdir()}
    assert modes == {"one.db": 0o600, "one.db-wal": 0o600, "one.db-shm": 0o600}
    await store.close()


def test_a_file_that_others_could_read_is_closed_to_them(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    file.chmod(0o644)
    file.parent.chmod(0o755)
    open_engine(f"sqlite:///{file}").dispose()
    assert mode(file) == 0o600
    assert mode(file.parent) == 0o755  # not made by us: others may share it


async def test_nothing_of_a_forgotten_person_is_left_on_the_disk(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    store = Store(f"sqlite:///{file}")
    await keep(store)
    assert "one.db-wal" in on_disk(file)
    await store.forget("ann")
    assert on_disk(file) == []
    await store.close()


async def test_nothing_of_what_was_purged_is_left_on_the_disk(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    store = Store(f"sqlite:///{file}")
    await keep(store)
    await store.purge(NOON.replace(year=2027))
    assert on_disk(file) == []
    await store.close()


def test_a_log_that_cannot_be_emptied_is_said(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 20)
    migrate(f"sqlite:///{file}")
    opened = open_engine(f"sqlite:///{file}")
    with transaction(opened, write=True):
        clear_log(opened)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    opened.dispose()


async def test_a_replaced_file_is_noticed_by_everybody(file: Path) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    store = Store(url)
    await store.check()
    await keep(store)
    os.rename(file, f"{file}.away")
    for use in (store.check, lambda: keep(store), lambda: store.decisions_of("ann")):
        with pytest.raises(RecordsUnavailable, match="removed or replaced"):
            await use()
    migrate(url)
    with pytest.raises(RecordsUnavailable, match="removed or replaced"):
        await store.check()
    await store.close()


async def test_a_database_without_our_tables_is_not_well(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    with pytest.raises(RecordsUnavailable):
        await store.check()
    await store.close()


async def test_a_database_that_somebody_holds_is_not_well(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 20)
    url = f"sqlite:///{file}"
    migrate(url)
    store, other = Store(url), open_engine(url)
    with (
        transaction(other, write=True),
        pytest.raises(RecordsUnavailable, match="database is locked"),
    ):
        await store.check()
    await store.check()
    await store.close()
    other.dispose()


def test_writers_of_two_engines_stand_in_one_line(file: Path) -> None:
    """SQLite alone lets each try again at times of its own; here nobody overtakes."""
    url = f"sqlite:///{file}"
    migrate(url)
    engines = [open_engine(url), open_engine(url)]
    order: list[int] = []
    line = engines[0].get_execution_options()[engine._FILE]._line

    def write(number: int) -> None:
        with transaction(engines[number % 2], write=True):
            order.append(number)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    with transaction(engines[0], write=True):
        for number, thread in enumerate(threads):
            thread.start()
            while len(line._waiting) <= number:
                pass
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))
    for opened in engines:
        opened.dispose()


async def test_many_writers_at_once_all_get_through(file: Path) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    store = Store(url)
    await asyncio.gather(*(keep(store, f"p{n}") for n in range(300)))
    assert len(await store.decisions_of("p299")) == 1
    await store.close()
