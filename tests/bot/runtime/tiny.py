"""The assistant of the tiny project, on a database of a test's own."""

from collections.abc import Mapping
from pathlib import Path

from advice import Words
from bot.runtime import action_results
from bot.runtime.assistant import Assistant
from bot.runtime.endpoint import InProcessActions
from bot.runtime.incidents import Incidents
from bot.runtime.lock_store import ConversationLockStore
from bot.runtime.sentences import Sentences
from bot.runtime.tracker_store import AssistantTrackerStore
from records import Store
from tests.bot.runtime import project

MAX_TEXT = 2000


def tiny_assistant(
    model: Path, url: str, store: Store, phrases: Mapping[str, Words]
) -> Assistant:
    """Ready to answer; whoever made it closes its tracker store, and `store`."""
    action_results.install()
    sentences = Sentences(phrases)
    incidents = Incidents(store, sentences, project.noon)
    assistant = Assistant(
        sentences=sentences,
        incidents=incidents,
        tracker_store=AssistantTrackerStore(url=url),
        lock_store=ConversationLockStore(),
        action_endpoint=InProcessActions(project.ACTIONS, incidents),
        max_text=MAX_TEXT,
    )
    assistant.load_model(str(model))
    return assistant
