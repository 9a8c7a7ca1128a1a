"""The people behind the assistant, by the settings; checked when it starts."""

from actions.desk import Agents
from advice import Knowledge
from bot.settings import Settings
from records import Store
from records.desk import DeskRecords


class StartError(RuntimeError):
    """The assistant cannot start; the message says what to do."""


def agents_of(settings: Settings, knowledge: Knowledge, store: Store) -> Agents:
    """Queue, hours and topics to approve. Raises StartError for an unknown topic."""
    topics = settings.desk.approve_topics
    known = {*knowledge.topics, *knowledge.answers} if topics else set()
    unknown = sorted(topics - known)
    if unknown:
        raise StartError(
            f"APPROVE_TOPICS names {', '.join(unknown)}: there is no such topic in "
            "knowledge/topics and knowledge/answers."
        )
    return Agents(DeskRecords(store), settings.desk.hours, topics)
