"""The real assistant and a real browser, for the tests of the widget.

Debian's chromium and chromium-driver are used; without them the tests that need a
browser are skipped, except where CI=true: there they fail.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget.browser import open_browser
from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.server import Assistant, HostSite, running_assistant
from tests.bot.channels.widget.wire import Wire

CHROMIUM, DRIVER = "chromium", "chromedriver"


@pytest.fixture(scope="session")
def browser_programs() -> tuple[str, str]:
    found = shutil.which(CHROMIUM), shutil.which(DRIVER)
    if not all(found):
        reason = "No browser: apt-get install chromium chromium-driver."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return str(found[0]), str(found[1])


@pytest.fixture(scope="session")
def host_site() -> Iterator[HostSite]:
    """A web site of somebody else, which embeds the widget."""
    with HostSite() as site:
        yield site


@pytest.fixture(scope="package")
def assistant(
    browser_programs: tuple[str, str],
    host_site: HostSite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Assistant]:
    """`python -m bot run` with a database of its own."""
    with running_assistant(tmp_path_factory.mktemp("widget"), host_site.url) as one:
        yield one


@pytest.fixture
def wire(assistant: Assistant) -> Iterator[Wire]:
    """A connection to the assistant that can be cut."""
    with Wire(assistant.port) as one:
        yield one


@pytest.fixture(scope="session")
def driver(
    browser_programs: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebDriver]:
    """One browser for all; each test begins on an empty page without storage."""
    downloads = tmp_path_factory.mktemp("downloads")
    with open_browser(*browser_programs, downloads) as one:
        yield one


@pytest.fixture
def downloads(driver: WebDriver) -> Path:
    return Path(driver.capabilities["downloads"])


Visit = Callable[..., Chat]


@contextlib.contextmanager
def visiting(driver: WebDriver, assistant: Assistant) -> Iterator[Visit]:
    """Opens pages with the widget; afterwards the browser knows nothing of them."""
    window = driver.current_window_handle

    def go(url: str = "", lang: str = "zh", size: tuple[int, int] = (360, 740)) -> Chat:
        chat = Chat(driver)
        chat.size(*size)
        is_page = url.count("/") > 2
        driver.get(url if is_page else f"{url or assistant.url}/?lang={lang}")
        return chat

    yield go
    for other in driver.window_handles:
        if other != window:
            driver.switch_to.window(other)
            driver.close()
    driver.switch_to.window(window)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    everything = {"origin": "*", "storageTypes": "all"}
    driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
    driver.get("about:blank")


@pytest.fixture
def visit(driver: WebDriver, assistant: Assistant) -> Iterator[Visit]:
    """Open a page that holds the widget, by default our own; gives what drives it."""
    with visiting(driver, assistant) as go:
        yield go
