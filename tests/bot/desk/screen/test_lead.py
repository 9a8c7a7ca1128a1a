"""What a supervisor and an administrator have, and that nobody else has it."""

from pathlib import Path

import pytest
import yaml
from selenium.webdriver.remote.webdriver import WebDriver

from tests.bot.channels.widget.server import Assistant
from tests.bot.desk.screen.conftest import ADMIN, AGENT, LEAD, Come, Enter
from tests.bot.desk.screen.people import PASSWORD, Colleague
from tests.bot.desk.screen.words import PERSON, QUESTION, label

DECIDED = "我1974年6月出生，男，什么时候退休"
pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        (AGENT, ["desk", "approvals", "replies"]),
        (LEAD, ["reviews", "unanswered", "figures", "audit", "switch"]),
        (ADMIN, ["agents"]),
    ],
)
def test_everybody_sees_the_pages_of_his_role(
    enter: Enter, name: str, pages: list[str]
) -> None:
    screen = enter(name)
    shown = screen.js(
        "return [...document.querySelectorAll('header nav a')].map("
        "(one) => one.getAttribute('href').slice(2))"
    )
    assert set(pages) <= set(shown)
    if name == AGENT:
        assert shown == pages
        screen.js("location.hash = '/audit'")
        screen.one(".room")  # instead of the page that is not his


def test_a_wrong_suggestion_becomes_a_file_to_commit(
    enter: Enter, citizen: Come, driver: WebDriver
) -> None:
    citizen(DECIDED, PERSON["zh"])
    screen = enter(LEAD)
    screen.one(".entry")
    screen.alt("c")
    screen.one(".panel .speech")
    screen.alt("w")
    screen.one("dialog #comment").send_keys("应当先问险种")
    screen.confirm("report")
    screen.go("reviews")
    screen.shows(".card", "应当先问险种")
    screen.press("as_case", ".card button")
    screen.until(lambda: not screen.all(".card"), "the review to be settled")
    folder = Path(driver.capabilities["downloads"])
    path = screen.until(lambda: next(folder.glob("desk-case-*.yml"), None))
    found = screen.until(lambda: yaml.safe_load(path.read_text(encoding="utf-8")))
    assert found["topic"] == "retirement_age"
    assert found["facts"]["birth_month"] == "1974-06"
    assert found["expect"]["kind"] == "result"
    screen.press("reviews_done", ".tabs button")
    screen.shows(".card", "应当先问险种")


def test_figures_are_drawn_and_told_as_tables(enter: Enter, citizen: Come) -> None:
    citizen(QUESTION["zh"])
    screen = enter(LEAD).go("figures")
    screen.one("figure svg[role=img][aria-label]")
    for summary in screen.all("figure summary"):
        summary.click()
    tables = screen.all("figure table")
    assert len(tables) == len(screen.all("figure svg"))
    links = [one.get_attribute("href") or "" for one in screen.all("figure a")]
    tables_named = ("days", "topics", "outcomes", "refusals", "reasons")
    assert all(any(f"table={name}" in link for link in links) for name in tables_named)


def test_the_off_switch_wants_a_reason_and_tells_everybody(
    enter: Enter, lead: Colleague
) -> None:
    screen = enter(LEAD).go("switch")
    screen.press("switch_off")
    screen.shows("#told", label("off_needs_reason"))
    screen.one("#reason").send_keys("法规更新")
    screen.press("switch_off")
    screen.confirm("switch_off")
    screen.shows(".banner.off", "法规更新")
    assert lead.get("/me")["off"]["reason"] == "法规更新"
    screen.press("switch_on")
    screen.until(lambda: not screen.text("body").count("法规更新"))
    assert lead.get("/me")["off"] is None


def test_the_audit_log_tells_who_did_what(enter: Enter, lead: Colleague) -> None:
    screen = enter(LEAD).go("audit")
    screen.shows("tbody tr", label("action_sign_in"))
    screen.js(
        "const which = document.getElementById('which'); which.value = 'sign_in';"
        "which.dispatchEvent(new Event('change'))"
    )
    shown = {
        row.find_elements("css selector", "td")[1].text
        for row in screen.all("tbody tr")
    }
    assert shown == {label("action_sign_in")}


