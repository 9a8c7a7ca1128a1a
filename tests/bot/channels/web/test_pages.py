"""Every page of the knowledge in both languages: valid, linked, dated, findable."""

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from advice import Advisor, Knowledge
from bot.channels.web.entries import KINDS, Entries
from bot.channels.web.rendering import data_block
from bot.channels.web.sitemap import paths
from search import Index
from tests.bot.channels.web.conftest import Serve, Site
from tests.bot.channels.web.markup import Page

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
BASE = "http://127.0.0.1:5005"
EVIL = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>"
NOTICE = {"zh": "不是正式决定", "en": "not an official decision"}
DAY = {"zh": "2026年11月22日", "en": "22 November 2026"}
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def entries(knowledge: Knowledge, advisor: Advisor, index: Index) -> Entries:
    return Entries(knowledge, advisor, index)


async def page(site: Site, address: str, status: int = 200) -> Page:
    answer = await site.client.get(address)
    assert answer.status_code == status, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    read = Page(answer.text, address)
    assert read.faults == [], address
    return read


async def every_page(site: Site) -> dict[str, Page]:
    """All pages of the sitemap by their address, each read strictly."""
    answer = await site.client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 (our own)
    locations = [str(one.text) for one in root.iter(LOC)]
    assert len(locations) == len(set(locations))
    found = {}
    for location in locations:
        assert location.startswith(f"{BASE}/")
        address = location.removeprefix(BASE)
        found[address] = await page(site, address)
    return found


async def test_every_page_is_valid_linked_and_dated(
    site: Site, entries: Entries
) -> None:
    pages = await every_page(site)
    wanted = {f"{p}?lang={lang}" for p in paths(entries) for lang in ("zh", "en")}
    assert set(pages) == wanted
    anchors = {address: set(read.ids) for address, read in pages.items()}
    for address, read in pages.items():
        lang = address[-2:]
        assert read.language == {"zh": "zh-Hans", "en": "en"}[lang]
        assert len(read.title) > 3
        assert read.canonical == BASE + address
        assert set(read.alternates) == {"zh-Hans", "en", "x-default"}
        assert NOTICE[lang] in read.text
        assert DAY[lang] in read.text
        assert "tel:12333" in read.links
        assert "tel:12393" in read.links
        assert {"header", "main", "footer", "nav"} <= set(read.tags)
        assert read.links[0].endswith("#main")
        for link in read.links:
            await follow(site, link, anchors, address)


async def follow(site: Site, link: str, anchors: dict[str, set[str]], at: str) -> None:
    """A link leads somewhere: to a page of the sitemap or another of ours."""
    parts = urlsplit(link)
    if parts.scheme == "tel" or parts.netloc:
        assert parts.scheme in ("tel", "https", "http"), (at, link)
        return
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if address not in anchors:
        answer = await site.client.get(address)
        assert answer.status_code == 200, (at, link)
        anchors[address] = set(Page(answer.text, address).ids)
    assert not parts.fragment or parts.fragment in anchors[address], (at, link)


def test_the_sitemap_holds_everything(entries: Entries, knowledge: Knowledge) -> None:
    found = set(paths(entries))
    for name in knowledge.answers:
        assert f"/faq/answer/{name}" in found
    for name in knowledge.procedures:
        assert f"/faq/procedure/{name}" in found
    for name in knowledge.sources:
        assert f"/faq/source/{name}" in found
    for name in knowledge.topics:
        assert {f"/faq/topic/{name}", f"/decide/{name}"} <= found
    for name in knowledge.guide:
        assert f"/faq/guide/{name}" in found


async def test_robots_find_the_sitemap(site: Site) -> None:
    text = (await site.client.get("/robots.txt")).text
    assert f"Sitemap: {BASE}/sitemap.xml" in text
    assert "Disallow: /web/" in text


async def test_structured_data_says_what_the_page_says(
    site: Site, knowledge: Knowledge
) -> None:
    for kind, names in (
        ("answer", knowledge.answers),
        ("topic", knowledge.topics),
        ("guide", knowledge.guide),
    ):
        for name in names:
            read = await page(site, f"/faq/{kind}/{name}?lang=en")
            data = json.loads(read.data)
            assert data["@context"] == "https://schema.org"
            assert data["@type"] == "FAQPage"
            (question,) = data["mainEntity"]
            assert question["@type"] == "Question"
            assert question["name"] in read.text
            answer = question["acceptedAnswer"]
            assert answer["@type"] == "Answer"
            assert all(line in read.text for line in answer["text"].split("\n"))
            assert answer["url"] == f"{BASE}/faq/{kind}/{name}?lang=en"
    for name, procedure in knowledge.procedures.items():
        read = await page(site, f"/faq/procedure/{name}?lang=en")
        data = json.loads(read.data)
        assert data["@type"] == "HowTo"
        assert [step["position"] for step in data["step"]] == [
            *range(1, len(procedure.steps) + 1)
        ]
        assert all(step["url"].split("#")[1] in read.ids for step in data["step"])


def test_data_cannot_end_its_element() -> None:
    block = str(data_block({"text": f"{EVIL}<!--&\u2028"}))
    assert not set("<>&\u2028") & set(block)
    assert json.loads(block) == {"text": f"{EVIL}<!--&\u2028"}


async def test_a_procedure_says_its_steps_and_what_to_bring(
    site: Site, knowledge: Knowledge
) -> None:
    for name, procedure in knowledge.procedures.items():
        for suffix in ("", "&view=print"):
            read = await page(site, f"/faq/procedure/{name}?lang=zh{suffix}")
            for step in procedure.steps.values():
                assert f"step-{step.id}" in read.ids
                if not step.say.placeholders():
                    assert step.say.zh.split("\n")[0] in read.text
            assert all(item.zh in read.text for item in procedure.bring)
            assert all(
                knowledge.sources[source].title.zh in read.text
                for source in procedure.sources
            )


