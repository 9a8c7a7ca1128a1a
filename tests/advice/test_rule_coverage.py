"""Every rule of `rules.yml` has cases of its own, and what is not sure says so.

A case counts for a rule when something is said in it; a case that only expects the
next question does not.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from advice import Knowledge, Refer, Result
from tests.advice.conftest import AS_OF, Decide
from tests.advice.test_cases import CASES, Case

RULES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("rules.yml").read_text(encoding="utf-8")
)
AT_LEAST = 3
NOT_GIVEN = {"id", "covers", "expect"}
# Refusals in which no row was reached: there is nothing to cite.
WITHOUT_A_ROW = ("no_value", "no_calendar")


def cases_of(rule: str) -> list[Case]:
    return [
        case
        for case in CASES
        if rule in case.get("covers", ()) and "asks" not in case["expect"]
    ]


def rests_on(
    case: Case, knowledge: Knowledge, decide: Decide
) -> tuple[set[str] | None, bool]:
    """The sources of what a case says, None where nothing is cited; and whether it
    asks to confirm."""
    if "topic" in case:
        return _decided(case, decide)
    if "count" in case:
        return None, False
    if "procedure" in case:
        sources = knowledge.procedures[case["procedure"]].sources
    elif "summary" in case:
        sources = knowledge.topics[case["summary"]].summary_sources
    else:
        day = case.get("as_of", AS_OF)
        versions = knowledge.answers[case["answer"]].versions
        sources = next(one for one in versions if one.period.holds(day)).sources
    unread = [name for name in sources if not knowledge.sources[name].verified]
    return set(sources), bool(unread)


def _decided(case: Case, decide: Decide) -> tuple[set[str] | None, bool]:
    decision = decide(
        case["topic"],
        as_of=case.get("as_of", AS_OF),
        region=case.get("region"),
        **case["facts"],
    )
    assert isinstance(decision, Result | Refer)
    if isinstance(decision, Refer) and decision.reason in WITHOUT_A_ROW:
        return None, decision.confirm
    return set(decision.trace.sources), decision.confirm


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_three_cases_that_rest_on_its_sources(
    rule: str, knowledge: Knowledge, decide: Decide
) -> None:
    cases = cases_of(rule)
    distinct: list[Case] = []
    for case in cases:
        given = {key: value for key, value in case.items() if key not in NOT_GIVEN}
        if given not in distinct:
            distinct.append(given)
    assert len(distinct) >= AT_LEAST, [case["id"] for case in cases]
    wanted = set(RULES[rule]["rests_on"])
    assert wanted <= knowledge.sources.keys()
    for case in cases:
        sources, confirm = rests_on(case, knowledge, decide)
        if wanted and sources is not None:
            assert wanted & sources, case["id"]
        if RULES[rule].get("sure") is False:
            assert confirm, case["id"]


def test_a_rule_that_is_not_sure_rests_on_a_text_that_was_not_read(
    knowledge: Knowledge,
) -> None:
    for rule, about in RULES.items():
        verified = [knowledge.sources[name].verified for name in about["rests_on"]]
        if about.get("sure") is False:
            assert not all(verified), rule


def test_cases_cover_only_rules_that_are_written_down() -> None:
    named = {rule for case in CASES for rule in case.get("covers", ())}
    assert named == RULES.keys()


def test_a_rule_is_written_down_with_its_keys() -> None:
    for rule, about in RULES.items():
        assert {"says", "rests_on"} <= about.keys() <= {"says", "rests_on", "sure"}
        assert about.get("sure", True) in (True, False), rule
