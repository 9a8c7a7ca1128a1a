"""Signing in and out, and what a screen needs to know to begin."""

import datetime as dt
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.desk import Desk
from actions.rules import SHANGHAI
from advice import Language
from bot.desk.auth import Door, Visit
from bot.desk.http import Ask, Http, text_of
from bot.desk.passwords import LONGEST
from bot.desk.reviewing import REASONS
from bot.desk.rows import moment, titles_of
from bot.desk.talks import Talks
from bot.http import requests
from records.desk_staff import ROLES

LONGEST_NAME = 64
LONGEST_TEXT = 2000
LONGEST_NOTE = 4000
SCREEN = "desk_screen_"
"""Phrases that begin so are the words of the screens."""


class Me:
    """The handlers."""

    def __init__(self, door: Door, talks: Talks, desk: Desk) -> None:
        self._door = door
        self._talks = talks
        self._desk = desk

    def add_to(self, http: Http) -> None:
        """Wire them."""
        http.add_open("POST", "/sign-in", self.sign_in)
        http.add_open("GET", "/words", self.words)
        http.add("POST", "/sign-out", self.sign_out)
        http.add("GET", "/me", self.me)
        http.add("POST", "/password", self.password)

    async def sign_in(self, request: Request) -> HTTPResponse:
        """POST /desk/api/sign-in."""
        body = requests.body_of(request)
        name = text_of(body, "name", LONGEST_NAME)
        password = body.get("password")
        if not isinstance(password, str):
            password = ""
        visit = await self._door.sign_in(request, name, password)
        language = requests.language_of_request(request)
        answer = json(await self._told(visit, language))
        self._door.set_cookie(answer, visit)
        return answer

    async def sign_out(self, ask: Ask) -> HTTPResponse:
        """POST /desk/api/sign-out."""
        await self._door.sign_out(ask.visit)
        self._talks.board.change()
        answer = json({"signed_out": True})
        self._door.drop_cookie(answer)
        return answer

    async def me(self, ask: Ask) -> dict[str, Any]:
        """GET /desk/api/me."""
        return await self._told(ask.visit, ask.language)

    async def password(self, ask: Ask) -> dict[str, Any]:
        """POST /desk/api/password."""
        old = text_of(ask.body, "old", LONGEST)
        new = text_of(ask.body, "new", LONGEST)
        await self._door.change_password(ask.visit, old, new)
        self._talks.board.change()
        return {"changed": True}

    async def words(self, request: Request) -> dict[str, Any]:
        """GET /desk/api/words: needs no session."""
        language = requests.language_of_request(request)
        words = {
            name.removeprefix(SCREEN): said.zh if language == "zh" else said.en
            for name, said in self._desk.knowledge.phrases.items()
            if name.startswith(SCREEN)
        }
        return {"language": language, "words": words}

    async def _told(self, visit: Visit, language: Language) -> dict[str, Any]:
        knowledge, agent = self._desk.knowledge, visit.agent
        _, _, off = await self._talks.standing(visit, language)
        titles = titles_of(knowledge)
        return {
            "agent": {
                "id": agent.id,
                "name": agent.name,
                "shown_name": agent.shown_name,
                "role": agent.role,
            },
            "csrf": visit.csrf,
            "ends_at": moment(self._door.ends_at(visit.session)),
            "idle_minutes": int(self._door.idle / dt.timedelta(minutes=1)),
            "off": off,
            "reasons": [self._labelled("wrong", one, language) for one in REASONS],
            "roles": [self._labelled("role", one, language) for one in ROLES],
            "hours": self._hours(language),
            "approve_topics": sorted(self._desk.agents.approve_topics),
            "topics": [
                {"id": name, "title": title.say(language)}
                for name, title in titles.items()
            ],
            "limits": {"text": LONGEST_TEXT, "note": LONGEST_NOTE},
        }

    def _labelled(self, kind: str, name: str, language: Language) -> dict[str, str]:
        words = self._desk.knowledge.phrases[f"desk_{kind}_{name}"]
        return {"id": name, "label": words.say(language)}

    def _hours(self, language: Language) -> dict[str, Any]:
        hours, phrases = self._desk.agents.hours, self._desk.knowledge.phrases
        told = hours.told()
        now = self._desk.now().astimezone(SHANGHAI)
        name = "desk_hours" if told else "desk_always"
        return {
            "open": hours.is_open(now, self._desk.advisor.calendar),
            "text": phrases[name].say(language, {"times": told}),
        }
