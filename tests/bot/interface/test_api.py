"""The interface for other systems: what is understood, decided, refused."""

import datetime as dt
from typing import Any

import pytest

from advice import load_knowledge
from bot.interface.document import Document
from bot.settings import PROJECT
from tests.bot.interface.conftest import Api

pytestmark = pytest.mark.rasa

KNOWLEDGE = load_knowledge(PROJECT / "knowledge")
TOPICS = sorted({*KNOWLEDGE.topics, *KNOWLEDGE.answers})
EMPLOYER = {"employment": "employee", "gap_cause": "employer_default"}


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(KNOWLEDGE, 2000)


def test_a_line_is_understood_and_decided(api: Api) -> None:
    found = api.assist("单位没给我交社保，能补吗", facts={"employment": "employee"})
    assert found["language"] == "zh"
    assert found["topic"]["id"] in ("back_payment", "employer_nonpayment")
    assert found["topic"]["sure"] > 0.5
    assert found["decision"]["language"] == "zh"
    assert found["suggested_reply"]["plain"]
    assert found["facts"]["employment"] == "employee"


def test_a_case_is_talked_through_line_by_line(api: Api) -> None:
    first = api.assist("I missed five months, can I pay them back?")
    assert first["topic"]["id"] == "back_payment"
    assert first["facts"] == {"gap_months": 5}
    assert first["question"]["fact"] == first["decision"]["missing"]["ask"]
    assert first["suggested_reply"]["kind"] == "question"
    (gap,) = [one for one in first["known"] if one["fact"] == "gap_months"]
    assert gap["heard"] and gap["by"] == "caller"
    kept = {"topic": "back_payment", "facts": first["facts"]}
    second = api.assist("medical", **kept, asked="insurance")
    assert second["facts"] == {"gap_months": 5, "insurance": "medical"}
    kept["facts"] = {**second["facts"], "employment": "employee"}
    third = api.assist("between two jobs", **kept, asked="gap_cause")
    assert third["decision"]["kind"] == "result"
    assert third["decision"]["outcome"]["id"] == "medical_continuity_lost"
    assert third["question"] is None
    assert {row["state"] for row in third["trace"]["rows"]} == {"applies", "ruled_out"}
    assert "med_43" in {source["id"] for source in third["sources"]}
    assert third["suggested_reply"]["kind"] == "decision"


@pytest.mark.parametrize("topic", [None, "back_payment", "card_use"])
def test_the_day_that_is_given_holds_for_a_new_question(
    api: Api, topic: str | None
) -> None:
    given = {"topic": topic} if topic else {}
    found = api.assist("社保断了五个月能补吗", as_of="2024-06-01", **given)
    assert found["topic"]["id"] == "back_payment"
    assert found["facts"]["gap_months"] == 5
    assert found["as_of"] == found["decision"]["as_of"] == "2024-06-01"
    today = api.assist("社保断了五个月能补吗", **given)
    assert today["as_of"] == today["decision"]["as_of"] == "2026-11-22"


@pytest.mark.parametrize("given", [{}, {"topic": "card_use"}])
def test_the_day_that_is_given_holds_without_a_table(
    api: Api, given: dict[str, Any]
) -> None:
    found = api.assist("社保卡能不能贷款", as_of="2024-06-01", **given)
    assert (found["topic"]["id"], found["decision"]) == ("loan_with_card", None)
    assert found["as_of"] == "2024-06-01"
    assert found["answer"]["text"] and found["suggested_reply"]["kind"] == "answer"


def test_a_day_that_the_text_names_goes_before_the_one_given(api: Api) -> None:
    text = "社保断了五个月，按2023年6月的规定能补吗"
    found = api.assist(text, as_of="2024-06-01")
    assert found["as_of"] == found["decision"]["as_of"] == "2023-06-30"


def test_what_cannot_be_told_is_not_asked_again(api: Api) -> None:
    first = api.assist("社保断了能补吗")
    asked = first["question"]["fact"]
    second = api.assist("不知道", topic="back_payment", asked=asked)
    assert second["declined"] == [asked]
    third = api.assist(
        "灵活就业",
        topic="back_payment",
        declined=second["declined"],
        asked=None or asked,
    )
    assert third["question"] is None or third["question"]["fact"] != asked


def test_numbers_are_masked_before_anything_else(api: Api) -> None:
    number = "13800138000"
    answer = api.post("/assist", text=f"我电话{number}，社保卡丢了怎么办")
    found = answer.json()
    assert found["masked"] == ["phone"]
    assert number not in answer.text
    assert found["topic"]["id"] == "card_lost_replace"


