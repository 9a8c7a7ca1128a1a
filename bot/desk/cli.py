"""`python -m bot desk`: agents, from the machine itself. The first one is made here.

A password is asked for without being shown, or is the first line of standard input;
never an argument, which others on the machine could read.
"""

import argparse
import asyncio
import getpass
import re
from collections.abc import Awaitable, Callable
from typing import Any, TextIO

from bot import clock
from bot.desk.passwords import LONGEST, SHORTEST, Passwords, WeakPassword
from bot.settings import Settings
from records import RecordsConflict, Store, migrate
from records.desk_kept import KeptRecords
from records.desk_staff import ADMIN, ROLES, Agent, LastAdmin, StaffRecords

_NAME = re.compile(r"[\w.@-]{1,64}")
MAX_SHOWN = 64

Say = Callable[[str], None]


class DeskError(RuntimeError):
    """A command about agents cannot be carried out; the message says why."""


def add_commands(commands: Any) -> None:
    """The commands below `desk`."""
    desk = commands.add_parser("desk", help="agents who may work at the desk")
    which = desk.add_subparsers(dest="desk", required=True)
    add = which.add_parser("add-agent", help="make an agent; the password is asked")
    add.add_argument("name", help="to sign in with")
    add.add_argument("--role", choices=ROLES, default="agent")
    add.add_argument("--shown-name", default="", help="what citizens see")
    which.add_parser("list", help="list the agents")
    for name, text in (
        ("set-password", "give an agent a new password, which is asked"),
        ("deactivate", "let an agent in no more; his sessions end"),
        ("activate", "let an agent in again"),
    ):
        which.add_parser(name, help=text).add_argument("name")
    role = which.add_parser("set-role", help="give an agent another role")
    role.add_argument("name")
    role.add_argument("role", choices=ROLES)


def run(
    settings: Settings, options: argparse.Namespace, source: TextIO, say: Say
) -> int:
    """Carry out one command; returns the exit status. Raises DeskError."""
    migrate(settings.database_url)
    return asyncio.run(_run(settings, options, source, say))


async def _run(
    settings: Settings, options: argparse.Namespace, source: TextIO, say: Say
) -> int:
    store = Store(settings.database_url)
    try:
        commands = Commands(StaffRecords(store), KeptRecords(store), source, say)
        work: dict[str, Callable[[argparse.Namespace], Awaitable[None]]] = {
            "add-agent": commands.add,
            "list": commands.show,
            "set-password": commands.set_password,
            "deactivate": commands.deactivate,
            "activate": commands.activate,
            "set-role": commands.set_role,
        }
        await work[options.desk](options)
    finally:
        await store.close()
    return 0


class Commands:
    """What each command does; the audit log has it without an agent."""

    def __init__(
        self,
        staff: StaffRecords,
        kept: KeptRecords,
        source: TextIO,
        say: Say,
        passwords: Passwords | None = None,
    ) -> None:
        self._staff = staff
        self._kept = kept
        self._source = source
        self._say = say
        self._passwords = passwords or Passwords()

    async def add(self, options: argparse.Namespace) -> None:
        """Make an agent."""
        shown = (options.shown_name or options.name).strip()
        if not _NAME.fullmatch(options.name) or not 0 < len(shown) <= MAX_SHOWN:
            raise DeskError(
                "A name has 1 to 64 letters, digits or . _ - @, the name that citizens "
                "see 1 to 64 characters."
            )
        if await self._staff.named(options.name) is not None:
            raise DeskError(f"There is an agent {options.name} already.")
        kept = self._ask_password(options.name)
        try:
            agent = await self._staff.add(
                options.name, shown, options.role, kept, clock.now()
            )
        except RecordsConflict as error:
            raise DeskError(f"There is an agent {options.name} already.") from error
        await self._note("agent_added", agent)
        self._say(f"{agent.name} ({agent.role}) may sign in at /desk.")

    async def show(self, _: argparse.Namespace) -> None:
        """List the agents."""
        agents = await self._staff.agents()
        for one in agents:
            active = "active" if one.active else "deactivated"
            seen = f"{one.last_seen_at:%Y-%m-%d}" if one.last_seen_at else "never"
            self._say(
                f"{one.name}\t{one.shown_name}\t{one.role}\t{active}\tlast seen {seen}"
            )
        if not agents:
            self._say("There are no agents: nobody can sign in at /desk.")

    async def set_password(self, options: argparse.Namespace) -> None:
        """Give a new password."""
        agent = await self._named(options.name)
        kept = self._ask_password(agent.name)
        await self._change(agent, password_hash=kept)

    async def deactivate(self, options: argparse.Namespace) -> None:
        """Let somebody in no more."""
        await self._change(await self._named(options.name), active=False)

    async def activate(self, options: argparse.Namespace) -> None:
        """Let somebody in again."""
        await self._change(await self._named(options.name), active=True)

    async def set_role(self, options: argparse.Namespace) -> None:
        """Give another role."""
        await self._change(await self._named(options.name), role=options.role)

    async def _change(self, agent: Agent, **values: str | bool) -> None:
        try:
            await self._staff.change(agent.id, "", **values)
        except LastAdmin as error:
            raise DeskError(
                f"{agent.name} is the last active {ADMIN}: make another one first."
            ) from error
        await self._note("agent_changed", agent)
        self._say(f"{agent.name}: done; open sessions of this agent have ended.")

    async def _named(self, name: str) -> Agent:
        agent = await self._staff.named(name)
        if agent is None:
            raise DeskError(f"There is no agent {name}; `desk list` shows them.")
        return agent

    async def _note(self, action: str, agent: Agent) -> None:
        await self._kept.note(action, clock.now(), None, agent=agent.id, by="command")

    def _ask_password(self, name: str) -> str:
        if self._source.isatty():
            password = getpass.getpass(f"Password for {name}: ")
            if getpass.getpass("Again: ") != password:
                raise DeskError("The two are not the same.")
        else:
            password = self._source.readline().rstrip("\r\n")
        try:
            self._passwords.check_new(password, name)
        except WeakPassword as error:
            raise DeskError(
                f"A password needs {SHORTEST} to {LONGEST} characters, different "
                "ones, without the name in it."
            ) from error
        return self._passwords.hash(password)
