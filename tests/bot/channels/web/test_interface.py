"""Headers, origins, limits, ratings, labels and refusals over HTTP."""

import asyncio
import json
import re

import httpx
import pytest

from bot.channels.web import tokens
from records.web import WebRecords
from tests.bot.channels.web.conftest import Serve, Site

pytestmark = pytest.mark.rasa
FRIEND, FOE = "https://ok.example.org", "https://evil.example.org"
PATHS = (
    "/",
    "/faq",
    "/faq/search?q=x",
    "/decide",
    "/nothing",
    "/faq/answer/nothing",
    "/sitemap.xml",
    "/web/config",
    "/web/history",
    "/web/nothing",
    "/web/static/site.css",
    "/web/static/nothing.js",
    "/widget.js",
    "/health",
)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    headers = (await site.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert "data:" not in headers["content-security-policy"]
    assert "server" not in headers
    assert "set-cookie" not in headers


async def test_pages_may_load_only_what_is_ours(site: Site) -> None:
    policy = (await site.client.get("/")).headers["content-security-policy"]
    for kind in ("script", "style", "img", "connect"):
        assert f"{kind}-src 'self'" in policy
    assert "trusted-types 'none'" in policy


async def test_https_is_asked_for_where_it_is_used(serve: Serve) -> None:
    async with serve(PUBLIC_URL="https://assistant.example.org") as site:
        assert (await site.client.get("/")).headers["strict-transport-security"]
    async with serve() as site:
        assert "strict-transport-security" not in (await site.client.get("/")).headers


async def ask(site: Site, origin: str, method: str = "POST") -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return await site.client.request(method, "/web/conversations", headers=headers)


async def test_a_listed_site_may_ask(serve: Serve) -> None:
    async with serve(WEB_ORIGINS=f"{FRIEND}, https://two.example.org") as site:
        first = await ask(site, FRIEND, "OPTIONS")
        assert first.status_code == 204
        allowed = first.headers["access-control-allow-headers"]
        assert {"authorization", "content-type"} <= set(re.split(r",\s*", allowed))
        assert "DELETE" in first.headers["access-control-allow-methods"]
        for answer in (first, await ask(site, FRIEND)):
            assert answer.headers["access-control-allow-origin"] == FRIEND
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-credentials" not in answer.headers
        refused = await site.client.get("/web/history", headers={"Origin": FRIEND})
        assert refused.status_code == 401
        assert refused.headers["access-control-allow-origin"] == FRIEND
        assert "Retry-After" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin",
    [FOE, "null", f"{FRIEND}.evil.org", "http://ok.example.org", f"{FRIEND}:444", "x"],
)
@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
async def test_another_site_may_not(serve: Serve, origin: str, method: str) -> None:
    async with serve(WEB_ORIGINS=FRIEND) as site:
        answer = await ask(site, origin, method)
        assert answer.status_code == 403
        assert answer.json()["error"] == "origin"
        assert "access-control-allow-origin" not in answer.headers


async def test_our_own_pages_may_ask(site: Site) -> None:
    for origin in (f"http://127.0.0.1:{site.port}", "http://127.0.0.1:5005"):
        assert (await ask(site, origin)).status_code == 201


async def test_a_person_is_held_back(serve: Serve) -> None:
    async with serve(WEB_MESSAGES_A_MINUTE="3") as site:
        await site.begin("zh")
        codes = [
            (await site.post(f"m{n}", text="ANSWER")).status_code for n in range(4)
        ]
        assert codes == [200, 200, 200, 429]
        answer = await site.client.post(
            "/web/messages?lang=zh",
            json={"id": "message9", "text": "ANSWER"},
            headers=site.headers,
        )
        wait = int(answer.headers["retry-after"])
        assert 0 < wait <= 20
        assert answer.json()["retry_after"] == wait
        assert f"{wait}秒" in answer.json()["message"]
        assert len(await site.history()) == 6
        await site.begin()
        assert (await site.post("m1", text="ANSWER")).status_code == 200


async def test_an_address_is_held_back_with_a_page(serve: Serve) -> None:
    async with serve(WEB_REQUESTS_A_MINUTE="3") as site:
        answers = [await site.client.get("/faq?lang=en") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert "too often" in answers[-1].text
        assert answers[-1].headers["content-type"].startswith("text/html")
        told = await site.client.get("/web/config")
        assert (told.status_code, told.json()["error"]) == (429, "too_many")
        for path in ("/health", "/web/static/site.css"):
            assert (await site.client.get(path)).status_code == 200


async def test_addresses_are_believed_from_our_proxies_only(serve: Serve) -> None:
    for proxies, last in (("0", 429), ("1", 200)):
        limits = {"WEB_REQUESTS_A_MINUTE": "2", "TRUSTED_PROXIES": proxies}
        async with serve(**limits) as site:
            for number in range(3):
                headers = {"X-Forwarded-For": f"6.6.6.6, 10.0.0.{number}"}
                answer = await site.client.get("/robots.txt", headers=headers)
            assert answer.status_code == last


@pytest.mark.parametrize(
    ("rating", "scale", "value"),
    [(1, "stars", 1), (5, "stars", 5), ("up", "thumb", 1), ("down", "thumb", 0)],
)
async def test_a_rating_is_kept_masked(
    talk: Site, rating: object, scale: str, value: int
) -> None:
    comment = "call me: 13812345678 <b>\ud83d\0"
    sent = json.dumps({"rating": rating, "comment": comment, "about": 7})
    for _ in range(2):
        answer = await talk.client.post(
            "/web/ratings", content=sent, headers=talk.headers
        )
        assert answer.json() == {"kept": True}
    sender = tokens.sender_of(talk.token)
    (kept,) = await WebRecords(talk.store).ratings_of(sender)
    assert (kept.scale, kept.value, kept.about) == (scale, value, 7)
    assert kept.comment.startswith("call me: 138****5678 <b>")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": True},
        {"rating": 2.5},
        {"rating": "5"},
        {"rating": ["up"]},
        {"rating": "up", "comment": "x" * 501},
        {"rating": "up", "comment": {"a": 1}},
        {"rating": "up", "about": -1},
        {"rating": "up", "about": "7"},
        {"rating": "up", "about": 10**18},
    ],
)
async def test_what_is_no_rating_is_refused(talk: Site, body: object) -> None:
    answer = await talk.client.post("/web/ratings", json=body, headers=talk.headers)
    assert answer.status_code == 400
    assert await WebRecords(talk.store).ratings_of(tokens.sender_of(talk.token)) == []


