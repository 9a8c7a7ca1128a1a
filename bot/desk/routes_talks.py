"""The queue and the conversations in it: the interface of an agent's daily work."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sanic.response import HTTPResponse, json

from advice import FactValue, Language
from bot.channels.web.messages import notice
from bot.desk import refusals
from bot.desk.copilot import Copilot
from bot.desk.copilot.facts import Supposed, read_supposed
from bot.desk.http import Ask, Http, flag_of, number_in, object_of, text_of
from bot.desk.live import Stream
from bot.desk.routes_me import LONGEST_NOTE, LONGEST_TEXT
from bot.desk.rows import messages, moment, named
from bot.desk.talks import SHOWN, Talks
from bot.guard import mask
from bot.http import requests
from records.desk import CLAIMED, ENDED, WAITING, DraftChanged, Handover

STATES = (WAITING, CLAIMED, ENDED)
FACES = ("plain", "list", "shorter")
MAX_FACTS = 40
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class TalkRoutes:
    """The handlers."""

    def __init__(self, talks: Talks, copilot: Copilot) -> None:
        self._talks = talks
        self._copilot = copilot

    def add_to(self, http: Http) -> None:
        """Wire them."""
        self._door = http.door
        one = "/handovers/<number:int>"
        http.add("GET", "/queue", self.queue)
        http.add("GET", "/mine", self.mine)
        http.add("GET", "/all", self.all)
        http.add("GET", "/agents/present", self.present)
        http.add("GET", "/events", self.stream)
        http.add("POST", "/calls", self.call)
        http.add("GET", one, self.row)
        http.add("DELETE", one, self.delete, "supervisor")
        http.add("POST", f"{one}/claim", self.claim)
        http.add("POST", f"{one}/back", self.back)
        http.add("POST", f"{one}/end", self.end)
        http.add("POST", f"{one}/pass", self.pass_on)
        http.add("POST", f"{one}/approve", self.approve)
        http.add("GET", f"{one}/messages", self.history)
        http.add("POST", f"{one}/messages", self.say)
        http.add("POST", f"{one}/lines", self.line)
        http.add("POST", f"{one}/facts", self.facts)
        http.add("GET", f"{one}/panel", self.panel)
        http.add("POST", f"{one}/panel", self.suppose)
        http.add("GET", f"{one}/summary", self.summary)
        http.add("PUT", f"{one}/summary", self.keep_summary)

    async def queue(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/queue."""
        queue, _, _ = await self._talks.standing(ask.visit, ask.language)
        return queue

    async def mine(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/mine."""
        if ask.request.args.get("ended") == "1":
            found = await self._talks.people.ended_of(ask.visit.agent.id, SHOWN)
            return {"rows": await self._rows(found, ask)}
        _, mine, _ = await self._talks.standing(ask.visit, ask.language)
        return {"rows": mine}

    async def all(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/all."""
        state = ask.request.args.get("state")
        if state is not None and state not in STATES:
            raise refusals.bad("state")
        limit = number_in(ask.request, "limit", SHOWN, SHOWN)
        before = number_in(ask.request, "after", 0) or None
        found = await self._talks.people.all(state, before, limit)
        last = found[-1].id if limit and len(found) == limit else None
        return {"rows": await self._rows(found, ask), "next": last}

    async def present(self, _: Ask) -> dict[str, Any]:
        """GET /desk/api/agents/present."""
        board = await self._talks.board.standing()
        streams = self._talks.board.streams()
        has = [one.agent_id for one in board.claimed]
        return {
            "agents": [
                {
                    "id": agent.id,
                    "name": agent.shown_name,
                    "role": agent.role,
                    "claimed": has.count(agent.id),
                    "streams": streams[agent.id],
                }
                for agent in board.agents.values()
                if streams[agent.id] or agent.id in has
            ]
        }

    async def stream(self, ask: Ask) -> None:
        """GET /desk/api/events."""
        opened = None
        number = number_in(ask.request, "open", 0)
        told = ask.request.headers.get("last-event-id") or ask.request.args.get("after")
        after = requests.cursor_of(told)
        if number:
            opened = await self._talks.find(number, ask.visit)
            await self._talks.look(opened, ask.visit)
        stream = Stream(
            self._door, self._talks.board, self._talks, ask.visit, ask.language, opened,
            after,
        )  # fmt: skip
        await stream.run(ask.request)

    async def call(self, ask: Ask) -> HTTPResponse:
        """POST /desk/api/calls."""
        language = _language(ask.body.get("language"), ask)
        handover = await self._talks.open_call(ask.visit, language)
        return json(await self._row(handover, ask), status=201)

    async def row(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET /desk/api/handovers/ID."""
        return await self._row(await self._talks.seen(number, ask.visit), ask)

    async def delete(self, ask: Ask, number: int) -> dict[str, Any]:
        """DELETE /desk/api/handovers/ID."""
        await self._talks.delete(await self._talks.find(number, ask.visit), ask.visit)
        return {"deleted": True}

    async def claim(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../claim."""
        return await self._row(await self._talks.claim(number, ask.visit), ask)

    async def back(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../back."""
        return await self._close(ask, number, "back")

    async def end(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../end."""
        return await self._close(ask, number, "ended")

    async def pass_on(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../pass."""
        handover = await self._talks.find(number, ask.visit)
        holder = await self._talks.holder(handover, ask.visit)
        to = ask.body.get("agent")
        if to is not None:
            board = await self._talks.board.standing()
            known = board.agents.get(to) if isinstance(to, int) else None
            if known is None or not known.active or known.id == holder.id:
                raise refusals.bad("agent")
        await self._talks.relay.pass_on(handover, holder, to)
        await self._talks.note("passed", ask.visit, handover, to=to)
        return await self._again(number, ask)

    async def approve(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../approve."""
        handover = await self._talks.seen(number, ask.visit)
        draft = text_of(ask.body, "draft_id", 64)
        given = ask.body.get("text")
        text = None if given is None else text_of(ask.body, "text", LONGEST_NOTE)
        if text is not None:
            text = mask(text).text
        relay, agent = self._talks.relay, ask.visit.agent
        try:
            sent = await relay.approve(handover, agent, draft, text)
        except DraftChanged as error:
            raise refusals.changed() from error
        if not sent:
            raise refusals.state()
        edited = text is not None
        await self._talks.note("approved", ask.visit, handover, edited=edited)
        return await self._again(number, ask)

    async def history(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET .../messages."""
        handover = await self._talks.find(number, ask.visit)
        after = requests.cursor_of(ask.request.args.get("after"))
        await self._talks.look(handover, ask.visit)
        said = await self._talks.messages(handover, ask.language, after)
        return {"messages": said, "cursor": said[-1]["id"] if said else after}

    async def say(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../messages."""
        handover = await self._talks.find(number, ask.visit)
        text = text_of(ask.body, "text", LONGEST_TEXT)
        card = await self._card(ask, handover, text)
        said = await self._talks.say(handover, ask.visit, text, _own_id(ask.body), card)
        (message,) = messages([said], [], "")
        return {"message": message}

    async def line(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../lines."""
        handover = await self._talks.find(number, ask.visit)
        payload = ask.body.get("payload")
        if payload is not None:
            text = text_of(ask.body, "payload", 1000)
            if not text.startswith("/"):
                raise refusals.bad("payload")
        else:
            text = text_of(ask.body, "text", LONGEST_TEXT)
            text = text.lstrip("/") or text
        own = _own_id(ask.body)
        notices = await self._talks.type_line(handover, ask.visit, text, own)
        log = self._talks.relay.assistant.tracker_store
        said = await log.turn_of(handover.sender_id, own)
        after = said[0].id - 1 if said else 0
        found = []
        if said:
            found = await self._talks.messages(handover, ask.language, after)
        now = self._talks.clock().timestamp()
        told = [{**notice(one, now), "agent": None, "notice": True} for one in notices]
        cursor = found[-1]["id"] if found else 0
        return {"messages": [*told, *found], "cursor": cursor}

    async def facts(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../facts."""
        handover = await self._talks.find(number, ask.visit)
        facts = object_of(ask.body, "facts")
        if not facts or len(facts) > MAX_FACTS:
            raise refusals.bad("facts")
        said = self._read(facts)
        dropped = sorted(said.without)
        await self._talks.keep_facts(handover, ask.visit, said.facts, dropped)
        plain = {name: _plain(value) for name, value in said.facts.items()}
        return {"facts": plain, "dropped": dropped}

    def _read(self, facts: Mapping[str, Any]) -> Supposed:
        """Facts as they were typed; those that only follow from others are none."""
        rules, reader = self._copilot.rules, self._copilot.reader
        read: dict[str, FactValue] = {}
        without: set[str] = set()
        for name, value in facts.items():
            spec = rules.knowledge.facts.get(name)
            if spec is None or (spec.derived and not spec.ask):
                raise refusals.bad(name)
            try:
                one = read_supposed({name: value}, rules, reader)
            except ValueError as error:
                raise refusals.bad(name) from error
            read |= one.facts
            without |= one.without
        return Supposed(read, frozenset(without))

    async def panel(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET .../panel."""
        handover = await self._talks.find(number, ask.visit)
        return await self._ask_copilot(handover, ask.language)

    async def suppose(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST .../panel."""
        handover = await self._talks.find(number, ask.visit)
        more: dict[str, Any] = {"suppose": object_of(ask.body, "suppose") or None}
        if ask.body.get("topic") is not None:
            more["topic"] = text_of(ask.body, "topic", 120)
        if ask.body.get("as_of") is not None:
            more["as_of"] = _day(text_of(ask.body, "as_of", 10))
        if ask.body.get("line") is not None:
            text = text_of(ask.body, "line", LONGEST_TEXT)
            assistant = self._talks.relay.assistant
            more["line"] = await assistant.parse_message(text)
        language = _language(ask.body.get("lang"), ask)
        return await self._ask_copilot(handover, language, **more)

    async def summary(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET .../summary."""
        handover = await self._talks.find(number, ask.visit)
        text = await self._copilot.summary(handover.sender_id, ask.language)
        return {"text": text, "kept": await self._kept(handover)}

    async def keep_summary(self, ask: Ask, number: int) -> dict[str, Any]:
        """PUT .../summary."""
        handover = await self._talks.find(number, ask.visit)
        text = mask(text_of(ask.body, "text", LONGEST_NOTE)).text
        now, agent = self._talks.clock(), ask.visit.agent
        await self._talks.people.keep_summary(handover.id, text, agent.id, now)
        await self._talks.note("summary", ask.visit, handover)
        again = await self._talks.find(number, ask.visit)
        return {"kept": await self._kept(again)}

    async def _close(self, ask: Ask, number: int, how: str) -> dict[str, Any]:
        handover = await self._talks.find(number, ask.visit)
        words = text_of(ask.body, "words", LONGEST_TEXT, least=0)
        relay, agent = self._talks.relay, ask.visit.agent
        finish = relay.give_back if how == "back" else relay.end
        await finish(handover, agent, mask(words).text if words else "")
        await self._talks.note(how, ask.visit, handover)
        return await self._again(number, ask)

    async def _kept(self, handover: Handover) -> dict[str, Any] | None:
        if handover.summary is None:
            return None
        by = await self._talks.staff.agent(handover.summary_by or 0)
        at = moment(handover.summary_at)
        return {"text": handover.summary, "by": named(by), "at": at}

    async def _card(self, ask: Ask, handover: Handover, text: str) -> Any:
        """The card of a suggestion that is sent as it was; None for other words."""
        suggested = object_of(ask.body, "suggested")
        if not suggested or flag_of(suggested, "edited", True):
            return None
        face = suggested.get("face")
        if face not in FACES:
            return None
        panel = await self._copilot.panel(handover.sender_id, ask.language)
        reply = (panel.get("reply") or {}).get("citizen") or {}
        return reply.get("card") if reply.get(face) == text else None

    async def _ask_copilot(
        self, handover: Handover, language: Language, **more: Any
    ) -> dict[str, Any]:
        try:
            return await self._copilot.panel(handover.sender_id, language, **more)
        except KeyError as error:
            raise refusals.bad(str(error.args[0] if error.args else "")) from error
        except ValueError as error:
            raise refusals.bad(self._blamed(more.get("suppose") or {})) from error

    def _blamed(self, suppose: Mapping[str, Any]) -> str:
        """The fact whose value cannot be read; where it is none of them, all."""
        for name, value in suppose.items():
            try:
                read_supposed({name: value}, self._copilot.rules, self._copilot.reader)
            except ValueError:
                return name
        return "suppose"

    async def _again(self, number: int, ask: Ask) -> dict[str, Any]:
        handover = await self._talks.people.handover(number)
        if handover is None:
            raise refusals.nothing()
        return await self._row(handover, ask)

    async def _row(self, handover: Handover, ask: Ask) -> dict[str, Any]:
        return await self._talks.row(handover, ask.visit, ask.language)

    async def _rows(self, found: list[Handover], ask: Ask) -> list[dict[str, Any]]:
        return [await self._row(one, ask) for one in found]


def _own_id(body: dict[str, Any]) -> str:
    given = body.get("id")
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise refusals.bad("id")
    return given


def _language(given: object, ask: Ask) -> Language:
    return "zh" if given == "zh" else "en" if given == "en" else ask.language


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise refusals.bad("as_of") from error


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) else str(value)
