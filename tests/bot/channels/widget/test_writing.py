"""The writing line: input methods, keys, the guard, limits, injection."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.words import label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
PHONE = "13800138000"
INVENTED_ID = "110101199003077" + "71X"
NO_DAY = "110101199013077" + "71X"
CARD = "6222020000000000" + "005"

MARKUP = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    "</textarea><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "[x](javascript:window.pwned=1) &lt;b&gt;",
    '"><iframe srcdoc="<script>parent.pwned=1</script>">',
]


def compose(chat: Chat, text: str) -> None:
    """Half-typed pinyin, as an input method shows it."""
    chat.driver.execute_cdp_cmd(
        "Input.imeSetComposition",
        {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
    )


def enter(chat: Chat, code: int = 13) -> None:
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code}
    for kind in ("rawKeyDown", "keyUp"):
        chat.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, **key})


def test_enter_never_sends_while_an_input_method_composes(visit: Visit) -> None:
    chat = visit().open()
    chat.one("#input").click()
    compose(chat, "shebao")
    enter(chat)
    enter(chat, 229)
    assert chat.said() == []

    chat.driver.execute_cdp_cmd("Input.insertText", {"text": "社保"})
    assert chat.one("#input").get_attribute("value") == "社保"
    enter(chat)
    chat.settled()
    assert chat.said("person") == ["社保"]


def test_enter_that_ends_a_composition_in_safari_does_not_send(visit: Visit) -> None:
    chat = visit().open()
    chat.type("社保")
    chat.js(
        "root.querySelector('#input').dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    assert chat.said() == []
    chat.keys(Keys.ENTER)
    chat.settled()
    assert chat.said("person") == ["社保"]


def test_escape_inside_an_input_method_does_not_close(visit: Visit) -> None:
    chat = visit().open()
    compose(chat, "she")
    chat.js(
        "root.querySelector('#input').dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Escape', isComposing: true, bubbles: true, composed: true}))"
    )
    assert chat.is_open


def test_shift_and_enter_begin_a_line(visit: Visit) -> None:
    chat = visit().open()
    chat.type("你好" + Keys.SHIFT + Keys.ENTER + Keys.NULL + "再见")
    assert chat.one("#input").get_attribute("value") == "你好\n再见"
    assert chat.said() == []


def test_the_keyboard_alone_opens_talks_chooses_and_closes(visit: Visit) -> None:
    chat = visit(size=(1280, 800))
    chat.one(".launcher")
    chat.js("root.querySelector('.launcher').focus()")
    chat.keys(Keys.ENTER)
    chat.until(lambda: chat.focused.startswith("textarea"))
    chat.keys("社保断了五个月能补吗" + Keys.ENTER)
    chat.settled()
    chat.keys(Keys.SHIFT + Keys.TAB)  # the last choice of the newest message
    assert chat.focused == f"button {chat.offered[-1]}"
    chat.keys(Keys.ENTER)
    chat.settled()
    assert len(chat.said("person")) == 2
    assert chat.focused.startswith("textarea")
    chat.keys(Keys.ESCAPE)
    chat.until(lambda: not chat.is_open)
    assert chat.focused.startswith("button launcher")


def test_escape_puts_away_what_is_uppermost(visit: Visit) -> None:
    chat = visit().open()
    chat.one(".more").click()
    assert label("new", "zh") in chat.focused
    chat.keys(Keys.ESCAPE)
    assert chat.focused.startswith("button more")
    chat.menu(label("delete", "zh"))
    chat.one(".sheet button")
    chat.keys(Keys.ESCAPE)
    assert not [e for e in chat.all(".sheet") if e.is_displayed()]
    assert chat.is_open
    chat.keys(Keys.ESCAPE)
    chat.until(lambda: not chat.is_open)


def test_a_press_beside_the_menu_puts_it_away(visit: Visit) -> None:
    chat = visit().open()
    chat.one(".more").click()
    chat.one(".menu")
    ActionChains(chat.driver).move_by_offset(40, 300).click().perform()
    chat.until(lambda: not chat.seen(".menu"))
    assert chat.is_open


def test_on_a_phone_the_focus_stays_in_the_window(visit: Visit) -> None:
    chat = visit().open()
    for _ in range(12):
        chat.keys(Keys.TAB)
        on_page = chat.driver.execute_script("return document.activeElement.localName")
        assert on_page in ("shebao-chat", "body")  # body: the browser's own bar


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        (f"手机{PHONE}", [PHONE]),
        (f"我的号{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", ["138 0013 8000"]),
        (f"{INVENTED_ID}，{PHONE}", [INVENTED_ID, PHONE]),
    ],
    ids=["phone", "spaced", "two"],
)
def test_personal_numbers_are_marked_and_masked(
    visit: Visit, typed: str, marked: list[str]
) -> None:
    chat = visit().open()
    chat.type(typed + Keys.ENTER)
    assert [e.text for e in chat.all(".sheet mark")] == marked
    assert chat.said() == []
    chat.press(label("guard_mask", "zh"), ".sheet button")
    chat.settled()
    (said,) = chat.said("person")
    assert "*" in said
    assert not any(number in said for number in marked)
    assert chat.one("#input").get_attribute("value") == ""


@pytest.mark.parametrize(
    "text", ["交了13800元", NO_DAY, "2026年11月22日", "6222020000000000006"]
)
def test_what_is_no_number_goes_out_unasked(visit: Visit, text: str) -> None:
    chat = visit().open()
    chat.say(text)
    assert len(chat.said("person")) == 1


def test_a_false_alarm_goes_out_and_the_server_looks_again(visit: Visit) -> None:
    chat = visit().open()
    chat.type(f"号码{PHONE}" + Keys.ENTER)
    chat.press(label("guard_send", "zh"), ".sheet button")
    chat.settled()
    assert PHONE not in chat.said("person")[0]


def test_a_number_can_be_taken_back_and_edited(visit: Visit) -> None:
    chat = visit().open()
    chat.type(PHONE + Keys.ENTER)
    chat.press(label("guard_edit", "zh"), ".sheet button")
    assert chat.one("#input").get_attribute("value") == PHONE
    assert chat.focused.startswith("textarea")
    assert chat.said() == []


def test_a_text_that_is_too_long_stays_and_says_so(visit: Visit) -> None:
    chat = visit().open()
    chat.js("root.querySelector('#input').value = '问'.repeat(2001)")
    chat.type(Keys.ENTER)
    assert label("too_long", "zh", limit=2000) in chat.one(".banner").text
    assert len(chat.one("#input").get_attribute("value")) == 2001


@pytest.mark.parametrize("text", MARKUP)
def test_what_is_typed_never_becomes_markup(visit: Visit, text: str) -> None:
    chat = visit().open()
    chat.say(text)
    assert chat.said("person") == [text]
    chat.driver.refresh()
    chat.open()
    chat.until(lambda: chat.said("person") == [text])
    assert chat.driver.execute_script("return window.pwned") is None
    assert not chat.all("li :is(img, script, iframe, [onload], [href^=javascript])")


EVERY_CARD = """
const [evil, done] = arguments;
import("/web/static/cards.js").then(({ cardOf }) => {
  const t = new Proxy({}, { get: () => evil });
  const client = { lang: "zh", page: (path) => new URL(path, location).href };
  const all = { title: evil, text: evil, value: evil, why: evil, confirm: evil };
  const day = "2026-11-22";
  const sources = [{ ...all, id: "javascript:1", checked: day }];
  const days = [["2026-11-23", 1, evil]];
  const count = { kind: "days", start: day, end: day, days, provisional: [evil] };
  const rests = { ...all, sources, as_of: day };
  const facts = [all], counts = [count], decision = evil, for_you = evil;
  const step = { ...all, step_kind: "do", channel: "app", number: 1, total: 2 };
  const log = document.querySelector("shebao-chat").shadowRoot.querySelector(".log");
  for (const card of [
    { kind: "decision", ...rests, decision, for_you, facts, counts },
    { kind: "step", ...step }, { kind: "answer", ...rests }, count,
  ]) log.append(cardOf({ card }, { t, client }));
  done();
});
"""


def test_what_a_server_says_never_becomes_markup(visit: Visit) -> None:
    chat = visit().open()
    chat.driver.execute_async_script(EVERY_CARD, MARKUP[0])
    assert MARKUP[0] in chat.one(".card.decision").text
    assert len(chat.all(".log > .card")) == 4
    assert not chat.all(".log :is(img, script, iframe)")
    assert chat.driver.execute_script("return window.pwned") is None
