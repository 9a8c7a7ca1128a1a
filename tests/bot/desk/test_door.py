"""Who gets in, and what is refused: passwords, sessions, roles, forged requests."""

import datetime as dt
import uuid
from typing import Any

import pytest

from bot.desk.auth import TRIES_HERE, WINDOW
from tests.bot.desk.house import PASSWORD, AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

MINUTE = dt.timedelta(minutes=1)


async def test_without_a_session_nothing_but_the_words_is_answered(
    house: House,
) -> None:
    async with house.client() as client:
        for method, path in (
            *(("GET", p) for p in ("/me", "/queue", "/mine", "/all", "/events")),
            *(("GET", p) for p in ("/replies", "/search?q=x", "/figures", "/audit")),
            *(("GET", p) for p in ("/agents", "/agents/present", "/reviews")),
            *(("POST", p) for p in ("/off", "/calls", "/handovers/1/claim")),
        ):
            headers = {"Origin": house.origin}
            answer = await client.request(method, f"/desk/api{path}", headers=headers)
            assert answer.status_code == 401, path
            assert answer.json()["error"] == "signed_out"
            assert answer.headers["cache-control"] == "no-store"
        assert (await client.get("/desk/api/words")).status_code == 200


async def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    name = await house.add("agent", "Cookie")
    async with house.client() as client:
        agent = AgentClient(client, name, origin=house.origin)
        cookie = (await agent.sign_in()).headers["set-cookie"]
    parts = {part.strip().casefold() for part in cookie.split(";")}
    assert {"httponly", "samesite=strict", "path=/desk"} <= parts
    assert "secure" not in parts  # this server speaks no TLS
    token = cookie.partition("=")[2].partition(";")[0]
    assert token not in repr(await house.kept.audit())


async def test_behind_tls_the_cookie_is_sent_over_tls_only(house: House) -> None:
    from sanic.response import empty

    from bot.desk.auth import Door, Visit
    from bot.settings import read_settings
    from records.desk_staff import Session

    settings = read_settings({"PUBLIC_URL": "https://desk.example.org"})
    passwords: Any = None
    door = Door(house.staff, house.kept, passwords, settings, lambda: House.moment)
    agent = await house.staff.named(await house.add("agent", "Tls"))
    assert agent is not None
    session = Session("hash", House.moment, House.moment, agent)
    answer = empty()
    door.set_cookie(answer, Visit(agent, session, "t" * 43))
    assert answer.cookies["desk_session"]["secure"] is True


@pytest.mark.parametrize("password", ["wrong horse battery", "", "x" * 5000, 7, None])
async def test_a_wrong_password_says_no_more_than_a_wrong_name(
    house: House, password: object
) -> None:
    name = await house.add("agent", "Wrong")
    told = []
    for who in (name, f"nobody-{uuid.uuid4().hex[:8]}"):
        async with house.client() as client:
            answer = await client.post(
                "/desk/api/sign-in",
                json={"name": who, "password": password},
                headers={"Origin": house.origin},
            )
            told.append((answer.status_code, answer.json()))
    assert told[0] == told[1]
    assert told[0][0] == 401 and told[0][1]["error"] == "wrong_password"


async def test_failures_are_throttled_logged_and_forgiven(house: House) -> None:
    name = await house.add("agent", "Slow")
    async with house.client() as client:
        agent = AgentClient(client, name, origin=house.origin)
        for _ in range(TRIES_HERE):
            assert (await agent.sign_in("wrong horse battery")).status_code == 401
            House.moment += dt.timedelta(seconds=1)
        refused = await agent.sign_in()
        assert refused.status_code == 429
        wait = refused.json()["retry_after"]
        assert 0 < wait <= WINDOW.total_seconds()
        known = await house.staff.named(name)
        assert known is not None
        failed = [e for e in await house.kept.audit() if e.action == "sign_in_failed"]
        assert {e.agent_id for e in failed[:TRIES_HERE]} == {known.id}
        assert PASSWORD not in repr(failed) and "wrong" not in repr(failed)
        House.moment += dt.timedelta(seconds=wait)
        assert (await agent.sign_in()).status_code == 200
        # The right password takes the failures of this place back.
        assert (await agent.sign_in("wrong horse battery")).status_code == 401


async def test_a_session_ends_when_nothing_is_done(house: House) -> None:
    async with house.agent("agent", "Idle") as agent:
        for _ in range(3):
            House.moment += 29 * MINUTE
            assert (await agent.ask("GET", "/me")).status_code == 200
        House.moment += 30 * MINUTE
        assert (await agent.ask("GET", "/me")).status_code == 401
        House.moment -= 30 * MINUTE  # ended is ended
        assert (await agent.ask("GET", "/me")).status_code == 401


