"""A real agent answers alike whether its sessions are bounded or not.

Trains a model with rules, a form and a story, and plays the same random talk on Rasa's
SQL store and on ours with a bound that restarts the session every few turns.
"""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain

from bot.runtime.lock_store import ConversationLockStore
from bot.runtime.tracker_store import AssistantTrackerStore, assert_tracker_store
from bot.settings import PROJECT
from tests.bot.runtime import talk

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio]

TURNS = 40
WORDS = ("hello", "start", "start", "hangzhou", "what", "stop", "thanks", "zzz")
CONFIG = """
recipe: default.v1
assistant_id: test
language: en
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}, {name: MemoizationPolicy, max_history: 4}]
"""
DOMAIN = """
version: "3.1"
intents: [greet, start, inform, digress, stop, thanks]
slots:
  region: {type: text, mappings: [{type: from_text,
    conditions: [{active_loop: case_form, requested_slot: region}]}]}
  gap: {type: text, mappings: [{type: from_text,
    conditions: [{active_loop: case_form, requested_slot: gap}]}]}
forms:
  case_form:
    ignored_intents: [digress, stop, thanks, greet]
    required_slots: [region, gap]
responses:
  utter_first: [{text: first}]
  utter_ask_region: [{text: "region?"}]
  utter_ask_gap: [{text: "gap?"}]
  utter_done: [{text: "done {region} {gap}"}]
  utter_digress: [{text: digress}]
  utter_thanks: [{text: thanks}]
  utter_again: [{text: again}]
  utter_stop: [{text: stopped}]
  utter_default: [{text: pardon}]
"""
TRAINING = """
version: "3.1"
nlu:
- {intent: greet, examples: "- hello"}
- {intent: start, examples: "- start"}
- {intent: inform, examples: "- hangzhou"}
- {intent: digress, examples: "- what"}
- {intent: stop, examples: "- stop"}
- {intent: thanks, examples: "- thanks"}
rules:
- {rule: Greet once, conversation_start: true,
   steps: [{intent: greet}, {action: utter_first}]}
- {rule: Start the form,
   steps: [{intent: start}, {action: case_form}, {active_loop: case_form}]}
- {rule: End the form, condition: [{active_loop: case_form}],
   steps: [{action: case_form}, {active_loop: null},
           {slot_was_set: [{requested_slot: null}]}, {action: utter_done}]}
- {rule: Answer a digression, steps: [{intent: digress}, {action: utter_digress}]}
- {rule: Leave the form, condition: [{active_loop: case_form}],
   steps: [{intent: stop}, {action: action_deactivate_loop}, {active_loop: null},
           {action: utter_stop}]}
stories:
- {story: Thanked twice,
   steps: [{intent: thanks}, {action: utter_thanks},
           {intent: thanks}, {action: utter_again}]}
"""


class _BareAgent(Agent):
    """An agent whose store is not wrapped, as ours must be used."""

    @staticmethod
    def _create_tracker_store(
        store: TrackerStore | None, domain: Domain
    ) -> TrackerStore:
        assert store is not None
        store.domain = domain
        return store


@pytest.fixture(scope="module")
def form_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bound")
    (folder / "data").mkdir()
    texts = {"config.yml": CONFIG, "domain.yml": DOMAIN, "data/all.yml": TRAINING}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "bot.training_job", "models", "form"]
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return str(folder / "models" / "form.tar.gz")


async def _talk(store: TrackerStore, model: str, words: list[str]) -> list[Any]:
    agent = _BareAgent(tracker_store=store, lock_store=ConversationLockStore())
    agent.load_model(model)
    if isinstance(store, AssistantTrackerStore):
        assert_tracker_store(agent)
    answers = []
    for word in words:
        message = UserMessage(word, CollectingOutputChannel(), "ann")
        said = await agent.handle_message(message)
        answers.append((word, [one.get("text") for one in said or []]))
    return answers


@pytest.mark.parametrize("seed", [0, 1, 2])
async def test_the_answers_are_the_same(
    form_model: str, tmp_path: Path, seed: int
) -> None:
    words = random.Random(seed).choices(WORDS, k=TURNS)
    stock = SQLTrackerStore(host=f"sqlite:///{tmp_path / 'stock.db'}")
    url = f"sqlite:///{tmp_path / 'ours.db'}"
    ours = AssistantTrackerStore(url=url, max_session_events=40)
    wanted = await _talk(stock, form_model, words)
    assert await _talk(ours, form_model, words) == wanted
    starts = [row for row in talk.rows(url) if row[2] == "session_started"]
    assert len(starts) > 3
