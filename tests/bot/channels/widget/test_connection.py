"""Lost connections and answers, broken servers, two tabs: nothing twice or lost."""

import pytest

from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.wire import BUSY_SAID, Wire
from tests.bot.channels.widget.words import QUESTION, label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
SEVERAL = ["你好", "社保卡丢了怎么办", "谢谢"]


def mend(chat: Chat, wire: Wire) -> None:
    """The line is whole again, and the browser notices."""
    wire.state = "whole"
    chat.js("dispatchEvent(new Event('online'))")
    chat.settled()


def reloaded(chat: Chat) -> list[str]:
    """What the person said, as the server has it."""
    chat.driver.refresh()
    chat.open()
    chat.until(lambda: chat.said("person"))
    return chat.said("person")


def test_messages_typed_offline_go_out_in_order_and_once(
    visit: Visit, wire: Wire
) -> None:
    chat = visit(wire.url).open()
    chat.say(QUESTION["zh"])
    wire.state = "cut"
    for text in SEVERAL:
        chat.type(text + "\n")
    chat.until(lambda: label("offline", "zh") in chat.one(".banner").text)
    assert len(chat.all(".unsent")) == len(SEVERAL)
    assert chat.one(".unsent .waits").text == label("waiting", "zh")

    mend(chat, wire)
    assert chat.said("person") == [QUESTION["zh"], *SEVERAL]
    assert not chat.all(".banner p")
    assert wire.posts == 1 + len(SEVERAL)
    assert reloaded(chat) == [QUESTION["zh"], *SEVERAL]


def test_unsent_messages_survive_a_reload(visit: Visit, wire: Wire) -> None:
    chat = visit(wire.url).open()
    chat.say(QUESTION["zh"])
    wire.state = "cut"
    for text in SEVERAL:
        chat.type(text + "\n")
    chat.until(lambda: len(chat.all(".unsent")) == len(SEVERAL))
    wire.state = "whole"
    assert reloaded(chat)[0] in (QUESTION["zh"], SEVERAL[0])
    chat.settled()
    assert chat.said("person") == [QUESTION["zh"], *SEVERAL]


def test_a_lost_answer_does_not_make_the_message_count_twice(
    visit: Visit, wire: Wire
) -> None:
    chat = visit(wire.url).open()
    chat.say("你好")
    answers = len(chat.said("assistant"))
    wire.state = "deaf"
    chat.type("谢谢\n")
    chat.until(wire.lost.is_set)
    mend(chat, wire)
    assert wire.posts >= 3  # it was sent again
    assert chat.said("person") == ["你好", "谢谢"]
    assert len(chat.said("assistant")) == answers + 1
    assert reloaded(chat) == ["你好", "谢谢"]


def test_a_broken_server_is_named_and_a_message_can_be_given_up(
    visit: Visit, wire: Wire
) -> None:
    chat = visit(wire.url).open()
    chat.say("你好")
    wire.state = "broken"
    chat.type("谢谢\n")
    chat.until(lambda: label("trouble", "zh") in chat.one(".banner").text)
    chat.press(label("discard", "zh"), ".banner button")
    chat.until(lambda: chat.said("person") == ["你好"])
    wire.state = "whole"
    chat.say("社保卡丢了怎么办")
    assert chat.said("person") == ["你好", "社保卡丢了怎么办"]


def test_who_writes_too_fast_is_told_and_the_message_goes_out_in_time(
    visit: Visit, wire: Wire
) -> None:
    chat = visit(wire.url).open()
    chat.say("你好")
    wire.state = "busy"
    chat.type("谢谢\n")
    chat.until(lambda: BUSY_SAID in chat.one(".banner").text)
    chat.settled()  # after the second that `Retry-After` names
    assert chat.said("person") == ["你好", "谢谢"]
    assert not chat.all(".banner p")


def test_a_message_is_tried_again_at_a_press(visit: Visit, wire: Wire) -> None:
    chat = visit(wire.url)
    chat.open()
    wire.state = "broken"
    chat.type("你好\n")
    chat.until(lambda: label("trouble", "zh") in chat.one(".banner").text)
    wire.state = "whole"
    chat.press(label("retry", "zh"), ".banner button")
    chat.settled()
    assert chat.said("person") == ["你好"]


def test_two_tabs_show_one_conversation(visit: Visit) -> None:
    chat = visit().open()
    first = chat.driver.current_window_handle
    url = chat.driver.current_url
    chat.say("你好")
    chat.driver.switch_to.new_window("tab")
    second = chat.driver.current_window_handle
    chat.driver.get(url)
    chat.open()
    chat.until(lambda: chat.said("person") == ["你好"])
    chat.say("社保卡丢了怎么办")
    there = chat.said()

    chat.driver.switch_to.window(first)
    chat.until(lambda: chat.said() == there)
    chat.menu(label("new", "zh"))
    chat.driver.switch_to.window(second)
    chat.until(lambda: chat.said() == [])


def test_two_tabs_type_at_once_and_nothing_is_lost(visit: Visit, wire: Wire) -> None:
    chat = visit(wire.url).open()
    first = chat.driver.current_window_handle
    chat.say("你好")
    chat.driver.switch_to.new_window("tab")
    chat.driver.get(wire.url)
    chat.open()
    chat.until(lambda: chat.said("person") == ["你好"])
    wire.state = "cut"
    chat.type("谢谢\n")
    chat.driver.switch_to.window(first)
    chat.type("再见\n")
    mend(chat, wire)
    chat.until(lambda: chat.said("person") == ["你好", "谢谢", "再见"])
    assert reloaded(chat) == ["你好", "谢谢", "再见"]


def test_a_conversation_that_is_gone_is_begun_anew(visit: Visit) -> None:
    chat = visit().open()
    chat.say("你好")
    chat.js(
        "const key = Object.keys(localStorage).find((one) => one.endsWith(' token'));"
        "localStorage[key] = JSON.stringify('x'.repeat(43))"
    )
    chat.driver.refresh()
    chat.open()
    chat.until(lambda: chat.said("assistant"))
    chat.say("社保卡丢了怎么办")
    assert chat.said("person") == ["社保卡丢了怎么办"]
