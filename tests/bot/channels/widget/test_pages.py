"""The pages in a browser: for everybody, on narrow screens, and without scripts."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget import axe
from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.server import Assistant
from tests.bot.channels.widget.states import MOST_QUESTIONS, PAGES
from tests.bot.channels.widget.words import QUESTION, phrase

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
both = pytest.mark.parametrize("lang", ["zh", "en"])
NARROWEST = (320, 568)


@both
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody_and_fits_the_narrowest_screen(
    visit: Visit, assistant: Assistant, name: str, lang: str
) -> None:
    chat = visit(size=NARROWEST)
    chat.complaints()
    chat = visit(f"{assistant.url}{PAGES[name]}lang={lang}", size=NARROWEST)
    assert chat.complaints() == []
    for scheme, rules in axe.BY_SCHEME.items():
        chat.media(prefers_color_scheme=scheme)
        assert axe.objections(chat.driver, rules) == []
    page = "const page = document.documentElement; return page.scrollWidth"
    assert chat.driver.execute_script(page) <= NARROWEST[0]


@pytest.fixture
def without_scripts(driver: WebDriver) -> Iterator[None]:
    switch = "Emulation.setScriptExecutionDisabled"
    driver.execute_cdp_cmd(switch, {"value": True})
    yield
    driver.execute_cdp_cmd(switch, {"value": False})


def press(chat: Chat, selector: str) -> None:
    """Press the first of these and wait for the page that comes."""
    address = chat.driver.current_url
    chat.driver.find_element(By.CSS_SELECTOR, selector).send_keys(Keys.ENTER)
    chat.until(lambda: chat.driver.current_url != address, selector)


@both
def test_an_answer_is_found_without_scripts(
    visit: Visit, without_scripts: None, assistant: Assistant, lang: str
) -> None:
    chat = visit(f"{assistant.url}/?lang={lang}")
    assert not chat.driver.find_elements(By.CSS_SELECTOR, "shebao-chat:defined")
    chat.driver.find_element(By.ID, "q").send_keys(QUESTION[lang])
    press(chat, ".search button")
    press(chat, "main h3 a")
    heading = chat.driver.find_element(By.TAG_NAME, "h1").text
    text = chat.driver.find_element(By.TAG_NAME, "main").text
    assert heading
    assert phrase("web_sources", lang) in text


@both
def test_a_case_is_decided_without_scripts(
    visit: Visit, without_scripts: None, assistant: Assistant, lang: str
) -> None:
    chat = visit(f"{assistant.url}/decide/back_payment?lang={lang}")
    for _ in range(MOST_QUESTIONS):
        answers = chat.driver.find_elements(By.CSS_SELECTOR, "main input[type=radio]")
        if not answers:
            break
        answers[0].send_keys(Keys.SPACE)
        press(chat, "main form button")
    text = chat.driver.find_element(By.TAG_NAME, "main").text
    assert phrase("web_outcome", lang) in text
    assert phrase("web_why", lang) in text
