"""What keeping a conversation costs per turn: ours beside Rasa's SQL store.

    python bench/tracker_store.py [turns]

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


async def one_turn(store: TrackerStore, number: int) -> tuple[float, float]:
    """Play a turn; returns ms of retrieve + save, and the longest hold among it."""
    events = turn_events(number)
    stop = asyncio.Event()
    watch = asyncio.create_task(longest_hold(stop))
    await asyncio.sleep(0)
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
    spent += time.perf_counter() - began
    stop.set()
    return spent * 1000, await watch


async def measure(store: TrackerStore, turns: int) -> list[tuple[float, float]]:
    """Play a whole session."""
    return [await one_turn(store, number) for number in range(1, turns + 1)]


def report(name: str, costs: list[tuple[float, float]], at: tuple[int, ...]) -> None:
    """Print one line for each turn asked for."""
    for turn in at:
        near = costs[max(0, turn - 1 - AROUND) : turn + AROUND]
        print(
            f"{name:28} turn {turn:4}: {median(cost for cost, _ in near):7.2f} ms, "
            f"loop held {max(hold for _, hold in near):7.2f} ms"
        )


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
            report(name, asyncio.run(measure(store, turns)), (10, turns))


if __name__ == "__main__":
    main()
