"""What an agent has at hand, and what a supervisor sees: replies, search, reviews,
figures, the audit log."""

import csv
import io
from typing import Any

import pytest
import yaml

from advice import Advisor, Knowledge
from advice.facts import said_from_pairs
from tests.bot.desk.house import PASSWORD, AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

RUN = "=cmd|' /C calc'!A0"


async def talk(ann: AgentClient, citizen: Person) -> int:
    """A claimed conversation about a pension that can be decided."""
    await citizen.say("can I pay back missed pension months?")
    await citizen.say("a person please")
    return await ann.claim(citizen)


class TestReplies:
    async def test_own_ones_are_kept_changed_and_dropped(
        self, ann: AgentClient, ben: AgentClient
    ) -> None:
        words = {"zh": "您好，我是坐席。", "en": "Hello, I am an agent."}
        made = await ann.post("/replies", code="hi", shared=False, **words)
        assert made["mine"] and not made["shared"]
        taken = await ann.ask("POST", "/replies", {"code": "hi", **words})
        assert taken.status_code == 400
        assert "hi" in {r["code"] for r in (await ann.get("/replies"))["replies"]}
        others = {r["code"] for r in (await ben.get("/replies"))["replies"]}
        assert "hi" not in others
        path = f"/replies/{made['id']}"
        assert (await ben.ask("PUT", path, {**words, "code": "x"})).status_code == 404
        assert (await ben.ask("DELETE", path)).status_code == 404
        changed = await ann.ask("PUT", path, {**words, "code": "hello"})
        assert changed.json()["code"] == "hello"
        assert (await ann.ask("DELETE", path)).json() == {"deleted": True}

    async def test_shared_ones_are_a_supervisors(
        self, ann: AgentClient, lead: AgentClient
    ) -> None:
        body = {"code": "bye", "zh": "再见。", "en": "Goodbye.", "shared": True}
        assert (await ann.ask("POST", "/replies", body)).status_code == 403
        made = await lead.post("/replies", **body)
        assert made["id"] in {r["id"] for r in (await ann.get("/replies"))["replies"]}
        path = f"/replies/{made['id']}"
        assert (await ann.ask("DELETE", path)).status_code == 403
        assert (await lead.ask("DELETE", path)).status_code == 200

    @pytest.mark.parametrize("code", ["", "two words", "x" * 33, "<b>", None])
    async def test_a_code_is_one_short_word(
        self, ann: AgentClient, code: object
    ) -> None:
        body = {"code": code, "zh": "好", "en": "ok"}
        answer = await ann.ask("POST", "/replies", body)
        assert (answer.status_code, answer.json()["field"]) == (400, "code")


class TestSearch:
    async def test_knowledge_and_what_one_may_read(
        self, ann: AgentClient, ben: AgentClient, citizen: Person
    ) -> None:
        number = await talk(ann, citizen)
        await citizen.say("about the purple umbrella")
        path = f"/handovers/{number}"
        await ann.ask("PUT", f"{path}/summary", {"text": "asked of a green parasol"})
        for words in ("purple umbrella", "green parasol"):
            found = (await ann.get(f"/search?q={words}"))["found"]
            assert str(number) in {f["id"] for f in found if f["kind"] == "handover"}
            others = (await ben.get(f"/search?q={words}"))["found"]
            assert [f for f in others if f["kind"] == "handover"] == []
        law = (await ann.get("/search?q=late fee"))["found"]
        assert any(one["path"].startswith("/faq/") for one in law)
        assert (await ann.get("/search?q="))["found"] == []


