"""Away from the desk and back: an agent has one stream, however often he comes.

A browser may keep a page that is left, to show it again at once. A stream that it kept
too would hold one of the few that an agent may have.
"""

import pytest
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from bot.desk.board import MAX_STREAMS
from tests.bot.desk.screen.conftest import AGENT, Enter
from tests.bot.desk.screen.people import Colleague
from tests.bot.desk.screen.screen import Screen

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

OFTEN = MAX_STREAMS + 2
SOON = 10.0  # seconds; a server that waits until it speaks again takes up to 15
HOW = "return performance.getEntriesByType('navigation')[0].type"


def streams(lead: Colleague) -> int:
    """The open streams of all agents, as the server counts them."""
    rows = lead.get("/agents/present")["agents"]
    return sum(int(row["streams"]) for row in rows)


def until(screen: Screen, number: int, lead: Colleague) -> None:
    """Wait until so many are open; asked less often than an agent may ask."""
    wait = WebDriverWait(screen.driver, SOON, 0.1)
    wait.until(lambda _: streams(lead) == number, f"{number} open streams")


def leave(screen: Screen, lead: Colleague) -> None:
    """Go to another page of the same site; the stream ends with the page."""
    screen.driver.get(screen.url.removesuffix("/desk"))
    until(screen, 0, lead)


def is_back(screen: Screen, lead: Colleague) -> None:
    """The desk stands there again, with one stream."""
    screen.one(".room")
    until(screen, 1, lead)


def test_back_again_and_again(enter: Enter, driver: WebDriver, lead: Colleague) -> None:
    screen = enter(AGENT)
    for _ in range(OFTEN):
        leave(screen, lead)
        driver.back()
        # The page was kept, which is what this is about, and noticed it.
        screen.until(lambda: screen.js(HOW) == "reload", "the page that was kept")
        is_back(screen, lead)


def test_by_its_address_again_and_again(enter: Enter, lead: Colleague) -> None:
    screen = enter(AGENT)
    for _ in range(OFTEN):
        leave(screen, lead)
        screen.visit()
        is_back(screen, lead)
