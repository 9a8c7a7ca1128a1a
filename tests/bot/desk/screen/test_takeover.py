"""A chat that an agent takes over: claim, live relay, hand back, end, pass, summary."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.bot.channels.widget.words import phrase
from tests.bot.desk.screen.conftest import LEAD, Come, Enter
from tests.bot.desk.screen.people import Citizen, Colleague
from tests.bot.desk.screen.screen import HOLD_THE_CLAIM, Screen
from tests.bot.desk.screen.words import MARKUP, PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture
def person(citizen: Come) -> Citizen:
    """Somebody who waits for an agent."""
    return citizen(QUESTION["zh"], PERSON["zh"])


@pytest.fixture
def screen(enter: Enter, person: Citizen) -> Screen:
    """An agent who has claimed this conversation."""
    screen = enter()
    screen.one(".entry")
    screen.alt("c")
    screen.one("#write")
    screen.one(".panel .speech")
    return screen


def test_who_waits_comes_into_the_queue_at_once(enter: Enter, citizen: Come) -> None:
    screen = enter()
    screen.shows(".inbox", label("empty_queue"))
    citizen(QUESTION["zh"], PERSON["zh"])
    screen.shows(".entry", label("reason_asked"))
    screen.until(lambda: screen.driver.title.startswith("(1) "))
    screen.one(".entry").click()
    screen.shows(".note-pane", PERSON["zh"])
    assert screen.all(".message") == []  # nothing is read before it is claimed


def test_messages_flow_both_ways(screen: Screen, person: Citizen) -> None:
    person.say("我在杭州，灵活就业")
    screen.until(lambda: screen.said("person")[-1] == "我在杭州，灵活就业")
    screen.shows(".panel .facts", "杭州")
    screen.send("您好，我来看一下。")
    screen.until(lambda: screen.said("agent") == ["您好，我来看一下。"])
    heard = person.heard()[-1]
    assert (heard["by"], heard["text"]) == ("agent", "您好，我来看一下。")


def test_of_two_agents_one_wins_and_the_other_is_told(
    enter: Enter, person: Citizen, lead: Colleague
) -> None:
    screen = enter()
    screen.one(".entry").click()
    screen.one(".note-pane .facts, .note-pane blockquote")
    row = next(lead.waiting())
    screen.js(HOLD_THE_CLAIM)
    screen.alt("c")
    screen.until(lambda: screen.js("return Boolean(window.release)"))
    claimed = lead.post(f"/handovers/{row['id']}/claim")
    assert claimed.status_code == 200, claimed.text
    screen.js("window.release()")
    screen.shows("#told", label("taken", name=lead.shown_name))
    screen.shows(".note-pane", label("with_other", name=lead.shown_name))
    assert screen.all("#write") == []


def test_the_assistant_goes_on_where_it_was(screen: Screen, person: Citizen) -> None:
    screen.press("back", ".actions button")
    screen.shows("dialog", "不会再问一遍")
    screen.one("dialog textarea").send_keys("祝您顺利")
    screen.confirm("back")
    screen.shows(".head", label("state_ended"))
    texts = [message["text"] for message in person.heard()]
    assert "祝您顺利" in texts
    assert any(phrase("desk_back", "zh") in text for text in texts)
    assert person.say("养老保险")  # the assistant answers again


def test_the_end_leads_to_the_summary_which_is_kept(
    screen: Screen, person: Citizen, lead: Colleague
) -> None:
    number = lead.get("/all", state="claimed")["rows"][0]["id"]
    screen.alt("e")
    screen.press("end", "dialog .row.end button")
    area = screen.one("dialog.wide textarea")
    assert str(area.get_attribute("value")).startswith("来电小结")
    area.send_keys(Keys.CONTROL, Keys.END)
    area.send_keys("\n已解释清楚")
    screen.confirm("summary_keep")
    kept = lead.get(f"/handovers/{number}/summary")["kept"]
    assert kept["text"].endswith("已解释清楚")


def test_it_can_be_passed_back_into_the_queue(
    screen: Screen, person: Citizen, lead: Colleague
) -> None:
    screen.press("pass", ".actions button")
    screen.one("dialog select")
    screen.confirm("pass")
    screen.shows(".head", label("state_waiting"))
    assert [row["state"] for row in lead.waiting()] == ["waiting"]
    assert screen.all("#write") == []


def test_the_person_can_end_it(screen: Screen, person: Citizen) -> None:
    person.say("结束人工")
    screen.shows(".head", label("state_ended"))
    screen.shows(".head", label("ended_person"))
    assert screen.all("#write") == []


def test_nothing_that_is_typed_becomes_markup(screen: Screen, person: Citizen) -> None:
    person.say(MARKUP)
    screen.until(lambda: screen.said("person")[-1] == MARKUP)
    screen.send(MARKUP)
    screen.until(lambda: screen.said("agent") == [MARKUP])
    person.say(MARKUP)
    screen.shows(".signs", label("signal_twice", number=2, text=MARKUP))
    assert screen.all("#desk img, #desk script") == []
    screen.press("wrong_short", ".message button")
    screen.one("dialog blockquote")
    screen.press("cancel", "dialog button")
    assert screen.complaints() == []


def test_numbers_are_masked_and_the_agent_is_told(
    screen: Screen, person: Citizen
) -> None:
    person.say("我的手机是13800138000")
    screen.shows(".message.person", label("masked"))
    screen.shows(".signs", label("signal_masked"))
    assert "13800138000" not in screen.js("return document.body.innerText")


def test_the_same_question_twice_is_a_sign(screen: Screen, person: Citizen) -> None:
    person.say("怎么还不处理？")
    person.say("怎么还不处理")
    twice = label("signal_twice", number=2, text="怎么还不处理？")
    screen.shows(".signs", twice)


def test_a_supervisor_may_read_and_not_write(
    enter: Enter, person: Citizen, lead: Colleague
) -> None:
    screen = enter(LEAD)
    screen.one(".entry").click()
    screen.until(lambda: screen.said("person")[-1:] == [PERSON["zh"]])
    assert screen.all("#write") == []
