"""The line to write in: nothing leaves it by itself, and it helps to be quick."""

import json
import re
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.conftest import AGENT, Come, Enter
from tests.bot.desk.screen.people import PASSWORD, Citizen
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

# Every request of the page and every beacon, kept by the page itself.
LISTEN = """
window.sent = [];
const real = window.fetch;
window.fetch = (address, how = {}) => {
  if (how.method !== "GET") sent.push([String(address), String(how.body || "")]);
  return real(address, how);
};
navigator.sendBeacon = (address, body) => sent.push([String(address), String(body)]);
"""


@pytest.fixture
def person(citizen: Come) -> Citizen:
    return citizen(QUESTION["zh"], PERSON["zh"])


@pytest.fixture
def screen(enter: Enter, person: Citizen) -> Screen:
    screen = enter()
    screen.one(".entry")
    screen.alt("c")
    screen.one("#write")
    screen.one(".panel .speech")
    screen.js(LISTEN)
    return screen


def sent(screen: Screen) -> list[tuple[str, Any]]:
    """Path and body of what the page has sent since it was claimed."""
    found = screen.js("return window.sent")
    return [
        (re.sub(r"^.*/desk/api(/[^?]*).*$", r"\1", address), json.loads(body or "{}"))
        for address, body in found
    ]


def test_typing_is_seen_by_nobody(screen: Screen, person: Citizen) -> None:
    before = len(person.heard())
    screen.write("我想一下怎么说")
    screen.alt("u")  # the suggestion, to edit
    screen.go("replies").go("desk")
    assert screen.typed.startswith("我想一下怎么说\n")
    assert sent(screen) == []
    assert len(person.heard()) == before
    kept = screen.js("return JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "怎么说" not in kept


def test_a_suggestion_is_edited_and_sent_by_the_agent_alone(
    screen: Screen, person: Citizen
) -> None:
    suggested = screen.one(".panel .reply .speech").get_attribute("textContent")
    screen.press("use", ".panel button")
    assert screen.typed == suggested
    assert sent(screen) == []
    screen.write("请您放心。" + Keys.ENTER)
    screen.until(lambda: screen.typed == "")
    ((path, body),) = sent(screen)
    assert path.endswith("/messages")
    assert body["suggested"] == {"face": "plain", "edited": True}
    assert person.heard()[-1]["text"] == f"{suggested}请您放心。"


def test_what_was_typed_to_one_is_not_sent_to_another(
    screen: Screen, citizen: Come
) -> None:
    screen.write("只对第一位说")
    citizen(QUESTION["en"], PERSON["en"], lang="en")
    screen.shows(".entry", "EN")
    screen.one(".entry").click()
    screen.press("claim")
    screen.until(lambda: screen.typed == "")
    screen.press("tab_mine", ".tabs button")
    other = screen.until(lambda: screen.seen(".entry:not([aria-current])"))
    other.click()
    screen.until(lambda: screen.typed == "只对第一位说")


def test_enter_belongs_to_an_open_input_method(screen: Screen) -> None:
    screen.write("nihao")
    composing = (
        "const line = document.getElementById('write');"
        "line.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: arguments[0], bubbles: true, cancelable: true}))"
    )
    screen.js(composing, True)
    assert screen.typed == "nihao"
    assert sent(screen) == []
    screen.js(composing, False)
    screen.until(lambda: len(sent(screen)) == 1)


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("您的jfjs ", "您的缴费基数"),
        ("您的jfjs，", "您的缴费基数，"),
        ("your jfjs. ", "your contribution base. "),
        ("您的jfjsx ", "您的jfjsx "),
    ],
)
def test_abbreviations_expand(screen: Screen, typed: str, becomes: str) -> None:
    for letter in typed:
        screen.write(letter)
    assert screen.typed == becomes


def test_an_expansion_is_taken_back_by_one_key(screen: Screen) -> None:
    for letter in "您的jfjs ":
        screen.write(letter)
    screen.write(Keys.BACKSPACE)
    assert screen.typed == "您的jfjs "


def test_canned_replies_come_by_their_code(screen: Screen) -> None:
    screen.write("/wa")
    screen.shows("#canned [aria-selected=true]", "/wait")
    screen.write(Keys.ENTER)
    assert "/wa" not in screen.typed
    assert len(screen.typed) > 5
    assert sent(screen) == []


def test_an_own_reply_is_made_and_used(screen: Screen) -> None:
    screen.go("replies")
    screen.press("reply_new")
    screen.one("#reply-code").send_keys("mine1")
    screen.one("#reply-zh").send_keys("我自己的话")
    screen.one("#reply-en").send_keys("my own words")
    screen.confirm("save")
    screen.shows(".card", "/mine1")
    screen.go("desk")
    screen.write("/mine1" + Keys.ENTER)
    assert screen.typed == "我自己的话"


def test_a_message_that_did_not_go_stays_in_the_line(screen: Screen) -> None:
    offline = {
        "offline": True,
        "latency": 0,
        "downloadThroughput": 0,
        "uploadThroughput": 0,
    }
    screen.driver.execute_cdp_cmd("Network.enable", {})
    screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    screen.write("您好" + Keys.ENTER)
    screen.shows("#told", label("no_connection"))
    assert screen.typed == "您好"
    online = {
        **offline,
        "offline": False,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
    }
    screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", online)
    screen.write(Keys.ENTER)
    screen.until(lambda: screen.typed == "")
    first, second = [body["id"] for _, body in sent(screen)]
    assert first == second  # takes effect once, whatever became of the first


def test_a_session_that_ends_leaves_what_was_typed(
    screen: Screen, desk: Assistant, driver: WebDriver
) -> None:
    screen.write("还没说完")
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    screen.press("summary", ".actions button")
    screen.shows(".trouble", label("session_ended"))
    assert screen.js("return document.body.innerText").count("杭州") == 0
    screen.one("#name").send_keys(AGENT)
    screen.one("#password").send_keys(PASSWORD + Keys.ENTER)
    screen.until(lambda: screen.typed == "还没说完")