def test_an_answer_for_everybody_has_its_sources(api: Api) -> None:
    found = api.assist("社保卡能不能贷款")
    assert found["topic"]["id"] == "loan_with_card"
    assert found["decision"] is found["trace"] is None
    assert found["answer"]["text"]
    assert found["sources"] == found["answer"]["articles"] != []


def test_what_is_no_question_of_ours_gets_candidates_or_nothing(api: Api) -> None:
    found = api.assist("明天会不会下雪")
    assert found["topic"] is None
    assert found["band"] in ("foreign", "unclear", "unsure")
    assert found["suggested_reply"]["kind"] == "which"


def test_the_language_of_the_request_goes_before_that_of_the_text(api: Api) -> None:
    found = api.assist("社保卡丢了", language="en")
    assert found["language"] == "en"
    assert found["topic"]["title"] == KNOWLEDGE.topics["card_lost_replace"].title.en


def test_nothing_is_kept(api: Api) -> None:
    house = api.house
    api.assist("社保卡丢了")
    keys = house.background.run(house.assistant.tracker_store.keys())
    assert list(keys) == []


def test_a_decision_is_that_of_the_rules(api: Api) -> None:
    body = {"topic": "back_payment", "facts": EMPLOYER, "language": "en"}
    found = api.post("/decide", **body).json()
    assert found["kind"] == "result"
    assert found["outcome"]["rule"] == "employer_makes_up"
    assert found["as_of"] == "2026-11-22"
    assert {fact["by"] for fact in found["trace"]["facts"]} == {"caller"}
    assert found["trace"]["sources"][0]["text"]


def test_a_decision_by_the_law_of_another_day_and_place(api: Api) -> None:
    body: dict[str, Any] = {
        "topic": "enroll",
        "facts": {"joiner": "employee", "region": "440000"},
        "region": "310000",
        "as_of": "2005-01-01",
    }
    found = api.post("/decide", **body).json()
    assert (found["as_of"], found["region"]) == ("2005-01-01", "310000")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_topic_is_described(
    api: Api, document: Document, topic: str, language: str
) -> None:
    answer = api.get(f"/topics/{topic}", language=language)
    assert answer.status_code == 200
    assert document.faults("Topic", answer.json()) == []
    assert answer.json()["text"]
    assert bool(answer.json()["facts"]) == (topic in KNOWLEDGE.topics)


@pytest.mark.parametrize("topic", sorted(KNOWLEDGE.topics))
def test_every_decision_is_as_described(
    api: Api, document: Document, topic: str
) -> None:
    answer = api.post("/decide", topic=topic, region="310000")
    assert document.faults("Decision", answer.json()) == []


def test_all_topics_and_procedures_are_listed(api: Api) -> None:
    topics = api.get("/topics").json()["topics"]
    assert sorted(one["id"] for one in topics) == TOPICS
    procedures = api.get("/procedures", language="en").json()["procedures"]
    assert {p["id"]: p["title"] for p in procedures} == {
        p.id: p.title.en for p in KNOWLEDGE.procedures.values()
    }


@pytest.mark.parametrize("name", sorted(KNOWLEDGE.procedures))
def test_a_procedure_can_be_walked_from_what_is_answered(api: Api, name: str) -> None:
    found = api.get(f"/procedures/{name}", language="en").json()
    steps = {step["step"]: step for step in found["steps"]}
    reached, todo = set(), [found["start"]]
    while todo:
        here = todo.pop()
        if here in reached:
            continue
        reached.add(here)
        todo += [way["step"] for way in steps[here]["ways"]]
        if steps[here]["trouble_way"]:
            todo.append(steps[here]["trouble_way"]["step"])
    assert reached == set(steps)
    assert any(steps[one]["kind"] == "end" for one in reached)


def test_the_description_is_served_with_what_the_knowledge_holds(api: Api) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["TopicId"]["enum"] == TOPICS
    assert schemas["Facts"]["properties"].keys() == KNOWLEDGE.facts.keys()
    assert "x-from" not in api.get("/openapi.json").text