async def test_a_session_ends_after_some_hours_in_any_case(house: House) -> None:
    async with house.agent("agent", "Long") as agent:
        for _ in range(29):
            House.moment += 20 * MINUTE
            assert (await agent.ask("GET", "/me")).status_code == 200
        House.moment += 20 * MINUTE
        assert (await agent.ask("GET", "/me")).status_code == 401


async def test_a_stream_ends_with_its_session(house: House) -> None:
    async with house.agent("agent", "Stream") as agent, agent.stream() as events:
        await events.wait("queue", lambda data: "counts" in data)
        await agent.post("/sign-out")
        await events.wait("signed_out", lambda data: data == {})


async def test_signed_out_the_token_is_void(house: House) -> None:
    async with house.agent("agent", "Out") as agent:
        token = agent.client.cookies.get("desk_session", path="/desk")
        await agent.post("/sign-out")
        agent.client.cookies.set("desk_session", str(token), path="/desk")
        assert (await agent.ask("GET", "/me")).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "a" * 5000])
async def test_a_forged_session_is_no_session(house: House, token: str) -> None:
    async with house.client() as client:
        headers = {"Cookie": f"desk_session={token}".encode()}
        answer = await client.get("/desk/api/me", headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 401


@pytest.mark.parametrize("csrf", ["", "x", "0" * 64])
async def test_a_change_without_the_token_of_the_page_is_refused(
    house: House, ann: AgentClient, csrf: str
) -> None:
    answer = await ann.ask("POST", "/calls", {}, **{"X-CSRF-Token": csrf})
    assert (answer.status_code, answer.json()["error"]) == (403, "csrf")
    assert (await ann.get("/mine"))["rows"] == []


async def test_the_token_of_another_agent_is_forged(
    house: House, ann: AgentClient, ben: AgentClient
) -> None:
    answer = await ann.ask("POST", "/calls", {}, **{"X-CSRF-Token": ben.csrf})
    assert (answer.status_code, answer.json()["error"]) == (403, "csrf")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_is_refused(
    house: House, ann: AgentClient, headers: dict[str, str]
) -> None:
    for method, path in (("POST", "/calls"), ("GET", "/queue"), ("GET", "/events")):
        answer = await ann.ask(method, path, None, **headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "origin")
    signing = await ann.client.post(
        "/desk/api/sign-in",
        json={"name": ann.name, "password": PASSWORD},
        headers={"Origin": house.origin, **headers},
    )
    assert signing.status_code == 403


async def test_a_change_that_says_no_origin_is_refused(
    house: House, ann: AgentClient
) -> None:
    headers = {"X-CSRF-Token": ann.csrf}
    answer = await ann.client.post("/desk/api/calls", json={}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "origin")


async def test_a_form_is_no_json(house: House, ann: AgentClient) -> None:
    answer = await ann.client.post(
        "/desk/api/calls",
        content="language=en",
        headers={
            "Origin": house.origin,
            "X-CSRF-Token": ann.csrf,
            "Content-Type": "text/plain",
        },
    )
    assert answer.status_code == 415


LEADS = ["/reviews", "/figures", "/figures.csv", "/unanswered", "/audit"]


@pytest.mark.parametrize("path", LEADS)
async def test_an_agent_may_not_what_a_supervisor_may(
    ann: AgentClient, lead: AgentClient, path: str
) -> None:
    refused = await ann.ask("GET", path)
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert (await lead.ask("GET", path)).status_code == 200


async def test_roles_are_checked_for_each_change(
    house: House, ann: AgentClient, lead: AgentClient, root: AgentClient
) -> None:
    body = {"name": "eve", "shown_name": "Eve", "role": "admin", "password": PASSWORD}
    for agent in (ann, lead):
        assert (await agent.ask("GET", "/agents")).status_code == 403
        assert (await agent.ask("POST", "/agents", dict(body))).status_code == 403
        itself = await agent.ask("PUT", f"/agents/{agent.id}", {"role": "admin"})
        assert itself.status_code == 403
    assert (await ann.ask("POST", "/off", {"reason": "x"})).status_code == 403
    assert (await ann.ask("DELETE", "/handovers/1")).status_code == 403
    assert (await root.ask("GET", "/agents")).status_code == 200
    assert await house.staff.named("eve") is None


async def test_a_role_taken_away_counts_at_once(
    house: House, root: AgentClient
) -> None:
    async with house.agent("supervisor", "Down") as agent, agent.stream() as events:
        await events.wait("queue", lambda data: True)
        await root.ask("PUT", f"/agents/{agent.id}", {"role": "agent"})
        await events.wait("signed_out", lambda data: True)
        assert (await agent.ask("GET", "/me")).status_code == 401
        assert (await agent.sign_in()).status_code == 200
        assert (await agent.ask("GET", "/audit")).status_code == 403


async def test_a_deactivated_agent_is_out_and_stays_out(
    house: House, root: AgentClient
) -> None:
    async with house.agent("agent", "Gone") as agent:
        await root.ask("PUT", f"/agents/{agent.id}", {"active": False})
        assert (await agent.ask("GET", "/queue")).status_code == 401
        assert (await agent.sign_in()).status_code == 401


async def test_the_last_admin_stays(house: House, root: AgentClient) -> None:
    for one in await house.staff.agents():
        if one.role == "admin" and one.id != root.id and one.active:
            await root.ask("PUT", f"/agents/{one.id}", {"active": False})
    for body in ({"active": False}, {"role": "agent"}):
        answer = await root.ask("PUT", f"/agents/{root.id}", body)
        assert (answer.status_code, answer.json()["error"]) == (409, "state")
    assert (await root.ask("GET", "/me")).json()["agent"]["role"] == "admin"


async def test_a_new_password_ends_the_other_sessions(house: House) -> None:
    async with house.agent("agent", "Twice") as here, house.client() as client:
        there = AgentClient(client, here.name, origin=house.origin)
        assert (await there.sign_in()).status_code == 200
        wrong = await here.ask(
            "POST", "/password", {"old": "no", "new": "another long enough"}
        )
        assert wrong.status_code == 401
        weak = await here.ask("POST", "/password", {"old": PASSWORD, "new": "short"})
        assert (weak.status_code, weak.json()["error"]) == (400, "weak_password")
        await here.post("/password", old=PASSWORD, new="another long enough")
        assert (await here.ask("GET", "/me")).status_code == 200
        assert (await there.ask("GET", "/me")).status_code == 401
        assert (await there.sign_in()).status_code == 401
        assert (await there.sign_in("another long enough")).status_code == 200


async def test_an_agent_sees_no_conversation_that_he_may_not(
    house: House,
    ann: AgentClient,
    ben: AgentClient,
    lead: AgentClient,
    citizen: Person,
) -> None:
    await citizen.say("I stopped paying pension, a person please")
    waiting = await ben.waiting(citizen)
    assert waiting["note"] and not waiting["readable"]
    number = waiting["id"]
    closed = ("messages", "summary", "panel")
    for path in closed:  # waiting: the note, not the talk
        answer = await ben.ask("GET", f"/handovers/{number}/{path}")
        assert answer.status_code == 403
    await ann.claim(citizen)
    for method, path in (
        *(("GET", f"/handovers/{number}{p}") for p in ("", "/messages", "/panel")),
        ("GET", f"/events?open={number}"),
        ("POST", f"/handovers/{number}/back"),
        ("POST", f"/handovers/{number}/end"),
        ("POST", f"/handovers/{number}/facts"),
        ("POST", f"/handovers/{number}/messages"),
        ("POST", f"/handovers/{number}/pass"),
        ("POST", f"/handovers/{number}/wrong"),
        ("PUT", f"/handovers/{number}/summary"),
    ):
        body = {"id": "a" * 8, "text": "hi", "facts": {"insurance": "medical"}}
        answer = await ben.ask(method, path, body)
        assert answer.status_code == 403, path
    rows = (await ben.get("/all"))["rows"]
    row = next(one for one in rows if one["id"] == number)
    assert row["note"] is None and row["agent"]["name"] == "Ann"
    assert "pension" not in str(rows[0])
    assert (await ann.ask("GET", f"/handovers/{number}/messages")).status_code == 200
    assert (await lead.ask("GET", f"/handovers/{number}/messages")).status_code == 200
    looks = [e for e in await house.kept.audit() if e.action == "saw"]
    assert {e.agent_id for e in looks if e.handover_id == number} == {ann.id, lead.id}
    assert (await ann.ask("GET", "/handovers/987654321")).status_code == 404


async def test_a_stream_closes_when_the_conversation_is_passed_on(
    house: House, ann: AgentClient, ben: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    async with ann.stream(f"?open={number}") as events:
        await events.wait("handover", lambda row: row["id"] == number)
        await ann.post(f"/handovers/{number}/pass", agent=ben.id)
        await events.wait("closed", lambda data: data == {})
        seen = len(events.of("message"))
        await ben.write(number, "for Ben's eyes only")
        await events.wait("mine", lambda data: data["rows"] == [])
        assert len(events.of("message")) == seen


async def test_numbers_are_masked_whoever_writes_them(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await citizen.say("my number is 13812345678")
    await ann.write(number, "Is it 13812345678?")
    await ann.ask("PUT", f"/handovers/{number}/summary", {"text": "Tel 13812345678"})
    told = [
        await ann.get(f"/handovers/{number}/messages"),
        await ann.get("/mine"),
        await citizen.texts(),
        repr(await house.people.handover(number)),
    ]
    assert "13812345678" not in repr(told)
    assert repr(told).count("138****5678") >= 2