async def test_the_print_view_is_bare_and_not_indexed(
    site: Site, knowledge: Knowledge
) -> None:
    name = next(iter(knowledge.procedures))
    answer = await site.client.get(f"/faq/procedure/{name}?view=print&lang=en")
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "<nav" not in answer.text


async def test_neighbours_lead_through_all_entries(
    site: Site, entries: Entries
) -> None:
    for kind in KINDS:
        links = entries.links(kind, "en")
        made = [
            entries.entry(kind, link.id, "en", dt.date(2026, 11, 22)) for link in links
        ]
        assert [entry.after for entry in made] == [*links[1:], None]
        assert [entry.before for entry in made] == [None, *links[:-1]]
        for entry in made:
            assert (entry.kind, entry.id) not in {(o.kind, o.id) for o in entry.related}


async def test_an_answer_shows_what_holds_today(
    site: Site, knowledge: Knowledge
) -> None:
    today = dt.date(2026, 11, 22)
    for name, answer in knowledge.answers.items():
        read = await page(site, f"/faq/answer/{name}?lang=zh")
        before, _, _ = read.text.partition(knowledge.phrases["web_versions"].zh)
        now = [v for v in answer.versions if v.period.holds(today)][:1]
        for version in answer.versions:
            first = version.say.zh.strip().split("\n")[0]
            if version in now:
                assert first in before
            elif not version.period.holds(today):
                assert first in read.text


@pytest.mark.parametrize(
    ("query", "lang"),
    [("社保断了怎么补", "zh"), ("lost my card", "en"), ("滞纳金", "zh")],
)
async def test_the_search_is_the_chats(
    site: Site, index: Index, query: str, lang: Any
) -> None:
    hits = index.find(query, lang, 10, day=dt.date(2026, 11, 22))
    assert hits
    answer = await site.client.get("/faq/search", params={"q": query, "lang": lang})
    read = Page(answer.text, "/faq/search")
    assert read.faults == []
    found = [link for link in read.links if re.match(r"/faq/\w+/\w+", link)]
    assert found == [f"/faq/{hit.kind}/{hit.id}?lang={lang}" for hit in hits]
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_an_agent_looks_at_first_is_not_answered_here(
    serve: Serve, knowledge: Knowledge, lang: str
) -> None:
    async with serve(APPROVE_TOPICS="lump_sum_refund") as site:
        for path in ("/faq/topic/lump_sum_refund", "/decide/lump_sum_refund"):
            shown = await site.client.get(f"{path}?lang={lang}&employment=employee")
            assert Page(shown.text, path).faults == []
            assert getattr(knowledge.phrases["web_held"], lang) in shown.text
            assert "data-outcome" not in shown.text and "<form" not in main(shown.text)
            assert shown.headers["cache-control"] == "no-store"
        other = await site.client.get(f"/decide/back_payment?lang={lang}")
        assert "<form" in main(other.text)
        query = {"q": "退保" if lang == "zh" else "lump sum", "lang": lang}
        found = await site.client.get("/faq/search", params=query)
        assert re.search(
            r'/faq/topic/lump_sum_refund[^<]*">[^<]*</a></h3>\s*'
            r'<p class="soft">[^<]*</p>\s*</li>',
            main(found.text),
        )


def main(html: str) -> str:
    """The part of a page that is its own."""
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("query", ["", "   ", "qwxzj vvkq", "x" * 5000, "\0", EVIL])
async def test_a_search_for_nothing_is_answered(site: Site, query: str) -> None:
    answer = await site.client.get("/faq/search", params={"q": query})
    assert answer.status_code == 200
    assert Page(answer.text).faults == []
    assert "<img" not in answer.text


async def test_a_number_is_not_searched_for(site: Site) -> None:
    answer = await site.client.get("/faq/search?lang=en&q=13812345678")
    assert "13812345678" not in answer.text
    assert "138****5678" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/faq/answer/nothing",
        "/faq/nothing/card_use",
        "/faq/answer/%3Cscript%3E",
        "/decide/nothing",
        "/nothing",
    ],
)
async def test_what_is_not_there_says_so_in_the_language(
    site: Site, address: str
) -> None:
    english = await page(site, f"{address}?lang=en", 404)
    assert "nothing at this address" in english.text
    assert "没有内容" in (await page(site, f"{address}?lang=zh", 404)).text


@pytest.mark.parametrize("lang", ["<script>", EVIL, "fr", "", "zh-Hans"])
async def test_an_odd_language_is_ours(site: Site, lang: str) -> None:
    answer = await site.client.get("/faq", params={"lang": lang})
    assert Page(answer.text, "/faq").language == "en"


async def test_pages_are_asked_for_again_by_their_tag(site: Site) -> None:
    first = await site.client.get("/faq?lang=zh")
    known = {"If-None-Match": first.headers["etag"]}
    assert (await site.client.get("/faq?lang=zh", headers=known)).status_code == 304
    assert (await site.client.get("/faq?lang=en", headers=known)).status_code == 200


async def test_the_home_page_shows_the_snippet(serve: Serve) -> None:
    async with serve(PUBLIC_URL="https://assistant.example.org/") as site:
        read = await page(site, "/?lang=en")
        assert 'src="https://assistant.example.org/widget.js"' in read.text
        assert '<shebao-chat lang="en">' in read.text
        assert read.canonical == "https://assistant.example.org/?lang=en"
