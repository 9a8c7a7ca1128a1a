"""The line between desk and server breaks: nothing is lost, and the agent is told."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.bot.channels.widget.server import Assistant
from tests.bot.channels.widget.wire import Wire
from tests.bot.desk.screen.conftest import AGENT, Come, Enter
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture
def wire(desk: Assistant) -> Iterator[Wire]:
    """A connection to the desk that can be cut."""
    with Wire(desk.port) as one:
        yield one


def test_what_was_said_in_the_meantime_comes_afterwards_and_once(
    enter: Enter, citizen: Come, wire: Wire
) -> None:
    person = citizen(QUESTION["zh"], PERSON["zh"])
    screen = Screen(enter(AGENT).driver, wire.url).visit()
    screen.one(".entry")
    screen.alt("c")
    screen.one("#write")
    wire.state = "cut"
    screen.shows(".banner.line", label("reconnecting"))
    person.say("断线时说的话")
    person.say("又说一句")
    wire.state = "whole"
    screen.until(lambda: screen.said("person")[-2:] == ["断线时说的话", "又说一句"])
    screen.until(lambda: not screen.seen(".banner.line"))
    person.say("接上了吗")
    screen.until(lambda: screen.said("person")[-1] == "接上了吗")
    assert len(screen.said("person")) == len(set(screen.said("person")))


def test_that_the_server_was_not_reached_is_said_only_until_it_is(
    enter: Enter, citizen: Come, wire: Wire
) -> None:
    citizen(QUESTION["zh"], PERSON["zh"])
    screen = Screen(enter(AGENT).driver, wire.url).visit()
    screen.one(".entry")
    screen.alt("c")
    screen.one("#write")
    wire.state = "cut"
    screen.shows(".banner.line", label("reconnecting"))
    screen.write("您好" + Keys.ENTER)
    screen.shows("#told", label("no_connection"))
    wire.state = "whole"
    screen.until(lambda: not screen.all("#told .note"), "the bar to go")
    assert screen.typed == "您好"
