"""A tiny Rasa project and its actions, for the tests of what runs around Rasa."""

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from advice import Words
from bot.settings import PROJECT

CONFIG = """
recipe: default.v1
assistant_id: tiny
language: zh
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy, enable_fallback_prediction: true}]
"""
DOMAIN = """
version: "3.1"
intents: [answer, fail, circle, offer, choose, decline, speak_english]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  wish: {type: any, influence_conversation: false, mappings: [{type: custom}]}
actions:
- action_answer
- action_fail
- action_circle
- action_offer
- action_decline
- action_speak_english
responses:
  utter_default: [{text: pardon}]
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
"""
WORDS = {
    "answer": "ANSWER",
    "fail": "FAIL",
    "circle": "CIRCLE",
    "offer": "OFFER",
    "decline": "DECLINE",
    "speak_english": "ENGLISH",
    "choose": "CHOOSE",
}
PAYLOAD = '/choose{"choice": "first"}'


def write(folder: Path) -> None:
    """Write the project's files."""
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    nlu = [{"intent": i, "examples": f"- {word}\n"} for i, word in WORDS.items()]
    said_to = {name: f"action_{name}" for name in WORDS} | {"choose": "action_answer"}
    rules = [
        {"rule": name, "steps": [{"intent": name}, {"action": action}]}
        for name, action in said_to.items()
        if name not in ("circle", "decline")
    ]
    rules += [
        {"rule": name, "steps": [{"intent": name}, {"action": f"action_{name}"}]}
        for name in ("circle", "decline")
    ]
    data = {"version": "3.1", "nlu": nlu, "rules": rules}
    (folder / "data").mkdir(exist_ok=True)
    text = yaml.safe_dump(data, allow_unicode=True)
    (folder / "data" / "all.yml").write_text(text, encoding="utf-8")


class Act(Action):
    """An action of a test: a name and what it does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        match self._name:
            case "action_fail":
                raise ValueError(f"secret {tracker.latest_message['text']}")
            case "action_decline":
                raise ActionExecutionRejection(self._name, "not now")
            case "action_circle":
                return [FollowupAction(self._name)]
            case "action_speak_english":
                dispatcher.utter_message(text="yes")
                return [SlotSet("language", "en")]
            case "action_offer":
                button = {"title": "first", "payload": PAYLOAD}
                dispatcher.utter_message(text="which?", buttons=[button])
            case _:
                dispatcher.utter_message(text=f"heard {tracker.latest_message['text']}")
        return []


ACTIONS = [Act(f"action_{name}") for name in WORDS if name != "choose"]


def phrases(*files: str) -> Mapping[str, Words]:
    """Phrases as they are in the knowledge, of these files; else the runtime's."""
    said: dict[str, Words] = {}
    for name in files or ("runtime",):
        path = PROJECT / "knowledge" / "phrases" / f"{name}.yml"
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        said |= {key: Words(**words) for key, words in raw.items()}
    return said


def noon() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
