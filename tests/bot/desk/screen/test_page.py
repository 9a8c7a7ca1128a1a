"""The page and its files: headers, caching, both languages; no session needed."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sanic import Sanic

from advice import Knowledge, load_knowledge
from bot.desk.page import FOLDER, DeskPage
from bot.http.pages import PAGE_POLICY
from bot.settings import PROJECT
from tests.bot.serving import listening

A_YEAR = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture
def page(knowledge: Knowledge) -> DeskPage:
    return DeskPage(knowledge)


@pytest.fixture
async def client(page: DeskPage) -> AsyncIterator[httpx.AsyncClient]:
    app = Sanic(f"desk_page_{uuid.uuid4().hex}")
    app.blueprint(page.blueprint())
    async with listening(app) as port:
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=base, trust_env=False) as one:
            yield one


@pytest.mark.parametrize(
    ("language", "tag", "title"),
    [("zh", "zh-Hans", "坐席工作台"), ("en", "en", "Agent&#39;s desk")],
)
async def test_the_page_comes_in_the_browsers_language(
    client: httpx.AsyncClient, language: str, tag: str, title: str
) -> None:
    answer = await client.get("/desk", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{tag}">' in answer.text
    assert f"<title>{title}</title>" in answer.text
    assert answer.headers["content-security-policy"] == PAGE_POLICY
    assert answer.headers["vary"] == "Accept-Language"


async def test_the_page_loads_nothing_that_the_policy_forbids(
    client: httpx.AsyncClient,
) -> None:
    html = (await client.get("/desk")).text
    assert "style=" not in html
    assert html.count("<script") == 1
    assert "</script>" in html
    assert "http" not in html.replace("http-equiv", "")


async def test_files_are_kept_for_a_year_by_their_hash(
    client: httpx.AsyncClient, page: DeskPage
) -> None:
    answer = await client.get(page.address("desk.js"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == A_YEAR
    assert answer.content == (FOLDER / "desk.js").read_bytes()
    tag = {"If-None-Match": answer.headers["etag"]}
    again = await client.get(page.address("desk.js"), headers=tag)
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_of_an_older_server_gets_files_that_are_asked_again(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/desk/static/0123456789ab/desk.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("name", ["page.html", "../page.py", "%2e%2e/page.py", "x.js"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/desk/static/{name}")
    assert answer.status_code != 200


def test_every_module_is_loaded_at_once(page: DeskPage) -> None:
    modules = {path.name for path in Path(FOLDER).glob("*.js")}
    assert modules == {name for name in page.files if name.endswith(".js")}