def test_an_agent_is_added_and_let_in_no_more(
    enter: Enter, desk: Assistant, lead: Colleague
) -> None:
    screen = enter(ADMIN).go("agents")
    screen.press("agent_new")
    screen.one("#agent-name").send_keys("zhao")
    screen.one("#agent-shown").send_keys("赵云")
    screen.one("#agent-password").send_keys(PASSWORD)
    screen.confirm("save")
    screen.shows("tbody tr", "赵云")
    Colleague(desk.url, "zhao").close()
    edit = screen.until(
        lambda: screen.js("return document.querySelector('[aria-label$=\"zhao\"]')")
    )
    edit.click()
    screen.one("dialog input[type=checkbox]").click()
    screen.confirm("save")
    screen.shows("tbody tr", label("inactive"))
    with pytest.raises(AssertionError, match="wrong_password"):
        Colleague(desk.url, "zhao")


def test_an_answer_waits_until_an_agent_has_looked(enter: Enter, citizen: Come) -> None:
    person = citizen()
    screen = enter()
    screen.go("approvals")
    screen.shows(".card, main", label("approvals_empty"))
    person.say("失业金怎么领")
    area = screen.one(".card textarea")
    draft = str(area.get_attribute("value"))
    assert draft
    assert draft not in [message["text"] for message in person.heard()]
    area.send_keys("（已核对）")
    screen.press("approve_edited", ".card button")
    screen.until(lambda: not screen.all(".card"))
    assert any("（已核对）" in message["text"] for message in person.heard())


@pytest.mark.parametrize("edits", [False, True])
def test_an_answer_that_changed_is_looked_at_before_it_goes(
    enter: Enter, citizen: Come, edits: bool
) -> None:
    person = citizen()
    screen = enter()
    screen.go("approvals")
    screen.shows(".card, main", label("approvals_empty"))
    person.say("失业金怎么领")
    area = screen.one(".card textarea")
    draft = str(area.get_attribute("value"))
    if edits:
        area.send_keys("（已核对）")
    person.say("为什么")
    screen.shows(".card .approval", label("approval_changed"))
    send = label("approve_edited" if edits else "approve")
    (button,) = [one for one in screen.all(".card button") if one.text == send]
    assert not button.is_enabled()
    screen.press("approval_seen", ".card button")
    now = str(screen.one(".card textarea").get_attribute("value"))
    assert now == f"{draft}（已核对）" if edits else len(now) > len(draft)
    screen.press("approve_edited" if edits else "approve", ".card button")
    screen.until(lambda: not screen.all(".card"))
    heard = "\n\n".join(message["text"] for message in person.heard())
    assert now in heard


def test_an_answer_that_changed_unseen_is_not_sent(enter: Enter, citizen: Come) -> None:
    person = citizen("失业金怎么领")
    screen = enter()
    screen.one(".entry").click()
    draft = str(screen.one(".note-pane textarea").get_attribute("value"))
    person.say("为什么")
    told = len(person.heard())
    screen.press("approve", ".note-pane button")
    screen.shows(".note-pane .approval", label("approval_changed"))
    assert len(person.heard()) == told
    screen.press("approval_seen", ".note-pane button")
    now = str(screen.one(".note-pane textarea").get_attribute("value"))
    assert now.startswith(draft) and len(now) > len(draft)
    screen.press("approve", ".note-pane button")
    screen.until(lambda: len(person.heard()) > told)


def test_search_finds_knowledge_replies_and_own_talks(enter: Enter) -> None:
    screen = enter()
    screen.alt("k")
    screen.one("dialog input").send_keys("补缴")
    screen.one(".found li")
    found = screen.all(".found a.hit")
    assert found
    assert all("/faq/" in str(one.get_attribute("href")) for one in found)