class TestReviews:
    async def make(self, ann: AgentClient, citizen: Person, **more: Any) -> int:
        number = await talk(ann, citizen)
        body = {"message_id": None, "reason": "topic", "comment": "no", **more}
        answer = await ann.ask("POST", f"/handovers/{number}/wrong", body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    async def test_a_report_reaches_the_list_and_leaves_it(
        self, ann: AgentClient, lead: AgentClient, citizen: Person
    ) -> None:
        number = await self.make(ann, citizen, suggestion="Call 13812345678")
        rows = (await lead.get("/reviews"))["rows"]
        row = next(one for one in rows if one["id"] == number)
        assert (row["reason"], row["label"]) == ("topic", "Wrong topic")
        assert row["by"]["name"] == "Ann" and row["topic"] == "back_payment"
        assert row["suggestion"] == "Call 138****5678"
        done = await lead.post(f"/reviews/{number}", state="done", **{"as": "dropped"})
        assert done["made_as"] == "dropped"
        open_ones = {one["id"] for one in (await lead.get("/reviews"))["rows"]}
        assert number not in open_ones

    async def test_an_example_is_yaml_that_rasa_reads(
        self, ann: AgentClient, lead: AgentClient, citizen: Person
    ) -> None:
        number = await self.make(ann, citizen, right={"topic": "card_apply"})
        answer = await lead.ask("GET", f"/reviews/{number}/yaml?as=example")
        data = yaml.safe_load(answer.text)
        (example,) = data["nlu"]
        assert example["intent"] == "card_apply"
        assert example["examples"].startswith("- ")
        assert answer.headers["content-type"].startswith("application/yaml")

    async def test_words_of_a_citizen_stay_words(
        self, house: House, lead: AgentClient, knowledge: Knowledge
    ) -> None:
        said = 'x\n- intent: evil\n  examples: |\n    - [Li](region){"value": "1"}: #'
        number = await house.kept.add_review(
            sender_id="z", handover_id=1, agent_id=lead.id, at=House.moment,
            reason="topic", comment="", topic="card_apply", said=said, suggestion="",
            facts={}, right={},
        )  # fmt: skip
        answer = await lead.ask("GET", f"/reviews/{number}/yaml?as=example")
        (example,) = yaml.safe_load(answer.text)["nlu"]
        assert example["intent"] == "card_apply"
        (line,) = example["examples"].strip().splitlines()
        assert "[" not in line and "{" not in line

    async def test_a_case_is_one_that_the_tests_take(
        self, house: House, lead: AgentClient, knowledge: Knowledge
    ) -> None:
        facts = {
            "insurance": "medical",
            "employment": "employee",
            "gap_cause": "between_jobs",
            "last_paid_month": "2025-10",
            "resumed_month": "2026-02",
            "back_paid": "yes",
        }
        number = await house.kept.add_review(
            sender_id="z", handover_id=1, agent_id=lead.id, at=House.moment,
            reason="outcome", comment="", topic="interruption_effect", said="x",
            suggestion="", facts=facts, right={"outcome": "no_waiting"},
        )  # fmt: skip
        answer = await lead.ask("GET", f"/reviews/{number}/yaml?as=case")
        case = yaml.safe_load(answer.text)
        assert set(case) == {"topic", "as_of", "region", "facts", "expect"}
        said = said_from_pairs(knowledge, case["facts"], by="person")
        decided = Advisor(knowledge).decide(case["topic"], said, case["as_of"])
        assert case["expect"]["kind"] == decided.kind
        assert case["expect"]["rule"] == decided.rule.id  # type: ignore[union-attr]

    async def test_too_little_makes_no_case(
        self, ann: AgentClient, lead: AgentClient, citizen: Person
    ) -> None:
        number = await self.make(ann, citizen)
        answer = await lead.ask("GET", f"/reviews/{number}/yaml?as=case")
        assert (answer.status_code, answer.json()["field"]) == (400, "facts")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"reason": "because"}, "reason"),
            ({"reason": "topic", "right": {"topic": "nothing"}}, "topic"),
            ({"reason": "topic", "right": {"facts": {"nothing": 1}}}, "facts"),
            ({"reason": "topic", "right": {"more": 1}}, "right"),
            ({"reason": "topic", "comment": "x" * 501}, "comment"),
        ],
    )
    async def test_what_is_not_on_the_list_is_refused(
        self, ann: AgentClient, citizen: Person, body: dict[str, Any], field: str
    ) -> None:
        number = await talk(ann, citizen)
        answer = await ann.ask("POST", f"/handovers/{number}/wrong", body)
        assert (answer.status_code, answer.json()["field"]) == (400, field)


