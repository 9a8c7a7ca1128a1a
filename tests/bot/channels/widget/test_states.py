"""Each state of the widget, for everybody: axe, sizes to press, narrow screens."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget import axe
from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.conftest import visiting
from tests.bot.channels.widget.server import Assistant
from tests.bot.channels.widget.states import STATES
from tests.bot.channels.widget.wire import Wire

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
TOUCH = 44  # pixels
PHONE, NARROWEST = (360, 740), (320, 568)


@pytest.fixture(
    scope="module",
    params=[(state, lang) for state in STATES for lang in ("zh", "en")],
    ids="-".join,
)
def shown(
    request: pytest.FixtureRequest, driver: WebDriver, assistant: Assistant
) -> Iterator[Chat]:
    """The widget in a state, reached once for all tests that look at it."""
    state, lang = request.param
    with Wire(assistant.port) as wire, visiting(driver, assistant) as visit:
        chat = visit(f"{wire.url}/?lang={lang}", size=PHONE)
        STATES[state](chat, lang, wire)
        yield chat


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(shown: Chat, scheme: str) -> None:
    shown.media(prefers_color_scheme=scheme)
    assert axe.objections(shown.driver, axe.BY_SCHEME[scheme]) == []


def test_everything_to_press_is_as_large_as_a_thumb(shown: Chat) -> None:
    small = shown.js(
        "return [...root.querySelectorAll('button, select, input, summary')].filter("
        "(one) => one.checkVisibility()).map((one) => [one.textContent || "
        "one.className, one.offsetHeight, one.offsetWidth]).filter("
        "([, height, width]) => height < arguments[0] || width < arguments[0])",
        TOUCH,
    )
    assert small == []


def test_nothing_is_cut_off_on_the_narrowest_screen(shown: Chat) -> None:
    shown.size(*NARROWEST)
    too_wide = shown.js(
        "return [...root.querySelectorAll('.panel *')].filter((one) => {"
        "const box = one.getBoundingClientRect();"
        "return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1)"
        "}).map((one) => one.outerHTML.slice(0, 80))"
    )
    shown.size(*PHONE)
    assert too_wide == []


def test_the_arrow_to_what_is_below_shows_where_something_is(shown: Chat) -> None:
    def told() -> tuple[bool, bool]:
        below, arrow = shown.js(
            "const log = root.querySelector('.log');"
            "return [log.scrollHeight - log.scrollTop - log.clientHeight >= 80,"
            " !root.querySelector('.below').hidden]"
        )
        return below, arrow

    shown.until(lambda: told()[0] == told()[1], "the arrow to agree")
