"""The copilot through the desk: panel, what if, suggestion with its card, summary."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.bot.desk.house import AgentClient, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "can I pay back five months of pension? I am flexibly employed in Hangzhou"


async def claimed(ann: AgentClient, citizen: Person) -> str:
    await citizen.say(QUESTION)
    await citizen.say("a person please")
    return f"/handovers/{await ann.claim(citizen)}"


async def test_the_panel_is_that_of_the_last_message(
    ann: AgentClient, citizen: Person
) -> None:
    path = await claimed(ann, citizen)
    panel = await ann.get(f"{path}/panel")
    assert panel["topic"]["id"] == "back_payment" and panel["claimed"]
    kept = {one["fact"] for one in panel["facts"] if one["kept"]}
    assert {"insurance", "employment"} <= kept
    await citizen.say("and for medical insurance?")
    again = await ann.get(f"{path}/panel?lang=zh")
    assert again["lang"] == "zh"
    heard = {one["fact"]: one for one in again["facts"] if not one["kept"]}
    assert heard["insurance"]["value"] == "medical"


SPOKEN = (
    "can I pay back five months of pension? I am flexibly employed in Hangzhou",
    "and for medical insurance?",
    "社保卡丢了怎么办",
)


async def test_a_line_of_a_call_is_heard_before_it_is_answered(
    ann: AgentClient,
) -> None:
    number = (await ann.post("/calls", language="en"))["id"]
    path = f"/handovers/{number}"
    for spoken in SPOKEN:
        before = await ann.get(f"{path}/messages")
        early = await ann.post(f"{path}/panel", lang="en", line=spoken)
        assert await ann.get(f"{path}/messages") == before  # it is only looked at
        await ann.post(f"{path}/lines", id=uuid.uuid4().hex, text=spoken)
        late = await ann.get(f"{path}/panel?lang=en")
        assert by_name(early["facts"]) == by_name(late["facts"])
        for name in ("topic", "question", "decision", "language", "band", "claimed"):
            assert early[name] == late[name], name


NOTHING_YET = "   No outcome was given."
JUMPS = [
    ("单位四个月没给我交社保", "employer_nonpayment"),
    ("我老婆生孩子那个津贴到底给不给", "maternity"),
    ("社保卡丢了怎么办", "card_lost_replace"),
    ("社保断了五个月能补吗", "back_payment"),
]


async def test_in_a_call_the_panel_follows_the_caller(ann: AgentClient) -> None:
    number = (await ann.post("/calls", language="zh"))["id"]
    path = f"/handovers/{number}"
    for spoken, topic in JUMPS:
        early = await ann.post(f"{path}/panel", lang="zh", line=spoken)
        answer = await ann.post(f"{path}/lines", id=uuid.uuid4().hex, text=spoken)
        late = await ann.get(f"{path}/panel?lang=zh")
        assert early["topic"]["id"] == late["topic"]["id"] == topic, spoken
        assert early["question"] == late["question"]
        cards = [one["card"] or {} for one in answer["messages"]]
        asked = [card["fact"] for card in cards if card.get("kind") == "question"]
        assert asked == [late["question"]["fact"]], "both ask the same"


def by_name(facts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Facts without the moment at which they were heard."""
    return {one["fact"]: {k: v for k, v in one.items() if k != "at"} for one in facts}


@pytest.mark.parametrize("line", ["", 5, ["x"], "x" * 5000])
async def test_what_is_no_line_is_refused(ann: AgentClient, line: object) -> None:
    number = (await ann.post("/calls", language="en"))["id"]
    answer = await ann.ask("POST", f"/handovers/{number}/panel", {"line": line})
    assert answer.status_code == 400


async def test_what_if_keeps_nothing(ann: AgentClient, citizen: Person) -> None:
    path = await claimed(ann, citizen)
    before = await ann.get(f"{path}/panel")
    supposed = await ann.post(
        f"{path}/panel", lang="en", suppose={"employment": "resident"}
    )
    assert supposed["supposed"]["facts"][0]["value"] == "resident"
    assert await ann.get(f"{path}/panel") == before


