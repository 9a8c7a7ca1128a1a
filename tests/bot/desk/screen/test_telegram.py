"""An agent at the screen and somebody on Telegram, with a restart in the middle.

A server of its own: it is one that is on Telegram, and it ends in between.
"""

from collections.abc import Iterator

import pytest

from tests.bot.channels.widget.server import Assistant
from tests.bot.channels.widget.words import phrase
from tests.bot.desk.screen.conftest import Enter
from tests.bot.desk.screen.phone import Phone
from tests.bot.desk.screen.screen import Screen
from tests.bot.desk.screen.server import Server
from tests.bot.desk.screen.words import PERSON, QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with Phone() as one:
        yield one


@pytest.fixture(scope="module")
def server(
    browser_programs: tuple[str, str],
    phone: Phone,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("telegram")
    with Server(folder, **phone.settings) as one:
        yield one


@pytest.fixture(scope="module")
def desk(server: Server) -> Assistant:
    return server.assistant


def claimed(screen: Screen) -> Screen:
    """The agent has taken the only one who waits."""
    screen.shows(".entry", label("channel_telegram"))
    screen.alt("c")
    screen.one("#write")
    screen.shows(".head", label("channel_telegram"))
    return screen


def test_a_talk_on_telegram_from_the_queue_until_the_assistant_goes_on(
    enter: Enter, phone: Phone, server: Server
) -> None:
    screen = enter()
    phone.write(QUESTION["zh"])
    phone.until(lambda: phone.shown and phone.shown[-1].buttons, "a question")
    asked = phone.shown[-1]
    phone.write(PERSON["zh"])
    claimed(screen)
    said = [QUESTION["zh"], PERSON["zh"]]
    screen.until(lambda: screen.said("person") == said)

    screen.send("您好，我是坐席。")
    phone.until(lambda: "您好，我是坐席。" in phone.texts, "the agent's words")
    phone.write("我听得到")
    screen.until(lambda: screen.said("person") == [*said, "我听得到"])

    server.end("killed")
    screen.shows(".banner.line", label("reconnecting"))
    phone.write("断线时说的话")
    server.begin()
    said += ["我听得到", "断线时说的话"]
    screen.until(lambda: screen.said("person") == said)
    screen.send("我还在。")
    phone.until(lambda: "我还在。" in phone.texts, "the agent's words, later")

    screen.press("back", ".actions button")
    screen.one("dialog textarea").send_keys("祝您顺利")
    screen.confirm("back")
    screen.shows(".head", label("state_ended"))
    phone.until(lambda: phone.shown[-1].titles == asked.titles, "the same question")
    back = phrase("desk_back", "zh")
    assert any(back in text for text in phone.texts)
    here = len(phone.shown)
    phone.press(phone.shown[-1], asked.titles[0])
    phone.until(lambda: len(phone.shown) > here, "the assistant's answer")
    for words in ("您好，我是坐席。", "我还在。", "祝您顺利"):
        assert phone.texts.count(words) == 1
