"""The desk's records: who wins a claim, what is kept, forgotten, and too old."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from records import RecordsConflict, Store, migrate
from records.desk import DeskRecords, DraftChanged, Handover, Noted
from records.desk_figures import FigureRecords
from records.desk_kept import KeptRecords
from records.desk_models import PERSONAL
from records.desk_staff import LastAdmin, StaffRecords

pytestmark = pytest.mark.asyncio

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=timezone.utc)
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=timezone.utc)  # of Shanghai
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    migrate(url)
    opened = Store(url)
    yield opened
    await opened.close()


@pytest.fixture
def people(store: Store) -> DeskRecords:
    return DeskRecords(store)


@pytest.fixture
def staff(store: Store) -> StaffRecords:
    return StaffRecords(store)


@pytest.fixture
def kept(store: Store) -> KeptRecords:
    return KeptRecords(store)


async def wait(people: DeskRecords, sender: str = "ann", **more: Any) -> Handover:
    given = {"channel": "web", "language": "en", "reason": "asked", "note": {"n": 1}}
    return await people.open(sender, **{**given, "at": NOON, **more})


class TestQueue:
    async def test_a_conversation_waits_once(self, people: DeskRecords) -> None:
        first = await wait(people)
        again = await wait(people, note={"n": 2}, at=NOON + MINUTE)
        assert (again.id, again.opened_at, again.note) == (first.id, NOON, {"n": 2})
        assert [one.id for one in await people.waiting()] == [first.id]

    async def test_two_processes_open_one(self, store: Store, url: str) -> None:
        other = Store(url)
        opened = await asyncio.gather(
            *(wait(DeskRecords(s)) for s in (store, other, store, other))
        )
        assert len({one.id for one in opened}) == 1
        await other.close()

    async def test_a_wish_counts_more_than_an_approval(
        self, people: DeskRecords
    ) -> None:
        await wait(people, reason="approval", draft=[{"text": "a"}])
        found = await wait(people)
        assert found.reason == "asked" and found.draft == [{"text": "a"}]
        found = await wait(people, reason="approval", draft=[{"text": "b"}])
        assert found.reason == "asked"
        assert found.draft == [{"text": "a"}, {"text": "b"}]

    async def test_places_are_by_time(self, people: DeskRecords) -> None:
        late = await wait(people, "late", at=NOON + MINUTE)
        early = await wait(people, "early")
        assert [await people.place(one) for one in (early, late)] == [1, 2]
        await people.claim(early.id, 1, NOON + 2 * MINUTE)
        assert await people.place(late) == 1

    async def test_of_many_who_claim_one_wins(self, people: DeskRecords) -> None:
        one = await wait(people)
        won = await asyncio.gather(
            *(people.claim(one.id, agent, NOON) for agent in range(1, 9))
        )
        assert won.count(True) == 1
        found = await people.handover(one.id)
        assert found is not None and found.agent_id == won.index(True) + 1

    async def test_only_the_one_whose_it_is_passes_on_and_ends(
        self, people: DeskRecords
    ) -> None:
        one = await wait(people)
        await people.claim(one.id, 1, NOON)
        assert not await people.pass_on(one.id, 2, 3, NOON)
        assert not await people.end(one.id, "agent", NOON, agent_id=2)
        assert await people.pass_on(one.id, 1, 2, NOON)
        assert await people.end(one.id, "agent", NOON, agent_id=2)
        assert not await people.end(one.id, "agent", NOON, agent_id=2)
        assert not await people.claim(one.id, 1, NOON)
        assert [x.id for x in await people.ended_of(2)] == [one.id]

    async def test_passed_back_it_waits_in_its_old_place(
        self, people: DeskRecords
    ) -> None:
        one = await wait(people)
        await wait(people, "ben", at=NOON + MINUTE)
        await people.claim(one.id, 1, NOON + 2 * MINUTE)
        await people.pass_on(one.id, 1, None, NOON + 3 * MINUTE)
        assert (await people.waiting())[0].id == one.id

    async def test_after_its_end_a_new_one_may_wait(self, people: DeskRecords) -> None:
        first = await wait(people)
        await people.end(first.id, "person", NOON)
        second = await wait(people)
        assert second.id != first.id
        assert len(await people.of_conversation("ann")) == 2

    async def test_a_draft_is_taken_once(self, people: DeskRecords) -> None:
        one = await wait(people, reason="approval", draft=[{"text": "a"}])
        seen = one.draft_id or ""
        taken = await asyncio.gather(
            *(people.take_draft(one.id, seen) for _ in range(4))
        )
        assert sorted(map(bool, taken)) == [False, False, False, True]

    async def test_another_draft_than_was_seen_is_not_taken(
        self, people: DeskRecords
    ) -> None:
        first = await wait(people, reason="approval", draft=[{"text": "a"}])
        second = await wait(people, reason="approval", draft=[{"text": "b"}])
        assert first.draft_id and second.draft_id != first.draft_id
        with pytest.raises(DraftChanged):
            await people.take_draft(first.id, first.draft_id)
        found = await people.handover(first.id)
        assert found is not None and found.draft_id == second.draft_id
        assert await people.take_draft(first.id, second.draft_id or "") == second.draft
        found = await people.handover(first.id)
        assert found is not None and found.draft_id is None

    async def test_a_message_is_kept_only_while_it_waits(
        self, people: DeskRecords
    ) -> None:
        one = await wait(people)
        assert await people.await_message(one.id)
        assert await people.keep_message(one.id, "call me", NOON)
        await people.claim(one.id, 1, NOON)
        assert not await people.keep_message(one.id, "again", NOON)
        found = await people.handover(one.id)
        assert found is not None
        assert (found.message, found.awaits_message) == ("call me", False)

    async def test_each_change_is_told(self, people: DeskRecords) -> None:
        told: list[Noted | None] = []
        people.listen(told.append)
        one = await wait(people)
        await people.claim(one.id, 1, NOON)
        await people.note(one.id, {"last": "hello"}, "en", NOON)
        await people.end(one.id, "agent", NOON)
        noted = Noted(one.id, {"last": "hello"}, "en", NOON)
        assert told == [None, None, noted, None]

    async def test_what_has_to_be_known_before_an_answer(
        self, people: DeskRecords, staff: StaffRecords, kept: KeptRecords
    ) -> None:
        found = await people.standing("ann")
        assert (found.off, found.handover, found.staffed, found.ever) == (
            None,
            None,
            False,
            False,
        )
        agent = await staff.add("li", "Li", "agent", "hash", NOON)
        one = await wait(people)
        await kept.switch_off("a fault", agent.id, NOON)
        found = await people.standing("ann")
        assert found.off is not None and found.off.reason == "a fault"
        assert found.handover == one and found.staffed and found.ever


class TestStaff:
    async def test_a_name_is_one_whatever_its_case(self, staff: StaffRecords) -> None:
        agent = await staff.add("Li.Na", "Li", "agent", "hash", NOON)
        assert agent.name == "li.na"
        assert await staff.named("LI.NA") == agent
        with pytest.raises(RecordsConflict):
            await staff.add("li.na", "Other", "agent", "hash", NOON)

    async def test_a_session_has_its_agent_as_he_is_now(
        self, staff: StaffRecords
    ) -> None:
        agent = await staff.add("li", "Li", "agent", "hash", NOON)
        await staff.begin("token", agent.id, NOON)
        await staff.change(agent.id, shown_name="Na")
        session = await staff.session("token")
        assert session is not None and session.agent.shown_name == "Na"
        await staff.touch(session, NOON + MINUTE)
        seen = await staff.session("token")
        assert seen is not None and seen.seen_at == NOON + MINUTE
        await staff.end("token")
        assert await staff.session("token") is None

    @pytest.mark.parametrize(
        "change", [{"role": "supervisor"}, {"active": False}, {"password_hash": "new"}]
    )
    async def test_what_matters_ends_sessions_but_the_one_kept(
        self, staff: StaffRecords, change: dict[str, Any]
    ) -> None:
        agent = await staff.add("li", "Li", "agent", "hash", NOON)
        for token in ("here", "there"):
            await staff.begin(token, agent.id, NOON)
        await staff.change(agent.id, "here", **change)
        assert await staff.session("here") is not None
        assert await staff.session("there") is None

    async def test_the_last_admin_stays(self, staff: StaffRecords) -> None:
        admin = await staff.add("li", "Li", "admin", "hash", NOON)
        other = await staff.add("na", "Na", "agent", "hash", NOON)
        await staff.change(other.id, active=False)
        for change in ({"role": "agent"}, {"active": False}):
            with pytest.raises(LastAdmin):
                await staff.change(admin.id, **change)
        found = await staff.agent(admin.id)
        assert found is not None and (found.role, found.active) == ("admin", True)
        await staff.change(other.id, role="admin", active=True)
        await staff.change(admin.id, role="agent")

    async def test_tries_are_counted_before_they_are_looked_at(
        self, staff: StaffRecords
    ) -> None:
        tried = await asyncio.gather(
            *(staff.note_try({"a": 3, "b": 9}, NOON, NOON - DAY) for _ in range(8))
        )
        assert tried.count(None) == 3
        later = NOON + MINUTE
        assert await staff.note_try({"a": 3}, later, NOON - DAY) == NOON
        assert await staff.note_try({"a": 3}, later, NOON) is None
        await staff.forgive(["a", "b"], later)
        assert await staff.note_try({"a": 1}, later, NOON - DAY) is None


async def test_forgetting_takes_handovers_and_reviews(
    store: Store, people: DeskRecords, kept: KeptRecords
) -> None:
    for sender in ("ann", "ben"):
        one = await wait(people, sender)
        await people.keep_summary(one.id, "asked of arrears", 1, NOON)
        await kept.add_review(
            sender_id=sender, handover_id=one.id, agent_id=1, at=NOON, reason="topic",
            comment="", topic=None, said="x", suggestion="y", facts={}, right={},
        )  # fmt: skip
    counts = await store.forget("ann")
    assert (counts["desk_handover"], counts["desk_review"]) == (1, 1)
    assert await people.of_conversation("ann") == []
    assert len(await people.of_conversation("ben")) == 1
    assert [one.sender_id for one in await kept.reviews("open")] == ["ben"]


async def test_every_table_with_a_person_is_forgotten() -> None:
    from records.models import metadata

    desk = [t for t in metadata.tables.values() if t.name.startswith("desk_")]
    assert {t.name for t in desk if "sender_id" in t.c} == {t.name for t in PERSONAL}


async def test_what_is_old_is_deleted_and_the_log_after_a_longer_time(
    store: Store, people: DeskRecords, staff: StaffRecords, kept: KeptRecords
) -> None:
    agent = await staff.add("li", "Li", "agent", "hash", NOON)
    old = await wait(people, "old")
    await wait(people, "new", at=NOON + 2 * DAY)
    await staff.begin("token", agent.id, NOON)
    await staff.note_try({"a": 9}, NOON, NOON - DAY)
    await kept.note("sign_in", NOON, agent.id)
    counts = await store.purge(NOON + DAY)
    assert (counts["desk_handover"], counts["desk_session"]) == (1, 1)
    assert counts["desk_failure"] == 1
    assert await people.handover(old.id) is None
    assert len(await kept.audit()) == 1
    assert await staff.agent(agent.id) is not None
    await store.purge(NOON + 400 * DAY)
    assert await kept.audit() == []


async def test_the_switch_is_off_once_and_on_once(kept: KeptRecords) -> None:
    assert await kept.off() is None
    assert await kept.switch_off("a fault", 1, NOON)
    assert not await kept.switch_off("another", 2, NOON)
    off = await kept.off()
    assert off is not None and (off.reason, off.agent_id) == ("a fault", 1)
    assert await kept.switch_on()
    assert not await kept.switch_on()


async def test_figures_are_by_days_in_mainland_china(
    store: Store, people: DeskRecords
) -> None:
    late = datetime(2026, 11, 22, 16, 30, tzinfo=timezone.utc)  # 23rd, 00:30
    for sender, at in (("a", NOON), ("b", late)):
        one = await wait(people, sender, at=at)
        await people.claim(one.id, 1, at + MINUTE)
    await store.keep_decision(
        sender_id="a", at=late, knowledge_hash="h", topic="t", as_of=date(2026, 11, 22),
        region=None, facts={}, kind="refer", outcome=None, rule=None, trace={},
    )  # fmt: skip
    found = await FigureRecords(store).figures(date(2026, 11, 22), date(2026, 11, 23))
    first, second = (day.told() for day in found.days)
    assert (first["handovers"], second["handovers"]) == (1, 1)
    assert (first["decisions"], second["decisions"], second["refused"]) == (0, 1, 1)
    assert first["waited_median"] == first["waited_longest"] == 60
    assert found.refusals == {("t", "no_rule"): 1}


async def test_messages_count_once_and_on_their_own_day(store: Store, url: str) -> None:
    engine = sa.create_engine(url, future=True)
    columns = "id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT"
    more = "timestamp DOUBLE PRECISION, intent_name TEXT, action_name TEXT, data TEXT"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE events ({columns}, {more})")
        at, data = NOON.timestamp(), '{"text": "what"}'
        for number, (sender, moment, intent) in enumerate(
            (("web-a", at, "nlu_fallback"), ("web-a", at, "nlu_fallback"),
             ("web-a", at + 1, "greet"), ("b", at, "out_of_scope"),
             ("c", MIDNIGHT.timestamp(), "out_of_scope")), start=1
        ):  # fmt: skip
            connection.execute(
                sa.text("INSERT INTO events VALUES (:n, :s, 'user', :t, :i, NULL, :d)"),
                {"n": number, "s": sender, "t": moment, "i": intent, "d": data},
            )
    engine.dispose()
    figures = FigureRecords(store)
    day = date(2026, 11, 22)
    found = await figures.figures(day, day)
    told = found.days[0].told()
    assert (told["messages"], told["conversations"], told["unanswered"]) == (3, 2, 2)
    assert found.channels == {"web": 1, "rest": 1}
    assert len(await figures.unanswered(day, day)) == 2
