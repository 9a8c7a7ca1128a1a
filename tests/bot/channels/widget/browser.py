"""Starts Chromium under WebDriver, in such a way that tests see the same everywhere."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
)


@contextlib.contextmanager
def open_browser(chromium: str, driver: str, downloads: Path) -> Iterator[WebDriver]:
    """A browser; files that are saved go to `downloads`."""
    options = Options()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    prefs = {"download.default_directory": str(downloads)}
    options.add_experimental_option("prefs", prefs)
    one = webdriver.Chrome(options=options, service=Service(driver))
    one.capabilities["downloads"] = str(downloads)
    try:
        yield one
    finally:
        one.quit()
