"""The examples: enough of each intent in both languages, none twice, none lopsided."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
import yaml

from actions.language import language_of
from bot.settings import PROJECT

NLU = PROJECT / "data" / "nlu"
LEAST = 20
LEAST_OF = {"resume_code": 12}
FROM_BUTTONS_AND_BANDS = {"change_topic", "change_fact", "nlu_unsure", "nlu_fallback"}
WIDEST = 3  # times as many examples of one topic as of another


def read_examples() -> Iterator[tuple[str, str, str]]:
    for path in sorted(NLU.glob("*.yml")):
        with path.open(encoding="utf-8") as file:
            content = yaml.safe_load(file)
        for entry in content["nlu"]:
            for line in entry["examples"].splitlines():
                yield path.stem, entry["intent"], line.removeprefix("- ").strip()


EXAMPLES = list(read_examples())
STEERING = {intent for stem, intent, _ in EXAMPLES if stem == "steering"}
INTENTS = sorted({intent for _, intent, _ in EXAMPLES})
TOPICS = sorted(set(INTENTS) - STEERING - {"out_of_scope"})


def in_language(stem: str, text: str) -> str:
    """Files of one language say so by their name; steering is read by its script."""
    if stem == "steering":
        return language_of(text) or "either"
    return "en" if stem.endswith(".en") else "zh"


COUNTS: dict[str, Counter[str]] = defaultdict(Counter)
for _stem, _intent, _text in EXAMPLES:
    COUNTS[in_language(_stem, _text)][_intent] += 1


def test_there_are_38_topics() -> None:
    assert len(TOPICS) == 38


def test_every_intent_of_the_domain_has_examples_and_no_other() -> None:
    with (PROJECT / "domain.yml").open(encoding="utf-8") as file:
        domain = yaml.safe_load(file)
    assert set(domain["intents"]) - FROM_BUTTONS_AND_BANDS == set(INTENTS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("intent", INTENTS)
def test_enough_examples(intent: str, language: str) -> None:
    assert COUNTS[language][intent] >= LEAST_OF.get(intent, LEAST)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_topics_are_balanced(language: str) -> None:
    counts = {topic: COUNTS[language][topic] for topic in TOPICS}
    assert max(counts.values()) <= WIDEST * min(counts.values()), counts


def test_no_example_stands_twice() -> None:
    seen = Counter(" ".join(text.lower().split()) for _, _, text in EXAMPLES)
    assert [text for text, times in seen.items() if times > 1] == []


def test_examples_hold_no_entity_markup() -> None:
    assert [text for _, _, text in EXAMPLES if "](" in text or "]{" in text] == []
