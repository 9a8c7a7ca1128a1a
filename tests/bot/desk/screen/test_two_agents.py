"""Two agents at their screens and a citizen, all at once; each agent has a browser."""

from collections.abc import Iterator
from functools import partial

import pytest
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select

from tests.bot.channels.widget.browser import open_browser
from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.conftest import AGENT, Come, Enter, add_agent
from tests.bot.desk.screen.people import Citizen
from tests.bot.desk.screen.screen import HOLD_THE_CLAIM, Screen
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

HAN, ZHAO = "韩梅梅", "赵敏"
OTHER = "zhaomin"


@pytest.fixture(scope="module")
def other_driver(
    browser_programs: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebDriver]:
    """A browser of its own: it shares no cookie with the first."""
    with open_browser(*browser_programs, tmp_path_factory.mktemp("other")) as one:
        yield one


@pytest.fixture(scope="module")
def other_agent(desk: Assistant) -> str:
    """A second agent, who is no supervisor either."""
    add_agent(desk.url, OTHER, ZHAO, "agent")
    return OTHER


@pytest.fixture
def person(citizen: Come) -> Citizen:
    return citizen(QUESTION["zh"], PERSON["zh"])


@pytest.fixture
def screens(
    enter: Enter,
    other_driver: WebDriver,
    other_agent: str,
    desk: Assistant,
    person: Citizen,
) -> Iterator[dict[str, Screen]]:
    """Both have the note of the same person before them."""
    other = Screen(other_driver, desk.url)
    both = {HAN: enter(AGENT), ZHAO: other.enter(other_agent)}
    for screen in both.values():
        screen.one(".entry").click()
        screen.shows(".note-pane", PERSON["zh"])
    yield both
    other_driver.get("about:blank")
    other_driver.execute_cdp_cmd("Network.clearBrowserCookies", {})


def race(screens: dict[str, Screen], first: str) -> tuple[str, str]:
    """Both claim before either knows of the other; gives who won and who lost."""
    for screen in screens.values():
        screen.js(HOLD_THE_CLAIM)
        screen.alt("c")
        screen.until(partial(screen.js, "return Boolean(window.release)"))
    order = sorted(screens, key=lambda name: name != first)
    for name in order:
        screens[name].js("window.release()")
    outcomes = [(HAN, ZHAO), (ZHAO, HAN)]
    (found,) = screens[first].until(
        lambda: [one for one in outcomes if is_told(screens[one[1]], winner=one[0])]
    )
    return found


def is_told(loser: Screen, winner: str) -> bool:
    told = label("with_other", name=winner)
    return loser.seen(".note-pane", told) is not None


@pytest.mark.parametrize("first", [HAN, ZHAO], ids=[AGENT, OTHER])
def test_one_has_the_talk_and_passes_it_to_the_other(
    first: str, screens: dict[str, Screen], person: Citizen
) -> None:
    won, lost = race(screens, first)
    winner, loser = screens[won], screens[lost]
    loser.shows("#told", label("taken", name=won))
    loser.shows(".note-pane", label("with_other", name=won))
    assert loser.all("#write") == []
    winner.one("#write")

    person.say("我在杭州，灵活就业")
    winner.until(lambda: winner.said("person")[-1:] == ["我在杭州，灵活就业"])
    winner.send("我请同事来看。")
    assert loser.said() == []  # nothing of it is read by the other
    winner.press("pass", ".actions button")
    (there,) = [
        one
        for one in Select(winner.one("dialog select")).options
        if one.text.startswith(lost)
    ]
    there.click()
    winner.confirm("pass")
    winner.until(lambda: not winner.all("#write"))

    loser.one("#write")
    before = [QUESTION["zh"], PERSON["zh"], "我在杭州，灵活就业"]
    loser.until(lambda: loser.said("person") == before)
    loser.send("我接着说。")
    person.say("好的")
    loser.until(lambda: loser.said("person") == [*before, "好的"])
    by_agents = [one["text"] for one in person.heard() if one["by"] == "agent"]
    assert by_agents == ["我请同事来看。", "我接着说。"]
    loser.press("back", ".actions button")
    loser.confirm("back")
    loser.shows(".head", label("state_ended"))
    assert person.say("养老保险")  # the assistant answers again
    assert [*winner.complaints(), *loser.complaints()] == []
