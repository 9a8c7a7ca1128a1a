"""Keys that act on the conversation that is open, and that type nothing by the way."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.bot.desk.screen.conftest import Come, Enter
from tests.bot.desk.screen.people import Colleague
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

# Alt and a letter, on a platform that has letters there; true if it may be typed.
ALT_LETTER = """
return document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
  key: "ç", code: arguments[0], altKey: true, bubbles: true, cancelable: true}));
"""


@pytest.fixture
def screen(enter: Enter, citizen: Come) -> Screen:
    """Two wait; the one who came later is open."""
    for lang in ("zh", "en"):
        citizen(QUESTION[lang], PERSON[lang], lang=lang)
    screen = enter()
    screen.until(lambda: len(screen.all(".entry")) == 2)
    screen.all(".entry")[1].click()
    screen.shows(".note-pane", PERSON["en"])
    return screen


def states(lead: Colleague) -> dict[str, str]:
    """How each of the two stands, by language."""
    rows = lead.get("/all", limit=2)["rows"]
    return {row["language"]: row["state"] for row in rows}


def test_the_claim_key_takes_the_one_that_is_open(
    screen: Screen, lead: Colleague
) -> None:
    screen.alt("c")
    screen.one("#write")
    assert states(lead) == {"zh": "waiting", "en": "claimed"}
    screen.alt("c")  # it is his already
    screen.shows("#told", label("claim_mine"))
    assert states(lead) == {"zh": "waiting", "en": "claimed"}


def test_the_claim_key_takes_nobody_else_when_the_open_one_is_taken(
    screen: Screen, lead: Colleague
) -> None:
    (number,) = [row["id"] for row in lead.waiting() if row["language"] == "en"]
    assert lead.post(f"/handovers/{number}/claim").status_code == 200
    screen.shows(".note-pane", label("with_other", name=lead.shown_name))
    screen.alt("c")
    screen.shows("#told", label("taken", name=lead.shown_name))
    assert states(lead) == {"zh": "waiting", "en": "claimed"}
    assert screen.all("#write") == []


def test_with_none_open_the_longest_wait_is_claimed(
    screen: Screen, lead: Colleague
) -> None:
    screen.alt("1")
    screen.one(".talk .empty")
    screen.alt("c")
    screen.one("#write")
    assert states(lead) == {"zh": "claimed", "en": "waiting"}


def test_one_escape_closes_the_search(enter: Enter) -> None:
    screen = enter()
    screen.alt("k")
    screen.one("dialog input").send_keys("养老")
    screen.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    screen.until(lambda: not screen.all("dialog"), "the search to close")


def test_shortcuts_type_nothing(screen: Screen) -> None:
    screen.alt("k")
    screen.one("dialog input")
    assert [screen.js(ALT_LETTER, code) for code in ("KeyC", "KeyK")] == [False] * 2
    assert screen.all("#write") == []  # nor do they act behind a dialog
    assert screen.js(ALT_LETTER, "KeyX"), "no shortcut: the platform's own letter"
    screen.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    screen.until(lambda: not screen.all("dialog"))
    screen.alt("c")
    screen.one("#write").click()
    assert not screen.js(ALT_LETTER, "KeyZ"), "nothing to forget, and nothing typed"
