"""What a supervisor has: reviews, figures, audit log, the off switch; and agents."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sanic.response import HTTPResponse, json

from actions.rules import Rules
from advice import Knowledge
from bot.desk import refusals
from bot.desk.auth import Door
from bot.desk.http import Ask, Http, choice_of, flag_of, number_in, text_of
from bot.desk.likeness import examples, group
from bot.desk.passwords import LONGEST
from bot.desk.reviewing import NothingToMake, case_yaml, cases, example_yaml, row_of
from bot.desk.routes_me import LONGEST_NAME, LONGEST_TEXT
from bot.desk.rows import moment, named, titles_of
from bot.desk.talks import SHOWN, Talks
from bot.guard import mask
from records import RecordsConflict
from records.desk_figures import FigureRecords, Figures
from records.desk_kept import DONE, OPEN, Review
from records.desk_staff import ROLES, Agent, LastAdmin

LEAD, ADMIN = "supervisor", "admin"
MADE = ("case", "example", "dropped")
LONGEST_REASON = 500
MOST_DAYS = 366
USUAL_DAYS = 30
TABLES = ("days", "topics", "outcomes", "refusals", "reasons", "unanswered")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


class Lead:
    """The handlers."""

    def __init__(
        self,
        door: Door,
        talks: Talks,
        figures: FigureRecords,
        knowledge: Knowledge,
        today: Callable[[], dt.date],
        rules: Rules,
    ) -> None:
        self._door = door
        self._talks = talks
        self._figures = figures
        self._knowledge = knowledge
        self._today = today
        self._rules = rules

    def add_to(self, http: Http) -> None:
        """Wire them."""
        http.add("GET", "/reviews", self.reviews, LEAD)
        http.add("POST", "/reviews/<number:int>", self.decide, LEAD)
        http.add("PUT", "/reviews/<number:int>", self.correct, LEAD)
        http.add("GET", "/reviews/<number:int>/cases", self.cases, LEAD)
        http.add("GET", "/reviews/<number:int>/yaml", self.yaml, LEAD)
        http.add("GET", "/figures", self.figures, LEAD)
        http.add("GET", "/figures.csv", self.csv, LEAD)
        http.add("GET", "/unanswered", self.unanswered, LEAD)
        http.add("GET", "/audit", self.audit, LEAD)
        http.add("POST", "/off", self.off, LEAD)
        http.add("POST", "/on", self.on, LEAD)
        http.add("GET", "/agents", self.agents, ADMIN)
        http.add("POST", "/agents", self.add_agent, ADMIN)
        http.add("PUT", "/agents/<number:int>", self.change_agent, ADMIN)

    async def reviews(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/reviews."""
        state = ask.request.args.get("state") or OPEN
        if state not in (OPEN, DONE):
            raise refusals.bad("state")
        agents = (await self._talks.board.standing()).agents
        rows = await self._talks.kept.reviews(state)
        return {"rows": [self._review(one, ask, agents) for one in rows]}

    async def decide(self, ask: Ask, number: int) -> dict[str, Any]:
        """POST /desk/api/reviews/ID."""
        await self._find(number)
        choice_of(ask.body, "state", (DONE,))
        made: Any = choice_of(ask.body, "as", MADE)
        now, agent = self._talks.clock(), ask.visit.agent
        await self._talks.kept.decide_review(number, made, agent.id, now)
        await self._talks.note("reviewed", ask.visit, None, review=number, made=made)
        agents = (await self._talks.board.standing()).agents
        return self._review(await self._find(number), ask, agents)

    async def correct(self, ask: Ask, number: int) -> dict[str, Any]:
        """PUT /desk/api/reviews/ID: other words, or another row that is right."""
        review = await self._find(number)
        said, right = review.said, dict(review.right)
        if ask.body.get("said") is not None:
            said = mask(text_of(ask.body, "said", LONGEST_TEXT, least=0)).text
        if "rule" in ask.body:
            name = text_of(ask.body, "rule", 120, least=0)
            right = {k: v for k, v in right.items() if k not in ("rule", "outcome")}
            topic = str(right.get("topic") or review.topic or "")
            row = row_of(self._knowledge, topic, {"rule": name}) if name else None
            if name and row is None:
                raise refusals.bad("rule")
            if row:
                right |= {"rule": row.id, "outcome": row.outcome}
        await self._talks.kept.correct_review(number, said, right)
        await self._talks.note(
            "reviewed", ask.visit, None, review=number, corrected=True
        )
        agents = (await self._talks.board.standing()).agents
        return self._review(await self._find(number), ask, agents)

    async def cases(self, ask: Ask, number: int) -> dict[str, Any]:
        """GET /desk/api/reviews/ID/cases."""
        return {"cases": cases(await self._find(number), self._rules, ask.language)}

    async def yaml(self, ask: Ask, number: int) -> HTTPResponse:
        """GET /desk/api/reviews/ID/yaml."""
        review = await self._find(number)
        kind = ask.request.args.get("as")
        if kind not in MADE[:2]:
            raise refusals.bad("as")
        make = case_yaml if kind == "case" else example_yaml
        try:
            text = make(review, self._knowledge)
        except NothingToMake as error:
            raise refusals.lacks(str(error)) from error
        await self._talks.note("exported", ask.visit, None, review=number, made=kind)
        return _file(text, f"desk-{kind}-{number}.yml", "application/yaml")

    async def figures(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/figures."""
        found = await self._figures.figures(*self._days(ask))
        return self._told(found, ask)

    async def csv(self, ask: Ask) -> HTTPResponse:
        """GET /desk/api/figures.csv."""
        table = ask.request.args.get("table") or "days"
        if table not in TABLES:
            raise refusals.bad("table")
        first, last = self._days(ask)
        if table == "unanswered":
            groups = await self._groups(first, last)
            rows = [{**one, "examples": " | ".join(one["examples"])} for one in groups]
        else:
            rows = self._told(await self._figures.figures(first, last), ask)[table]
        await self._talks.note("exported", ask.visit, None, table=table)
        return _file(_csv(rows), f"{table}-{first}-{last}.csv", "text/csv")

    async def unanswered(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/unanswered."""
        return {"groups": await self._groups(*self._days(ask))}

    async def audit(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/audit."""
        limit = number_in(ask.request, "limit", SHOWN, SHOWN)
        before = number_in(ask.request, "before", 0) or None
        agents = (await self._talks.board.standing()).agents
        entries = await self._talks.kept.audit(before, limit)
        rows = [
            {
                "id": one.id,
                "at": moment(one.at),
                "agent": named(agents.get(one.agent_id or 0)),
                "action": one.action,
                "handover": one.handover_id,
                "details": dict(one.details),
            }
            for one in entries
        ]
        last = entries[-1].id if limit and len(entries) == limit else None
        return {"rows": rows, "next": last}

    async def off(self, ask: Ask) -> dict[str, Any]:
        """POST /desk/api/off."""
        reason = mask(text_of(ask.body, "reason", LONGEST_REASON)).text
        now, agent = self._talks.clock(), ask.visit.agent
        if not await self._talks.kept.switch_off(reason, agent.id, now):
            raise refusals.state()
        await self._talks.note("off", ask.visit)
        return await self._switch(ask)

    async def on(self, ask: Ask) -> dict[str, Any]:
        """POST /desk/api/on."""
        if not await self._talks.kept.switch_on():
            raise refusals.state()
        await self._talks.note("on", ask.visit)
        return await self._switch(ask)

    async def agents(self, _: Ask) -> dict[str, Any]:
        """GET /desk/api/agents."""
        return {"agents": [_agent(one) for one in await self._talks.staff.agents()]}

    async def add_agent(self, ask: Ask) -> HTTPResponse:
        """POST /desk/api/agents."""
        name = text_of(ask.body, "name", LONGEST_NAME)
        shown = text_of(ask.body, "shown_name", LONGEST_NAME)
        role: Any = choice_of(ask.body, "role", ROLES)
        kept = await self._door.new_hash(text_of(ask.body, "password", LONGEST), name)
        try:
            agent = await self._talks.staff.add(
                name, shown, role, kept, self._talks.clock()
            )
        except RecordsConflict as error:
            raise refusals.bad("name") from error
        await self._talks.note("agent_added", ask.visit, None, agent=agent.id)
        self._talks.board.change()
        return json(_agent(agent), status=201)

    async def change_agent(self, ask: Ask, number: int) -> dict[str, Any]:
        """PUT /desk/api/agents/ID."""
        agent = await self._talks.staff.agent(number)
        if agent is None:
            raise refusals.nothing()
        values: dict[str, str | bool] = {}
        if "shown_name" in ask.body:
            values["shown_name"] = text_of(ask.body, "shown_name", LONGEST_NAME)
        if "role" in ask.body:
            values["role"] = choice_of(ask.body, "role", ROLES)
        if "active" in ask.body:
            values["active"] = flag_of(ask.body, "active")
        if "password" in ask.body:
            password = text_of(ask.body, "password", LONGEST)
            values["password_hash"] = await self._door.new_hash(password, agent.name)
        if not values:
            raise refusals.bad("shown_name")
        own = ask.visit.session.token_hash
        try:
            changed = await self._talks.staff.change(number, own, **values)
        except LastAdmin as error:
            raise refusals.state() from error
        if values.get("active") is False:
            await self._talks.release_all(agent)
        columns = ", ".join(sorted(values))
        await self._talks.note(
            "agent_changed", ask.visit, None, agent=number, changed=columns
        )
        self._talks.board.change()
        return _agent(changed or agent)

    async def _switch(self, ask: Ask) -> dict[str, Any]:
        self._talks.board.change()
        _, _, off = await self._talks.standing(ask.visit, ask.language)
        return {"off": off}

    async def _find(self, number: int) -> Review:
        review = await self._talks.kept.review(number)
        if review is None:
            raise refusals.nothing()
        return review

    def _review(
        self, review: Review, ask: Ask, agents: Mapping[int, Agent]
    ) -> dict[str, Any]:
        label = self._knowledge.phrases[f"desk_wrong_{review.reason}"]
        return {
            "id": review.id,
            "at": moment(review.at),
            "by": named(agents.get(review.agent_id)),
            "handover": review.handover_id,
            "reason": review.reason,
            "label": label.say(ask.language),
            "comment": review.comment,
            "topic": review.topic,
            "said": review.said,
            "suggestion": review.suggestion,
            "facts": dict(review.facts),
            "right": dict(review.right),
            "right_case": self._right_case(review, ask),
            "state": review.state,
            "made_as": review.made_as,
            "decided_by": named(agents.get(review.decided_by or 0)),
            "decided_at": moment(review.decided_at),
        }

    def _right_case(self, review: Review, ask: Ask) -> str | None:
        """When the row applies that was said to be right."""
        topic = str(review.right.get("topic") or review.topic or "")
        row = row_of(self._knowledge, topic, review.right)
        return self._rules.explainer.conditions(row, ask.language) if row else None

    async def _groups(self, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
        said = await self._figures.unanswered(first, last)
        groups = group([(one.text, one.at.timestamp()) for one in said])
        return [
            {
                "count": len(one.texts),
                "examples": examples(one),
                "last_at": _moment(one.newest),
            }
            for one in groups[:SHOWN]
        ]

    def _told(self, found: Figures, ask: Ask) -> dict[str, Any]:
        titles = titles_of(self._knowledge)

        def title(name: str) -> str:
            return titles[name].say(ask.language) if name in titles else name

        return {
            "days": [day.told() for day in found.days],
            "topics": [
                {"id": name, "title": title(name), "count": count}
                for name, count in found.topics.most_common()
            ],
            "outcomes": [
                {"topic": topic, "outcome": outcome, "kind": kind, "count": count}
                for (topic, outcome, kind), count in found.outcomes.most_common()
            ],
            "refusals": [
                {"topic": topic, "reason": reason, "count": count}
                for (topic, reason), count in found.refusals.most_common()
            ],
            "channels": _counted(found.channels.most_common(), "channel"),
            "reasons": _counted(found.reasons.most_common(), "reason"),
            "ratings": {
                "stars": {str(n): found.stars[n] for n in range(1, 6)},
                "up": found.thumbs[1],
                "down": found.thumbs[0],
            },
        }

    def _days(self, ask: Ask) -> tuple[dt.date, dt.date]:
        last = _day(ask, "to") or self._today()
        first = _day(ask, "from") or last - dt.timedelta(days=USUAL_DAYS - 1)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise refusals.bad("from")
        return first, last


def _counted(pairs: Sequence[tuple[str, int]], name: str) -> list[dict[str, Any]]:
    return [{name: key, "count": count} for key, count in pairs]


def _day(ask: Ask, field: str) -> dt.date | None:
    text = ask.request.args.get(field)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise refusals.bad(field) from error


def _moment(seconds: float) -> str | None:
    return moment(dt.datetime.fromtimestamp(seconds, dt.timezone.utc))


def _agent(agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "shown_name": agent.shown_name,
        "role": agent.role,
        "active": agent.active,
        "created_at": moment(agent.created_at),
        "last_seen_at": moment(agent.last_seen_at),
    }


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """A table for a spreadsheet, in which no cell is a formula."""
    found = [*rows]
    target = io.StringIO()
    if found:
        writer = csv.DictWriter(target, [*found[0]], lineterminator="\r\n")
        writer.writeheader()
        for row in found:
            writer.writerow({key: _cell(value) for key, value in row.items()})
    return _BOM + target.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value


def _file(text: str, name: str, kind: str) -> HTTPResponse:
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return HTTPResponse(text, headers=headers, content_type=f"{kind}; charset=utf-8")
