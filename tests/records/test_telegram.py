"""What Telegram keeps: updates once, chats until they are forgotten or too old."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from records import Store, migrate
from records.engine import open_engine, transaction
from records.telegram import TelegramRecords

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
ANN = "tg:7:7"


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    migrate(url)
    engine = open_engine(url)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), "
            "type_name VARCHAR(255), timestamp FLOAT)"
        )
    engine.dispose()
    opened = Store(url)
    yield opened
    await opened.close()


@pytest.fixture
def records(store: Store) -> TelegramRecords:
    return TelegramRecords(store)


async def say(store: Store, *numbers: int, sender: str = ANN) -> None:
    """Events of a conversation, by their ids."""
    rows = [
        {"n": n, "s": sender, "k": "bot", "t": NOON.timestamp() + n} for n in numbers
    ]
    query = sa.text("INSERT INTO events VALUES (:n, :s, :k, :t)")
    await store.write(lambda connection: connection.execute(query, rows))


async def test_an_update_is_taken_once(records: TelegramRecords) -> None:
    assert await records.take({5: {"text": "a"}, 6: None}, NOON) == {5, 6}
    assert await records.take({6: None, 5: {"text": "a"}, 7: {}}, NOON) == {7}
    assert await records.take({}, NOON) == set()
    assert await records.unanswered() == [(5, {"text": "a"}), (7, {})]
    assert await records.newest_answered() == 6


async def test_what_is_answered_is_not_kept_but_its_number_is(
    records: TelegramRecords,
) -> None:
    await records.take({5: {"text": "a"}}, NOON)
    await records.answered(5)
    assert await records.unanswered() == []
    assert await records.take({5: {"text": "a"}}, NOON) == set()


async def test_numbers_that_nobody_sends_again_go(records: TelegramRecords) -> None:
    await records.take({4: {"text": "waits"}, 5: None}, NOON)
    await records.take({6: None}, NOON + timedelta(days=2))
    await records.drop_answered(NOON + timedelta(days=1))
    assert await records.take({4: {}, 5: None, 6: None}, NOON) == {5}


async def test_a_new_chat_has_been_sent_what_was_said_before(
    store: Store, records: TelegramRecords
) -> None:
    await say(store, 3, 8)
    chat = await records.begin(ANN, 7, 7, "en", NOON)
    assert (chat.event_id, chat.language, chat.blocked) == (8, "en", False)
    assert await records.chat(ANN) == chat
    assert await records.chat("tg:8:8") is None


async def test_a_chat_is_touched_and_keeps_the_rest(records: TelegramRecords) -> None:
    first = await records.begin(ANN, 7, 7, "en", NOON)
    later = NOON + timedelta(days=1)
    again = await records.begin(ANN, 7, 7, "zh", later)
    assert again.language == first.language
    assert again.updated_at == later


async def test_ids_that_were_given_away_again_are_not_taken_for_sent(
    store: Store, records: TelegramRecords
) -> None:
    await say(store, 8)
    await records.begin(ANN, 7, 7, "en", NOON)
    await records.note(ANN, card_event_id=8)
    gone = sa.text("DELETE FROM events")
    await store.write(lambda connection: connection.execute(gone))
    await say(store, 1)
    chat = await records.begin(ANN, 7, 7, "en", NOON)
    assert (chat.event_id, chat.card_event_id) == (0, None)


async def test_notes(records: TelegramRecords) -> None:
    await records.begin(ANN, 7, 7, "en", NOON)
    await records.begin("tg:-5:7", -5, 7, "en", NOON)
    await records.note(ANN, event_id=4, part=1, card_message_id=9)
    await records.note("tg:9:9", event_id=4)
    await records.mark_blocked(7, True)
    await records.take({5: {}}, NOON)
    await records.answered(5, ANN, 44)
    await records.answered(5, "tg:-5:7", 99)
    chat = await records.chat(ANN)
    assert chat is not None
    assert (chat.event_id, chat.part, chat.card_message_id) == (4, 1, 9)
    assert chat.blocked
    assert await records.newest_message() == 44, "a group's numbers are its own"
    assert {*await records.chats_of(7)} == {ANN, "tg:-5:7"}


async def test_forgetting_and_the_retention_time(
    store: Store, records: TelegramRecords
) -> None:
    await records.begin(ANN, 7, 7, "en", NOON)
    await records.begin("tg:8:8", 8, 8, "en", NOON + timedelta(days=2))
    await records.take({5: {"text": "a"}}, NOON)
    counts = await store.forget(ANN)
    assert counts["telegram_chat"] == 1
    assert await records.chat(ANN) is None
    counts = await store.purge(NOON + timedelta(days=1))
    assert (counts["telegram_chat"], counts["telegram_update"]) == (0, 1)
    assert await records.unanswered() == []
    counts = await store.purge(NOON + timedelta(days=3))
    assert counts["telegram_chat"] == 1
