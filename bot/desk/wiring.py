"""Wires the desk: the reception before the assistant, and the interface below `/desk`.

`open_desk` is called by whatever runs the assistant; `add_desk` by the server alone.
"""

import time

from sanic import Sanic

from actions.desk import Desk
from advice import Knowledge
from bot import clock
from bot.desk.auth import Door
from bot.desk.board import Board
from bot.desk.copilot import build as build_copilot
from bot.desk.copilot import load_replies
from bot.desk.http import Http
from bot.desk.page import DeskPage
from bot.desk.passwords import Passwords
from bot.desk.reception import Desks
from bot.desk.relay import Relay
from bot.desk.routes_lead import Lead
from bot.desk.routes_me import Me
from bot.desk.routes_talks import TalkRoutes
from bot.desk.routes_tools import Tools
from bot.desk.rows import Rows
from bot.desk.talks import Talks
from bot.desk.unread import Unread
from bot.runtime.agents import StartError
from bot.runtime.assistant import Assistant
from bot.settings import Settings
from records import Store
from records.desk_figures import FigureRecords
from records.desk_kept import KeptRecords
from records.desk_staff import StaffRecords


def open_desk(
    assistant: Assistant, knowledge: Knowledge, store: Store, settings: Settings
) -> Relay:
    """Let agents take part in the assistant's conversations."""
    if assistant.index is None or assistant.agents is None:
        raise StartError("The assistant was loaded without what the desk works with.")
    desk = Desk(
        knowledge=knowledge,
        store=store,
        clock=clock.now,
        retention_days=settings.retention_days,
        search=assistant.index,
        with_agents=assistant.agents,
    )
    relay = Relay(assistant, desk, clock.now)
    assistant.reception = Desks(relay, clock.now)
    return relay


def add_desk(
    app: Sanic,
    relay: Relay,
    store: Store,
    settings: Settings,
    *,
    passwords: Passwords | None = None,
) -> Http:
    """Add the desk's page and interface to an application.

    Raises KnowledgeError for replies that cannot be read.
    """
    assistant, desk = relay.assistant, relay.desk
    copilot = build_copilot(
        assistant.tracker_store, desk.knowledge, desk.search, clock.now
    )
    phrasebook = load_replies(settings.project / "knowledge", desk.knowledge)
    staff, kept = StaffRecords(store), KeptRecords(store)
    door = Door(staff, kept, passwords or Passwords(), settings, clock.now)
    board = Board(relay.records, staff, kept, assistant.news)
    rows = Rows(desk)
    unread = Unread(assistant.tracker_store.unread, assistant.news)
    talks = Talks(relay, rows, board, store, staff, kept, unread, clock.now)
    http = Http(door, assistant.sentences, assistant.incidents, time.monotonic)
    Me(door, talks, desk).add_to(http)
    TalkRoutes(talks, copilot).add_to(http)
    Tools(talks, desk, clock.today, phrasebook, copilot).add_to(http)
    figures = FigureRecords(store)
    Lead(door, talks, figures, desk.knowledge, clock.today, copilot.rules).add_to(http)
    app.blueprint(http.routes)
    app.blueprint(DeskPage(desk.knowledge).blueprint())
    return http
