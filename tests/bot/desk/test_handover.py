"""From "a person, please" to the end of the talk, with two agents and a citizen."""

import asyncio
import uuid

import pytest

from tests.bot.desk.house import NIGHT, AgentClient, House, Person, until

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

WISHES = [
    "I want to talk to a person",
    "a human please",
    "get me a real agent",
    "转人工",
    "我要找真人客服",
    "能不能换个活的人来答",
]


@pytest.mark.parametrize("words", WISHES)
async def test_a_person_in_any_words_puts_into_the_queue(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    (told, *_) = await citizen.say(words)
    row = await ann.waiting(citizen)
    assert (row["state"], row["reason"], row["channel"]) == ("waiting", "asked", "web")
    assert row["place"] == 1
    assert "1" in told


async def test_the_note_has_topic_facts_and_last_words(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("I stopped paying pension five months ago, can I pay it back?")
    told = await citizen.say("I am flexibly employed, and I want to talk to a person")
    note = (await ann.waiting(citizen))["note"]
    assert note["topic"] == "back_payment"
    facts = {one["fact"]: one["value"] for one in note["facts"]}
    assert facts["insurance"] == "pension"
    assert note["last"].endswith("talk to a person")
    assert note["decision"]["kind"] == "missing"
    assert any("number 1" in text for text in told)


async def test_inside_the_form_the_question_stays_open(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    asked = (await citizen.say("can I pay back missed pension months?"))[-1]
    assert (await citizen.say("a person please"))[-1] == asked
    assert await ann.waiting(citizen)


async def test_outside_the_hours_a_message_may_be_left(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    House.moment = NIGHT
    (told, *_) = await citizen.say("a person please")
    assert "09:00" in told and "24 November 2026" in told
    await citizen.press("Leave a message")
    told = await citizen.say("What about my ten months in Hangzhou in 2019?")
    assert "kept" in told[0]
    House.moment = NIGHT
    note = (await house.people.open_of(citizen.sender_id)).message  # type: ignore[union-attr]
    assert note == "What about my ten months in Hangzhou in 2019?"
    again = await citizen.say("a person please")
    assert "09:00" in again[0]


async def test_one_may_leave_the_line(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    await citizen.press("Stop waiting")
    assert (await ann.get("/queue"))["rows"] == []
    await citizen.say("a person please")
    await citizen.say("不等了")
    assert (await ann.get("/queue"))["rows"] == []


async def test_of_two_who_claim_at_once_one_wins(
    house: House, ann: AgentClient, ben: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = (await ann.waiting(citizen))["id"]
    path = f"/handovers/{number}/claim"
    answers = await asyncio.gather(
        *(one.ask("POST", path) for one in (ann, ben, ann, ben))
    )
    winners = {a.json()["agent"]["name"] for a in answers if a.status_code == 200}
    losers = [a.json() for a in answers if a.status_code != 200]
    assert len(winners) == 1
    assert losers and all(one["error"] == "taken" for one in losers)
    assert {one["by"]["name"] for one in losers} == winners
    joined = [text for text in await citizen.texts() if "has joined" in text]
    assert len(joined) == 1 and winners.pop() in joined[0]


async def test_words_go_both_ways_while_they_are_typed(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    async with (
        ann.stream(f"?open={number}&after=0") as seen,
        citizen.client.stream(
            "GET", "/web/events?after=0", headers=citizen.headers, timeout=None
        ) as answer,
    ):
        got: list[str] = []

        async def read() -> None:
            async for line in answer.aiter_lines():
                got.append(line)

        task = asyncio.create_task(read())
        assert await citizen.say("my employer never paid") == []
        heard = await seen.wait("message", lambda m: "never paid" in m["text"])
        assert heard["by"] == "person"
        sent = await ann.write(number, "Since when do you work there?")
        assert sent["by"] == "agent" and sent["agent"]["name"] == "Ann"
        await seen.wait("message", lambda m: m["id"] == sent["id"])
        await until(lambda: any("Since when" in line for line in got), "web stream")
        task.cancel()
    (mine,) = (await ann.get("/mine"))["rows"]
    assert mine["unread"] == 0
    await citizen.say("since March")
    assert (await ann.get("/mine"))["rows"][0]["unread"] == 1


async def test_a_message_sent_twice_takes_effect_once(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    own = uuid.uuid4().hex
    path = f"/handovers/{number}/messages"
    first, second = await asyncio.gather(
        *(ann.post(path, id=own, text="one moment") for _ in range(2))
    )
    assert first == second
    assert (await citizen.texts()).count("one moment") == 1


async def test_over_rest_the_agents_words_come_with_the_next_message(
    house: House, ann: AgentClient
) -> None:
    sender = f"rest-{uuid.uuid4().hex}"
    await house.rest(sender, "a person please")
    row = (await ann.get("/queue"))["rows"][0]
    await ann.post(f"/handovers/{row['id']}/claim")
    await ann.write(row["id"], "Hello, I am Ann.")
    texts = [one["text"] for one in await house.rest(sender, "hi")]
    assert [t for t in texts if t.startswith("Hello, I am")] == ["Hello, I am Ann."]
    assert await house.rest(sender, "are you there") == []


async def test_handed_back_it_goes_on_in_the_form_where_it_was(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("can I pay back missed pension months?")
    question = (await citizen.history())[-1]
    assert question["card"]["kind"] == "question"
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    assert await citizen.say("the line was busy all morning") == []
    row = await ann.post(f"/handovers/{number}/back", words="Please go on there.")
    assert (row["state"], row["ended_by"]) == ("ended", "agent")
    *_, words, back, where, last = await citizen.history()
    assert (words["by"], words["text"]) == ("agent", "Please go on there.")
    assert (back["by"], where["by"], last["by"]) == ("assistant",) * 3
    for key in ("text", "buttons", "card"):
        assert last[key] == question[key]
    await citizen.say(payload=last["buttons"][0]["payload"])
    tracker = await house.assistant.tracker_store.retrieve_full_tracker(
        citizen.sender_id
    )
    assert tracker is not None
    facts = tracker.get_slot("facts")
    assert facts[question["card"]["fact"]]["by"] == "button"
    assert tracker.active_loop_name == "case_form"


async def test_the_citizen_can_always_end_it(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    told = await citizen.say("end the talk")
    assert "over" in told[0]
    row = await ann.get(f"/handovers/{number}")
    assert (row["state"], row["ended_by"]) == ("ended", "person")
    refused = await ann.ask(
        "POST", f"/handovers/{number}/messages", {"id": "a" * 8, "text": "wait"}
    )
    assert (refused.status_code, refused.json()["error"]) == (409, "state")
    assert await citizen.say("what is the late fee?") != []


async def test_the_button_below_the_greeting_ends_it_too(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await citizen.press("End the talk with the agent")
    assert (await ann.get(f"/handovers/{number}"))["ended_by"] == "person"


async def test_ended_by_the_agent_the_assistant_answers_again(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await ann.post(f"/handovers/{number}/end")
    assert "is over" in (await citizen.texts())[-1]
    assert await citizen.say("can I pay back missed pension months?") != []


async def test_passed_on_to_another_agent_and_back_into_the_queue(
    house: House, ann: AgentClient, ben: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    row = await ann.post(f"/handovers/{number}/pass", agent=ben.id)
    assert row["agent"]["name"] == "Ben"
    await ben.write(number, "Now it is Ben.")
    row = await ben.post(f"/handovers/{number}/pass")
    assert (row["state"], row["agent"]) == ("waiting", None)
    assert await citizen.say("what is the late fee?") != []


async def test_deleting_ones_data_ends_the_talk_and_deletes_all_of_it(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("can I pay back missed pension months?")
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await ann.write(number, "Hello.")
    told = await citizen.say("delete my data")
    assert "Deleted" in " ".join(told)
    assert await house.people.handover(number) is None
    assert await house.assistant.tracker_store.said_after(citizen.sender_id) == []
    assert (await ann.ask("GET", f"/handovers/{number}")).status_code == 404
    assert (await ann.get("/mine"))["rows"] == []


async def test_two_failures_offer_a_person(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("qwpoe zmxn vbri")
    told = await citizen.say("lkjh poiu mnbv")
    assert any("talk to an agent" in text for text in told)
    await citizen.press("A person")
    assert (await ann.waiting(citizen))["reason"] == "two_failures"


async def test_the_same_question_inside_its_form_offers_a_person(
    ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("社保断了五个月能补吗")
    question = (await citizen.history())[-1]
    said = await citizen.say("社保断了五个月能补吗？")
    assert said[0].startswith("您刚才问过同样的问题")
    assert said[-1] == question["text"]
    await citizen.press("找人工")
    assert (await ann.waiting(citizen))["reason"] == "same_question"


async def test_the_same_question_twice_offers_a_person(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    words = "where is the social insurance office"
    assert not any("asked the same" in text for text in await citizen.say(words))
    assert any("asked the same" in text for text in await citizen.say(words))
    await citizen.press("A person")
    assert (await ann.waiting(citizen))["reason"] == "same_question"


async def test_a_supervisor_passes_on_what_another_has(
    house: House, ann: AgentClient, ben: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    path = f"/handovers/{number}/pass"
    assert (await ben.ask("POST", path, {"agent": ben.id})).status_code == 403
    async with house.agent("supervisor", "Lead") as lead:
        row = await lead.post(path, agent=ben.id)
        assert row["agent"]["name"] == "Ben"
        row = await lead.post(path, agent=lead.id)
        assert row["mine"]
        again = await lead.ask("POST", path, {"agent": lead.id})
        assert again.status_code == 400
        await lead.write(number, "I have taken over.")


async def test_what_a_deactivated_agent_had_waits_again(
    house: House, ben: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    async with house.agent("agent", "Gone") as gone, house.agent("admin", "R") as root:
        number = await gone.claim(citizen)
        done = await root.ask("PUT", f"/agents/{gone.id}", {"active": False})
        assert done.status_code == 200
        row = (await ben.get("/queue"))["rows"][0]
        assert (row["id"], row["agent"]) == (number, None)
        assert "passed on" in (await citizen.texts())[-1]


async def test_a_conversation_deleted_by_its_citizen_closes_at_once(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    async with ann.stream(f"?open={number}") as events:
        await events.wait("mine", lambda data: len(data["rows"]) == 1)
        gone = await citizen.client.delete(
            "/web/conversations", headers=citizen.headers
        )
        assert gone.status_code == 200
        await events.wait("closed", lambda data: data == {})
        await events.wait("mine", lambda data: data["rows"] == [])
