"""What axe-core objects to on the page that the browser shows."""

from pathlib import Path

import selenium_axe_python
from selenium.webdriver.remote.webdriver import WebDriver

ENGINE = Path(selenium_axe_python.__file__).with_name("axe-core") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def objections(driver: WebDriver) -> list[str]:
    """Each rule that is broken, with the elements that break it."""
    script = {"expression": ENGINE.read_text(encoding="utf-8")}
    driver.execute_cdp_cmd("Runtime.evaluate", script)  # past the page's own policy
    found = driver.execute_async_script(
        "const [rules, done] = arguments;"
        "axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then((r) => done(r.violations))",
        RULES,
    )
    return [f"{one['id']}: {[n['html'] for n in one['nodes']]}" for one in found]
