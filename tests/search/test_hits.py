"""What a hit shows: the law of the day, its sources, and where it leads."""

import datetime as dt

import pytest

from advice import LANGUAGES, Knowledge, Language, Words
from advice.model import Period
from search import Index, Tokenise
from search.entries import Entry, Kind, Version, entries

from .conftest import DAY

NEXT_YEAR = dt.date(2027, 1, 1)


def made_up(kind: Kind, name: str, word: str, *versions: Version) -> Entry:
    words = Words(word, word)
    shown = versions or (Version(Period(), words, ("law",)),)
    return Entry(kind, name, words, words, (), shown, (name,))


def test_an_answer_is_said_as_it_is_on_the_day(
    index: Index, knowledge: Knowledge
) -> None:
    (old, new) = knowledge.answers["card_use"].versions
    text = "社保卡能做什么"
    now = index.find(text, "zh", day=DAY)[0]
    then = index.find(text, "zh", day=NEXT_YEAR)[0]
    assert (now.id, then.id) == ("card_use", "card_use")
    assert old.say.zh.startswith(now.excerpt.removesuffix(" …"))
    assert new.say.zh.startswith(then.excerpt.removesuffix(" …"))
    assert (now.sources, then.sources) == (old.sources, new.sources)


def test_a_source_that_is_not_yet_in_force_is_not_found(
    index: Index, knowledge: Knowledge
) -> None:
    source = knowledge.sources["med_security_law_11"]
    assert not source.in_force.holds(DAY)
    text = source.title.zh
    assert source.id not in [hit.id for hit in index.find(text, "zh", 20, day=DAY)]
    assert source.id in [hit.id for hit in index.find(text, "zh", day=NEXT_YEAR)]


def test_the_claim_of_the_guide_is_found_and_not_repeated(
    index: Index, knowledge: Knowledge
) -> None:
    statement = knowledge.guide["three_months"]
    hits = index.find(statement.claim.zh, "zh", day=DAY)
    (hit,) = [hit for hit in hits if hit.kind == "guide"]
    assert hit.title == knowledge.sources["seed"].title.zh
    assert statement.differs.zh.startswith(hit.excerpt.removesuffix(" …"))
    assert knowledge.topics[hit.topic].guide == "three_months"


def test_a_hit_leads_to_a_topic_that_offers_it(
    index: Index, knowledge: Knowledge
) -> None:
    hits = index.find("投诉单位不缴社保", "zh", day=DAY)
    leads = {hit.id: hit.topic for hit in hits}
    assert leads["complain_employer"] == leads["employer_nonpayment"]
    assert leads["employer_nonpayment"] == "employer_nonpayment"


def test_what_is_shown_has_no_placeholders(knowledge: Knowledge) -> None:
    shown = [
        words
        for entry in entries(knowledge)
        for words in (entry.title, *(version.excerpt for version in entry.versions))
        if words is not None
    ]
    assert len(shown) > 300
    assert [words for words in shown if words.placeholders()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_source_in_force_is_among_five_by_its_title(
    language: Language, index: Index, knowledge: Knowledge
) -> None:
    missed = [
        source.id
        for source in knowledge.sources.values()
        if source.in_force.holds(DAY)
        and source.id
        not in [
            hit.id
            for hit in index.find(source.title.say(language), language, 5, day=DAY)
        ]
    ]
    assert missed == []


def test_excerpts_are_whole_sentences_in_the_language(
    index: Index, knowledge: Knowledge
) -> None:
    summary = knowledge.topics["card_expired_renew"].summary
    hit = index.find("renew my expired card", "en", day=DAY)[0]
    kept = hit.excerpt.removesuffix(" …")
    assert hit.excerpt.endswith(". …")
    assert summary.en.startswith(kept)


def test_a_topic_and_the_answer_of_its_name_are_one_hit(tokenise: Tokenise) -> None:
    others = [made_up("source", f"other{n}", f"别的{n}") for n in range(20)]
    both = (made_up("topic", "card", "社保卡"), made_up("answer", "card", "社保卡"))
    index = Index((*both, *others), tokenise)
    hits = index.find("社保卡", "zh", day=DAY)
    assert [(hit.kind, hit.id, hit.topic) for hit in hits] == [
        ("topic", "card", "card")
    ]


def test_what_holds_on_no_version_is_not_found(tokenise: Tokenise) -> None:
    others = [made_up("source", f"other{n}", f"别的{n}") for n in range(20)]
    later = Version(Period(NEXT_YEAR), Words("社保卡", "card"), ("law",))
    index = Index((made_up("answer", "card", "社保卡", later), *others), tokenise)
    assert index.find("社保卡", "zh", day=DAY) == []
    assert len(index.find("社保卡", "zh", day=NEXT_YEAR)) == 1
