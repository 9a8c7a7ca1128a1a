"""Who is woken by what, and what is asked of the log again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import pytest_asyncio

from bot.desk.board import Board
from bot.desk.unread import Unread
from bot.runtime.news import News
from records import Store, migrate
from records.desk import DeskRecords
from records.desk_kept import KeptRecords
from records.desk_staff import StaffRecords

pytestmark = pytest.mark.asyncio

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=timezone.utc)
ANN, BOB, EVE = 1, 2, 3


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    opened = Store(url)
    yield opened
    await opened.close()


@pytest.fixture
def people(store: Store) -> DeskRecords:
    return DeskRecords(store)


@pytest.fixture
def board(people: DeskRecords, store: Store) -> Board:
    return Board(people, StaffRecords(store), KeptRecords(store), News())


async def test_words_in_a_claimed_talk_wake_only_whom_they_concern(
    people: DeskRecords, board: Board
) -> None:
    given = {"channel": "web", "language": "zh", "reason": "asked", "at": NOON}
    one = await people.open("anns", note={}, **given)
    await people.claim(one.id, ANN, NOON)
    waiting = await people.open("waiting", note={}, **given)
    await board.standing()
    with contextlib.ExitStack() as stack:
        anns = stack.enter_context(board.watching(ANN, ""))
        bobs = stack.enter_context(board.watching(BOB, ""))
        eves = stack.enter_context(board.watching(EVE, "anns"))
        await people.note(one.id, {"last": "hello"}, "en", NOON)
        assert anns.news.is_set()
        assert eves.news.is_set()
        assert not bobs.news.is_set()
        (claimed,) = (await board.standing()).claimed
        assert (claimed.note, claimed.language) == ({"last": "hello"}, "en")
        await people.note(waiting.id, {"last": "quick"}, "zh", NOON)
        assert bobs.news.is_set(), "what waits concerns everybody"
    assert (await board.standing()).waiting[0].note == {"last": "quick"}


class Log:
    """Counts messages slowly, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.number = 0
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def unread(self, _: str) -> int:
        self.asked += 1
        number = self.number
        await self.go_on.wait()
        return number


async def test_the_log_is_asked_once_after_each_news() -> None:
    log, news = Log(), News()
    unread = Unread(log.unread, news)
    assert [await unread.of("ann") for _ in range(3)] == [0, 0, 0]
    assert log.asked == 1
    log.number = 2
    news.tell("bob", "turn")
    assert await unread.of("ann") == 0
    news.tell("ann", "turn")
    assert await unread.of("ann") == 2
    assert log.asked == 2


async def test_what_is_said_while_the_log_is_asked_is_not_missed() -> None:
    log, news = Log(), News()
    unread = Unread(log.unread, news)
    log.go_on.clear()
    early = asyncio.create_task(unread.of("ann"))
    await asyncio.sleep(0)
    log.number = 1
    news.tell("ann", "turn")
    log.go_on.set()
    await early
    assert await unread.of("ann") == 1
