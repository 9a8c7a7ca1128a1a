"""How soon the copilot has followed what the person said, as the agent sees it."""

import statistics

import pytest

from tests.bot.desk.screen.conftest import Come, Enter
from tests.bot.desk.screen.words import PERSON, QUESTION

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
LIMIT = 300.0  # milliseconds
SAID = (
    *("养老保险", "灵活就业", "我在杭州", "断了六个月", "医疗保险呢"),
    *("我在单位上班", "失业保险", "那能补几个月", "工伤保险"),
)

# From the moment when a message stands in the transcript to the panel's next change.
WATCH = """
window.waited = [];
let shown = 0;
const watch = (selector, seen) => new MutationObserver(seen).observe(
  document.querySelector(selector), {childList: true, subtree: true});
watch(".messages", () => { shown = performance.now(); });
watch(".panel .scroll", () => {
  if (shown) window.waited.push(performance.now() - shown);
  shown = 0;
});
"""


def test_the_panel_follows_each_message_at_once(enter: Enter, citizen: Come) -> None:
    person = citizen(QUESTION["zh"], PERSON["zh"])
    screen = enter()
    screen.one(".entry")
    screen.alt("c")
    screen.one(".panel .speech")
    screen.js(WATCH)
    for number, text in enumerate(SAID, start=1):
        person.say(text)
        screen.until(lambda n=number: len(screen.js("return waited")) == n)
    waited = [float(one) for one in screen.js("return waited")]
    print("message shown to panel drawn, ms:", sorted(round(one) for one in waited))
    assert statistics.median(waited) <= LIMIT
