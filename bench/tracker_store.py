"""What keeping a conversation costs per turn: ours beside Rasa's SQL store.

    python -m bench.tracker_store [turns]

Plays one session of eight events a turn against a SQLite file and prints, around the
turns asked for, the median of `retrieve` + `save` in ms, and how long the event loop
was held by it at most. No model: only what the store does.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from bot.runtime.tracker_store import AssistantTrackerStore

AROUND = 5  # turns on each side of the one that is reported
Costs = dict[int, float]
DOMAIN = """
version: "3.1"
intents: [ask_arrears]
slots:
  gap: {type: any, mappings: [{type: custom}]}
responses:
  utter_answer: [{text: so}]
"""


def turn_events(number: int) -> list[Event]:
    """One turn as Rasa records it, with an intent ranking of ten."""
    text = f"社保断了{number}个月怎么办"
    ranking = [{"name": f"ask_{n}", "confidence": 0.1} for n in range(10)]
    parse = {
        "intent": {"name": "ask_arrears", "confidence": 0.9},
        "entities": [{"entity": "months", "value": number, "start": 4, "end": 5}],
        "text": text,
        "intent_ranking": ranking,
    }
    return [
        UserUttered(text, parse["intent"], parse["entities"], parse),
        DefinePrevUserUtteredFeaturization(False),
        SlotSet("gap", number),
        ActionExecuted("action_decide", "RulePolicy", 1.0),
        BotUttered("so " * 60, {"buttons": [{"title": "a", "payload": "/a"}] * 3}),
        ActionExecuted("utter_answer", "RulePolicy", 1.0),
        BotUttered("so " * 60),
        ActionExecuted("action_listen", "RulePolicy", 1.0),
    ]


async def longest_hold(stop: asyncio.Event) -> float:
    """The longest time, in ms, for which the event loop turned to nobody else."""
    longest = 0.0
    while not stop.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    return longest * 1000


async def one_turn(store: TrackerStore, number: int) -> float:
    """Play a turn; returns the ms spent in `retrieve` and `save`."""
    events = turn_events(number)
    began = time.perf_counter()
    tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
    spent = time.perf_counter() - began
    if number == 1:
        tracker.update(SessionStarted())
        tracker.update(ActionExecuted("action_listen"))
    for event in events:
        tracker.update(event)
    began = time.perf_counter()
    await store.save(tracker)
    return (spent + time.perf_counter() - began) * 1000


async def watched_turn(store: TrackerStore, number: int) -> float:
    """Play a turn; returns the longest hold of the loop in ms."""
    stop = asyncio.Event()
    watch = asyncio.create_task(longest_hold(stop))
    await asyncio.sleep(0)
    await one_turn(store, number)
    stop.set()
    return await watch


async def measure(store: TrackerStore, turns: int) -> tuple[Costs, Costs]:
    """Play a session: odd turns are timed, even ones watched (it costs time)."""
    spent, held = {}, {}
    for number in range(1, turns + AROUND + 1):
        if number % 2:
            spent[number] = await one_turn(store, number)
        else:
            held[number] = await watched_turn(store, number)
    return spent, held


def report(name: str, spent: Costs, held: Costs, at: tuple[int, ...]) -> None:
    """Print one line for each turn asked for."""
    for turn in at:
        near = range(turn - AROUND, turn + AROUND + 1)
        cost = median(spent[number] for number in near if number in spent)
        hold = max(held[number] for number in near if number in held)
        print(f"{name:27} turn {turn:4}: {cost:7.2f} ms, loop held {hold:7.2f} ms")


def main() -> None:
    """Measure the stock store, ours, and ours without a bound."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    domain = Domain.from_yaml(DOMAIN)
    with tempfile.TemporaryDirectory() as folder:
        stores = {
            "SQLTrackerStore": SQLTrackerStore(
                domain, host=f"sqlite:///{Path(folder) / 'stock.db'}"
            ),
            "AssistantTrackerStore": AssistantTrackerStore(
                domain, f"sqlite:///{Path(folder) / 'ours.db'}"
            ),
            "the same, no session bound": AssistantTrackerStore(
                domain,
                f"sqlite:///{Path(folder) / 'long.db'}",
                max_session_events=10**9,
            ),
        }
        for name, store in stores.items():
            report(name, *asyncio.run(measure(store, turns)), (10, turns))


if __name__ == "__main__":
    main()
