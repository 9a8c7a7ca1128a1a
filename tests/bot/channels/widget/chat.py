"""Drives the widget on a page as a person does: by what is seen and pressed."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from selenium.common.exceptions import (
    NoSuchElementException,
    NoSuchShadowRootException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30.0
NOT_YET = (
    NoSuchElementException,
    NoSuchShadowRootException,
    StaleElementReferenceException,
)

T = TypeVar("T")


class Chat:
    """The widget of the page that the browser shows."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def size(self, width: int, height: int) -> None:
        metrics = {
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": False,
        }
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def media(self, **features: str) -> None:
        """Set `prefers_color_scheme` and the like."""
        named = [
            {"name": name.replace("_", "-"), "value": value}
            for name, value in features.items()
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})

    # Waiting

    def until(self, condition: Callable[[], T], what: str = "") -> T:
        wait = WebDriverWait(self.driver, PATIENCE, 0.02, NOT_YET)
        return wait.until(lambda _: condition(), what)

    def js(self, body: str, *given: Any) -> Any:
        """Run JavaScript with `root`, the widget's shadow root."""
        found = "const root = document.querySelector('shebao-chat')?.shadowRoot;"
        return self.driver.execute_script(found + body, *given)

    def settled(self) -> None:
        """Wait until nothing is under way."""
        self.until(
            lambda: self.js(
                "return root.querySelector('.typing').hidden"
                " && !root.querySelector('.unsent')"
            ),
            "an answer to everything",
        )

    # Finding

    def all(self, selector: str) -> list[WebElement]:
        root = self.driver.find_element(By.CSS_SELECTOR, "shebao-chat").shadow_root
        return root.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first that can be seen, as soon as there is one."""
        return self.until(lambda: self.seen(selector), selector)

    def seen(self, selector: str, title: str = "") -> WebElement | None:
        """The first that can be seen and whose words or label begin so."""
        found: WebElement | None = self.js(
            "return [...root?.querySelectorAll(arguments[0]) || []].find((one) =>"
            " one.checkVisibility() && (one.innerText.trim() || one.ariaLabel || '')"
            ".startsWith(arguments[1]))",
            selector,
            title,
        )
        return found

    def said(self, by: str = "") -> list[str]:
        """The texts of the messages on screen, in order."""
        return list(
            self.js(
                "return [...root.querySelectorAll('li.message' + arguments[0])].map("
                "one => one.querySelector('.bubble, .card').innerText.trim())",
                f".{by}" if by else "",
            )
        )

    @property
    def is_open(self) -> bool:
        return bool(self.js("return root?.querySelector('.panel')?.open"))

    @property
    def focused(self) -> str:
        """The tag and classes of what has the focus inside the widget."""
        return str(
            self.js(
                "const e = root.activeElement; return e ? "
                "`${e.localName} ${e.className} ${e.innerText}`.replace(/\\s+/g, ' ')"
                ".trim() : ''"
            )
        )

    @property
    def offered(self) -> list[str]:
        """The titles of the buttons that the newest message offers."""
        return list(
            self.js(
                "return [...root.querySelectorAll('.choices button')].filter("
                "(one) => one.checkVisibility()).map((one) => one.innerText)"
            )
        )

    # Doing

    def open(self) -> "Chat":
        self.one(".launcher").click()
        self.until(lambda: self.is_open)
        return self

    def type(self, text: str) -> None:
        self.one("#input").send_keys(text)

    def say(self, text: str) -> None:
        """Type and send, and wait for the answer."""
        self.type(text + Keys.ENTER)
        self.settled()

    def press(self, title: str, selector: str = "button") -> None:
        """Press the button whose title or label begins so."""
        button = self.until(lambda: self.seen(selector, title), f"a button {title}")
        self.js("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()

    def choose(self, title: str) -> None:
        """Press a button that a message offers, and wait for the answer."""
        self.press(title, ".choices button")
        self.settled()

    def menu(self, title: str) -> None:
        self.one(".more").click()
        self.press(title, ".menu button")

    def keys(self, *keys: str) -> None:
        """Type to whatever has the focus."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def complaints(self) -> Sequence[dict[str, Any]]:
        """What the browser's console complains of: errors and policies."""
        return [
            entry
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "favicon" not in entry["message"]
        ]
