"""On somebody else's page: one line, hostile styles, a strict policy."""

import pytest

from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.server import Assistant, HostSite
from tests.bot.channels.widget.words import label

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

PAGE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
<title>Town</title><meta name="viewport" content="width=device-width">{head}</head>
<body><main><h1>Town</h1><p><a href="#a">A link</a></p></main>
<script src="{server}/widget.js" {loading}></script><shebao-chat {more}></shebao-chat>
</body></html>"""
HOSTILE = """<style>
* { all: unset !important; display: inline !important; color: red !important;
    font: 60px cursive !important; visibility: hidden !important; }
html { font-size: 3px !important; letter-spacing: 2em !important; direction: rtl; }
body { transform: rotate(30deg) scale(.2); opacity: .1; filter: blur(9px); }
shebao-chat { display: none !important; position: absolute !important;
    opacity: 0 !important; width: 1px !important; zoom: 5 !important; }
shebao-chat::before { content: "X"; } button { display: none !important; }
</style>"""


def page(
    assistant: Assistant, head: str = "", more: str = "", loading: str = "defer"
) -> str:
    return PAGE.format(
        server=assistant.url, head=head, lang="en", more=more, loading=loading
    )


@pytest.mark.parametrize("loading", ["defer", "async", "", 'type="module"'])
def test_one_line_is_enough_and_nobody_else_is_asked(
    visit: Visit, assistant: Assistant, host_site: HostSite, loading: str
) -> None:
    chat = visit(host_site.put("/plain", page(assistant, loading=loading)))
    assert chat.one(".launcher").text == label("title", "en")  # the page's language
    chat.open().say("hello")
    assert len(chat.said()) == 2
    origins = chat.driver.execute_script(
        "return [...new Set(performance.getEntriesByType('resource')"
        ".map((one) => new URL(one.name).origin))]"
    )
    assert {*origins} - {host_site.url} == {assistant.url}


def test_hostile_styles_change_nothing(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    def looks(chat: Chat) -> list[object]:
        chat.one(".launcher")
        chat.js("document.querySelector('shebao-chat').show()")
        return list(
            chat.js(
                "return ['.panel', '#input', 'h2', '.bubble'].map((name) => {"
                "const e = root.querySelector(name), s = getComputedStyle(e);"
                "const r = e.getBoundingClientRect();"
                "return [s.color, s.fontSize, s.fontFamily, s.visibility, s.direction,"
                " s.letterSpacing, r.x | 0, r.y | 0, r.width | 0]})"
            )
        )

    size = (1280, 800)
    plain = looks(visit(host_site.put("/plain", page(assistant)), size=size))
    hostile = visit(host_site.put("/hostile", page(assistant, HOSTILE)), size=size)
    assert looks(hostile) == plain
    hostile.say("hello")
    assert len(hostile.said()) == 2


def test_the_strictest_policy_is_kept(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    policy = (
        f"default-src 'none'; script-src {assistant.url}; connect-src {assistant.url}; "
        "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )
    address = host_site.put("/csp", page(assistant), Content_Security_Policy=policy)
    chat = visit(address)
    chat.complaints()
    chat.open().say("I lost my social security card")
    assert len(chat.said()) >= 2
    assert chat.complaints() == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_page_keeps_its_policy(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang)
    chat.complaints()
    chat.open().say("12333")
    assert chat.complaints() == []


def test_a_page_that_is_not_listed_gets_no_widget(
    visit: Visit, assistant: Assistant
) -> None:
    with HostSite() as stranger:
        chat = visit(stranger.put("/", page(assistant)))
        chat.until(lambda: chat.complaints())  # the browser refuses the answer
        assert not chat.all(".launcher")


def test_attributes_set_title_colour_side_and_state(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    more = 'lang="zh" title="西湖区社保" color="#ffd400" position="left" open'
    chat = visit(host_site.put("/set", page(assistant, more=more)), size=(1280, 800))
    chat.until(lambda: chat.is_open)
    assert chat.one("h2").text == "西湖区社保"
    assert chat.one(".panel").rect["x"] < 100
    assert chat.one("header").value_of_css_property("color") == "rgba(0, 0, 0, 1)"
    on_page = chat.driver.execute_script("return document.activeElement.localName")
    assert on_page == "body"  # a page that opens it keeps the focus
    host = chat.driver.find_element("css selector", "shebao-chat")
    assert host.get_attribute("title") in ("", None)  # no tooltip over everything
    chat.one(".close").click()
    assert host.get_attribute("open") is None


def test_the_page_hears_what_happens_and_can_ask(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    chat = visit(host_site.put("/events", page(assistant)))
    chat.one(".launcher")
    chat.js(
        "window.heard = []; for (const name of ['open', 'close', 'message'])"
        " addEventListener(`shebao-${name}`, (e) => heard.push(e.type));"
        "document.querySelector('shebao-chat').ask('hello');"
    )
    chat.settled()
    chat.js("document.querySelector('shebao-chat').hide()")
    heard = chat.driver.execute_script("return heard")
    assert heard == ["shebao-open", "shebao-message", "shebao-close"]
    assert chat.said("person") == ["hello"]


def test_where_the_page_may_keep_nothing_the_chat_works_until_it_is_left(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    blocked = (
        "<script>Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('blocked', 'SecurityError'); }});</script>"
    )
    chat = visit(host_site.put("/blocked", page(assistant, blocked))).open()
    chat.say("hello")
    chat.say("I lost my social security card")
    assert len(chat.said("person")) == 2
    assert len(chat.said("assistant")) >= 2


def test_removed_and_put_back_it_goes_on(
    visit: Visit, assistant: Assistant, host_site: HostSite
) -> None:
    chat = visit(host_site.put("/moved", page(assistant))).open()
    chat.say("hello")
    chat.js(
        "const one = document.querySelector('shebao-chat'); one.remove();"
        "document.querySelector('main').append(one)"
    )
    chat.until(lambda: chat.is_open and len(chat.said()) == 2)
