"""Abbreviations and canned replies: read strictly, offered only while they hold."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from advice import Knowledge, KnowledgeError
from advice.model import Period
from bot.desk.copilot.replies import FILE, load_replies
from bot.settings import PROJECT

DAY = dt.date(2026, 11, 22)
ABBREVIATION = "abbreviations: [{short: ab, zh: 甲, en: A}]\n"
REPLY = "{code: hi, kind: service, title: {zh: 一, en: b}, say: {zh: 二, en: d}}"


def with_source(reply: str, source: str) -> str:
    return reply.replace("title", f"sources: [{source}], title")


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_ours_hold_today_and_say_where_to_confirm(knowledge: Knowledge) -> None:
    replies = load_replies(PROJECT / "knowledge", knowledge)
    today = {reply["code"]: reply for reply in replies.on(DAY)}
    assert len(today) == len(replies.replies)
    confirm = knowledge.phrases["confirm"]
    for code, reply in today.items():
        assert reply["id"] == f"kept:{code}"
        sources = [knowledge.sources[name] for name in reply["sources"]]
        unsure = not all(source.verified for source in sources)
        assert reply["zh"].endswith(confirm.zh) == unsure, code
        assert reply["en"].endswith(confirm.en) == unsure, code
    assert today["cardloan"]["zh"].endswith(confirm.zh)


def test_a_reply_is_not_offered_before_or_after_its_source(
    knowledge: Knowledge,
) -> None:
    replies = load_replies(PROJECT / "knowledge", knowledge)
    before = {reply["code"] for reply in replies.on(dt.date(2024, 12, 31))}
    assert "flexage" not in before
    assert "latefee" in before
    source = knowledge.sources["sil_86"]
    ended = replace(source, in_force=Period(None, DAY - dt.timedelta(days=1)))
    without = replace(knowledge, sources={**knowledge.sources, "sil_86": ended})
    after = load_replies(PROJECT / "knowledge", without).on(DAY)
    assert "latefee" not in {reply["code"] for reply in after}


def test_abbreviations_are_enough_to_type_with(knowledge: Knowledge) -> None:
    replies = load_replies(PROJECT / "knowledge", knowledge)
    found = {a.short: a.to_dict() for a in replies.abbreviations}
    assert len(found) >= 40
    assert found["lhjy"] == {
        "short": "lhjy",
        "zh": "灵活就业人员",
        "en": "flexible worker",
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"{ABBREVIATION}replies: [{REPLY}, {REPLY}]", "'hi' stands twice"),
        (f"{ABBREVIATION}replies: []\nmore: 1", "unknown key 'more'"),
        (
            "abbreviations: [{short: ab, zh: 甲, en: A}, {short: ab, zh: 乙, en: B}]\n"
            "replies: []",
            "'ab' stands twice",
        ),
        ("abbreviations: [{short: AB, zh: 甲, en: A}]\nreplies: []", "two to twelve"),
        ("abbreviations: [{short: ab, zh: 甲, en: ' '}]\nreplies: []", "empty"),
        (
            f"{ABBREVIATION}replies: [{REPLY.replace('service', 'law')}]",
            "names sources",
        ),
        (
            f"{ABBREVIATION}replies: [{with_source(REPLY, 'sil_86')}]",
            "names sources",
        ),
        (
            f"{ABBREVIATION}replies: "
            f"[{with_source(REPLY.replace('service', 'law'), 'gone')}]",
            "no source 'gone'",
        ),
        (
            f"{ABBREVIATION}replies: [{REPLY.replace('二', '{x}')}]",
            "mapping|must be str",
        ),
        (
            f"{ABBREVIATION}replies: "
            "[{code: hi, kind: service, title: {zh: 一, en: b}, "
            'say: {zh: "{x}", en: "{x}"}}]',
            "no placeholders",
        ),
        (f"{ABBREVIATION}replies: [{REPLY.replace(', en: d', '')}]", "'en' is missing"),
    ],
)
def test_a_wrong_file_stops_the_start(
    knowledge: Knowledge, tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(KnowledgeError, match=fault) as raised:
        load_replies(written(tmp_path, text), knowledge)
    assert FILE in str(raised.value)
