"""For everybody: what a screen reader hears, large text, less motion."""

import pytest

from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.states import STATES
from tests.bot.channels.widget.wire import Wire
from tests.bot.channels.widget.words import label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
TOUCH = 44  # pixels


def test_a_screen_reader_hears_each_new_message_once(visit: Visit) -> None:
    chat = visit().open()
    chat.js(
        "window.heard = []; new MutationObserver((changes) => changes.forEach((one) =>"
        " one.addedNodes.forEach((node) => heard.push(node.textContent))))"
        ".observe(root.querySelector('[aria-live=polite]'), {childList: true})"
    )
    chat.say("你好")
    chat.say("你好")  # the same answer again is heard again
    chat.until(lambda: len(chat.js("return heard")) == 2)
    heard = chat.js("return heard")
    assert [text[:20] for text in heard] == [t[:20] for t in chat.said("assistant")]
    log = chat.one("[role=log]")
    assert log.get_attribute("aria-live") == "off"  # else each would be heard twice

    chat.driver.refresh()
    chat.open()
    chat.until(lambda: len(chat.said()) == 4)
    assert chat.js("return root.querySelector('[aria-live=polite]').innerText") == ""


def test_messages_say_who_speaks_and_in_which_language(visit: Visit) -> None:
    chat = visit().open()
    chat.say("I lost my social security card")
    items = chat.js(
        "return [...root.querySelectorAll('li.message')].map((one) =>"
        " [one.firstChild.textContent, one.children[1].lang])"
    )
    assert items[0] == [f"{label('you', 'zh')}: ", "en"]
    assert items[1] == [f"{label('assistant', 'zh')}: ", "en"]


def test_text_twice_as_large_still_fits(visit: Visit, wire: Wire) -> None:
    chat = visit(wire.url, size=(360, 740))
    chat.one(".launcher")
    STATES["decision"](chat, "zh", wire)
    chat.js("root.querySelector('.root').style.fontSize = '200%'")
    sideways = (
        "const l = root.querySelector('.log'); return l.scrollWidth - l.clientWidth"
    )
    assert chat.js(sideways) <= 0
    assert chat.one("#input").rect["height"] >= TOUCH
    assert chat.one(".log").rect["height"] > 100


def test_who_wants_less_motion_gets_none(visit: Visit, wire: Wire) -> None:
    chat = visit(wire.url)
    chat.media(prefers_reduced_motion="reduce")
    STATES["typing"](chat, "zh", wire)
    moving = "return root.querySelector('.panel').getAnimations({subtree: true}).length"
    assert chat.js(moving) == 0
    chat.media(prefers_reduced_motion="no-preference")
    chat.until(lambda: chat.js(moving) == 3)
