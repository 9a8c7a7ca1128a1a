"""The questions of `bench.questions`: what the file holds, and what is a fault."""

from typing import Any

import pytest

from actions.language import language_of
from advice import Knowledge, load_knowledge
from advice.facts import read_fact
from bench.questions import LANGUAGES, PARTS, Asked, entries, page
from bot.settings import PROJECT
from tests.test_rules import DOMAIN

ENTRIES = entries()
TOPICS = DOMAIN["intents"][:38]
ENTRY = {"title": "A loan", "part": "topic", "topic": "loan", "zh": [], "en": []}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


def asked(topic: str, decided: str = "", **entry: Any) -> Asked:
    return Asked({**ENTRY, **entry}, "words", topic, decided, "Yes.", "A law")


def test_every_topic_is_asked_for() -> None:
    by_part = {
        part: [one["topic"] for one in ENTRIES if one["part"] == part] for part in PARTS
    }
    assert set(by_part["topic"]) == set(TOPICS)
    assert len(by_part["question"]) >= 12
    assert sum(map(len, by_part.values())) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=[one["title"] for one in ENTRIES])
def test_an_entry_has_two_phrasings_in_each_language(
    entry: dict[str, Any], knowledge: Knowledge
) -> None:
    for lang in LANGUAGES:
        assert len(set(entry[lang])) == len(entry[lang]) == 2
        assert {language_of(words) for words in entry[lang]} == {lang}
    for name, value in entry.get("facts", {}).items():
        assert read_fact(knowledge, name, value) is not None
    topic = knowledge.topics.get(entry["topic"])
    known = {rule.outcome for rule in topic.rules} if topic else set()
    assert set(entry.get("outcome", [])) <= known


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (asked("loan"), ""),
        (asked("loan", "no", outcome=["no", "never"]), ""),
        (asked("loan", "yes", outcome=["no", "never"]), "yes, not no or never"),
        (asked("loan", outcome=["no"]), "no decision, not no"),
        (asked("enroll"), "opened enroll, not loan"),
        (asked(""), "opened nothing, not loan"),
    ],
)
def test_another_topic_or_outcome_is_a_fault(one: Asked, fault: str) -> None:
    assert one.fault == fault


def test_the_page_holds_every_heading_and_what_was_not_read(
    knowledge: Knowledge,
) -> None:
    text = page([], knowledge)
    for entry in ENTRIES:
        assert f"### {entry['title']} (`{entry['topic']}`)" in text
    unread = [one for one in knowledge.sources.values() if not one.verified]
    assert all(one.title.en in text for one in unread)
