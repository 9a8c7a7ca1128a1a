"""Drives the desk's screens as an agent does: by what is seen, pressed and typed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import selenium_axe_python
from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.bot.desk.screen.people import PASSWORD
from tests.bot.desk.screen.words import label

AXE = Path(selenium_axe_python.__file__).with_name("axe-core") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 30.0
SIZE = (1280, 720)
NOT_YET = (NoSuchElementException, StaleElementReferenceException)

# A claim waits on its way until `release` is called: a colleague's may be faster.
HOLD_THE_CLAIM = """
const real = window.fetch;
window.fetch = async (address, how) => {
  if (String(address).includes("/claim")) {
    await new Promise((done) => { window.release = done; });
  }
  return real(address, how);
};
"""

T = TypeVar("T")


class Screen:
    """The desk in the browser."""

    def __init__(self, driver: WebDriver, url: str, lang: str = "zh") -> None:
        self.driver = driver
        self.url = f"{url}/desk"
        self.lang = lang

    # Coming in

    def size(self, width: int, height: int) -> None:
        metrics = {
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": False,
        }
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def visit(self) -> "Screen":
        """Load the page, in a window of the size that it must fit."""
        self.size(*SIZE)
        self.driver.get(f"{self.url}?lang={self.lang}")
        self.one("#main")
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> "Screen":
        self.visit()
        self.one("#name").send_keys(name)
        self.one("#password").send_keys(password + Keys.ENTER)
        return self

    def enter(self, name: str) -> "Screen":
        """Sign in and wait for the desk."""
        self.sign_in(name).one(".room")
        return self

    def go(self, place: str) -> "Screen":
        """Go to a page by its address; wait until it is there."""
        self.js("location.hash = arguments[0]", f"/{place}")
        page = place.split("/")[0]
        self.one(f"header nav a[href='#/{page}'][aria-current]")
        return self

    # Finding

    def until(self, condition: Callable[[], T], what: str = "") -> T:
        wait = WebDriverWait(self.driver, PATIENCE, 0.02, NOT_YET)
        return wait.until(lambda _: condition(), what)

    def js(self, body: str, *given: Any) -> Any:
        return self.driver.execute_script(body, *given)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first that can be seen, as soon as there is one."""
        return self.until(lambda: self.seen(selector), selector)

    def seen(self, selector: str, title: str = "") -> WebElement | None:
        """The first that can be seen and whose words or label begin so."""
        found: WebElement | None = self.js(
            "return [...document.querySelectorAll(arguments[0])].find((one) =>"
            " one.checkVisibility() &&"
            " ((one.innerText ?? '').trim() || one.ariaLabel || '')"
            ".startsWith(arguments[1]))",
            selector,
            title,
        )
        return found

    def text(self, selector: str) -> str:
        return str(self.one(selector).text)

    def shows(self, selector: str, text: str) -> None:
        """Wait until what a selector finds holds a text."""
        self.until(
            lambda: any(text in one.text for one in self.all(selector)),
            f"{text} in {selector}",
        )

    def said(self, by: str = "") -> list[str]:
        """The texts of the transcript, in order."""
        return list(
            self.js(
                "return [...document.querySelectorAll('.message' + arguments[0] +"
                " ' .text')].map((one) => one.textContent)",
                f".{by}" if by else "",
            )
        )

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return str(self.one("#write").get_attribute("value"))

    # Doing

    def press(self, name: str, selector: str = "button", **values: object) -> None:
        """Press the button with this label."""
        title = label(name, self.lang, **values)

        def pressed() -> bool:
            found = self.seen(selector, title)
            if found is None:
                return False
            self.js("arguments[0].scrollIntoView({block: 'center'})", found)
            found.click()
            return True

        self.until(pressed, f"a button {title}")

    def confirm(self, name: str) -> None:
        """Press a button of the dialog, and wait until the dialog is gone."""
        self.press(name, "dialog .row.end button")
        self.until(lambda: not self.all("dialog"), "the dialog to close")

    def alt(self, key: str) -> None:
        """Press a command's key."""
        keys = ActionChains(self.driver)
        keys.key_down(Keys.ALT).send_keys(key).key_up(Keys.ALT).perform()

    def write(self, text: str) -> None:
        self.one("#write").send_keys(text)

    def send(self, text: str) -> None:
        """Type and send, and wait until it has gone."""
        self.write(text + Keys.ENTER)
        self.until(lambda: self.typed == "", "the line to be empty")

    def scheme(self, name: str) -> None:
        """Light or dark."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": features}
        )

    # Judging

    def faults(self) -> list[str]:
        """What axe finds."""
        script = {"expression": AXE.read_text(encoding="utf-8")}
        self.driver.execute_cdp_cmd("Runtime.evaluate", script)
        found = self.driver.execute_async_script(
            "const [rules, done] = arguments;"
            "axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
            ".then((r) => done(r.violations))",
            RULES,
        )
        return [f"{one['id']}: {[n['html'] for n in one['nodes']]}" for one in found]

    def overflow(self) -> tuple[int, int]:
        """By how much the page is wider and higher than the window."""
        right, down = self.js(
            "const page = document.documentElement;"
            "return [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight]"
        )
        return right, down

    def complaints(self) -> Sequence[str]:
        """Errors of the console: scripts, policies; refusals are not among them."""
        return [
            str(entry["message"])
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "Failed to load" not in entry["message"]
        ]
