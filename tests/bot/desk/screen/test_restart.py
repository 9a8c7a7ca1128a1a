"""The server ends under an agent and begins anew: nothing is lost, nothing comes twice.

A server of its own: its end would be that of the other tests too.
"""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.conftest import Come, Enter
from tests.bot.desk.screen.people import Citizen, Colleague
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.server import End, Server
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(
    browser_programs: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("restart")) as one:
        yield one


@pytest.fixture(scope="module")
def desk(server: Server) -> Assistant:
    return server.assistant


@pytest.fixture
def person(citizen: Come) -> Citizen:
    return citizen(QUESTION["zh"], PERSON["zh"])


@pytest.fixture
def screen(enter: Enter, person: Citizen) -> Screen:
    """An agent who has claimed the conversation of `person`."""
    screen = enter()
    screen.one(".entry")
    screen.alt("c")
    screen.one("#write")
    screen.one(".panel .speech")
    return screen


def queue(lead: Colleague, screen: Screen) -> tuple[list[int], list[str | None]]:
    """Who waits, by the server and on the screen."""
    rows = [one.get_attribute("data-k") for one in screen.all(".entry")]
    return [row["id"] for row in lead.waiting()], rows


def by_agent(person: Citizen) -> list[str]:
    return [one["text"] for one in person.heard() if one["by"] == "agent"]


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_a_talk_goes_on(
    how: End,
    server: Server,
    screen: Screen,
    person: Citizen,
    citizen: Come,
    lead: Colleague,
) -> None:
    citizen(QUESTION["en"], PERSON["en"], lang="en")
    screen.shows(".entry", "EN")
    waiting = queue(lead, screen)
    screen.send("重启之前")
    screen.until(lambda: screen.said("agent") == ["重启之前"])
    before = screen.said()
    screen.write("我先看一下，")

    server.end(how)
    screen.shows(".banner.line", label("reconnecting"))
    screen.write("请稍等。" + Keys.ENTER)
    screen.shows("#told", label("no_connection"))
    assert screen.typed == "我先看一下，请稍等。"

    server.begin()
    person.say("您还在吗")
    screen.until(lambda: screen.said() == [*before, "您还在吗"])
    screen.until(lambda: not screen.seen(".banner.line"))
    assert screen.typed == "我先看一下，请稍等。"
    screen.send("")
    after = [*before, "您还在吗", "我先看一下，请稍等。"]
    screen.until(lambda: screen.said() == after)
    assert by_agent(person) == ["重启之前", "我先看一下，请稍等。"]
    person.say("好的")
    screen.until(lambda: screen.said() == [*after, "好的"])
    assert queue(lead, screen) == waiting
    assert screen.complaints() == []