class TestFigures:
    async def test_what_happened_is_counted(
        self, house: House, ann: AgentClient, lead: AgentClient, citizen: Person
    ) -> None:
        query = "?from=2026-01-01&to=2026-12-31"
        before = await lead.get(f"/figures{query}")
        number = await talk(ann, citizen)
        await ann.post(f"/handovers/{number}/end")
        await citizen.say("qwpoe zmxn vbri")
        await citizen.client.post(
            "/web/ratings", json={"rating": 4}, headers=citizen.headers
        )
        after = await lead.get(f"/figures{query}")

        def total(figures: dict[str, Any], key: str) -> int:
            return sum(day[key] for day in figures["days"])

        assert total(after, "messages") == total(before, "messages") + 3
        assert total(after, "conversations") == total(before, "conversations") + 1
        assert total(after, "handovers") == total(before, "handovers") + 1
        assert total(after, "unanswered") == total(before, "unanswered") + 1
        assert after["ratings"]["stars"]["4"] == before["ratings"]["stars"]["4"] + 1
        assert "web" in {one["channel"] for one in after["channels"]}
        assert "asked" in {one["reason"] for one in after["reasons"]}

    async def test_unanswered_questions_are_grouped_by_likeness(
        self, lead: AgentClient, citizen: Person
    ) -> None:
        for words in ("zorb plumbus gadget", "zorb plumbus gadgets", "vexil quorn"):
            await citizen.say(words)
        groups = (await lead.get("/unanswered?from=2026-01-01&to=2026-12-31"))["groups"]
        mine = [g for g in groups if any("plumbus" in e for e in g["examples"])]
        assert [group["count"] for group in mine] == [2]

    @pytest.mark.parametrize(
        "table", ["days", "topics", "outcomes", "refusals", "reasons", "unanswered"]
    )
    async def test_each_table_is_a_csv(self, lead: AgentClient, table: str) -> None:
        answer = await lead.ask("GET", f"/figures.csv?table={table}")
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.text.startswith("\ufeff")
        rows = [*csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))]
        assert len({len(row) for row in rows}) <= 1

    async def test_no_cell_is_a_formula(
        self, lead: AgentClient, citizen: Person
    ) -> None:
        await citizen.say(RUN)
        query = "table=unanswered&from=2026-01-01&to=2026-12-31"
        answer = await lead.ask("GET", f"/figures.csv?{query}")
        rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert not [
            c for row in rows for c in row if c.startswith(("=", "+", "-", "@"))
        ]

    @pytest.mark.parametrize(
        "query", ["from=x", "from=2026-02-01&to=2026-01-01", "from=2020-01-01"]
    )
    async def test_days_that_are_none_are_refused(
        self, lead: AgentClient, query: str
    ) -> None:
        assert (await lead.ask("GET", f"/figures?{query}")).status_code == 400


async def test_the_audit_log_has_who_did_what_and_not_what_was_said(
    house: House, ann: AgentClient, lead: AgentClient, citizen: Person
) -> None:
    number = await talk(ann, citizen)
    await ann.get(f"/handovers/{number}/messages")
    await ann.write(number, "a secret word: xyzzy")
    await ann.ask("PUT", f"/handovers/{number}/summary", {"text": "xyzzy"})
    await ann.post(f"/handovers/{number}/back", words="xyzzy")
    await lead.ask("GET", "/figures.csv")
    await lead.ask("DELETE", f"/handovers/{number}")
    first = await lead.get("/audit?limit=5")
    rest = await lead.get(f"/audit?limit=100&before={first['next']}")
    rows = [*first["rows"], *rest["rows"]]
    done = [r["action"] for r in rows if r["handover"] == number]
    assert done[::-1] == ["claimed", "saw", "sent", "summary", "back", "deleted"]
    assert {r["agent"]["name"] for r in rows if r["handover"] == number} == {
        "Ann",
        "Lead",
    }
    assert "exported" in {r["action"] for r in rows}
    assert "xyzzy" not in repr(rows)
    assert await house.people.handover(number) is None
    gone = await citizen.client.get("/web/history", headers=citizen.headers)
    assert gone.status_code == 401


async def test_an_admin_makes_agents(house: House, root: AgentClient) -> None:
    name = f"new-{root.id}"
    body = {"name": name, "shown_name": "Neu", "role": "agent", "password": PASSWORD}
    made = await root.ask("POST", "/agents", body)
    assert made.status_code == 201 and "password" not in made.text
    assert (await root.ask("POST", "/agents", body)).json()["field"] == "name"
    weak = await root.ask("POST", "/agents", {**body, "name": "n2", "password": "x"})
    assert weak.json()["error"] == "weak_password"
    async with house.client() as client:
        new = AgentClient(client, name, origin=house.origin)
        assert (await new.sign_in()).status_code == 200
