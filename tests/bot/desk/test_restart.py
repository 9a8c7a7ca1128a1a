"""A restart of the server in the middle of everything loses nothing."""

import uuid
from pathlib import Path

import pytest

from advice import Knowledge
from bot.channels.web.tokens import sender_of
from tests.bot.desk.conftest import started
from tests.bot.desk.house import MORNING, AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]


async def test_queue_talk_form_session_and_switch_survive(
    knowledge: Knowledge, moving_clock: None, tmp_path: Path
) -> None:
    House.moment = MORNING
    database = tmp_path / "assistant.db"
    async with started(knowledge, database) as house:
        name = await house.add("supervisor", "Sue")
        async with house.client() as browser, house.client() as phone:
            agent = AgentClient(browser, name, origin=house.origin)
            await agent.sign_in()
            cookie = browser.cookies.get("desk_session", path="/desk")
            token = (await phone.post("/web/conversations", json={})).json()["token"]
            headers = {"Authorization": f"Bearer {token}"}
            person = Person(phone, headers, sender_of(token))
            await person.say("can I pay back missed pension months?")
            question = (await person.history())[-1]
            await person.say("a person please")
            number = await agent.claim(person)
            own = uuid.uuid4().hex
            path = f"/handovers/{number}/messages"
            first = await agent.post(path, id=own, text="Before the restart.")
            await house.rest("waits", "a person please")
            csrf = agent.csrf
    async with (
        started(knowledge, database) as house,
        house.client() as browser,
        house.client() as phone,
    ):
        browser.cookies.set("desk_session", str(cookie), path="/desk")
        agent = AgentClient(browser, name, csrf=csrf, origin=house.origin)
        person = Person(phone, headers, sender_of(token))
        assert (await agent.get("/mine"))["rows"][0]["id"] == number
        assert len((await agent.get("/queue"))["rows"]) == 1
        assert await agent.post(path, id=own, text="Before the restart.") == first
        assert await person.say("still there?") == []
        await agent.write(number, "After the restart.")
        texts = await person.texts()
        assert texts.count("Before the restart.") == 1
        assert texts.count("After the restart.") == 1
        await agent.post(f"/handovers/{number}/back")
        last = (await person.history())[-1]
        assert (last["text"], last["buttons"]) == (
            question["text"],
            question["buttons"],
        )
        assert await person.say(payload=last["buttons"][0]["payload"])
        await agent.post("/off", reason="for the night")
    async with started(knowledge, database) as house, house.client() as phone:
        person = Person(phone, headers, sender_of(token))
        assert "for the night" in (await person.say("and today?"))[0]


async def test_a_rest_of_hours_does_not_wake_the_assistant(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    store = house.assistant.tracker_store
    tracker = await store.retrieve(citizen.sender_id)
    assert tracker is not None and tracker.is_paused()
    await store.save(tracker)
    # The session is over, as after SESSION_MINUTES of rest.
    house.assistant.domain.session_config, kept = (
        type(house.assistant.domain.session_config)(1e-9, True),
        house.assistant.domain.session_config,
    )
    try:
        assert await citizen.say("what is the late fee?") == []
    finally:
        house.assistant.domain.session_config = kept
    await ann.write(number, "I am still here.")
    assert (await citizen.texts())[-1] == "I am still here."
