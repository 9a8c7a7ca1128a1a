"""Asks the trained assistant every question of `questions.yml` and writes what it says.

`python -m bench.questions [--out docs/questions.md]`, in the project. Each phrasing is
said in a conversation of its own on 22 November 2026; what is asked then is answered
with the facts of its entry. Prints the first line of each answer and its sources as one
page of Markdown, and after it the sources of which no official text was read. Ends with
status 1 and names each phrasing that opened another topic, or led to another outcome,
than its entry says.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from advice import Knowledge, Language, load_knowledge
from advice.values import Values
from bot import clock
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from records import Store, migrate

NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.timezone.utc)
QUESTIONS = Path(__file__).with_name("questions.yml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PARTS = {
    "question": "The questions at the end of the guide's page",
    "topic": "The topics",
}
HEAD = """# What people ask, and what they are told

Written by `python -m bench.questions --out docs/questions.md` from
`bench/questions.yml` with the trained assistant, as of 22 November 2026: two phrasings
in each language, the first line of the answer, and the sources that it names. Where the
assistant asks first, it is told the facts that stand under the heading.
"""
UNREAD = """## What could not be sourced

Of these no official text was read. An answer that rests on one of them asks to confirm
with 12333 (12393 for medical insurance).

| source | what was read and what was not |
| --- | --- |
"""


@dataclass(frozen=True)
class Asked:
    """One phrasing and what came of it; `sources` as they were said."""

    entry: dict[str, Any]
    words: str
    topic: str
    outcome: str
    first_line: str
    sources: str

    @property
    def fault(self) -> str:
        """What differs from the entry, empty where nothing does."""
        wanted = self.entry["topic"]
        if self.topic != wanted:
            return f"opened {self.topic or 'nothing'}, not {wanted}"
        outcomes = self.entry.get("outcome", [])
        if outcomes and self.outcome not in outcomes:
            return f"{self.outcome or 'no decision'}, not {' or '.join(outcomes)}"
        return ""


class Desk:
    """The assistant, and one conversation after the other with it."""

    def __init__(
        self, assistant: Assistant, store: Store, knowledge: Knowledge
    ) -> None:
        self.assistant = assistant
        self.store = store
        self.knowledge = knowledge
        self.values = Values(knowledge)
        self.number = 0

    async def ask(self, entry: dict[str, Any], words: str, lang: Language) -> Asked:
        """Say the words and answer what is asked then."""
        self.number += 1
        person = f"question {self.number}"
        texts = await self._say(words, person)
        intent = await self._intent(person)
        facts = dict(entry.get("facts", {}))
        while (open_fact := await self._slot(person, "requested_slot")) in facts:
            answer = self._answer(open_fact, facts.pop(open_fact), lang)
            texts += await self._say(answer, person)
        kept = await self.store.decisions_of(person)
        told = _told(texts, self.knowledge, lang)
        return Asked(
            entry,
            words,
            topic=await self._slot(person, "topic") or intent,
            outcome=(kept[-1].outcome or "") if kept else "",
            first_line=told[0],
            sources=told[1],
        )

    def _answer(self, name: str, value: str | int, lang: Language) -> str:
        """The button of a choice; anything else in words."""
        if self.knowledge.facts[name].type == "choice":
            return f"/inform{json.dumps({'fact_id': name, 'value': value})}"
        return self.values.fact(name, value, lang)

    async def _say(self, words: str, person: str) -> list[str]:
        channel = CollectingOutputChannel()
        await self.assistant.handle_message(UserMessage(words, channel, person))
        return [message["text"] for message in channel.messages if "text" in message]

    async def _slot(self, person: str, name: str) -> Any:
        tracker = await self.assistant.tracker_store.retrieve(person)
        return tracker.get_slot(name) if tracker else None

    async def _intent(self, person: str) -> str:
        tracker = await self.assistant.tracker_store.retrieve(person)
        message = tracker.latest_message if tracker else None
        return str(message.intent["name"]) if message and message.intent else ""


def _told(
    texts: Sequence[str], knowledge: Knowledge, lang: Language
) -> tuple[str, str]:
    """First line and sources of the last message that cites, else of the first one."""
    cite = knowledge.phrases["cite"]
    pattern = cite.zh if lang == "zh" else cite.en
    before, after = pattern.split("{sources}")
    after = after.partition("{")[0]
    cited = re.compile(f"^{re.escape(before)}(.*?){re.escape(after)}", re.MULTILINE)
    for text in reversed(texts):
        if found := cited.search(text):
            return text.splitlines()[0], found[1]
    return (texts[0].splitlines()[0] if texts else ""), ""


def entries() -> list[dict[str, Any]]:
    """The entries of `questions.yml`, in order."""
    found: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return found


async def ask_all(out: Path) -> list[Asked]:
    """Every phrasing of every entry, with a database in `out` that is not kept."""
    ensure_model(read_settings(os.environ), lambda line: print(line, file=sys.stderr))
    url = f"sqlite:///{out / 'assistant.db'}"
    migrate(url)
    store = Store(url)
    knowledge = load_knowledge(PROJECT / "knowledge")
    settings = read_settings({**os.environ, "DATABASE_URL": url})
    assistant = await load_assistant(settings, knowledge, store)
    desk = Desk(assistant, store, knowledge)
    with clock.set_to(lambda: NOON):
        found = [
            await desk.ask(entry, words, lang)
            for entry in entries()
            for lang in LANGUAGES
            for words in entry[lang]
        ]
    await assistant.tracker_store.close()
    await store.close()
    return found


def page(found: Sequence[Asked], knowledge: Knowledge) -> str:
    """The whole as Markdown."""
    lines = [HEAD.strip()]
    for part, title in PARTS.items():
        lines += ["", f"## {title}"]
        for entry in [e for e in entries() if e["part"] == part]:
            lines += _entry(entry, [one for one in found if one.entry == entry])
    lines += ["", _unread(knowledge)]
    return "\n".join(lines) + "\n"


def _entry(entry: dict[str, Any], found: Sequence[Asked]) -> Iterator[str]:
    facts = ", ".join(
        f"{name}={value}" for name, value in entry.get("facts", {}).items()
    )
    yield from ("", f"### {entry['title']} (`{entry['topic']}`)", "")
    if facts:
        yield from (f"`{facts}`", "")
    yield from ("| words | first line of the answer | sources |", "| --- | --- | --- |")
    for one in found:
        cells = (one.words, one.first_line, one.sources or "-")
        yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _unread(knowledge: Knowledge) -> str:
    rows = []
    for source in knowledge.sources.values():
        if not source.verified:
            about = source.note or source.text
            what = about.en if about else "no official text was found"
            rows.append(f"| {source.title.en} | {what} |")
    return UNREAD + "\n".join(rows)


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="the page; printed if not given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(ask_all(Path(folder)))
    text = page(found, load_knowledge(PROJECT / "knowledge"))
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        print(text)
    faults = [one for one in found if one.fault]
    for one in faults:
        print(f"{one.entry['title']}: {one.words!r}: {one.fault}", file=sys.stderr)
    print(f"{len(found) - len(faults)} of {len(found)} as expected", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