# --- Refusals -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "at", "rule"),
    [
        ("/assist", {}, "", "required"),
        ("/assist", {"text": ""}, "/text", "minLength"),
        ("/assist", {"text": "x" * 2001}, "/text", "maxLength"),
        ("/assist", {"text": 7}, "/text", "type"),
        ("/assist", {"text": "x", "language": "fr"}, "/language", "enum"),
        ("/assist", {"text": "x", "topic": "weather"}, "/topic", "enum"),
        ("/assist", {"text": "x", "as_of": "2026-02-30"}, "/as_of", "pattern"),
        ("/assist", {"text": "x", "region": "999999"}, "/region", "enum"),
        ("/assist", {"text": "x", "more": 1}, "", "additionalProperties"),
        ("/assist", [], "", "type"),
        ("/decide", {"topic": "policy_explain"}, "/topic", "enum"),
        (
            "/decide",
            {"topic": "enroll", "facts": {"shoe_size": 43}},
            "/facts",
            "additionalProperties",
        ),
        (
            "/decide",
            {"topic": "enroll", "facts": {"gap_months": 601}},
            "/facts/gap_months",
            "maximum",
        ),
        (
            "/decide",
            {"topic": "enroll", "facts": {"gap_months": True}},
            "/facts/gap_months",
            "type",
        ),
        (
            "/decide",
            {"topic": "enroll", "declined": ["joiner", "joiner"]},
            "/declined",
            "uniqueItems",
        ),
    ],
)
def test_what_is_not_as_described_is_refused(
    api: Api, path: str, body: Any, at: str, rule: str
) -> None:
    answer = api.client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "wrong"
    assert {"at": at, "rule": rule} in problem["errors"]


def test_what_was_sent_is_not_repeated(api: Api) -> None:
    answer = api.post("/decide", topic="enroll", facts={"joiner": "110105194912310021"})
    assert answer.status_code == 422
    assert "110105194912310021" not in answer.text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"text": NaN}',
        b'{"text": "a", "text": "b"}',
        b'{"text": ' + b"[" * 20_000 + b"]" * 10_000,
    ],
)
def test_what_is_no_json_is_refused(api: Api, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.client.post("/api/v1/assist", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


def test_a_body_of_another_type_is_refused(api: Api) -> None:
    answer = api.client.post("/api/v1/assist", data={"text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (415, "content_type")


@pytest.mark.parametrize("size", [33_000, 300_000])
def test_a_body_that_is_too_long_is_refused(api: Api, size: int) -> None:
    answer = api.post("/assist", text="x" * size)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["content-type"] == "application/problem+json"


def test_half_a_character_does_no_harm(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    raw = b'{"text": "\\ud800 \\u793e\\u4fdd\\u5361\\u4e22\\u4e86"}'
    answer = api.client.post("/api/v1/assist", content=raw, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/assist", 405, "POST"),
        ("DELETE", "/topics", 405, "GET"),
        ("OPTIONS", "/decide", 405, "POST"),
        ("TRACE", "/decide", 405, "POST"),
        ("GET", "/nothing", 404, None),
        ("GET", "/topics/", 404, None),
        ("GET", "/topics/weather", 404, None),
        ("GET", "/procedures/weather", 404, None),
        ("GET", "/", 404, None),
        ("TRACE", "/nothing", 404, None),
    ],
)
def test_other_addresses_and_methods_are_refused(
    api: Api, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = api.client.request(method, f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers.get("allow") == allow


@pytest.mark.parametrize(
    "query", ["language=fr", "language=", "lang=zh", "lang=", "language=zh&language=en"]
)
def test_other_parameters_are_refused(api: Api, query: str) -> None:
    answer = api.client.get(f"/api/v1/topics?{query}")
    assert answer.status_code == 422


def test_a_refusal_speaks_the_language_asked_for(api: Api) -> None:
    english = api.get("/nothing", language="en").json()["detail"]
    chinese = api.get("/nothing", language="zh").json()["detail"]
    assert english == KNOWLEDGE.phrases["interface_not_found"].en
    assert chinese == KNOWLEDGE.phrases["interface_not_found"].zh


def test_every_answer_has_the_headers_of_the_house(api: Api) -> None:
    for answer in (api.get("/topics"), api.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


def test_a_failure_of_ours_is_told_and_kept_with_an_id(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str) -> dict[str, Any]:
        raise RuntimeError("secret")

    monkeypatch.setattr(api.house.assistant.processor, "parse_message", fail)
    answer = api.post("/assist", text="x")
    assert (answer.status_code, answer.json()["code"]) == (500, "trouble")
    assert "secret" not in answer.text


def test_the_law_of_any_day_can_be_asked_for(api: Api) -> None:
    for year in (1900, 1999, 2010, 2027, 2199):
        day = dt.date(year, 2, 28).isoformat()
        for topic in KNOWLEDGE.topics:
            answer = api.post("/decide", topic=topic, as_of=day)
            assert answer.status_code == 200, (topic, day)
