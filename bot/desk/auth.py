"""Who is it, and may he? Sign-in, sessions, roles, and tokens against forged requests.

A session is a random token in a cookie that scripts cannot read; only its hash is kept.
It ends when nothing is done for a while, after some hours in any case, and when the
agent's role, password or activity changes. A request that changes something also
carries a second token, made from the first one and known only to our own pages.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk import refusals
from bot.desk.passwords import LONGEST, Passwords, WeakPassword
from bot.http import requests
from bot.settings import Settings
from records.desk_kept import KeptRecords
from records.desk_staff import ROLES, Agent, Session, StaffRecords

COOKIE = "desk_session"
PATH = "/desk"
CSRF_HEADER = "x-csrf-token"
SAFE = ("GET", "HEAD")
WINDOW = dt.timedelta(minutes=15)
TRIES_HERE, TRIES_FROM, TRIES_OF = 5, 20, 50
"""Failures in `WINDOW`: of a name at an address, from an address, of a name."""

_SEEN_ANEW = dt.timedelta(minutes=1)  # a session touched since is not written again
_TOKEN_LENGTH = 43


@dataclass(frozen=True)
class Visit:
    """One request of somebody who has signed in."""

    agent: Agent
    session: Session
    token: str

    @property
    def csrf(self) -> str:
        """The token that a request of his has to carry."""
        return csrf_of(self.token)

    def may(self, role: str) -> bool:
        """Whether his role can all that this one can."""
        return ROLES.index(self.agent.role) >= ROLES.index(role)


class Door:
    """Lets people in, and knows them again."""

    def __init__(
        self,
        staff: StaffRecords,
        kept: KeptRecords,
        passwords: Passwords,
        settings: Settings,
        clock: Callable[[], dt.datetime],
    ) -> None:
        """`clock` gives the moment, aware, in UTC."""
        self._staff = staff
        self._kept = kept
        self._passwords = passwords
        self._clock = clock
        self._secure = settings.public_url.startswith("https://")
        self.public_url = settings.public_url
        self.idle = dt.timedelta(minutes=settings.desk.idle_minutes)
        self.longest = dt.timedelta(hours=settings.desk.session_hours)

    async def sign_in(self, request: Request, name: str, password: str) -> Visit:
        """Begin a session. Raises Refused, after too many failures without a look."""
        keys, now = self._keys(request, name), self._clock()
        await self._count_try(keys, now)
        agent = await self._staff.named(name)
        kept = agent.password_hash if agent is not None and agent.active else None
        right = len(password) <= LONGEST and await self._passwords.is_right(
            password, kept
        )
        if not right or agent is None:
            known = agent.id if agent is not None else None
            address = requests.address_of(request)
            await self._kept.note("sign_in_failed", now, known, address=address)
            raise refusals.wrong_password()
        if self._passwords.is_old(agent.password_hash):
            newer = await self._passwords.hashed(password)
            await self._staff.rehash(agent.id, newer)
        token = secrets.token_urlsafe(32)
        await self._staff.begin(_hash(token), agent.id, now)
        await self._staff.forgive(keys, now)
        await self._kept.note("sign_in", now, agent.id)
        return Visit(agent, Session(_hash(token), now, now, agent), token)

    async def visit(self, request: Request) -> Visit:
        """Who asks. Raises Refused: foreign page, no session, forged request."""
        self.look_at_origin(request)
        found = await self.find(request)
        if found is None:
            raise refusals.signed_out()
        if request.method not in SAFE:
            given = request.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode(), found.csrf.encode()):
                raise refusals.forged()
        now = self._clock()
        if now - found.session.seen_at >= _SEEN_ANEW:
            await self._staff.touch(found.session, now)
        return found

    async def find(self, request: Request) -> Visit | None:
        """The session of a request's cookie, if it stands."""
        token = request.cookies.get(COOKIE) or ""
        return await self.stands(token)

    async def stands(self, token: str) -> Visit | None:
        """The session of a token, unless it has ended."""
        if len(token) != _TOKEN_LENGTH or not token.isascii():
            return None
        session = await self._staff.session(_hash(token))
        if session is None or not session.agent.active:
            return None
        if self._clock() >= self.ends_at(session):
            await self._staff.end(session.token_hash)
            return None
        return Visit(session.agent, session, token)

    def ends_at(self, session: Session) -> dt.datetime:
        """When a session ends if nothing more is done."""
        return min(session.seen_at + self.idle, session.created_at + self.longest)

    async def sign_out(self, visit: Visit) -> None:
        """End the session."""
        await self._staff.end(visit.session.token_hash)
        await self._kept.note("sign_out", self._clock(), visit.agent.id)

    async def change_password(self, visit: Visit, old: str, new: str) -> None:
        """Take a new password; all other sessions of this agent end."""
        agent = visit.agent
        key, now = _hash(f"own {agent.id}"), self._clock()
        await self._count_try({key: TRIES_HERE}, now)
        if not await self._passwords.is_right(old[: LONGEST + 1], agent.password_hash):
            raise refusals.wrong_password()
        await self._staff.forgive([key], now)
        kept = await self.new_hash(new, agent.name)
        await self._staff.change(
            agent.id, keep_session=visit.session.token_hash, password_hash=kept
        )
        await self._kept.note("password", self._clock(), agent.id)

    async def new_hash(self, password: str, name: str) -> str:
        """The hash of a new password. Raises Refused for a weak one."""
        try:
            self._passwords.check_new(password, name)
        except WeakPassword as error:
            raise refusals.weak_password() from error
        return await self._passwords.hashed(password)

    def look_at_origin(self, request: Request) -> None:
        """Refuse what another site's page asks, and a change that says no origin."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none"):
            raise refusals.foreign()
        origin = request.headers.get("origin")
        if origin is not None and origin != self.public_url:
            if requests.origin_of(request) is not None:
                raise refusals.foreign()
        elif origin is None and request.method not in SAFE:
            raise refusals.foreign()

    def set_cookie(self, answer: HTTPResponse, visit: Visit) -> None:
        """Give the browser its token."""
        answer.cookies[COOKIE] = visit.token
        self._dress(answer, int(self.longest.total_seconds()))

    def drop_cookie(self, answer: HTTPResponse) -> None:
        """Take it away."""
        answer.cookies[COOKIE] = ""
        self._dress(answer, 0)

    def _dress(self, answer: HTTPResponse, seconds: int) -> None:
        cookie = answer.cookies[COOKIE]
        cookie["path"] = PATH
        cookie["httponly"] = True
        cookie["samesite"] = "Strict"
        cookie["max-age"] = seconds
        if self._secure:
            cookie["secure"] = True

    def _keys(self, request: Request, name: str) -> dict[str, int]:
        """Under which failures are counted, and how many each may have."""
        address, called = requests.address_of(request), name.casefold()
        return {
            _hash(f"here {address} {called}"): TRIES_HERE,
            _hash(f"from {address}"): TRIES_FROM,
            _hash(f"of {called}"): TRIES_OF,
        }

    async def _count_try(self, keys: dict[str, int], now: dt.datetime) -> None:
        failed = await self._staff.note_try(keys, now, now - WINDOW)
        if failed is not None:
            raise refusals.too_often((failed + WINDOW - now).total_seconds())


def csrf_of(token: str) -> str:
    """The second token of a session; the first cannot be found from it."""
    return hmac.new(token.encode(), b"desk csrf", hashlib.sha256).hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
