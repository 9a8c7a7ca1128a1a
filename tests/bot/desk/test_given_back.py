"""What a citizen has told an agent, when the conversation is given back."""

import pytest

from tests.bot.desk.house import AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]


async def test_what_was_told_to_the_agent_is_not_asked_again(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("can I pay back missed pension months?")
    question = (await citizen.history())[-1]
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await citizen.say("I was an employee, my employer paid")
    await citizen.say("it was two months, in Hangzhou")
    panel = await ann.get(f"/handovers/{number}/panel")
    heard = {one["fact"]: one["value"] for one in panel["facts"] if not one["kept"]}
    assert question["card"]["fact"] in heard
    before = len(await citizen.history())
    await ann.post(f"/handovers/{number}/back", words="")
    _, noted, where, last = (await citizen.history())[before:]
    assert "Hangzhou" in noted["text"]
    assert where["text"] == "We were at this question:"
    assert last["card"]["fact"] == panel["question"]["fact"] not in heard
    tracker = await house.assistant.tracker_store.retrieve_full_tracker(
        citizen.sender_id
    )
    assert tracker is not None
    facts = tracker.get_slot("facts")
    assert {name: facts[name]["value"] for name in heard} == heard
    assert {facts[name]["by"] for name in heard} == {"person"}
    await citizen.say("sorry, it was Shanghai")
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    panel = await ann.get(f"/handovers/{number}/panel")
    (place,) = (one for one in panel["facts"] if one["value"] == "310000")
    assert place["kept"], "what was said later counts"


async def test_what_the_agent_puts_right_stays_so_when_it_is_handed_back(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("can I pay back missed pension months?")
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await citizen.say("I was an employee in Hangzhou, for two months")
    path = f"/handovers/{number}"
    heard = {f["fact"]: f["value"] for f in (await ann.get(f"{path}/panel"))["facts"]}
    assert {"gap_months": 2, "employment": "employee"}.items() <= heard.items()
    typed = {"gap_months": "5", "employment": None, "region": "宁波"}
    kept = await ann.post(f"{path}/facts", facts=typed)
    assert kept["facts"] == {"gap_months": 5, "region": "330200"}
    assert kept["dropped"] == ["employment"]
    for name, value in (("gap_months", "many"), ("gap_band", "short"), ("age", "x")):
        refused = await ann.ask("POST", f"{path}/facts", {"facts": {name: value}})
        assert (refused.status_code, refused.json()["field"]) == (400, name)
    await ann.post(f"{path}/back", words="")
    tracker = await house.assistant.tracker_store.retrieve_full_tracker(
        citizen.sender_id
    )
    assert tracker is not None
    facts = tracker.get_slot("facts")
    assert (facts["gap_months"]["value"], facts["gap_months"]["by"]) == (5, "agent")
    assert "employment" not in facts
    assert facts["region"]["value"] == "330200"
    assert {*heard} - {"employment"} <= {*facts}


async def test_when_all_was_told_to_the_agent_the_answer_is_offered(
    ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("my medical insurance stopped, how do I go on?")
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    path = f"/handovers/{number}/panel"
    for _ in range(6):
        question = (await ann.get(path))["question"]
        if question is None:
            break
        options = question["options"] or [{"label": "Hangzhou"}]
        await citizen.say(options[0]["label"])
    panel = await ann.get(path)
    assert panel["decision"]["kind"] == "result"
    await ann.post(f"/handovers/{number}/back", words="")
    last = (await citizen.history())[-1]
    assert last["text"] == "I can answer now what you had asked."
    await citizen.press("Show the answer")
    (told,) = (one for one in citizen.said if (one["card"] or {}).get("kind"))
    assert told["card"]["kind"] == "decision"
    assert panel["decision"]["outcome"]["id"] == told["card"]["outcome"]
