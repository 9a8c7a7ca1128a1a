"""The lock of a conversation: order, and nothing left behind."""

import asyncio
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore, LockError, LockStore

from bot.runtime import lock_store
from bot.runtime.lock_store import ConversationLockStore

pytestmark = pytest.mark.rasa


@pytest.fixture(params=[ConversationLockStore, InMemoryLockStore])
def any_store(request: pytest.FixtureRequest) -> LockStore:
    store: LockStore = request.param()
    return store


@pytest.fixture
def store() -> ConversationLockStore:
    return ConversationLockStore()


async def _hold(store: LockStore, chat: str, until: asyncio.Event) -> None:
    async with store.lock(chat):
        await until.wait()


async def _rounds(number: int = 5) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_messages_of_a_conversation_keep_their_order(
    any_store: LockStore,
) -> None:
    said: list[tuple[int, str]] = []

    async def turn(number: int) -> None:
        async with any_store.lock("chat", wait_time_in_seconds=0):
            said.append((number, "in"))
            await asyncio.sleep(0)
            said.append((number, "out"))

    await asyncio.gather(*(turn(number) for number in range(50)))
    assert said == [(number, way) for number in range(50) for way in ("in", "out")]


@pytest.mark.asyncio
async def test_nobody_slips_in_as_the_lock_is_handed_on(
    store: ConversationLockStore,
) -> None:
    order: list[str] = []
    end = asyncio.Event()

    async def turn(name: str) -> None:
        async with store.lock("chat"):
            order.append(name)

    held = asyncio.create_task(_hold(store, "chat", end))
    await _rounds()
    # One round of the loop: the second gets in line, the first ends, the third comes.
    second = asyncio.create_task(turn("second"))
    end.set()
    third = asyncio.create_task(turn("third"))
    await asyncio.gather(held, second, third)
    assert order == ["second", "third"]


@pytest.mark.asyncio
async def test_conversations_do_not_wait_for_each_other(any_store: LockStore) -> None:
    end = asyncio.Event()
    held = asyncio.create_task(_hold(any_store, "ann", end))
    await _rounds()
    async with any_store.lock("bob"):
        assert not held.done()
    end.set()
    await held


@pytest.mark.asyncio
async def test_a_failed_turn_lets_the_next_one_in(any_store: LockStore) -> None:
    with pytest.raises(ValueError, match="the turn failed"):
        async with any_store.lock("chat"):
            raise ValueError("the turn failed")
    async with any_store.lock("chat") as lock:
        assert lock.conversation_id == "chat"


@pytest.mark.asyncio
async def test_the_holder_is_not_said_to_wait(store: ConversationLockStore) -> None:
    async with store.lock("chat"):
        assert not store.is_someone_waiting("chat")
    assert not store.is_someone_waiting("chat")


@pytest.mark.asyncio
async def test_a_lock_is_forgotten_when_unused(store: ConversationLockStore) -> None:
    async def turn(chat: str) -> None:
        async with store.lock(chat):
            await asyncio.sleep(0)

    await asyncio.gather(*(turn(f"chat {n % 7}") for n in range(50)))
    assert len(store) == 0


@pytest.mark.asyncio
async def test_a_waiting_message_may_be_cancelled(store: ConversationLockStore) -> None:
    end = asyncio.Event()
    first, second, third = (
        asyncio.create_task(_hold(store, "chat", end)) for _ in range(3)
    )
    await _rounds()
    assert store.is_someone_waiting("chat")
    second.cancel()
    end.set()
    done = await asyncio.gather(first, second, third, return_exceptions=True)
    assert [type(result) for result in done] == [
        type(None),
        asyncio.CancelledError,
        type(None),
    ]
    assert len(store) == 0


@pytest.mark.asyncio
async def test_a_line_has_an_end(
    store: ConversationLockStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_store, "MAX_IN_LINE", 2)
    end = asyncio.Event()
    held = [asyncio.create_task(_hold(store, "chat", end)) for _ in range(2)]
    await _rounds()
    with pytest.raises(LockError, match="2 messages"):
        async with store.lock("chat"):
            raise AssertionError("let in")
    end.set()
    await asyncio.gather(*held)
    assert len(store) == 0


@pytest.mark.asyncio
async def test_a_stuck_turn_is_not_waited_for_without_end(
    store: ConversationLockStore,
) -> None:
    end = asyncio.Event()
    held = asyncio.create_task(_hold(store, "chat", end))
    await _rounds()
    with pytest.raises(LockError, match=r"more than 0\.01 seconds"):
        async with store.lock("chat", lock_lifetime=0.01):
            raise AssertionError("let in")
    end.set()
    await held
    assert len(store) == 0


def _in_new_loop(work: Any) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop, loop.run_until_complete(work)
    finally:
        loop.close()


async def _turn(store: ConversationLockStore) -> str:
    async with store.lock("chat") as lock:
        return str(lock.conversation_id)


class TestLoops:
    """The store outlives a loop, and serves one at a time."""

    def test_one_store_serves_one_loop_after_another(self) -> None:
        store = ConversationLockStore()
        assert [_in_new_loop(_turn(store))[1] for _ in range(2)] == ["chat", "chat"]

    def test_a_loop_that_died_in_a_turn_holds_nobody_up(self) -> None:
        store = ConversationLockStore()
        dead = asyncio.new_event_loop()
        task = dead.create_task(_hold(store, "chat", asyncio.Event()))
        dead.run_until_complete(_rounds())
        dead.close()
        assert not task.done()
        assert _in_new_loop(_turn(store))[1] == "chat"

    def test_two_loops_at_once_are_refused(self) -> None:
        store = ConversationLockStore()
        first = asyncio.new_event_loop()
        end = asyncio.Event()
        task = first.create_task(_hold(store, "chat", end))
        first.run_until_complete(_rounds())
        with pytest.raises(LockError, match="another event loop"):
            _in_new_loop(_turn(store))
        end.set()
        first.run_until_complete(task)
        first.close()
