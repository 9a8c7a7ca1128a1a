"""The store over each database: kept, found, forgotten, and never half done."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from records import (
    Decision,
    Incident,
    RecordsConflict,
    RecordsUnavailable,
    Run,
    Store,
    engine,
    migrate,
)
from records.engine import open_engine, transaction

pytestmark = pytest.mark.asyncio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
NOTHING_OF_CHANNELS = {"web_conversation": 0, "web_rating": 0, "telegram_chat": 0}
NOTHING_OF_THE_DESK = {"desk_handover": 0, "desk_review": 0}
NOTHING_OLD_AT_THE_DESK = {
    **NOTHING_OF_THE_DESK,
    "desk_session": 0,
    "desk_failure": 0,
    "desk_audit": 0,
}


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    migrate(url)
    opened = Store(url)
    yield opened
    await opened.close()


async def _decide(store: Store, sender: str = "ann", **changes: Any) -> int:
    values: dict[str, Any] = {
        "sender_id": sender,
        "at": NOON,
        "knowledge_hash": "ab12",
        "topic": "arrears",
        "as_of": date(2026, 11, 22),
        "region": "330106",
        "facts": {"gap_months": 5, "since": date(2026, 6, 1)},
        "kind": "result",
        "outcome": "back_pay",
        "rule": "employer_makes_up",
        "trace": {"read": [{"rate": Decimal("0.0005")}], "say": "补缴"},
    }
    return await store.keep_decision(**{**values, **changes})


async def _walk(store: Store, sender: str = "ann", **changes: Any) -> str:
    values: dict[str, Any] = {
        "sender_id": sender,
        "procedure": "register",
        "step": "login",
        "history": ["start"],
        "facts": {"region": "330106"},
        "language": "zh",
        "at": NOON,
    }
    return await store.keep_run(**{**values, **changes})


def _make_events(url: str, rows: list[tuple[str, str, datetime]]) -> None:
    opened = open_engine(url)
    with transaction(opened, write=True) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), "
            "type_name VARCHAR(255), timestamp FLOAT)"
        )
        for number, (sender, kind, at) in enumerate(rows, start=1):
            connection.execute(
                sa.text("INSERT INTO events VALUES (:id, :sender, :kind, :at)"),
                {"id": number, "sender": sender, "kind": kind, "at": at.timestamp()},
            )
    opened.dispose()


def _event_ids(url: str) -> list[int]:
    opened = open_engine(url)
    with transaction(opened) as connection:
        query = connection.exec_driver_sql("SELECT id FROM events ORDER BY id")
        found = list(query.scalars())
    opened.dispose()
    return found


async def test_a_decision_comes_back_whole(store: Store) -> None:
    number = await _decide(store)
    await _decide(store, "bob")
    assert await store.decisions_of("ann") == [
        Decision(
            id=number,
            sender_id="ann",
            at=NOON,
            knowledge_hash="ab12",
            topic="arrears",
            as_of=date(2026, 11, 22),
            region="330106",
            facts={"gap_months": 5, "since": "2026-06-01"},
            kind="result",
            outcome="back_pay",
            rule="employer_makes_up",
            trace={"read": [{"rate": "0.0005"}], "say": "补缴"},
        )
    ]


async def test_decisions_come_in_the_order_kept(store: Store) -> None:
    numbers = [await _decide(store, at=NOON - hours * DAY) for hours in range(3)]
    assert [kept.id for kept in await store.decisions_of("ann")] == numbers


async def test_everybodys_decisions_come_in_pages(store: Store) -> None:
    numbers = [await _decide(store, sender) for sender in ("ann", "bob", "ann")]
    first = await store.decisions_after(0, limit=2)
    rest = await store.decisions_after(first[-1].id, limit=2)
    assert [kept.id for kept in (*first, *rest)] == numbers
    assert await store.decisions_after(numbers[-1]) == []


async def test_decisions_from_a_moment_on(store: Store) -> None:
    await _decide(store, at=NOON - timedelta(seconds=1))
    number = await _decide(store, at=NOON)
    found = await store.decisions_after(0, since=NOON)
    assert [kept.id for kept in found] == [number]


async def test_one_decision_is_found_by_its_id(store: Store) -> None:
    number = await _decide(store)
    found = await store.decision(number)
    assert found is not None
    assert (found.id, found.topic) == (number, "arrears")
    assert await store.decision(number + 1) is None


async def test_a_moment_is_kept_in_utc(store: Store) -> None:
    shanghai = timezone(timedelta(hours=8))
    await _decide(store, at=datetime(2026, 11, 22, 20, 0, tzinfo=shanghai))
    (kept,) = await store.decisions_of("ann")
    assert (kept.at, kept.at.utcoffset()) == (NOON, timedelta(0))


async def test_a_naive_moment_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="without a time zone"):
        await _decide(store, at=datetime(2026, 11, 22))
    with pytest.raises(ValueError, match="without a time zone"):
        await store.purge(datetime(2026, 11, 22))
    assert await store.decisions_of("ann") == []


async def test_a_run_is_resumed_by_its_code(store: Store) -> None:
    code = await _walk(store)
    wanted = Run(
        code=code,
        sender_id="ann",
        procedure="register",
        step="login",
        history=("start",),
        facts={"region": "330106"},
        language="zh",
        created_at=NOON,
        updated_at=NOON,
    )
    assert await store.run_by_code(f" {code.lower()} ") == wanted
    assert await store.run_of("ann") == wanted
    assert await store.run_by_code("222222") is None
    assert await store.run_of("bob") is None


async def test_a_run_keeps_its_code_as_it_goes_on(store: Store) -> None:
    code = await _walk(store)
    again = await _walk(
        store, step="pay", history=["start", "login"], language="en", at=NOON + DAY
    )
    assert again == code
    run = await store.run_by_code(code)
    assert run is not None
    assert (run.step, run.history, run.language) == ("pay", ("start", "login"), "en")
    assert (run.created_at, run.updated_at) == (NOON, NOON + DAY)


async def test_the_run_touched_last_is_meant_unless_named(store: Store) -> None:
    await _walk(store, procedure="transfer", at=NOON + DAY)
    await _walk(store, procedure="register")
    last, named = await store.run_of("ann"), await store.run_of("ann", "register")
    assert last is not None and last.procedure == "transfer"
    assert named is not None and named.procedure == "register"


async def test_an_ended_run_is_gone_and_a_new_one_has_a_new_code(store: Store) -> None:
    code = await _walk(store)
    assert await store.end_run("ann", "register") is True
    assert await store.end_run("ann", "register") is False
    assert await store.run_by_code(code) is None
    assert await _walk(store) != code


async def test_a_code_that_is_taken_is_drawn_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["AAAAA2", "AAAAA2", "AAAAA3"])
    monkeypatch.setattr("records.store.run_code", lambda: next(codes))
    assert await _walk(store, "ann") == "AAAAA2"
    assert await _walk(store, "bob") == "AAAAA3"


async def test_codes_that_never_come_free_are_an_error(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.run_code", lambda: "AAAAA2")
    await _walk(store, "ann")
    with pytest.raises(RecordsConflict):
        await _walk(store, "bob")
    assert await store.run_of("bob") is None


async def test_twins_keep_one_run(store: Store) -> None:
    codes = await asyncio.gather(*(_walk(store, step=f"s{n}") for n in range(8)))
    assert len(set(codes)) == 1


async def test_an_incident_keeps_the_type_and_never_the_message(store: Store) -> None:
    error = RecordsUnavailable("my number is 330106")
    number = await store.keep_incident(at=NOON, action="action_say", error=error)
    assert await store.incident(number.lower()) == Incident(
        id=number,
        at=NOON,
        action="action_say",
        error="records.errors.RecordsUnavailable",
    )
    assert await store.incident("22222222") is None


async def test_forgetting_takes_everything_of_one_person(
    store: Store, url: str
) -> None:
    _make_events(url, [("ann", "user", NOON), ("bob", "user", NOON)])
    for sender in ("ann", "bob"):
        await _decide(store, sender)
        await _walk(store, sender)
    assert await store.forget("ann") == {
        **NOTHING_OF_CHANNELS,
        **NOTHING_OF_THE_DESK,
        "rule_decision": 1,
        "procedure_run": 1,
        "events": 1,
    }
    assert await store.decisions_of("ann") == []
    assert await store.run_of("ann") is None
    assert len(await store.decisions_of("bob")) == 1
    assert await store.run_of("bob") is not None
    assert _event_ids(url) == [2]


async def test_forgetting_works_before_any_conversation(store: Store) -> None:
    none = {"rule_decision": 0, "procedure_run": 0, **NOTHING_OF_CHANNELS}
    assert await store.forget("ann") == {**none, **NOTHING_OF_THE_DESK}


async def test_the_retention_promise(store: Store, url: str) -> None:
    old, new = NOON - 9 * DAY, NOON
    _make_events(
        url,
        [
            ("gone", "session_started", old),
            ("gone", "user", old),
            ("back", "session_started", old),
            ("back", "user", old),
            ("back", "session_started", new),
            ("back", "user", new),
            ("long", "session_started", old),
            ("long", "user", new),
        ],
    )
    for at in (old, new):
        await _decide(store, at=at)
        await _walk(store, f"at {at.day}", at=at)
        await store.keep_incident(at=at, action="a", error=ValueError())
    assert await store.purge(NOON - DAY) == {
        **NOTHING_OF_CHANNELS,
        **NOTHING_OLD_AT_THE_DESK,
        "telegram_update": 0,
        "rule_decision": 1,
        "procedure_run": 1,
        "incident": 1,
        "events": 4,
    }
    assert _event_ids(url) == [5, 6, 7, 8]
    assert [kept.at for kept in await store.decisions_of("ann")] == [new]


async def test_what_is_kept_survives_the_process(store: Store, url: str) -> None:
    await _decide(store)
    # No close(): the process was killed. What was said to be kept is kept.
    other = Store(url)
    assert len(await other.decisions_of("ann")) == 1
    await other.close()


async def test_two_stores_write_to_one_database(store: Store, url: str) -> None:
    other = Store(url)
    await asyncio.gather(
        *(_decide(either) for either in (store, other) for _ in range(20))
    )
    assert len(await store.decisions_of("ann")) == 40
    await other.close()


async def test_a_locked_database_is_said_and_blocks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 200)
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    locked = Store(url)
    holder = open_engine(url)
    with transaction(holder, write=True):
        keeping = asyncio.create_task(_decide(locked))
        rounds = 0
        while not keeping.done():
            rounds += 1
            await asyncio.sleep(0)
        assert rounds > 100
        with pytest.raises(RecordsUnavailable, match="database is locked"):
            await keeping
    await _decide(locked)
    assert len(await locked.decisions_of("ann")) == 1
    await locked.close()
    holder.dispose()
