"""What is said to the queue and about it: into it, out of it, and how long it takes."""

import pytest

from tests.bot.desk.house import NIGHT, AgentClient, House, Person

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

LEAVING = [
    "never mind, stop waiting",
    "forget it",
    "Cancel, please.",
    "I don't want to wait any more, thanks",
    "I do not want to wait any more",
    "end the talk",
    "不排了",
    "别转了",
    "算了",
    "算了吧，谢谢",
    "别等了",
    "我不排了",
    "结束人工",
    "不用人工了",
    "退出人工",
]
STAYING = ["算了多少钱", "养老保险断缴了几个月，算了要补多少钱", "can I cancel my card"]
HOW_LONG = [
    "我排第几",
    "请问排到第几了？",
    "还要等多久",
    "几点上班",
    "where am I in the queue",
    "how long do I have to wait?",
    "what are your hours",
]
PERSON = [
    "换人",
    "你听不懂，换人",
    "有人吗",
    "你好，有人吗？",
    "来个活人",
    "is there anybody real there",
    "I am done with this robot",
    "let me talk to a person",
]


def told(house: House, name: str, **values: str) -> set[str]:
    """A phrase in both languages."""
    words = house.assistant.sentences.phrases[name]
    return {words.say("zh", values), words.say("en", values)}


@pytest.mark.parametrize("words", LEAVING)
async def test_whoever_waits_leaves_in_many_words(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    await citizen.say("a person please")
    assert {(await citizen.say(words))[0]} <= told(house, "desk_left")
    assert (await ann.get("/queue"))["rows"] == []


@pytest.mark.parametrize("words", STAYING)
async def test_words_that_mean_something_else_do_not_leave(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    await citizen.say("a person please")
    await citizen.say(words)
    assert await ann.waiting(citizen)


async def test_who_does_not_wait_leaves_nothing(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    said = await citizen.say("forget it")
    assert told(house, "desk_left").isdisjoint(said)
    assert told(house, "desk_not_waiting").isdisjoint(said)


@pytest.mark.parametrize("how", ["back", "end"])
@pytest.mark.parametrize("words", ["结束人工", "end the talk", "不用人工了，谢谢"])
async def test_after_the_talk_there_is_nothing_to_end(
    house: House, ann: AgentClient, citizen: Person, words: str, how: str
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    await ann.post(f"/handovers/{number}/{how}", words="")
    assert {(await citizen.say(words))[0]} <= told(house, "desk_nothing_to_end")
    await citizen.press("End the talk with the agent")
    assert (await ann.get("/queue"))["rows"] == []


async def test_who_never_had_an_agent_is_not_queued_by_ending(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    said = await citizen.say("退出人工")
    assert {said[0]} <= told(house, "desk_nothing_to_end")
    assert (await ann.get("/queue"))["rows"] == []


@pytest.mark.parametrize(
    "words", ["back to the bot", "I am done", "不聊了", "结束人工吧"]
)
async def test_the_citizen_ends_it_in_other_words(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    assert {(await citizen.say(words))[0]} <= told(house, "desk_you_ended")
    row = await ann.get(f"/handovers/{number}")
    assert (row["state"], row["ended_by"]) == ("ended", "person")


@pytest.mark.parametrize(
    "words", ["bye", "stop", "算了", "forget it", "I am done there"]
)
async def test_what_may_be_said_to_the_agent_ends_nothing(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    await citizen.say("a person please")
    number = await ann.claim(citizen)
    assert await citizen.say(words) == []
    assert (await ann.get(f"/handovers/{number}"))["state"] == "claimed"


@pytest.mark.parametrize("words", HOW_LONG)
async def test_how_long_is_answered_with_place_and_hours(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    await citizen.say("a person please")
    said = (await citizen.say(words))[0]
    again = {(await citizen.say(wish))[0] for wish in ("a person please", "转人工")}
    assert said in again
    assert "1" in said and "09:00" in said


@pytest.mark.parametrize("words", ["还要等多久", "where am I in the queue", "人工"])
async def test_outside_the_hours_the_place_is_told_too(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    House.moment = NIGHT
    assert "number 1," in (await citizen.say("a person please"))[0]
    said = (await citizen.say(words))[0]
    assert "第1位" in said or "number 1," in said
    assert "09:00" in said


async def test_to_ask_how_long_changes_nothing_of_an_approval(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("can I take my pension money out in a lump sum?")
    assert (await ann.waiting(citizen))["reason"] == "approval"
    await citizen.say("how long do I have to wait")
    assert (await ann.waiting(citizen))["reason"] == "approval"


@pytest.mark.parametrize("words", PERSON)
async def test_a_person_in_more_words(
    house: House, ann: AgentClient, citizen: Person, words: str
) -> None:
    (said, *_) = await citizen.say(words)
    assert (await ann.waiting(citizen))["reason"] == "asked"
    assert "1" in said and "09:00" in said
    assert {said} == {(await citizen.say(words))[0]}


async def test_a_greeting_beside_a_question_asks_for_nobody(
    house: House, ann: AgentClient, citizen: Person
) -> None:
    await citizen.say("有人吗，养老保险断缴了能补吗？")
    assert (await ann.get("/queue"))["rows"] == []


async def test_a_question_that_was_not_answered_was_not_asked(
    house: House, ann: AgentClient, lead: AgentClient, citizen: Person
) -> None:
    words = "where is the social insurance office"
    await lead.post("/off", reason="a fault")
    await citizen.say(words)
    await lead.post("/on")
    asked = told(house, "desk_asked_before")
    assert asked.isdisjoint(await citizen.say(words))
    assert not asked.isdisjoint(await citizen.say(words))


@pytest.mark.parametrize("words", ["不等了", "end the talk"])
async def test_one_leaves_the_line_while_answers_are_off_too(
    house: House, ann: AgentClient, lead: AgentClient, citizen: Person, words: str
) -> None:
    await lead.post("/off", reason="a fault")
    await citizen.say("where is the social insurance office")
    assert await ann.waiting(citizen)
    said = await citizen.say(words)
    assert {*said} <= told(house, "desk_off_left", reason="a fault")
    assert (await ann.get("/queue"))["rows"] == []
