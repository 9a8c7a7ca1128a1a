"""Loading: the real knowledge loads, and one spoilt line stops the start.

Each fault is one line of the small knowledge changed, with the sentence that the person
who edits it gets to read.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from advice import Knowledge, KnowledgeError, load_knowledge
from advice.model import Period
from tests.advice import made_up

RULE = "topics/umbrella.yml: rules 1: "
STEP = "procedures/give_back.yml: steps: "

FAULTS = {
    "a duplicate key": (
        "sources/rain.yml",
        "  rank: law",
        "  rank: law\n  rank: city",
        "rain.yml: line 4: the key 'rank' stands twice",
    ),
    "a source nobody has ranked": (
        "sources/rain.yml",
        "rank: law",
        "rank: rumour",
        "sources/rain.yml: umbrella_1: 'rank' must be one of law, regulation,",
    ),
    "an unknown key of a source": (
        "sources/rain.yml",
        "  status: verified",
        "  status: verified\n  author: somebody",
        "sources/rain.yml: umbrella_1: unknown key 'author'",
    ),
    "a source without English": (
        "sources/rain.yml",
        '{zh: 雨伞法第一条, en: "Umbrella Law, article 1"}',
        "{zh: 雨伞法第一条}",
        "sources/rain.yml: umbrella_1: title: 'en' is missing",
    ),
    "a source that nobody checked": (
        "sources/rain.yml",
        "  checked: 2026-11-22\n",
        "",
        "sources/rain.yml: umbrella_1: 'checked' is missing",
    ),
    "a quoted day": (
        "sources/rain.yml",
        "checked: 2026-11-22",
        'checked: "2026-11-22"',
        "sources/rain.yml: umbrella_1: 'checked' must be date, found '2026-11-22'",
    ),
    "a source that ends before it begins": (
        "sources/rain.yml",
        "{from: 2020-01-01}",
        "{from: 2020-01-01, to: 2019-01-01}",
        "sources/rain.yml: umbrella_1: in_force: `from` lies after `to`",
    ),
    "an undated value": (
        "parameters/rain.yml",
        "{from: 2020-01-01, value: 3,",
        "{value: 3,",
        "parameters/rain.yml: 1: values 1: a value needs `from`",
    ),
    "an unsourced value": (
        "parameters/rain.yml",
        "value: 3, source: umbrella_1,",
        "value: 3,",
        "parameters/rain.yml: 1: values 1: 'source' is missing",
    ),
    "a value nobody checked": (
        "parameters/rain.yml",
        "value: 3, source: umbrella_1, checked: 2026-11-22",
        "value: 3, source: umbrella_1",
        "parameters/rain.yml: 1: values 1: 'checked' is missing",
    ),
    "a fraction for an integer": (
        "parameters/rain.yml",
        "value: 3,",
        "value: 3.5,",
        "parameters/rain.yml: 1: values 1: 'value' must be int, found 3.5",
    ),
    "a decimal that was not quoted": (
        "parameters/rain.yml",
        'value: "0.0005"',
        "value: 0.0005",
        "parameters/rain.yml: 3: values 1: 'value' must be str, found 0.0005",
    ),
    "a decimal that is no number": (
        "parameters/rain.yml",
        'value: "0.0005"',
        'value: "half a thousandth"',
        "'half a thousandth' is not a decimal number",
    ),
    "a word for yes or no": (
        "parameters/rain.yml",
        "value: true",
        'value: "yes"',
        "parameters/rain.yml: 2: values 1: 'value' must be bool, found 'yes'",
    ),
    "an unknown way to resolve": (
        "parameters/rain.yml",
        "resolve: rank",
        "resolve: newest",
        "parameters/rain.yml: 1: 'resolve' must be one of rank, nearest, not newest",
    ),
    "a parameter that stands twice": (
        "parameters/rain.yml",
        "id: loan.shelter",
        "id: loan.days",
        "parameters/rain.yml: 2: 'loan.days' stands twice",
    ),
    "an unquoted yes as a value": (
        "facts/rain.yml",
        '"yes": {zh: 有',
        "yes: {zh: 有",
        "facts/rain.yml: shelter: the value True must be quoted",
    ),
    "an unknown type of fact": (
        "facts/rain.yml",
        "type: date",
        "type: day",
        "facts/rain.yml: borrowed_on: 'type' must be one of choice, integer,",
    ),
    "a choice of one": (
        "facts/rain.yml",
        "    sun: {zh: 晴, en: Sun}\n",
        "",
        "facts/rain.yml: weather: a choice needs at least two values",
    ),
    "an integer without bounds": (
        "facts/rain.yml",
        "  max: 30\n",
        "",
        "facts/rain.yml: days: an integer needs min and max",
    ),
    "a fact that can be neither asked nor computed": (
        "facts/rain.yml",
        '  ask: {zh: 借几天？, en: "How many days?"}\n',
        "",
        "facts/rain.yml: days: a fact that is not derived needs `ask`",
    ),
    "a label without Chinese": (
        "facts/rain.yml",
        "short: {zh: 短, en: Short}",
        "short: {en: Short}",
        "facts/rain.yml: length: short: 'zh' is missing",
    ),
    "an empty label": (
        "facts/rain.yml",
        "short: {zh: 短, en: Short}",
        'short: {zh: 短, en: ""}',
        "facts/rain.yml: length: short: a language is empty",
    ),
    "an unknown derivation": (
        "facts/rain.yml",
        "by: band",
        "by: guessing",
        "facts/rain.yml: length: derived: 'by' must be one of band,",
    ),
    "an unquoted yes in a row": (
        "topics/umbrella.yml",
        'shelter: "yes"}',
        "shelter: yes}",
        "rules 2: `when: shelter` must be a quoted value or a list of them",
    ),
    "a row without an outcome": (
        "topics/umbrella.yml",
        "  outcome: umbrella_lent\n",
        "",
        f"{RULE}'outcome' is missing",
    ),
    "an unknown key of a row": (
        "topics/umbrella.yml",
        "  outcome: umbrella_lent\n",
        "  outcome: umbrella_lent\n  priority: 1\n",
        f"{RULE}unknown key 'priority'",
    ),
    "a row of an unknown kind": (
        "topics/umbrella.yml",
        "  outcome: umbrella_lent\n",
        "  outcome: umbrella_lent\n  kind: maybe\n",
        f"{RULE}'kind' must be one of result, refer, not maybe",
    ),
    "a table without an otherwise": (
        "topics/umbrella.yml",
        "otherwise:",
        "else:",
        "topics/umbrella.yml: 'otherwise' is missing",
    ),
    "a topic in a file of another name": (
        "topics/umbrella.yml",
        "topic: umbrella",
        "topic: parasol",
        "topics/umbrella.yml: the file must be called parasol.yml",
    ),
    "an unquoted yes in a check": (
        "procedures/give_back.yml",
        '    "yes": rest',
        "    yes: rest",
        f"{STEP}dry: 'yes' is missing",
    ),
    "a step that does not say why": (
        "procedures/give_back.yml",
        "    why: {zh: 免得滴水, en: It drips}\n",
        "",
        f"{STEP}shake: every step but the last says why",
    ),
    "a step that leads nowhere": (
        "procedures/give_back.yml",
        "    done: dry\n",
        "",
        f"{STEP}shake: 'done' is missing",
    ),
    "a choice of one way": (
        "procedures/give_back.yml",
        "    - {id: yard, label: {zh: 院里, en: Yard}, to: porter}\n",
        "",
        f"{STEP}place: a choice needs two options",
    ),
    "trouble without end": (
        "procedures/give_back.yml",
        "max: 2",
        "max: 0",
        f"{STEP}shake: trouble: `max` is at least 1",
    ),
    "two lengths of one wait": (
        "procedures/give_back.yml",
        "{parameter: loan.days,",
        "{parameter: loan.days, count: 3,",
        f"{STEP}rest: days: give either `count` or `parameter`",
    ),
    "a wait without days": (
        "procedures/give_back.yml",
        "    days: {parameter: loan.days, calendar: working, from: borrowed_on}\n",
        "",
        f"{STEP}rest: 'days' is missing",
    ),
    "an unknown channel": (
        "procedures/give_back.yml",
        "channel: counter",
        "channel: pigeon",
        "procedures/give_back.yml: 'channel' must be one of alipay,",
    ),
    "an answer without versions": (
        "answers/rain.yml",
        "  versions:\n"
        "  - {from: 2020-01-01, sources: [umbrella_1], say: {zh: 黑, en: Black}}\n",
        "",
        "answers/rain.yml: 1: 'versions' is missing",
    ),
    "a guide statement without its difference": (
        "guide.yml",
        "  differs: {zh: 可以出门, en: You may go out}\n",
        "",
        "guide.yml: stay_home: 'differs' is missing",
    ),
    "a region's code that was not quoted": (
        "regions.yml",
        '"310000"',
        "310000",
        "regions.yml: 310000: a region's code is six quoted digits",
    ),
    "a region's code that is too short": (
        "regions.yml",
        '"310000"',
        '"3100"',
        "regions.yml: 3100: a region's code is six quoted digits",
    ),
    "a day off of another year": (
        "calendar.yml",
        "[2026-01-01]",
        "[2025-01-01]",
        "calendar.yml: 2026: 'off' holds datetime.date(2025, 1, 1), not a day of 2026",
    ),
    "an unquoted off": (
        "calendar.yml",
        '"off": [2026-01-01]',
        "off: [2026-01-01]",
        "calendar.yml: 2026: 'off' is missing",
    ),
    "a calendar of unknown standing": (
        "calendar.yml",
        "status: official",
        "status: guessed",
        "calendar.yml: 2026: 'status' must be one of official, provisional",
    ),
    "a phrase in one language": (
        "phrases/rain.yml",
        ', en: "Hello, {name}"',
        "",
        "phrases/rain.yml: hello: 'en' is missing",
    ),
    "a phrase with a brace left open": (
        "phrases/rain.yml",
        "Hello, {name}",
        "Hello, {name",
        "phrases/rain.yml: hello: unbalanced brace",
    ),
    "a label that no text fills": (
        "facts/rain.yml",
        "{zh: 短, en: Short}",
        "{zh: 短, en: Short, note: new}",
        "facts/rain.yml: length: short: unknown key 'note'",
    ),
}


def test_the_small_knowledge_loads(tmp_path: Path) -> None:
    small = made_up.load(tmp_path)
    assert small.sources["umbrella_1"].in_force == Period(dt.date(2020, 1, 1), None)
    assert small.sources["hearsay"].verified is False
    assert small.parameters["loan.days"].values[0].value == 3
    assert small.parameters["loan.shelter"].values[0].value == "yes"
    assert small.parameters["late_fee.daily_rate"].values[0].value == Decimal("0.0005")
    assert tuple(small.facts["length"].values) == ("short", "long")
    assert small.facts["weather"].heard["rain"]["en"] == ("rain",)
    assert [rule.id for rule in small.topics["umbrella"].rules] == [
        "lend",
        "wait",
        "stay",
        "walk",
    ]
    assert small.topics["umbrella"].otherwise.kind == "refer"
    assert small.procedures["give_back"].steps["rest"].days is not None
    assert small.calendar[2026].official
    assert not small.calendar[2027].official
    assert small.phrases["hello"].say("en", {"name": "x"}) == "Hello, x"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_stops_the_start_with_a_sentence(name: str, tmp_path: Path) -> None:
    file, old, new, sentence = FAULTS[name]
    with pytest.raises(KnowledgeError) as caught:
        made_up.load(tmp_path, (file, old, new))
    assert sentence in str(caught.value)


@pytest.mark.parametrize("file", ["guide.yml", "regions.yml", "calendar.yml"])
@pytest.mark.parametrize("text", ["", "- one\n"], ids=["empty", "a list"])
def test_a_file_of_another_form_is_refused(
    file: str, text: str, tmp_path: Path
) -> None:
    (made_up.write(tmp_path) / file).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=file):
        load_knowledge(tmp_path)


def test_a_year_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"calendar\.yml"):
        made_up.load(tmp_path, ("calendar.yml", "2027:", "next year:"))


def test_the_hash_follows_the_content(tmp_path: Path) -> None:
    first = made_up.load(tmp_path / "a")
    same = made_up.load(tmp_path / "b")
    other = made_up.load(tmp_path / "c", ("phrases/rain.yml", "Hello", "Good day"))
    assert first.hash == same.hash != other.hash
    assert len(first.hash) == 16


def test_the_real_knowledge_loads_and_holds_every_kind(knowledge: Knowledge) -> None:
    kinds = ["sources", "parameters", "facts", "topics", "procedures", "answers"]
    kinds += ["guide", "regions", "calendar", "phrases"]
    assert [name for name in kinds if not getattr(knowledge, name)] == []


def test_no_answer_and_no_topic_share_a_name(knowledge: Knowledge) -> None:
    assert not knowledge.answers.keys() & knowledge.topics.keys()