@pytest.mark.parametrize(("asked", "language"), [("zh", "zh"), ("en", "en")])
async def test_labels_come_in_the_language_asked_for(
    site: Site, asked: str, language: str
) -> None:
    told = (await site.client.get(f"/web/config?lang={asked}")).json()
    assert told["language"] == language
    assert told["labels"]["send"] == {"zh": "发送", "en": "Send"}[language]
    assert told["limits"]["text"] == 2000
    assert len(told["suggestions"]) > 2


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr;q=0.9, en;q=0.5", "en"),
        ("en;q=0.3,zh-TW;q=0.4", "zh"),
        ("de", "zh"),
        (";;;,,q=;" * 500, "zh"),
    ],
)
async def test_the_browser_s_language_counts(
    site: Site, header: str, language: str
) -> None:
    headers = {"Accept-Language": header}
    told = await site.client.get("/web/config", headers=headers)
    assert told.json()["language"] == language
    page = await site.client.get("/", headers=headers)
    tag = {"zh": "zh-Hans", "en": "en"}[language]
    assert f'<html lang="{tag}">' in page.text
    assert "Accept-Language" in page.headers["vary"]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("我的手机13812345678", "phone", "13812345678"),
        ("+86 138 1234 5678", "phone", "138 1234 5678"),
        ("11010119491231002X", "id_number", "11010119491231002X"),
        ("卡号 6222 0212 3456 7890 123", "bank_card", "6222 0212 3456 7890 123"),
        ("2026-11-22 12333 8000元", None, None),
    ],
)
async def test_the_patterns_find_numbers(
    site: Site, text: str, kind: str | None, number: str | None
) -> None:
    found = (await site.client.get("/web/config")).json()["masking"]
    hits = {
        pattern["kind"]: match[1]
        for pattern in found
        if (match := re.search(pattern["pattern"], text))
    }
    if kind is None:
        assert hits == {}
    else:
        assert hits[kind] == number
    assert all("(?<" not in pattern["pattern"] for pattern in found)


async def test_the_conversation_can_be_saved(talk: Site) -> None:
    await talk.say("m1", text="ANSWER <b>")
    text = await talk.client.get("/web/transcript?lang=en", headers=talk.headers)
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["content-disposition"].endswith("-2026-11-22.txt")
    assert "You\nANSWER <b>\n" in text.text
    page = await talk.client.get(
        "/web/transcript?format=html&lang=zh", headers=talk.headers
    )
    assert page.headers["content-disposition"].endswith(".html")
    assert "heard ANSWER &lt;b&gt;" in page.text
    assert talk.token not in page.text
    refused = await talk.client.get("/web/transcript?format=pdf", headers=talk.headers)
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "token", ["", "x", pytest.param(tokens.new_token(), id="one that nobody has")]
)
async def test_a_form_needs_the_token(talk: Site, token: str) -> None:
    answer = await talk.client.post("/web/transcript", data={"token": token})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/web/static/../api.py",
        "/web/static/..%2fapi.py",
        "/web/static/%2e%2e/%2e%2e/%2e%2e/settings.py",
        "/web/static//etc/passwd",
        "/web/static/",
    ],
)
async def test_nothing_else_is_served(site: Site, path: str) -> None:
    _, answer = await raw(site, f"GET {path} HTTP/1.1\r\nHost: x\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")


async def raw(site: Site, head: str) -> tuple[asyncio.StreamWriter, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(f"{head}Connection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return writer, answer


@pytest.mark.parametrize(
    "head",
    [
        "POST /web/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n",
        "POST /web/messages HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n",
        "NONSENSE\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n",
    ],
)
async def test_a_broken_head_stops_nobody(site: Site, head: str) -> None:
    _, answer = await raw(site, head)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert (await site.client.get("/")).status_code == 200


async def test_another_method_is_refused(site: Site) -> None:
    answer = await site.client.put("/web/messages")
    assert (answer.status_code, answer.json()["error"]) == (405, "method")
    assert (await site.client.post("/faq")).status_code == 405


async def test_what_fails_unforeseen_is_told(
    talk: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(talk.conversations, "history", fail)
    answer = await talk.client.get("/web/history", headers=talk.headers)
    assert (answer.status_code, answer.json()["error"]) == (500, "trouble")
    assert "secret" not in answer.text + caplog.text
    assert "incident" in caplog.text


async def test_the_other_channels_still_answer(site: Site) -> None:
    body = {"sender": "amy", "message": "ANSWER"}
    answer = await site.client.post("/webhooks/rest/webhook", json=body)
    assert answer.json()[0]["text"] == "heard ANSWER"
    assert (await site.client.get("/webhooks/rest/nothing")).status_code == 404
