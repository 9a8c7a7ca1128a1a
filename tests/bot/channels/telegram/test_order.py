"""One chat in order, chats together; a gap is waited for a little."""

import asyncio

from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.order import InOrder, Sequence


def at(number: int, chat: int = 1) -> tuple[int, Incoming]:
    return number, Incoming(number, "text", chat, chat)


def passed(queue: "asyncio.Queue[object]") -> list[int]:
    found = []
    while not queue.empty():
        incoming = queue.get_nowait()
        assert isinstance(incoming, Incoming)
        found.append(incoming.update_id)
    return found


async def test_what_follows_goes_on_at_once() -> None:
    queue: asyncio.Queue[object] = asyncio.Queue()
    order = Sequence(queue, 9, 60)
    order.put([at(10), at(11)])
    assert passed(queue) == [10, 11]


async def test_a_later_one_waits_for_the_one_that_is_missing() -> None:
    queue: asyncio.Queue[object] = asyncio.Queue()
    order = Sequence(queue, 9, 60)
    order.put([at(12)])
    order.put([(11, None)])
    assert passed(queue) == []
    order.put([at(10)])
    assert passed(queue) == [10, 12]


async def test_what_never_comes_is_not_waited_for_for_ever() -> None:
    queue: asyncio.Queue[object] = asyncio.Queue()
    order = Sequence(queue, 9, 0.01)
    order.put([at(13), at(12)])
    first = await asyncio.wait_for(queue.get(), 10)
    assert isinstance(first, Incoming)
    assert [first.update_id, *passed(queue)] == [12, 13]
    order.put([at(11)])  # late, and yet not lost
    assert passed(queue) == [11]


async def test_the_first_ever_wait_for_each_other() -> None:
    queue: asyncio.Queue[object] = asyncio.Queue()
    order = Sequence(queue, None, 60)
    order.put([at(8)])
    order.put([at(7)])
    order.flush()
    assert passed(queue) == [7, 8]


async def test_chats_go_side_by_side_and_each_in_order() -> None:
    processor, done = InOrder(), []
    first, second = asyncio.Event(), asyncio.Event()

    async def work(name: str, wait: asyncio.Event | None = None) -> None:
        if wait:
            await wait.wait()
        done.append(name)

    tasks = [
        asyncio.create_task(processor.process_update(at(n, chat)[1], work(name, wait)))
        for n, chat, name, wait in (
            (1, 1, "a1", first), (2, 1, "a2", None), (3, 2, "b1", second)
        )
    ]  # fmt: skip
    second.set()
    await tasks[2]
    assert done == ["b1"]
    first.set()
    await asyncio.gather(*tasks)
    assert done == ["b1", "a1", "a2"]
    assert processor._chats == {}
