"""Answers that wait: for approval, while they are switched off; and telephone calls."""

import uuid

import pytest

from tests.bot.desk.house import NIGHT, AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "can I withdraw my pension as a lump sum and leave the system?"


class TestApproval:
    async def test_the_answer_waits_and_says_so(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        told = await citizen.say(QUESTION)
        assert any("looks at it first" in text for text in told)
        row = await ann.waiting(citizen)
        assert row["approval"] and row["reason"] == "approval"
        draft = row["note"]["draft"]
        assert draft and not any(draft[:40] in text for text in told)

    async def test_approved_it_is_sent_as_it_was(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        row = await ann.waiting(citizen)
        path, seen = f"/handovers/{row['id']}/approve", row["note"]["draft_id"]
        done = await ann.post(path, draft_id=seen, text=None)
        assert done["state"] == "ended"
        texts = await citizen.texts()
        assert "Ann has looked at it" in "\n".join(texts)
        for part in row["note"]["draft"].split("\n\n"):
            assert any(part in text for text in texts)
        again = await ann.ask("POST", path, {"draft_id": seen, "text": "x"})
        assert (again.status_code, again.json()["error"]) == (409, "state")

    async def test_what_has_changed_since_it_was_seen_is_not_sent(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        row = await ann.waiting(citizen)
        path, seen = f"/handovers/{row['id']}/approve", row["note"]["draft_id"]
        await citizen.say("why?")
        told = await citizen.texts()
        for text in (None, "Mostly not. Call us."):
            refused = await ann.ask("POST", path, {"draft_id": seen, "text": text})
            assert refused.status_code == 409
            assert refused.json()["error"] == "changed"
            assert "has changed meanwhile" in refused.json()["message"]
        note = (await ann.waiting(citizen))["note"]
        assert note["draft_id"] != seen
        assert note["draft"].startswith(row["note"]["draft"])
        assert await citizen.texts() == told
        await ann.post(path, draft_id=note["draft_id"], text=None)
        sent = "\n\n".join(await citizen.texts())
        assert note["draft"] in sent

    async def test_nothing_is_approved_without_saying_what_was_seen(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        row = await ann.waiting(citizen)
        path = f"/handovers/{row['id']}/approve"
        for body in ({}, {"draft_id": None}, {"draft_id": ""}, {"draft_id": 7}):
            refused = await ann.ask("POST", path, {"text": None, **body})
            assert refused.status_code == 400
            assert refused.json()["field"] == "draft_id"
        assert (await ann.waiting(citizen))["note"] == row["note"]

    async def test_edited_it_is_sent_as_edited(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        row = await ann.waiting(citizen)
        path, seen = f"/handovers/{row['id']}/approve", row["note"]["draft_id"]
        await ann.post(path, draft_id=seen, text="Mostly not. Call us.")
        last = (await citizen.history())[-1]
        assert (last["text"], last["card"]) == ("Mostly not. Call us.", None)
        assert row["note"]["draft"][:40] not in "\n".join(await citizen.texts())

    async def test_of_two_who_approve_one_does(
        self, house: House, ann: AgentClient, ben: AgentClient, citizen: Person
    ) -> None:
        import asyncio

        await citizen.say(QUESTION)
        row = await ann.waiting(citizen)
        path = f"/handovers/{row['id']}/approve"
        body = {"draft_id": row["note"]["draft_id"], "text": "Once."}
        answers = await asyncio.gather(
            *(one.ask("POST", path, body) for one in (ann, ben))
        )
        assert sorted(a.status_code for a in answers) == [200, 409]
        assert (await citizen.texts()).count("Once.") == 1

    async def test_claimed_instead_the_draft_is_not_sent(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        number = await ann.claim(citizen)
        draft = (await ann.get(f"/handovers/{number}"))["note"]["draft"]
        await ann.post(f"/handovers/{number}/end")
        assert draft[:40] not in "\n".join(await citizen.texts())

    async def test_other_topics_are_answered_meanwhile(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        told = await citizen.say("where is the social insurance office")
        assert any("12333" in text for text in told)

    async def test_why_gives_nothing_away(
        self, house: House, ann: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(QUESTION)
        draft = (await ann.waiting(citizen))["note"]["draft"]
        for words in ("why?", "which law says that?"):
            told = await citizen.say(words)
            assert all("looks at it first" in text for text in told), told
        assert len((await ann.waiting(citizen))["note"]["draft"]) > len(draft)


class TestOff:
    async def test_the_citizen_gets_a_clear_sentence_and_the_queue(
        self, house: House, ann: AgentClient, lead: AgentClient, citizen: Person
    ) -> None:
        off = await lead.post("/off", reason="new rules since today")
        assert off["off"]["reason"] == "new rules since today"
        (told,) = await citizen.say("can I pay back missed pension months?")
        assert "new rules since today" in told and "12333" in told
        row = await ann.waiting(citizen)
        assert row["reason"] == "off"
        assert row["note"]["last"] == "can I pay back missed pension months?"
        (again,) = await citizen.say("hello?")
        assert "12333" not in again and "1" in again
        assert (await ann.get("/me"))["off"]["by"]["name"] == "Lead"
        await lead.post("/on")
        assert len(await citizen.say("where is the social insurance office")) >= 1

    async def test_who_watches_sees_the_switch(
        self, house: House, ann: AgentClient, lead: AgentClient
    ) -> None:
        async with ann.stream() as events:
            await events.wait("off", lambda data: data is None)
            await lead.post("/off", reason="a fault")
            await events.wait("off", lambda data: data and data["reason"] == "a fault")

    async def test_deleting_ones_data_works_in_any_case(
        self, house: House, lead: AgentClient, citizen: Person
    ) -> None:
        await citizen.say("can I pay back missed pension months?")
        await lead.post("/off", reason="a fault")
        await citizen.say("and now?")
        assert "Deleted" in " ".join(await citizen.say("delete my data"))
        assert await house.people.of_conversation(citizen.sender_id) == []

    async def test_twice_off_and_twice_on_are_refused(self, lead: AgentClient) -> None:
        await lead.post("/off", reason="a fault")
        assert (await lead.ask("POST", "/off", {"reason": "x"})).status_code == 409
        assert (await lead.ask("POST", "/off", {"reason": ""})).status_code == 400
        await lead.post("/on")
        assert (await lead.ask("POST", "/on")).status_code == 409

    async def test_the_desk_itself_goes_on(
        self, house: House, ann: AgentClient, lead: AgentClient
    ) -> None:
        await lead.post("/off", reason="a fault")
        number = (await ann.post("/calls", language="en"))["id"]
        said = await ann.post(
            f"/handovers/{number}/lines", id="l" * 8, text="what is the late fee?"
        )
        assert said["messages"][0]["by"] == "person"
        assert len(said["messages"]) > 1


class TestCalls:
    async def test_a_call_is_typed_into_a_conversation_of_its_own(
        self, house: House, ann: AgentClient, ben: AgentClient
    ) -> None:
        row = await ann.post("/calls", language="en")
        assert (row["state"], row["channel"], row["reason"]) == (
            "claimed",
            "desk",
            "call",
        )
        path = f"/handovers/{row['id']}"
        first = await ann.post(
            f"{path}/lines", id=uuid.uuid4().hex, text="can I pay back five months?"
        )
        assert first["messages"][0]["text"] == "can I pay back five months?"
        question = first["messages"][-1]
        assert question["card"]["kind"] == "question"
        await ann.post(
            f"{path}/lines",
            id=uuid.uuid4().hex,
            payload=question["buttons"][0]["payload"],
        )
        note = (await ann.get(path))["note"]
        assert note["topic"] == "back_payment"
        assert {fact["by"] for fact in note["facts"]} == {"caller"}
        (mine,) = (await ann.get("/mine"))["rows"]
        assert mine["unread"] == 0, "he has typed it himself"
        assert (await ben.ask("GET", f"{path}/messages")).status_code == 403
        done = await ann.post(f"{path}/end")
        assert done["state"] == "ended"
        late = await ann.ask("POST", f"{path}/lines", {"id": "x" * 8, "text": "hi"})
        assert late.status_code == 409

    async def test_a_line_sent_twice_takes_effect_once(
        self, house: House, ann: AgentClient
    ) -> None:
        path = f"/handovers/{(await ann.post('/calls', language='zh'))['id']}"
        body = {"id": "same-line-1", "text": "社保断了五个月能补吗"}
        first = await ann.post(f"{path}/lines", **body)
        second = await ann.post(f"{path}/lines", **body)
        assert first == second
        said = (await ann.get(f"{path}/messages"))["messages"]
        assert [one["by"] for one in said].count("person") == 1

    async def test_facts_are_kept_as_said_by_the_agent(
        self, house: House, ann: AgentClient
    ) -> None:
        path = f"/handovers/{(await ann.post('/calls', language='en'))['id']}"
        line = {"id": "line-one", "text": "can I pay back my pension?"}
        await ann.post(f"{path}/lines", **line)
        kept = await ann.post(f"{path}/facts", facts={"employment": "flexible"})
        assert kept == {"facts": {"employment": "flexible"}, "dropped": []}
        await ann.post(f"{path}/lines", id="line-two", text="thanks")
        facts = {f["fact"]: f for f in (await ann.get(path))["note"]["facts"]}
        assert facts["employment"]["by"] == "agent"
        assert facts["insurance"]["by"] == "caller"
        gone = await ann.post(f"{path}/facts", facts={"insurance": None})
        assert gone["dropped"] == ["insurance"]
        await ann.post(f"{path}/lines", id="line-3--", text="thanks")
        facts = {f["fact"] for f in (await ann.get(path))["note"]["facts"]}
        assert facts == {"employment"}
        for wrong in ({"employment": "astronaut"}, {"nothing": 1}, {}):
            bad = await ann.ask("POST", f"{path}/facts", {"facts": wrong})
            assert bad.status_code == 400

    async def test_nothing_is_sent_to_a_caller(
        self, house: House, ann: AgentClient
    ) -> None:
        path = f"/handovers/{(await ann.post('/calls', language='en'))['id']}"
        body = {"id": "x" * 8, "text": "hello"}
        assert (await ann.ask("POST", f"{path}/messages", body)).status_code == 409


async def test_without_agents_the_hotlines_are_named_honestly(
    house: House, citizen: Person
) -> None:
    agents = await house.staff.agents()
    active = [one for one in agents if one.active]
    from sqlalchemy import update

    from records.desk_models import desk_agent

    def set_active(value: bool) -> None:
        numbers = [one.id for one in active]
        query = update(desk_agent).where(desk_agent.c.id.in_(numbers))
        house.store._do(lambda c: c.execute(query.values(active=value)), True)

    set_active(False)
    try:
        told = await citizen.say("a person please")
        assert "12333" in told[0] and "no agents" in told[0]
        assert await house.people.open_of(citizen.sender_id) is None
        (told,) = await citizen.say(QUESTION)
        assert "12333" in told
    finally:
        set_active(True)


async def test_at_night_the_queue_says_when_it_goes_on(
    house: House, ann: AgentClient, lead: AgentClient, citizen: Person
) -> None:
    House.moment = NIGHT
    told = await citizen.say("一个问题，转人工")
    assert any("11月24日" in text for text in told), told
