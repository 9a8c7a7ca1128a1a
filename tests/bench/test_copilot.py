"""The bench of the copilot counts waiting for the others, and not the first round."""

import asyncio

from bench.copilot import LINES, figures, times_of


async def nothing(_: int) -> None:
    """Nothing to prepare."""


async def test_each_agent_asks_once_a_round_and_the_first_round_warms_up() -> None:
    asked: list[tuple[int, str]] = []

    async def ask(agent: int, text: str) -> None:
        asked.append((agent, text))

    times, work = await times_of(ask, 3, 2, nothing)
    assert len(times) == 2 * 3
    assert 0 <= work < 1
    assert [agent for agent, _ in asked] == [0, 1, 2] * 3
    assert [text for _, text in asked[:3]] == [*LINES[:3]]
    assert asked[3] == (0, LINES[1])


async def test_waiting_for_the_others_counts() -> None:
    turns = asyncio.Lock()
    ticks: list[int] = []

    async def ask(agent: int, text: str) -> None:
        async with turns:
            ticks.append(agent)
            for _ in range(100):
                await asyncio.sleep(0)

    times, _ = await times_of(ask, 4, 1, nothing)
    assert ticks == [0, 1, 2, 3] * 2
    assert times == sorted(times), "who waits longer has the longer time"


def test_figures_are_in_milliseconds() -> None:
    times = [number / 1000 for number in range(1, 102)]
    assert figures(times) == ["51 ms", "97 ms", "101 ms"]


async def test_each_round_is_prepared_before_it_begins() -> None:
    order: list[str] = []

    async def prepare(number: int) -> None:
        order.append(f"round {number}")

    async def ask(agent: int, text: str) -> None:
        order.append("ask")

    await times_of(ask, 2, 1, prepare)
    assert order == ["round 0", "ask", "ask", "round 1", "ask", "ask"]
