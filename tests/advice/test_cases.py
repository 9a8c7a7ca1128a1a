"""Worked cases: what the rules give for a case, as data in `cases/*.yml`.

A case is a decision (`topic`), a walk (`procedure`), a count of working days (`count`),
an answer (`answer`) or what everybody is told of a topic (`summary`). `expect` names
what has to come out; whatever it leaves out does not matter. Dates and amounts are
text, as in the JSON form. `covers` names the rules of `rules.yml` that the case holds.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from advice import Advisor, Decision, Knowledge, Missing, Refer, Result, Words
from advice.explain import Explainer, known_facts
from advice.json_form import decision_to_dict
from advice.procedures import begin, forward, in_trouble
from tests.advice.conftest import AS_OF, Decide

FOLDER = Path(__file__).parent / "cases"
Case = dict[str, Any]
SUBJECTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.yml"))
}
CASES: list[Case] = [case for cases in SUBJECTS.values() for case in cases]
KEYS = {
    "topic": {"topic", "facts", "region", "as_of"},
    "procedure": {"procedure", "replies"},
    "count": {"count"},
    "answer": {"answer", "as_of"},
    "summary": {"summary"},
}


def of_kind(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    chosen = [
        pytest.param(case, id=f"{subject}: {case['id']}")
        for subject, cases in SUBJECTS.items()
        for case in cases
        if kind in case
    ]
    return pytest.mark.parametrize("case", chosen)


def checked(case: Case, known: set[str]) -> Case:
    """What is expected, if this kind of case can expect it."""
    expect: Case = case["expect"]
    assert expect
    assert set(expect) <= known, set(expect) - known
    return expect


def said(text: dict[str, str], expect: Case) -> None:
    for lang, pieces in expect.get("says", {}).items():
        for piece in pieces:
            assert piece in text[lang]


@of_kind("topic")
def test_decisions(
    case: Case, decide: Decide, knowledge: Knowledge, explainer: Explainer
) -> None:
    decision = decide(
        case["topic"],
        as_of=case.get("as_of", AS_OF),
        region=case.get("region"),
        **case["facts"],
    )
    if "asks" in case["expect"]:
        _asks(decision, case, knowledge)
    else:
        _says(decision, case, knowledge, explainer)


def _asks(decision: Decision, case: Case, knowledge: Knowledge) -> None:
    expect = checked(case, {"asks", "open", "box"})
    assert isinstance(decision, Missing)
    assert decision.ask == expect["asks"]
    assert set(expect.get("open", [])) <= set(decision.open)
    if "box" in expect:
        assert knowledge.topics[case["topic"]].guide == expect["box"]


def _says(
    decision: Decision, case: Case, knowledge: Knowledge, explainer: Explainer
) -> None:
    known = {"outcome", "reason", "subject", "cites", "values", "derived", "confirm"}
    known |= {"follows", "follows_not", "says", "for_you", "box", "lost"}
    expect = checked(case, known)
    assert isinstance(decision, Refer if "reason" in expect else Result), decision
    assert isinstance(decision, (Refer, Result))
    form = decision_to_dict(decision, knowledge, "en")
    if isinstance(decision, Refer):
        assert decision.reason == expect["reason"]
        assert decision.subject == expect.get("subject", "")
    if "outcome" in expect:
        assert form["outcome"]["id"] == expect["outcome"]
    assert set(expect.get("cites", [])) <= set(decision.trace.sources)
    values = form["outcome"]["values"]
    wanted = expect.get("values", {})
    assert {name: values.get(name) for name in wanted} == wanted
    facts = known_facts(decision.trace)
    derived = expect.get("derived", {})
    assert {name: facts.get(name) for name in derived} == derived
    if "confirm" in expect:
        assert decision.confirm == expect["confirm"]
    follows = set(form["outcome"]["procedures"])
    assert set(expect.get("follows", [])) <= follows
    assert not set(expect.get("follows_not", [])) & follows
    said({lang: explainer.outcome(decision, lang) for lang in ("zh", "en")}, expect)
    for lang in expect.get("for_you", {}):
        assert expect["for_you"][lang] in explainer.for_you(decision, lang)
    if "box" in expect:
        assert form["guide"] == expect["box"]
    for parameter, losers in expect.get("lost", {}).items():
        (read,) = [r for r in decision.trace.reads if r.parameter == parameter]
        why = {value.source: reason for value, reason in read.lost}
        assert {source: why.get(source) for source in losers} == losers


@of_kind("procedure")
def test_walks(case: Case, knowledge: Knowledge) -> None:
    expect = checked(case, {"steps", "ends", "says"})
    procedure = knowledge.procedures[case["procedure"]]
    here = begin(procedure)
    steps = [here.step]
    for reply in case["replies"]:
        if reply == "trouble":
            here, _ = in_trouble(procedure, here)
        else:
            here = forward(procedure, here, reply)
        steps.append(here.step)
    assert steps == expect.get("steps", steps)
    assert steps[-1] == expect.get("ends", steps[-1])
    texts = [procedure.steps[name].say for name in steps]
    for lang, pieces in expect.get("says", {}).items():
        whole = "\n".join(words.zh if lang == "zh" else words.en for words in texts)
        for piece in pieces:
            assert piece in whole
            whole = whole[whole.index(piece) :]


@of_kind("count")
def test_counts(case: Case, advisor: Advisor) -> None:
    expect = checked(case, {"ends", "make_up", "days_off", "provisional"})
    count = advisor.calendar.add_working_days(
        case["count"]["from"], case["count"]["working_days"]
    )
    assert count.end == expect["ends"]
    make_up = [step.day for step in count.steps if step.kind == "make_up"]
    assert make_up == expect.get("make_up", make_up)
    days_off = {step.day for step in count.steps if step.number is None}
    assert set(expect.get("days_off", [])) <= days_off
    assert list(count.provisional) == expect.get("provisional", [])


@of_kind("answer")
def test_answers(case: Case, knowledge: Knowledge) -> None:
    day: dt.date = case.get("as_of", AS_OF)
    versions = knowledge.answers[case["answer"]].versions
    version = next(one for one in versions if one.period.holds(day))
    _tells(version.say, version.sources, case, knowledge)


@of_kind("summary")
def test_summaries(case: Case, knowledge: Knowledge) -> None:
    topic = knowledge.topics[case["summary"]]
    _tells(topic.summary, topic.summary_sources, case, knowledge)


def _tells(
    words: Words, sources: Sequence[str], case: Case, knowledge: Knowledge
) -> None:
    expect = checked(case, {"cites", "says", "confirm"})
    assert set(expect.get("cites", [])) <= set(sources)
    said({"zh": words.zh, "en": words.en}, expect)
    if "confirm" in expect:
        unread = [name for name in sources if not knowledge.sources[name].verified]
        assert bool(unread) is expect["confirm"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_has_cases_and_each_its_own_name(subject: str) -> None:
    cases = SUBJECTS[subject]
    names = [case["id"] for case in cases]
    assert len(cases) >= 3
    assert len(names) == len(set(names))


def test_every_case_is_of_one_kind_and_has_no_other_keys() -> None:
    for case in CASES:
        kinds = [kind for kind in KEYS if kind in case]
        assert len(kinds) == 1, case["id"]
        known = {"id", "covers", "expect", *KEYS[kinds[0]]}
        assert set(case) <= known, case["id"]


def test_every_topic_and_every_procedure_has_a_case(knowledge: Knowledge) -> None:
    assert {case["topic"] for case in CASES if "topic" in case} == set(knowledge.topics)
    walked = {case["procedure"] for case in CASES if "procedure" in case}
    assert walked == set(knowledge.procedures)
