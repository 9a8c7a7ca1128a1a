"""The real assistant with agents, and a real browser, for the tests of the screens.

Debian's chromium and chromium-driver are used; without them the tests that need a
browser are skipped, except where CI=true: there they fail.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from bot.settings import PROJECT
from tests.bot.channels.widget.conftest import browser_programs, driver
from tests.bot.channels.widget.server import Assistant, running_assistant
from tests.bot.desk.screen.people import PASSWORD, Citizen, Colleague
from tests.bot.desk.screen.screen import Screen

__all__ = ["browser_programs", "driver"]

ADMIN, LEAD, AGENT = "wang", "li", "han"
APPROVED = "unemployment_benefit"  # answered only after an agent has looked
SETTINGS = {"DESK_HOURS": "always", "APPROVE_TOPICS": APPROVED}


@pytest.fixture(scope="package")
def desk(
    browser_programs: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """`python -m bot run` with three agents, one of each role."""
    folder = tmp_path_factory.mktemp("desk")
    add_first_agent(folder)
    with running_assistant(folder, **SETTINGS) as one:
        add_agent(one.url, LEAD, "李雷", "supervisor")
        add_agent(one.url, AGENT, "韩梅梅", "agent")
        yield one


def add_first_agent(folder: Path) -> None:
    """The first one is made on the machine itself."""
    subprocess.run(
        [
            *(sys.executable, "-m", "bot", "desk", "add-agent", ADMIN),
            *("--role", "admin", "--shown-name", "王芳"),
        ],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder}/widget.db"},
        input=f"{PASSWORD}\n",
        encoding="utf-8",
        check=True,
        capture_output=True,
    )


def add_agent(url: str, name: str, shown: str, role: str) -> None:
    """The others are made by the first."""
    admin = Colleague(url, ADMIN)
    body = {"name": name, "shown_name": shown, "role": role, "password": PASSWORD}
    made = admin.post("/agents", **body)
    assert made.status_code == 201, made.text
    admin.close()


@pytest.fixture
def lead(desk: Assistant) -> Iterator[Colleague]:
    """A supervisor without a screen; afterwards nobody waits."""
    one = Colleague(desk.url, LEAD)
    yield one
    one.post("/on")
    one.empty()
    one.close()


Enter = Callable[..., Screen]


@pytest.fixture
def enter(driver: WebDriver, desk: Assistant, lead: Colleague) -> Iterator[Enter]:
    """Signs somebody in at the desk; afterwards the browser knows nothing of it."""
    lead.empty()

    def come(name: str = AGENT, lang: str = "zh") -> Screen:
        return Screen(driver, desk.url, lang).enter(name)

    yield come
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.get("about:blank")
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    everything = {"origin": desk.url, "storageTypes": "all"}
    driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)


Come = Callable[..., Citizen]


@pytest.fixture
def citizen(desk: Assistant) -> Iterator[Come]:
    """Somebody who chats; with words, these are said."""
    came: list[Citizen] = []

    def come(*words: str, lang: str = "zh") -> Citizen:
        one = Citizen(desk.url, lang)
        came.append(one)
        for text in words:
            one.say(text)
        return one

    yield come
    for one in came:
        one.close()