@pytest.mark.parametrize(
    "body",
    [
        {"suppose": {"nothing": "1"}},
        {"suppose": {"employment": "astronaut"}},
        {"suppose": []},
        {"topic": "nothing"},
        {"as_of": "yesterday"},
    ],
)
async def test_what_cannot_be_supposed_is_refused(
    ann: AgentClient, citizen: Person, body: dict[str, Any]
) -> None:
    path = await claimed(ann, citizen)
    answer = await ann.ask("POST", f"{path}/panel", body)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


async def test_the_fact_that_cannot_be_supposed_is_named(
    ann: AgentClient, citizen: Person
) -> None:
    path = await claimed(ann, citizen)
    body = {"suppose": {"gap_months": 2, "employment": "astronaut"}}
    answer = await ann.ask("POST", f"{path}/panel", body)
    assert (answer.status_code, answer.json()["field"]) == (400, "employment")


async def test_a_suggestion_as_it_was_keeps_its_card_and_other_words_have_none(
    ann: AgentClient, citizen: Person
) -> None:
    path = await claimed(ann, citizen)
    number = int(path.rpartition("/")[2])
    reply = (await ann.get(f"{path}/panel"))["reply"]["citizen"]
    for face in ("plain", "list", "shorter"):
        suggested = {"face": face, "edited": False}
        sent = await ann.write(number, reply[face], suggested=suggested)
        assert sent["card"] == reply["card"]
    forged = await ann.write(
        number, "You get 1,000,000 yuan.", suggested={"face": "plain", "edited": False}
    )
    assert forged["card"] is None
    history = await citizen.history()
    assert [one["by"] for one in history[-4:]] == ["agent"] * 4


async def test_the_summary_is_suggested_and_kept(
    ann: AgentClient, citizen: Person
) -> None:
    path = await claimed(ann, citizen)
    found = await ann.get(f"{path}/summary")
    assert found["text"] and found["kept"] is None
    answer = await ann.ask("PUT", f"{path}/summary", {"text": found["text"] + "!"})
    assert answer.json()["kept"]["by"]["name"] == "Ann"
    assert (await ann.get(f"{path}/summary"))["kept"]["text"].endswith("!")


async def test_replies_and_abbreviations_come_with_the_knowledge(
    ann: AgentClient,
) -> None:
    found = await ann.get("/replies")
    assert found["abbreviations"] and found["replies"]
    assert {"short", "zh", "en"} <= set(found["abbreviations"][0])
    assert {"id", "code", "zh", "en", "shared"} <= set(found["replies"][0])


async def test_twenty_agents_at_once_have_their_panels(
    ann: AgentClient, citizen: Person
) -> None:
    path = await claimed(ann, citizen)
    panels = await asyncio.gather(*(ann.get(f"{path}/panel") for _ in range(20)))
    assert all(panel == panels[0] for panel in panels)


async def test_the_note_keeps_the_decision_given_before_another_topic(
    ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("My employer did not pay while I worked, can it be paid back?")
    cards = [one["card"] or {} for one in await citizen.history()]
    (card,) = [one for one in cards if one.get("kind") == "decision"]
    await citizen.say("pension")
    await citizen.say("I want to talk to a person")
    note = (await ann.waiting(citizen))["note"]
    assert note["topic"] != card["topic"]
    given = note["given"]
    assert (given["topic"], given["title"]) == (card["topic"], card["title"])
    assert (given["kind"], given["text"]) == (card["decision"], card["text"])


async def test_the_summary_of_a_call_has_every_matter_also_those_only_opened(
    ann: AgentClient,
) -> None:
    number = (await ann.post("/calls", language="en"))["id"]
    path = f"/handovers/{number}"
    for line in (
        "What a joke, I lost my social security card and nobody helps!",
        "And my boss has not paid my social insurance for half a year",
        "Can I pay back the missed months? I am an employee",
        "What about maternity benefit?",
    ):
        await ann.post(f"{path}/lines", id=uuid.uuid4().hex, text=line)
    lines = (await ann.get(f"{path}/summary?lang=en"))["text"].split("\n")
    assert [line for line in lines if line[:1].isdigit()] == [
        "1. Lost or damaged card",
        "2. Employer does not pay",
        "3. Paying back missed months",
        "4. Maternity insurance",
    ]
    assert sum(line.startswith("   Told in general: ") for line in lines) == 2
    assert lines.count(NOTHING_YET) == 2, "two were only opened"
