"""What axe-core objects to on the page that the browser shows."""

from collections.abc import Sequence
from pathlib import Path

import selenium_axe_python
from selenium.webdriver.remote.webdriver import WebDriver

ENGINE = Path(selenium_axe_python.__file__).with_name("axe-core") / "axe.min.js"
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can be broken in dark colours alone."""
BY_SCHEME = {"light": EVERYTHING, "dark": OF_COLOURS}


def objections(driver: WebDriver, rules: Sequence[str] = EVERYTHING) -> list[str]:
    """Each of these rules (or tags of rules) that is broken, and by which elements."""
    script = {"expression": ENGINE.read_text(encoding="utf-8")}
    driver.execute_cdp_cmd("Runtime.evaluate", script)  # past the page's own policy
    found = driver.execute_async_script(
        "const [rules, done] = arguments;"
        "axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then((r) => done(r.violations))",
        rules,
    )
    return [f"{one['id']}: {[n['html'] for n in one['nodes']]}" for one in found]
