"""Advice: reads the knowledge; decides, explains, counts days, walks procedures.

Pure Python and PyYAML. No Rasa, no database, no network, no clock: the day is an
argument.
"""

from advice.advisor import Advisor, UnknownTopic
from advice.decision import Decision, Missing, Refer, Result
from advice.facts import FactError, FactValue, Said, read_fact
from advice.loader import load_knowledge
from advice.model import Knowledge
from advice.reading import KnowledgeError
from advice.words import LANGUAGES, Language, Words

__all__ = [
    "LANGUAGES",
    "Advisor",
    "Decision",
    "FactError",
    "FactValue",
    "Knowledge",
    "KnowledgeError",
    "Language",
    "Missing",
    "Refer",
    "Result",
    "Said",
    "UnknownTopic",
    "Words",
    "load_knowledge",
    "read_fact",
]
