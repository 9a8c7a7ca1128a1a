"""A suggestion that was wrong: the words and the outcome that a file is made of."""

from typing import Any

import pytest
import pytest_asyncio
import yaml

from actions.turn import fact_payload
from advice import Advisor, Knowledge
from advice.facts import said_from_pairs
from tests.bot.desk.house import AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

ASKED = "社保断了五个月能补吗"
RIGHT = "no_real_employment"
FACTS = {
    "insurance": "medical",
    "employment": "employee",
    "gap_cause": "employer_default",
}


async def decided(ann: AgentClient, person: Person) -> int:
    """Asks, answers what is asked, and wants a person, who takes it."""
    await person.say(ASKED)
    for name, value in FACTS.items():
        await person.say(payload=fact_payload("inform", name, value))
    await person.say("人工")
    return await ann.claim(person)


@pytest_asyncio.fixture(loop_scope="session")
async def number(house: House, ann: AgentClient) -> Any:
    async with house.person("zh") as person:
        yield await decided(ann, person)


async def report(ann: AgentClient, number: int, **more: Any) -> int:
    panel = await ann.get(f"/handovers/{number}/panel?lang=zh")
    assert panel["decision"]["kind"] == "result", panel["open"]
    facts = {
        one["fact"]: one["value"]
        for one in panel["facts"]
        if one["asked"] and isinstance(one["value"], str | int)
    }
    right = {"facts": facts, **more.pop("right", {})}
    body = {"reason": "outcome", "topic": panel["topic"]["id"], "right": right, **more}
    return int((await ann.post(f"/handovers/{number}/wrong", **body))["id"])


async def made(lead: AgentClient, number: int, kind: str) -> Any:
    answer = await lead.ask("GET", f"/reviews/{number}/yaml?as={kind}")
    assert answer.status_code == 200, answer.text
    return yaml.safe_load(answer.text)


class TestWords:
    async def test_the_words_are_those_by_which_the_topic_was_understood(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        review = await report(ann, number)
        rows = (await lead.get("/reviews"))["rows"]
        assert [row["said"] for row in rows if row["id"] == review] == [ASKED]
        (example,) = (await made(lead, review, "example"))["nlu"]
        assert example == {"intent": "back_payment", "examples": f"- {ASKED}\n"}

    async def test_so_it_is_where_a_message_of_the_assistant_was_wrong(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        said = (await ann.get(f"/handovers/{number}/messages"))["messages"]
        last = [one["id"] for one in said if one["by"] == "assistant"][-1]
        review = await report(ann, number, message_id=last)
        (example,) = (await made(lead, review, "example"))["nlu"]
        assert example["examples"] == f"- {ASKED}\n"

    async def test_the_agent_sees_them_and_has_his_own(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        path = f"/handovers/{number}/wrong?topic=back_payment"
        assert (await ann.get(path))["said"] == ASKED
        review = await report(ann, number, said="断缴能补吗 13812345678")
        (example,) = (await made(lead, review, "example"))["nlu"]
        assert example["examples"] == "- 断缴能补吗 138****5678\n"

    async def test_a_supervisor_changes_them(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        review = await report(ann, number)
        answer = await lead.ask("PUT", f"/reviews/{review}", {"said": "断缴能补吗"})
        assert answer.json()["said"] == "断缴能补吗"
        (example,) = (await made(lead, review, "example"))["nlu"]
        assert example["examples"] == "- 断缴能补吗\n"
        assert (await ann.ask("PUT", f"/reviews/{review}", {})).status_code == 403

    async def test_without_words_there_is_no_example(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        review = await report(ann, number, said="")
        answer = await lead.ask("GET", f"/reviews/{review}/yaml?as=example")
        assert (answer.status_code, answer.json()["field"]) == (400, "said")


class TestOutcome:
    async def test_a_wrong_outcome_is_not_what_a_case_expects(
        self, ann: AgentClient, lead: AgentClient, number: int, knowledge: Knowledge
    ) -> None:
        review = await report(ann, number)
        answer = await lead.ask("GET", f"/reviews/{review}/yaml?as=case")
        assert (answer.status_code, answer.json()["field"]) == (400, "right")
        assert "right case is not chosen yet" in answer.json()["message"]

    async def test_other_reasons_expect_what_is_decided(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        review = await report(ann, number, reason="unclear")
        case = await made(lead, review, "case")
        assert case["expect"]["rule"] == "employer_makes_up"

    async def test_the_agent_chooses_the_right_one_by_its_answer(
        self, ann: AgentClient, lead: AgentClient, number: int, knowledge: Knowledge
    ) -> None:
        path = f"/handovers/{number}/wrong?topic=back_payment&lang=zh"
        cases = {one["rule"]: one for one in (await ann.get(path))["cases"]}
        rows = knowledge.topics["back_payment"]
        assert set(cases) >= {rule.id for rule in rows.rules}
        assert cases["employer_makes_up"]["state"] == "applies"
        assert cases[RIGHT]["text"].startswith("不能补。没有真实的劳动关系")
        assert all(one["text"] and "{" not in one["text"] for one in cases.values())
        review = await report(ann, number, right={"rule": RIGHT})
        case = await made(lead, review, "case")
        expected = {"kind": "result", "outcome": "unlawful_back_payment", "rule": RIGHT}
        assert case["expect"] == expected

    async def test_or_the_supervisor_does(
        self, ann: AgentClient, lead: AgentClient, number: int
    ) -> None:
        review = await report(ann, number)
        cases = (await lead.get(f"/reviews/{review}/cases"))["cases"]
        assert "ask_the_agency" in {one["rule"] for one in cases}
        bad = await lead.ask("PUT", f"/reviews/{review}", {"rule": "nothing"})
        assert (bad.status_code, bad.json()["field"]) == (400, "rule")
        await lead.ask("PUT", f"/reviews/{review}", {"rule": "ask_the_agency"})
        case = await made(lead, review, "case")
        assert case["expect"]["kind"] == "refer"
        assert case["expect"]["rule"] == "ask_the_agency"
        answer = await lead.ask("PUT", f"/reviews/{review}", {"rule": ""})
        assert "outcome" not in answer.json()["right"]

    async def test_a_row_of_another_table_is_refused(
        self, ann: AgentClient, number: int
    ) -> None:
        body = {"reason": "outcome", "right": {"rule": "nothing"}}
        answer = await ann.ask("POST", f"/handovers/{number}/wrong", body)
        assert (answer.status_code, answer.json()["field"]) == (400, "rule")


async def test_a_place_stands_in_a_case_once(
    house: House, lead: AgentClient, knowledge: Knowledge
) -> None:
    facts = {**FACTS, "region": "310000"}
    number = await house.kept.add_review(
        sender_id="z", handover_id=1, agent_id=lead.id, at=House.moment,
        reason="unclear", comment="", topic="back_payment", said="x",
        suggestion="", facts=facts, right={},
    )  # fmt: skip
    answer = await lead.ask("GET", f"/reviews/{number}/yaml?as=case")
    assert answer.text.count("region:") == 1
    case = yaml.safe_load(answer.text)
    assert case["region"] == "310000" and case["facts"] == FACTS
    said = said_from_pairs(knowledge, case["facts"], by="person")
    day, region = case["as_of"], case["region"]
    decision = Advisor(knowledge).decide(case["topic"], said, day, region=region)
    assert decision.region == "310000"
