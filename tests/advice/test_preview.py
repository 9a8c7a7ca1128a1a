"""The page on which everything can be read: complete, escaped, accessible."""

import datetime as dt
import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from advice import Knowledge
from advice.preview import preview_page
from advice.preview.html import Page, element
from advice.preview.scene import LABELS
from advice.procedure_loader import CHANNELS
from advice.reading import read_mapping
from advice.words import Words
from tests.advice import made_up
from tests.advice.conftest import AS_OF, KNOWLEDGE

# The page takes its sentences about days, places and conditions from the project.
PHRASES = (KNOWLEDGE / "phrases" / "decision.yml").read_text(encoding="utf-8")


class Read(HTMLParser):
    """What a browser would see: tags with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        return [str(at[name]) for _, at in self.tags if name in at]


def umbrella(folder: Path, *changes: tuple[str, str, str]) -> Knowledge:
    made_up.write(folder)
    (folder / "phrases" / "decision.yml").write_text(PHRASES, encoding="utf-8")
    for name, old, new in changes:
        made_up.spoil(folder, name, old, new)
    return made_up.load_knowledge(folder)


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> Read:
    return Read(preview_page(knowledge, AS_OF, "310000", ("zh", "en")))


def test_every_entry_is_on_the_page(page: Read, knowledge: Knowledge) -> None:
    ids = set(page.all("id"))
    assert {f"answers.{name}" for name in knowledge.answers} <= ids
    assert {f"sources.{name}" for name in knowledge.sources} <= ids
    for topic in knowledge.topics.values():
        rules = (*topic.rules, topic.otherwise)
        assert {f"topics.{topic.id}.{rule.id}" for rule in rules} <= ids
    for procedure in knowledge.procedures.values():
        steps = {f"procedures.{procedure.id}.{step}" for step in procedure.steps}
        assert steps <= ids


def test_every_link_inside_leads_somewhere_and_ids_are_unique(page: Read) -> None:
    ids = page.all("id")
    assert [name for name, number in Counter(ids).items() if number > 1] == []
    inside = {link[1:] for link in page.all("href") if link.startswith("#")}
    assert len(inside) > 300
    assert inside <= set(ids)


def test_the_page_stands_alone_without_a_script(page: Read) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "form", "object"}
    assert not [n for _, at in page.tags for n in at if n.startswith("on")]
    outside = [link for link in page.all("href") if not link.startswith("#")]
    assert outside
    assert all(re.match("https?://", link) for link in outside)
    assert page.all("src") == []


def test_a_reader_finds_the_way(page: Read) -> None:
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == tags.count("main") == tags.count("nav") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert page.tags[0] == ("html", {"lang": "zh-Hans"})
    assert [at for tag, at in page.tags if tag == "th" and "scope" not in at] == []
    assert set(page.all("aria-labelledby")) <= set(page.all("id"))
    assert "@media print" in page.text


def test_figures_stand_as_they_are_on_that_day_and_there(tmp_path: Path) -> None:
    now = "  - {from: 2020-01-01, value: 3,"
    then = '  - {from: 2027-01-01, value: 9, source: umbrella_1, region: "110000", '
    more = f"{then}checked: 2026-11-22}}\n{now}"
    nearest = ("parameters/rain.yml", "resolve: rank", "resolve: nearest")
    known = umbrella(tmp_path, nearest, ("parameters/rain.yml", now, more))
    later = dt.date(2027, 1, 1)

    def text(day: dt.date, region: str | None) -> str:
        return Read(preview_page(known, day, region, ("en",))).text

    assert "Yours for 3 days." in text(AS_OF, "110000")
    assert "Yours for 9 days." in text(later, "110000")
    assert "Yours for 3 days." in text(later, "310000")
    assert "Yours for 3 days." in text(later, None)


def test_a_row_that_cannot_apply_there_says_why(tmp_path: Path) -> None:
    known = umbrella(tmp_path)
    page = Read(preview_page(known, AS_OF, "110000", ("en",)))
    idle = [at["id"] for _, at in page.tags if at.get("class") == "idle"]
    assert idle == ["topics.umbrella.stay"]
    assert "Shelter is “There is one”" in page.text
    early = Read(preview_page(known, dt.date(2019, 1, 1), None, ("en",)))
    assert "Umbrella Law, article 1 is not in force" in early.text
    assert "[Days of a loan]" in early.text


def test_words_are_escaped(tmp_path: Path) -> None:
    spoilt = "<script>alert(1)</script> & <b>"
    known = umbrella(tmp_path, ("answers/rain.yml", "en: Black", f"en: '{spoilt}'"))
    page = preview_page(known, AS_OF, None, ("zh", "en"))
    assert spoilt not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page
    assert spoilt in Read(page).text


def test_an_address_that_is_none_is_no_link(tmp_path: Path) -> None:
    change = ("sources/rain.yml", "rank: law", "url: 'javascript:x'\n  rank: law")
    page = preview_page(umbrella(tmp_path, change), AS_OF, None, ("en",))
    assert "javascript:" not in page


def test_one_language_alone(tmp_path: Path) -> None:
    known = umbrella(tmp_path)
    english = Read(preview_page(known, AS_OF, None, ("en",)))
    assert english.tags[0] == ("html", {"lang": "en"})
    assert "雨" not in english.text
    both = Read(preview_page(known, AS_OF, None, ("zh", "en")))
    assert "雨" in both.text and "Umbrella" in both.text


def test_what_is_the_same_in_both_languages_is_said_once() -> None:
    page = Page(("zh", "en"))
    assert len(page.said(Words("3", "3"))) == 1
    assert [one.get("lang") for one in page.said(Words("三", "3"))] == ["zh-Hans", "en"]


def test_every_channel_has_a_name() -> None:
    assert {f"channel_{name}" for name in CHANNELS} <= read_mapping(LABELS).keys()


def test_text_and_elements_keep_their_order() -> None:
    made = element("p", "a", None, element("b", "c"), "d", "e", class_="x")
    assert (made.text, made[0].tail, made.get("class")) == ("a", "de", "x")
