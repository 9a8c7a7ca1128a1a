"""What the modules compute, in the browser that runs them; the server says nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.screen import Screen

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
SHORT = {"jfjs": {"zh": "缴费基数", "en": "contribution base"}}
REPLIES = [
    {"code": "wait", "zh": "请稍等", "en": "one moment"},
    {"code": "bye", "zh": "再见，不用再等", "en": "goodbye, no more waiting"},
]


@pytest.fixture(scope="module")
def page(driver: WebDriver, desk: Assistant) -> Iterator[Screen]:
    yield Screen(driver, desk.url).visit()
    driver.get("about:blank")


def call(page: Screen, module: str, body: str, *given: Any) -> Any:
    """The value of `body`, in which `m` is the module and `given` the arguments."""
    return page.driver.execute_async_script(
        "const [name, given, done] = arguments;"
        "import(new URL(`static/now/${name}.js`, `${location.origin}/desk/`))"
        f".then((m) => {{ {body} }}).then(done, (error) => done(String(error)))",
        module,
        given,
    )


@pytest.mark.parametrize(
    ("text", "language", "becomes"),
    [
        ("jfjs ", "zh", "缴费基数"),
        ("查jfjs。", "zh", "查缴费基数。"),
        ("JFJS ", "en", "contribution base "),
        ("xjfjs ", "zh", None),
        ("jfjs", "zh", None),
        (" ", "zh", None),
    ],
)
def test_expansion(page: Screen, text: str, language: str, becomes: str | None) -> None:
    made = call(
        page,
        "expand",
        "const [text, short, language] = given;"
        "const made = m.expanded(text, text.length, new Map(Object.entries(short)),"
        " language); return made && made.text",
        text,
        SHORT,
        language,
    )
    assert made == becomes


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("wa", ["wait", "bye"]), ("b", ["bye"]), ("再见", ["bye"]), ("zz", [])],
)
def test_replies_are_found_by_code_first(
    page: Screen, typed: str, codes: list[str]
) -> None:
    body = "return m.matching(given[0], given[1]).map((one) => one.code)"
    assert call(page, "expand", body, REPLIES, typed) == codes


@pytest.mark.parametrize(
    ("most", "end"), [(0, 4), (4, 4), (5, 5), (7, 10), (100, 100), (101, 200)]
)
def test_axes_end_with_a_round_number(page: Screen, most: int, end: int) -> None:
    assert call(page, "charts", "return m.top(given[0])", most) == end


def said(by: str, text: str, pressed: bool = False) -> dict[str, Any]:
    return {"by": by, "text": text, "pressed": pressed}


@pytest.mark.parametrize(
    ("messages", "twice"),
    [
        ([said("person", "能补吗？"), said("person", "能补吗")], []),
        (
            [said("person", "能不能补缴？"), said("person", "能不能补缴")],
            ["能不能补缴？"],
        ),
        ([said("person", "能不能补缴"), said("agent", "能不能补缴")], []),
        (
            [
                said("person", "灵活就业人员", True),
                said("person", "灵活就业人员", True),
            ],
            [],
        ),
    ],
    ids=["too short", "twice", "another speaker", "buttons"],
)
def test_the_same_question_twice(
    page: Screen, messages: list[dict[str, Any]], twice: list[str]
) -> None:
    body = "return m.askedTwice(given[0]).map(([text]) => text)"
    assert call(page, "signals", body, messages) == twice


def test_only_days_to_act_by_are_deadlines(page: Screen) -> None:
    values = {
        "review_by": "2020-01-01",
        "ready_on": "2020-01-01",
        "moved_by": "2999-01-01",
        "months_by": "12",
    }
    body = "return m.deadlines(given[0]).map(([day]) => day)"
    found = call(page, "signals", body, {"outcome": {"values": values}})
    assert found == ["2020-01-01"]
