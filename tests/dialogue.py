"""Plays a written dialogue against the real assistant and compares what happened.

A dialogue file is a list of `{name, turns}`. A turn is what the person does, `say:
words` or `press: value` (a button whose payload holds that value, or whose intent it
is). `{code}` in the words is the latest code to go on with that was said; `times: 300`
says the words that many times in one message; `channel: name` does it in another
conversation. Then what is expected of the turn, any of:

- `decision: {kind, outcome, cites: [source id, ...]}`: the decision kept in this turn;
  `decision: null` says that none was kept;
- `ask: fact id`: the question that is open after the turn (null: none);
- `step: "procedure/step"`: where the person stands;
- `phrases: [name, ...]`: phrases of the knowledge that were said;
- `shows: [text, ...]`, `hides: [text, ...]`: words that must (not) be in the answer;
- `facts: {fact: value}`: facts known after the turn (null: not known);
- `language: zh | en`: the language of every message;
- `kept: nothing`: neither conversation, decision nor procedure is kept after the turn.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions.language import language_of
from advice import Knowledge, Words
from advice.reading import parse_yaml
from bot.runtime.assistant import Assistant
from records import Store

EXPECTED = (
    "decision",
    "ask",
    "step",
    "phrases",
    "shows",
    "hides",
    "facts",
    "language",
    "kept",
)
CODE = re.compile(r"(?:接着办|continue with) ([A-Z0-9]{6})")


@dataclass
class Player:
    """One person talking to the assistant."""

    assistant: Assistant
    store: Store
    knowledge: Knowledge
    sender: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    shown: list[dict[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    kept: int = 0
    code: str = ""
    channel: str = ""

    async def play(self, turn: dict[str, Any]) -> None:
        """Do one turn and compare. Raises AssertionError naming what differs."""
        unknown = turn.keys() - {"say", "press", "times", "channel", *EXPECTED}
        assert not unknown, f"unknown keys {unknown}"
        self.channel = turn.get("channel", "")
        text = turn["say"] if "say" in turn else self.payload(turn["press"])
        await self.send(text.replace("{code}", self.code) * turn.get("times", 1))
        for name in EXPECTED:
            if name in turn:
                await getattr(self, f"check_{name}")(turn[name])

    @property
    def person(self) -> str:
        """The conversation's id."""
        return f"{self.sender} {self.channel}" if self.channel else self.sender

    async def send(self, text: str) -> None:
        """Send a text and keep what came back."""
        channel = CollectingOutputChannel()
        self.kept = len(await self.store.decisions_of(self.person))
        await self.assistant.handle_message(UserMessage(text, channel, self.person))
        self.texts = [m["text"] for m in channel.messages if m.get("text")]
        self.shown = [b for m in channel.messages for b in m.get("buttons") or []]
        self.buttons = self.shown or self.buttons
        assert self.texts, f"no answer to {text!r}"
        for code in CODE.findall("\n".join(self.texts)):
            self.code = code

    def payload(self, wanted: Any) -> str:
        """The payload of the button that holds a value, else of that intent."""
        offered = [button["payload"] for button in self.buttons]
        intents: dict[str, str] = {}
        for payload in offered:
            name, _, arguments = payload.removeprefix("/").partition("{")
            values = json.loads("{" + arguments).values() if arguments else ()
            if wanted in values:
                return payload
            intents.setdefault(name, payload)
        assert wanted in intents, f"no button {wanted!r} among {offered}"
        return intents[wanted]

    async def slot(self, name: str) -> Any:
        """A slot's value after the turn."""
        tracker = await self.assistant.tracker_store.retrieve(self.person)
        assert tracker is not None
        return tracker.get_slot(name)

    async def check_decision(self, wanted: dict[str, Any] | None) -> None:
        """The decision kept in this turn."""
        kept = (await self.store.decisions_of(self.person))[self.kept :]
        if wanted is None:
            assert not kept, f"kept {kept[-1].outcome}"
            return
        assert kept, f"no decision; said {self.texts}"
        found = kept[-1]
        decided = (found.kind, found.outcome)
        expected = (wanted["kind"], wanted["outcome"])
        assert decided == expected, f"{found.topic}: {decided}; said {self.texts}"
        cited = {source["id"] for source in found.trace["sources"]}
        missing = set(wanted.get("cites", ())) - cited
        assert not missing, f"not cited: {missing}, but {cited}"

    async def check_ask(self, wanted: str | None) -> None:
        """The open question."""
        tracker = await self.assistant.tracker_store.retrieve(self.person)
        assert tracker is not None
        asked = tracker.get_slot("requested_slot") if tracker.active_loop else None
        assert asked == wanted, f"asks {asked}; said {self.texts}"

    async def check_step(self, wanted: str | None) -> None:
        """Where the person stands in a procedure."""
        position = await self.slot("procedure")
        found = f"{position['procedure']}/{position['step']}" if position else None
        assert found == wanted, f"stands at {found}; said {self.texts}"

    async def check_phrases(self, wanted: list[str]) -> None:
        """Phrases that were said."""
        for name in wanted:
            words = self.knowledge.phrases[name]
            assert any(_matches(words, text) for text in self.texts), (
                f"{name} not among {self.texts}"
            )

    async def check_shows(self, wanted: list[str]) -> None:
        """Words in the answer or on its buttons."""
        shown = "\n".join([*self.texts, *(b["title"] for b in self.shown)])
        for words in wanted:
            assert str(words) in shown, f"{words!r} not in {shown!r}"

    async def check_hides(self, wanted: list[str]) -> None:
        """Words that must not be in the answer."""
        shown = "\n".join(self.texts)
        for words in wanted:
            assert str(words) not in shown, f"{words!r} in {shown!r}"

    async def check_facts(self, wanted: dict[str, Any]) -> None:
        """Facts known after the turn."""
        facts = await self.slot("facts") or {}
        found = {name: facts.get(name, {}).get("value") for name in wanted}
        assert found == wanted, f"knows {facts}; said {self.texts}"

    async def check_language(self, wanted: str) -> None:
        """The language of the messages."""
        for text in self.texts:
            first = text.splitlines()[0]
            assert language_of(first) == wanted, f"{text!r} is not {wanted}"

    async def check_kept(self, wanted: str) -> None:
        """That nothing is kept of the person."""
        assert wanted == "nothing", f"kept: {wanted}"
        tracker = await self.assistant.tracker_store.retrieve_full_tracker(self.person)
        assert tracker is None or not tracker.events, "the conversation is kept"
        assert not await self.store.decisions_of(self.person), "decisions are kept"
        assert await self.store.run_of(self.person) is None, "a procedure is kept"


def read_dialogues(folder: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    """(name, turns) of every dialogue of a folder."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for raw in parse_yaml(path.read_text(encoding="utf-8"), path.name):
            found.append((f"{path.stem}: {raw['name']}", raw["turns"]))
    return found


def _matches(words: Words, text: str) -> bool:
    for phrase in (words.zh, words.en):
        pieces = re.split(r"\{[\w.]+\}", phrase)
        pattern = ".*".join(re.escape(piece) for piece in pieces)
        if re.fullmatch(f".*{pattern}.*", text, flags=re.DOTALL):
            return True
    return False
