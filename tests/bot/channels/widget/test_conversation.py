"""Whole conversations in a real browser, in both languages: decision and procedure."""

from pathlib import Path

import pytest

from tests.bot.channels.widget.conftest import Visit
from tests.bot.channels.widget.states import STATES, start_procedure
from tests.bot.channels.widget.wire import Wire
from tests.bot.channels.widget.words import CARD_READY, QUESTION, label, phrase

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
both = pytest.mark.parametrize("lang", ["zh", "en"])


@both
def test_a_decision_shows_what_it_rests_on_and_can_be_questioned(
    visit: Visit, wire: Wire, lang: str
) -> None:
    chat = visit(lang=lang)
    STATES["decision"](chat, lang, wire)
    card = chat.one(".card.decision")
    assert chat.one(".decision .outcome").text
    assert len(chat.all(".decision dl dt")) >= 2
    source = chat.one(".decision footer li a")
    assert "/faq/source/" in source.get_attribute("href")
    assert source.get_attribute("rel") == "noopener noreferrer"
    assert label("as_of", lang).split("{")[0] in card.text
    assert "2026" in chat.one(".decision footer li small").text

    chat.choose(phrase("button_why", lang))
    assert phrase("why_intro", lang) in chat.said("assistant")[-1]


@both
def test_a_procedure_goes_step_by_step_and_back(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang)
    start_procedure(chat, lang)
    chat.choose(chat.offered[0])  # enrol again, then pay
    assert chat.all(".step .progress strong")[-1].text.startswith("2 / ")
    assert "市民中心" in chat.all("svg.screen")[-1].get_attribute("aria-label")

    chat.choose(phrase("button_done", lang))
    assert chat.all(".step .progress strong")[-1].text.startswith("3 / ")
    chat.choose(phrase("button_back", lang))
    assert chat.all(".step .progress strong")[-1].text.startswith("2 / ")
    chat.choose(phrase("button_trouble", lang))
    chat.choose(phrase("button_all_steps", lang))
    assert phrase("here", lang).strip() in chat.said("assistant")[-1]


@both
def test_history_and_choices_survive_a_reload(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang)
    start_procedure(chat, lang)
    chat.choose(chat.offered[0])
    said, offered = chat.said(), chat.offered

    chat.driver.refresh()
    chat.open()
    chat.until(lambda: len(chat.said()) == len(said))
    assert chat.said() == said
    assert chat.offered == offered
    chat.choose(phrase("button_done", lang))
    assert chat.all(".step .progress strong")[-1].text.startswith("3 / ")


@both
def test_days_are_counted_on_a_calendar(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang).open()
    chat.say(CARD_READY[lang])
    chat.choose(phrase("button_count_days", lang))
    sheets = chat.all(".card.count table")
    assert "2026" in sheets[0].text
    last = chat.all(".card.count .day.last")[0].text
    assert last.split()[:2] == ["9", "30"]  # 9 November: the 30th working day
    tenth_of_october = chat.all(".day.make_up b")[0]
    assert tenth_of_october.get_attribute("textContent") == "9"
    assert label("day_make_up", lang) in chat.one(".legend").text


@both
def test_only_the_newest_choices_are_offered(
    visit: Visit, wire: Wire, lang: str
) -> None:
    chat = visit(lang=lang)
    STATES["decision"](chat, lang, wire)
    groups = [e for e in chat.all(".choices") if e.is_displayed()]
    assert len(groups) == 1


@both
def test_a_person_is_one_press_away(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang).open()
    chat.press(label("person", lang))
    chat.settled()
    assert "12333" in chat.said("assistant")[-1]
    assert chat.all("li a[href='tel:12333']")


@both
def test_a_procedure_is_continued_with_its_code(visit: Visit, lang: str) -> None:
    chat = visit(lang=lang)
    start_procedure(chat, lang)
    chat.say({"zh": "明天再办", "en": "continue later"}[lang])
    code = next(
        word
        for word in chat.said("assistant")[-1].replace("”", " ").split()
        if len(word) == 6 and word.isupper() and word.isalnum()
    )
    chat.menu(label("new", lang))
    assert chat.said() == []

    chat.menu(label("continue", lang))
    chat.one(".sheet textarea").send_keys(code)
    chat.press(label("ok", lang), ".sheet button")
    chat.settled()
    assert chat.all(".card.step")


