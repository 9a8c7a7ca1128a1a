"""Beside a phone call: the agent types what the caller says; nothing is sent."""

import re

import pytest
from selenium.webdriver.common.keys import Keys

from tests.bot.desk.screen.conftest import Enter
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.words import QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture
def call(enter: Enter) -> Screen:
    screen = enter()
    screen.alt("n")
    screen.one("dialog select")
    screen.confirm("call_begin")
    screen.one("#write")
    screen.send(QUESTION["zh"])
    screen.one(".panel .question .speech")
    return screen


def test_the_panel_has_what_a_call_needs(call: Screen) -> None:
    assert call.said("person") == [QUESTION["zh"]]
    assert call.said("assistant")
    assert call.one(".panel .topic").text
    call.shows(".panel .reply h3", label("reply_read"))
    call.shows(".panel .facts", "5")
    call.shows(".panel .facts", label("by_caller"))
    call.one("details[data-k=out] summary").click()
    call.one(".rule.ruled_out .because")
    call.one("details[data-k=articles] summary").click()
    call.shows(".article", label("official_text"))
    # Nothing can be sent: there is nobody to send it to.
    assert call.seen(".panel button", label("use")) is None


def test_what_is_needed_first_comes_first(call: Screen) -> None:
    call.one(".panel .fact")
    order = ["matter", "question", "reply", "facts", "decision", "procedure"]
    names = call.js(
        "return [...document.querySelectorAll('.panel section')]"
        ".map((one) => one.className)"
    )
    assert names == [*order, "trace", "related"]
    below = call.js(
        "return document.querySelector('.panel .fact').getBoundingClientRect().bottom"
        " - innerHeight"
    )
    assert below < 0, "a fact is seen without scrolling"
    folded = call.one("details[data-k=articles]")
    assert folded.get_attribute("open") is None  # nothing is decided yet


def test_rows_are_shown_in_words(call: Screen) -> None:
    call.one(".panel details[data-k=possible]")
    call.js("document.querySelectorAll('.panel details').forEach((d) => d.open = true)")
    seen = call.text(".panel")
    assert label("row_ruled_out") in seen
    assert re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", seen) == []
    assert call.one(".panel .rule").get_attribute("title")


def test_what_a_caller_said_is_not_unread(call: Screen) -> None:
    call.send("灵活就业")
    call.until(lambda: call.said("person")[-1:] == ["灵活就业"])
    call.press("tab_mine", ".tabs button")
    call.shows(".entry", label("channel_desk"))
    assert call.all(".count.new, .chip.new") == []


def test_a_fact_that_is_refused_is_named(call: Screen) -> None:
    call.shows(".panel .facts", "断缴月数")
    call.press("what_if", ".facts button")
    control = call.one(".facts input[type=number]")
    control.send_keys(Keys.CONTROL, "a")
    control.send_keys("99999" + Keys.ENTER)
    call.shows("#told", label("fact_refused", fact="断缴月数"))


HOLD_THE_LINES = """
const real = window.fetch;
window.fetch = async (address, how) => {
  if (String(address).includes("/lines")) {
    await new Promise((done) => { window.release = done; });
  }
  return real(address, how);
};
"""


def test_the_panel_is_there_before_the_assistants_answer(call: Screen) -> None:
    call.js(HOLD_THE_LINES)
    call.write("不对，断了八个月" + Keys.ENTER)
    call.shows(".panel .facts", "8")
    assert call.said("person") == [QUESTION["zh"]]
    call.js("window.release()")
    call.until(lambda: call.said("person") == [QUESTION["zh"], "不对，断了八个月"])
    call.shows(".panel .facts", "8")


def test_an_answer_is_recorded_in_one_press(call: Screen) -> None:
    before = call.text(".panel .question .speech")
    option = call.one(".panel .options button")
    chosen = option.text
    option.click()
    call.until(
        lambda: (
            call.seen(".panel .question .speech") is None
            or before != call.text(".panel .question .speech")
        )
    )
    call.shows(".panel .facts", chosen)
    assert call.all(".trial strong") == []


def test_what_if_changes_nothing_that_is_kept(call: Screen) -> None:
    call.press("what_if", ".facts button")
    control = call.one(".facts input, .facts select")
    control.send_keys(Keys.CONTROL, "a")
    control.send_keys("2" + Keys.ENTER)
    call.shows(".trial", label("trial"))
    call.shows(".fact.tried", label("undo"))
    call.alt("z")
    call.until(lambda: not call.all(".trial strong"))
    call.shows(".panel .facts", "5")


def test_another_days_law_is_looked_at_without_keeping_it(call: Screen) -> None:
    call.js(
        "const day = document.getElementById('as-of'); day.value = '2010-06-01';"
        "day.dispatchEvent(new Event('change'))"
    )
    call.shows(".panel .matter", label("not_today"))
    call.press("forget_trial", ".trial button")
    call.until(lambda: label("not_today") not in call.text(".panel .matter"))


def test_a_button_of_the_assistant_can_be_pressed_for_the_caller(call: Screen) -> None:
    button = call.one(".offered button")
    title = button.text
    button.click()
    call.until(lambda: call.said("person") == [QUESTION["zh"], title])


def test_the_call_ends_with_its_summary(call: Screen) -> None:
    call.press("end_call", ".actions button")
    call.press("end_call", "dialog .row.end button")
    text = call.one("dialog.wide textarea").get_attribute("value")
    assert str(text).startswith("来电小结")
    call.confirm("summary_keep")
    call.shows(".head", label("state_ended"))
