"""Every page for everybody: axe, both languages and colour schemes, nothing cut off."""

from collections.abc import Callable, Iterator

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.conftest import ADMIN, Come, Enter
from tests.bot.desk.screen.people import Colleague
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
PAGES = (
    *("approvals", "replies", "reviews", "unanswered"),
    *("figures", "audit", "switch", "agents"),
)
SMALLEST = 24  # pixels, WCAG 2.2 (2.5.8)
Reach = Callable[[Screen], None]


def waiting(screen: Screen) -> None:
    screen.one(".entry").click()
    screen.one(".note-pane .facts")


def claimed(screen: Screen) -> None:
    waiting(screen)
    screen.press("claim")
    screen.one(".panel .speech")


def canned(screen: Screen) -> None:
    claimed(screen)
    screen.write("/")
    screen.one("#canned li")


def trial(screen: Screen) -> None:
    claimed(screen)
    screen.press("what_if", ".facts button")
    control = screen.one(".facts select, .facts input")
    control.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    screen.one(".trial strong")


def call(screen: Screen) -> None:
    screen.press("new_call")
    screen.confirm("call_begin")
    screen.send(QUESTION[screen.lang])
    screen.one(".panel .speech")


def sheet(screen: Screen) -> None:
    screen.alt("h")
    screen.one("dialog .keys")


def search(screen: Screen) -> None:
    screen.alt("k")
    screen.one("dialog input").send_keys(QUESTION[screen.lang])
    screen.one(".found li")


def summary(screen: Screen) -> None:
    claimed(screen)
    screen.press("summary")
    screen.one("dialog textarea")


def wrong(screen: Screen) -> None:
    claimed(screen)
    screen.press("wrong", ".panel button")
    screen.one("dialog fieldset")


def everything(screen: Screen) -> None:
    screen.press("tab_all", ".tabs button")
    screen.one(".present li")


STATES: tuple[Reach, ...] = (
    *(waiting, claimed, canned, trial, call),
    *(sheet, search, summary, wrong, everything),
)


def page(name: str) -> Reach:
    def reach(screen: Screen) -> None:
        screen.go(name).one("main h1")

    reach.__name__ = name
    return reach


REACHED = [*STATES, *(page(name) for name in PAGES)]


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def screen(enter: Enter, citizen: Come, lang: str) -> Screen:
    citizen(QUESTION[lang], PERSON[lang], lang=lang)
    return enter(ADMIN, lang)


@pytest.mark.parametrize("reach", REACHED, ids=lambda reach: reach.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off(screen: Screen, reach: Reach) -> None:
    reach(screen)
    for scheme in ("light", "dark"):
        screen.scheme(scheme)
        assert screen.faults() == []
    right, down = screen.overflow()
    assert (right, down) == (0, 0), "the page scrolls at 1280 x 720"
    assert small(screen) == []
    assert screen.complaints() == []


def small(screen: Screen) -> list[str]:
    """What is too small to be pressed, links within sentences left out."""
    found: list[str] = screen.js(
        "return [...document.querySelectorAll('button, select, input, summary,"
        " textarea, nav a')].filter((one) => one.checkVisibility()).filter((one) => {"
        "  const box = (one.closest('label') || one).getBoundingClientRect();"
        "  return Math.min(box.width, box.height) < arguments[0];"
        "}).map((one) => one.outerHTML.slice(0, 90))",
        SMALLEST,
    )
    return found


def test_text_four_times_as_large_needs_no_scrolling_sideways(
    enter: Enter, citizen: Come
) -> None:
    """WCAG 2.2, 1.4.10: 1280 pixels at 400 % are 320."""
    citizen(QUESTION["en"], PERSON["en"], lang="en")
    screen = enter(ADMIN, "en")
    claimed(screen)
    screen.size(320, 640)
    for name in ("desk", *PAGES):
        if name != "desk":
            screen.go(name).one("main h1")
        assert screen.overflow()[0] == 0, name


@pytest.fixture
def door(driver: WebDriver, desk: Assistant, lang: str) -> Iterator[Screen]:
    yield Screen(driver, desk.url, lang).visit()
    driver.get("about:blank")


def test_axe_finds_nothing_at_the_door(door: Screen) -> None:
    door.one("#name").send_keys("nobody")
    door.one("#password").send_keys("wrong" + Keys.ENTER)
    door.one(".trouble")
    assert door.faults() == []
    assert door.overflow() == (0, 0)


def test_a_screen_reader_hears_each_new_message_of_the_person_once(
    enter: Enter, citizen: Come
) -> None:
    one = citizen(QUESTION["zh"], PERSON["zh"])
    screen = enter()
    claimed(screen)
    log = screen.one("[role=log]")
    assert log.get_attribute("aria-live") == "off"  # else each would be heard twice
    assert (
        screen.js(
            "return document.querySelector('[role=log] [aria-live=polite]').textContent"
        )
        == ""
    )
    one.say("我在杭州")
    screen.until(
        lambda: (
            screen.js("return document.querySelector('[aria-live=polite]').textContent")
            == f"{label('person')}: 我在杭州"
        )
    )


def test_dialogs_give_the_focus_back(enter: Enter, lead: Colleague) -> None:
    screen = enter()
    screen.press("new_call")
    screen.one("dialog select")
    screen.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    screen.until(lambda: not screen.all("dialog"))
    focused = screen.js("return document.activeElement.textContent")
    assert focused == label("new_call")
