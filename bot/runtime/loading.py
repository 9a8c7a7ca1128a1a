"""Makes the assistant: its parts by the settings, the newest model, what must be so.

Whoever runs the assistant (server, terminal, tests) calls `load_assistant`; what it
does with a message is in `bot.runtime.assistant`.
"""

from pathlib import Path

from rasa.shared.core.domain import SessionConfig

import actions
from actions.desk import Agents
from advice import Knowledge
from bot import clock
from bot.runtime import action_results, event_rows, live_tracker, log_copies
from bot.runtime.agents import StartError, agents_of
from bot.runtime.assistant import Assistant
from bot.runtime.endpoint import InProcessActions
from bot.runtime.incidents import Incidents
from bot.runtime.lock_store import ConversationLockStore
from bot.runtime.logs import configure_logs
from bot.runtime.searching import build_index
from bot.runtime.sentences import Sentences
from bot.runtime.tracker_store import AssistantTrackerStore, assert_tracker_store
from bot.settings import Settings
from bot.training import distrust, newest_model
from records import Store
from search import Index

MAX_SESSION_EVENTS = 60
"""Bound of a session: Rasa replays all of it several times a turn."""


async def load_assistant(
    settings: Settings, knowledge: Knowledge, store: Store
) -> Assistant:
    """The assistant with the newest model, ready to answer.

    Raises StartError when there is no model or it does not load, `RecordsError` when
    the database cannot be used, and `WrongTrackerStore`.
    """
    configure_logs(settings.log_level)
    for part in (action_results, live_tracker, event_rows, log_copies):
        part.install()
    index = build_index(settings.project, knowledge)
    agents = agents_of(settings, knowledge, store)
    assistant = _put_together(settings, knowledge, store, index, agents)
    _load_newest_model(assistant, settings.models)
    domain = assistant.domain
    domain.session_config = SessionConfig(
        settings.session_minutes, domain.session_config.carry_over_slots
    )
    _check(assistant)
    # Some of NLU is loaded when it is first used: not while a person waits.
    await assistant.parse_message(assistant.sentences.say("runtime_empty", None))
    return assistant


def _put_together(
    settings: Settings,
    knowledge: Knowledge,
    store: Store,
    index: Index,
    agents: Agents,
) -> Assistant:
    """The assistant and its parts, still without a model."""
    sentences = Sentences(knowledge.phrases)
    incidents = Incidents(store, sentences, clock.now)
    built = actions.build(
        knowledge, store, clock.now, settings.retention_days, index, agents
    )
    assistant = Assistant(
        sentences=sentences,
        incidents=incidents,
        tracker_store=AssistantTrackerStore(
            url=settings.database_url, max_session_events=MAX_SESSION_EVENTS
        ),
        lock_store=ConversationLockStore(),
        action_endpoint=InProcessActions(built, incidents),
        max_text=settings.max_text,
    )
    assistant.index = index
    assistant.agents = agents
    return assistant


def _load_newest_model(assistant: Assistant, models: Path) -> None:
    model = newest_model(models)
    if model is None:
        raise StartError(f"There is no model in {models}: run `make train`.")
    try:
        assistant.load_model(str(model))
    except Exception as error:
        distrust(model)
        raise StartError(
            f"The model {model.name} does not load ({type(error).__name__}: {error}). "
            "Train it again with `make train`."
        ) from error


def _check(assistant: Assistant) -> None:
    """What Rasa would let pass in silence."""
    if not assistant.is_ready():
        raise StartError("The model was loaded, but the agent is not ready.")
    assert_tracker_store(assistant)
    missing = sorted(
        set(assistant.domain.user_actions)
        - set(assistant.domain.responses)
        - assistant.action_endpoint.names
    )
    if missing:
        raise StartError(
            "domain.yml names actions that do not exist: " + ", ".join(missing)
        )