@both
def test_an_answer_is_rated_with_a_comment(visit: Visit, wire: Wire, lang: str) -> None:
    chat = visit(lang=lang)
    STATES["decision"](chat, lang, wire)
    chat.press(label("rate_down", lang))
    chat.one(".sheet textarea").send_keys("too long")
    chat.press(label("send", lang), ".sheet button")
    chat.until(lambda: label("rate_thanks", lang) in chat.one(".banner").text)
    (pressed,) = chat.all(".thumb[aria-pressed=true]")
    assert pressed.get_attribute("aria-label") == label("rate_down", lang)


def test_the_conversation_is_saved_as_a_file(visit: Visit, downloads: Path) -> None:
    chat = visit().open()
    chat.say(QUESTION["zh"])
    chat.menu(label("save", "zh"))
    saved = downloads / f"{label('title', 'zh')}.txt"
    chat.until(saved.exists)
    assert QUESTION["zh"] in saved.read_text(encoding="utf-8")


def test_the_conversation_is_printed_from_a_window_of_its_own(visit: Visit) -> None:
    chat = visit().open()
    chat.say(QUESTION["zh"])
    chat.js(
        "const open = window.open; window.open = (...given) => {"
        "const page = open.apply(window, given);"
        "page.print = () => { page.printed = page.document.body.innerText };"
        "return page}"
    )
    here = chat.driver.current_window_handle
    chat.menu(label("print", "zh"))
    chat.until(lambda: len(chat.driver.window_handles) == 2)
    (paper,) = {*chat.driver.window_handles} - {here}
    chat.driver.switch_to.window(paper)
    chat.until(lambda: chat.driver.execute_script("return window.printed"))
    assert QUESTION["zh"] in chat.driver.execute_script("return window.printed")
    assert chat.driver.title == label("title", "zh")


def test_a_new_conversation_knows_nothing_of_the_old(visit: Visit) -> None:
    chat = visit().open()
    chat.say(QUESTION["zh"])
    chat.menu(label("new", "zh"))
    assert chat.said() == []
    assert len(chat.offered) == 4
    chat.say(QUESTION["zh"])
    assert len(chat.said("person")) == 1


def test_everything_is_deleted_after_a_question(visit: Visit) -> None:
    chat = visit().open()
    chat.say(QUESTION["zh"])
    chat.menu(label("delete", "zh"))
    chat.press(label("no", "zh"), ".sheet button")
    assert len(chat.said("person")) == 1
    chat.menu(label("delete", "zh"))
    chat.press(label("yes", "zh"), ".sheet button")
    chat.until(lambda: chat.said() == [])
    chat.until(lambda: label("deleted", "zh") in chat.one(".banner").text)
    chat.driver.refresh()
    assert chat.open().said() == []


def test_the_language_changes_and_the_conversation_stays(visit: Visit) -> None:
    chat = visit().open()
    chat.say(QUESTION["zh"])
    said = chat.said()
    chat.menu(label("language", "zh"))
    chat.until(lambda: chat.one("h2").text == label("title", "en"))
    chat.until(lambda: chat.said() == said)


@both
def test_a_day_is_picked(visit: Visit, wire: Wire, lang: str) -> None:
    chat = visit(lang=lang)
    STATES["day"](chat, lang, wire)
    chat.js("root.querySelector('input[type=date]').value = '2026-09-21'")
    chat.press(label("ok", lang), ".picker button")
    chat.settled()
    said = {"zh": "2026年9月21日", "en": "21 September 2026"}[lang]
    assert chat.said("person")[-1] == said
    chat.until(lambda: chat.all(".card.decision"))


@both
def test_a_month_is_picked(visit: Visit, wire: Wire, lang: str) -> None:
    chat = visit(lang=lang)
    STATES["month"](chat, lang, wire)
    assert len(chat.all(".picker.month button")) == 12
    chat.js("root.querySelector('.picker select').value = '1968'")
    chat.press({"zh": "3月", "en": "Mar"}[lang], ".picker.month button")
    chat.settled()
    said = {"zh": "1968年3月", "en": "March 1968"}[lang]
    assert chat.said("person")[-1] == said
    chat.until(lambda: chat.all(".card.decision"))
