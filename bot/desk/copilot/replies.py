"""Abbreviations and canned replies of the desk: read strictly, said as of a day.

A reply that states something of the law names its sources; where one of them is not in
force on a day, the reply is not offered on it, and where one was not checked against
the official text, it says so.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advice import LANGUAGES, Knowledge, Language, Words
from advice.reading import Entry, read_mapping

FILE = "desk_replies.yml"
SERVICE, LAW = "service", "law"
_SHORT = re.compile(r"[a-z0-9]{2,12}")


@dataclass(frozen=True)
class Abbreviation:
    """A short form and what it stands for."""

    short: str
    words: Words

    def to_dict(self) -> dict[str, str]:
        """Plain data, both languages."""
        return {"short": self.short, "zh": self.words.zh, "en": self.words.en}


@dataclass(frozen=True)
class CannedReply:
    """A reply with a short code; `sources` are empty where it says no law."""

    code: str
    kind: str
    title: Words
    say: Words
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Replies:
    """All of them, of one knowledge."""

    abbreviations: tuple[Abbreviation, ...]
    replies: tuple[CannedReply, ...]
    knowledge: Knowledge

    def on(self, day: dt.date) -> list[dict[str, Any]]:
        """Replies that may be given on a day, with title and text in both languages."""
        return [
            {
                "id": f"kept:{reply.code}",
                "code": reply.code,
                "kind": reply.kind,
                "title": {"zh": reply.title.zh, "en": reply.title.en},
                **{lang: self._text(reply, lang) for lang in LANGUAGES},
                "sources": list(reply.sources),
            }
            for reply in self.replies
            if self._holds(reply, day)
        ]

    def _holds(self, reply: CannedReply, day: dt.date) -> bool:
        known = self.knowledge.sources
        return all(known[name].in_force.holds(day) for name in reply.sources)

    def _text(self, reply: CannedReply, lang: Language) -> str:
        known = self.knowledge.sources
        text = reply.say.say(lang)
        if all(known[name].verified for name in reply.sources):
            return text
        return f"{text}\n{self.knowledge.phrases['confirm'].say(lang)}"


def load_replies(folder: Path, knowledge: Knowledge) -> Replies:
    """Read the file of a knowledge folder. Raises KnowledgeError, OSError."""
    entry = Entry(read_mapping(folder / FILE), FILE)
    abbreviations = tuple(_abbreviation(one) for one in entry.listed("abbreviations"))
    replies = tuple(_reply(one, knowledge) for one in entry.listed("replies"))
    entry.done()
    for names in (
        [one.short for one in abbreviations],
        [reply.code for reply in replies],
    ):
        for name in _twice(names):
            raise entry.fail(f"{name!r} stands twice")
    return Replies(abbreviations, replies, knowledge)


def _abbreviation(entry: Entry) -> Abbreviation:
    short = _code(entry, "short")
    words = Words(entry.take("zh", str), entry.take("en", str))
    entry.done()
    if not words.zh.strip() or not words.en.strip():
        raise entry.fail("a language is empty")
    return Abbreviation(short, words)


def _reply(entry: Entry, knowledge: Knowledge) -> CannedReply:
    reply = CannedReply(
        code=_code(entry, "code"),
        kind=entry.one_of("kind", (SERVICE, LAW)),
        title=entry.words("title"),
        say=entry.words("say"),
        sources=entry.texts("sources"),
    )
    entry.done()
    if bool(reply.sources) != (reply.kind == LAW):
        raise entry.fail("a reply of kind law names sources, and no other does")
    for name in reply.sources:
        if name not in knowledge.sources:
            raise entry.fail(f"no source {name!r}")
    if reply.say.placeholders():
        raise entry.fail("a reply is sent as it stands: it has no placeholders")
    return reply


def _code(entry: Entry, key: str) -> str:
    code = entry.take(key, str)
    if not _SHORT.fullmatch(code):
        raise entry.fail(f"{key!r} is two to twelve of a-z and 0-9, not {code!r}")
    return code


def _twice(names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
