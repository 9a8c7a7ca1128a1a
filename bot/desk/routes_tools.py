"""Replies, search and "this suggestion was wrong": what an agent has at hand."""

import asyncio
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from sanic.response import HTTPResponse, json

from actions.desk import Desk
from advice import Language
from bot.desk import refusals
from bot.desk.copilot import Copilot, Replies
from bot.desk.http import (
    Ask,
    Http,
    choice_of,
    flag_of,
    number_in,
    object_of,
    text_of,
)
from bot.desk.reviewing import REASONS, row_of
from bot.desk.routes_me import LONGEST_NOTE, LONGEST_TEXT
from bot.desk.rows import SUPERVISOR, may_read
from bot.desk.talks import Talks
from bot.guard import mask
from records import RecordsConflict
from records.desk import ENDED
from records.desk_kept import Reply

MAX_FOUND = 12
LONGEST_COMMENT = 500
_CODE = re.compile(r"[\w-]{1,32}")
_RIGHT = ("topic", "facts", "outcome", "rule", "text")


class Tools:
    """The handlers."""

    def __init__(
        self,
        talks: Talks,
        desk: Desk,
        today: Callable[[], dt.date],
        phrasebook: Replies,
        copilot: Copilot,
    ) -> None:
        """`phrasebook`: replies and abbreviations that the knowledge brings along."""
        self._talks = talks
        self._desk = desk
        self._today = today
        self._phrasebook = phrasebook
        self._copilot = copilot

    def add_to(self, http: Http) -> None:
        """Wire them."""
        http.add("GET", "/replies", self.replies)
        http.add("POST", "/replies", self.add_reply)
        http.add("PUT", "/replies/<number:int>", self.change_reply)
        http.add("DELETE", "/replies/<number:int>", self.drop_reply)
        http.add("GET", "/search", self.search)
        http.add("GET", "/handovers/<number:int>/wrong", self.may_be_right)
        http.add("POST", "/handovers/<number:int>/wrong", self.wrong)

    async def replies(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/replies."""
        kept = await self._talks.kept.replies(ask.visit.agent.id)
        brought = self._phrasebook.on(self._today())
        short = self._phrasebook.abbreviations
        shared = [{**one, "shared": True, "by": None, "mine": False} for one in brought]
        return {
            "replies": [*shared, *(_reply(one, ask) for one in kept)],
            "abbreviations": [one.to_dict() for one in short],
        }

    async def add_reply(self, ask: Ask) -> HTTPResponse:
        """POST /desk/api/replies."""
        code, zh, en, shared = self._words(ask)
        agent = ask.visit.agent.id
        try:
            number = await self._talks.kept.add_reply(agent, code, zh, en, shared)
        except RecordsConflict as error:
            raise refusals.bad("code") from error
        await self._talks.note("reply", ask.visit, None, reply=number, added=True)
        kept = await self._talks.kept.reply(number)
        return json(_reply(kept, ask) if kept else {}, status=201)

    async def change_reply(self, ask: Ask, number: int) -> dict[str, Any]:
        """PUT /desk/api/replies/ID."""
        await self._own(ask, number)
        try:
            await self._talks.kept.change_reply(number, *self._words(ask))
        except RecordsConflict as error:
            raise refusals.bad("code") from error
        await self._talks.note("reply", ask.visit, None, reply=number, changed=True)
        return _reply(await self._own(ask, number), ask)

    async def drop_reply(self, ask: Ask, number: int) -> dict[str, Any]:
        """DELETE /desk/api/replies/ID."""
        await self._own(ask, number)
        await self._talks.kept.drop_reply(number)
        await self._talks.note("reply", ask.visit, None, reply=number, dropped=True)
        return {"deleted": True}

    async def search(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/search."""
        words = (ask.request.args.get("q") or "").strip()[:LONGEST_TEXT]
        if not words:
            return {"found": []}
        found = self._in_replies(words, await self.replies(ask), ask.language)
        found += await self._in_handovers(words, ask)
        hits = await asyncio.to_thread(
            self._desk.search.find, words, ask.language, MAX_FOUND, day=self._today()
        )
        found += [
            {
                "kind": hit.kind,
                "id": hit.id,
                "title": hit.title,
                "excerpt": hit.excerpt,
                "path": f"/faq/{hit.kind}/{hit.id}",
            }
            for hit in hits
        ]
        return {"found": found}

    async def may_be_right(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET /desk/api/handovers/ID/wrong: the words understood, and the outcomes."""
        handover = await self._talks.find(number, ask.visit)
        topic = ask.request.args.get("topic") or handover.note.get("topic")
        right = ask.request.args.get("right") or topic
        event = number_in(ask.request, "message_id", 0) or None
        sender = handover.sender_id
        return {
            "said": mask(await self._said(sender, topic, event)).text,
            "cases": await self._copilot.cases(sender, right, ask.language),
        }

    async def wrong(self, ask: Ask, number: int) -> HTTPResponse:
        """POST /desk/api/handovers/ID/wrong."""
        handover = await self._talks.find(number, ask.visit)
        reason = choice_of(ask.body, "reason", REASONS)
        comment = mask(text_of(ask.body, "comment", LONGEST_COMMENT, least=0)).text
        suggestion = text_of(ask.body, "suggestion", LONGEST_NOTE, least=0)
        topic = text_of(ask.body, "topic", 120, least=0) or handover.note.get("topic")
        right = self._right(ask, topic)
        facts = handover.note.get("facts") or {}
        kept = await self._talks.kept.add_review(
            sender_id=handover.sender_id,
            handover_id=handover.id,
            agent_id=ask.visit.agent.id,
            at=self._talks.clock(),
            reason=reason,
            comment=comment,
            topic=topic,
            said=await self._words_of(ask, handover.sender_id, topic),
            suggestion=mask(suggestion).text,
            facts={name: said.get("value") for name, said in facts.items()},
            right=right,
        )
        await self._talks.note("wrong", ask.visit, handover, reason=reason, review=kept)
        return json({"id": kept}, status=201)

    def _right(self, ask: Ask, topic: str | None) -> dict[str, Any]:
        """What would have been right, checked against the knowledge."""
        given = object_of(ask.body, "right")
        if set(given) - set(_RIGHT):
            raise refusals.bad("right")
        right: dict[str, Any] = {}
        known = {**self._desk.knowledge.topics, **self._desk.knowledge.answers}
        if given.get("topic"):
            right["topic"] = choice_of(given, "topic", tuple(known))
        if given.get("outcome"):
            right["outcome"] = text_of(given, "outcome", 120)
        if given.get("rule"):
            about = str(right.get("topic") or topic or "")
            rule = {"rule": text_of(given, "rule", 120)}
            row = row_of(self._desk.knowledge, about, rule)
            if row is None:
                raise refusals.bad("rule")
            right |= {"rule": row.id, "outcome": row.outcome}
        if given.get("text"):
            right["text"] = mask(text_of(given, "text", LONGEST_NOTE)).text
        facts = object_of(given, "facts")
        if set(facts) - set(self._desk.knowledge.facts):
            raise refusals.bad("facts")
        if not all(isinstance(value, str | int) for value in facts.values()):
            raise refusals.bad("facts")
        return {**right, "facts": facts} if facts else right

    async def _words_of(self, ask: Ask, sender_id: str, topic: str | None) -> str:
        """The words for an example as the agent has them, else as they were said."""
        if ask.body.get("said") is not None:
            given = text_of(ask.body, "said", LONGEST_TEXT, least=0)
        else:
            given = await self._said(sender_id, topic, ask.body.get("message_id"))
        return mask(given).text

    async def _said(self, sender_id: str, topic: str | None, event: object) -> str:
        """The person's words by which the topic was understood, up to an event."""
        if not isinstance(event, int):
            return await self._copilot.words(sender_id, topic)
        log = self._talks.relay.assistant.tracker_store
        said = await log.said_after(sender_id)
        found = next((one for one in said if one.id == event), None)
        if found is None:
            return ""
        if found.by == "person" and not found.text.startswith("/"):
            return str(found.text)
        return await self._copilot.words(sender_id, topic, found.at)

    async def _in_handovers(self, words: str, ask: Ask) -> list[dict[str, Any]]:
        """Notes and summaries of what this agent may read."""
        folded, found = words.casefold(), []
        for one in await self._talks.people.all(limit=500):
            if not may_read(one, ask.visit):
                continue
            note = self._talks.rows.note(one, ask.language)
            texts = (one.summary, note["last"], one.message, note["title"])
            hit = next((t for t in texts if t and folded in t.casefold()), None)
            if hit is not None:
                state = "ended" if one.state == ENDED else one.state
                title = note["title"] or f"#{one.id}"
                path = f"/desk#{one.id}"
                found.append(
                    {"kind": "handover", "id": str(one.id), "title": title,
                     "excerpt": hit[:200], "path": path, "state": state}
                )  # fmt: skip
            if len(found) >= MAX_FOUND:
                break
        return found

    def _in_replies(
        self, words: str, kept: dict[str, Any], language: Language
    ) -> list[dict[str, Any]]:
        folded = words.casefold()
        return [
            {
                "kind": "reply",
                "id": str(one["id"]),
                "title": one["code"],
                "excerpt": one[language][:200],
                "path": "",
            }
            for one in kept["replies"]
            if folded in f"{one['code']} {one['zh']} {one['en']}".casefold()
        ][:MAX_FOUND]

    def _words(self, ask: Ask) -> tuple[str, str, str, bool]:
        code = text_of(ask.body, "code", 32)
        if not _CODE.fullmatch(code):
            raise refusals.bad("code")
        shared = flag_of(ask.body, "shared")
        if shared and not ask.visit.may(SUPERVISOR):
            raise refusals.forbidden()
        zh = text_of(ask.body, "zh", LONGEST_TEXT)
        return code, zh, text_of(ask.body, "en", LONGEST_TEXT), shared

    async def _own(self, ask: Ask, number: int) -> Reply:
        """A reply that this agent may change. Raises Refused."""
        kept = await self._talks.kept.reply(number)
        mine = kept is not None and kept.agent_id == ask.visit.agent.id
        if kept is None or not (mine or kept.shared):
            raise refusals.nothing()
        if kept.shared and not ask.visit.may(SUPERVISOR):
            raise refusals.forbidden()
        return kept


def _reply(kept: Reply, ask: Ask) -> dict[str, Any]:
    return {
        "id": kept.id,
        "code": kept.code,
        "zh": kept.zh,
        "en": kept.en,
        "shared": kept.shared,
        "by": kept.agent_id,
        "mine": kept.agent_id == ask.visit.agent.id,
    }
