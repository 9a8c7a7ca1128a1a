"""Makes the index that the actions and the web pages search, one for both."""

from pathlib import Path

from advice import Knowledge
from bot.nlu.search_words import tokeniser
from bot.nlu.terms import TERMS, Terms
from search import Index, build


def build_index(project: Path, knowledge: Knowledge) -> Index:
    """The index of this knowledge, with the terms that the project lists."""
    return build(knowledge, tokeniser(Terms.read(project / TERMS)))
