"""The files of the pages and of the widget, and the script to embed."""

import pytest

from bot.channels.web.static_files import FOLDER
from bot.http.files import TYPES
from tests.bot.channels.web.conftest import Site

pytestmark = pytest.mark.rasa


async def test_static_files_are_cached_by_version(site: Site) -> None:
    version = (await site.client.get("/web/config")).json()["version"]
    far = await site.client.get(f"/web/static/{version}/site.css")
    assert far.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert far.headers["content-type"] == "text/css; charset=utf-8"
    assert far.headers["access-control-allow-origin"] == "*"
    near = await site.client.get("/web/static/site.css")
    assert near.headers["cache-control"] == "public, no-cache"
    assert near.content == far.content == (FOLDER / "site.css").read_bytes()
    known = {"If-None-Match": f'"x", {near.headers["etag"]}'}
    again = await site.client.get("/web/static/site.css", headers=known)
    assert (again.status_code, again.content) == (304, b"")


async def test_the_script_to_embed_loads_this_version(site: Site) -> None:
    version = (await site.client.get("/web/config")).json()["version"]
    loader = await site.client.get("/widget.js")
    assert f'"/web/static/{version}/chat.js"' in loader.text
    assert loader.headers["content-type"] == "text/javascript; charset=utf-8"
    assert loader.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0.0, identity", None),
    ],
)
async def test_files_are_sent_gzipped_to_whom_can_read_it(
    site: Site, accepted: str, encoding: str | None
) -> None:
    answer = await site.client.get(
        "/web/static/chat.js", headers={"Accept-Encoding": accepted}
    )
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == (FOLDER / "chat.js").read_bytes()


async def test_a_page_of_an_older_version_still_gets_its_files(site: Site) -> None:
    old = await site.client.get("/web/static/0123456789ab/chat.js")
    assert old.content == (FOLDER / "chat.js").read_bytes()
    assert old.headers["cache-control"] == "public, no-cache"


async def test_every_static_file_has_its_type(site: Site) -> None:
    paths = [path for path in FOLDER.rglob("*") if path.suffix in TYPES]
    assert paths
    for path in paths:
        answer = await site.client.get(
            f"/web/static/{path.relative_to(FOLDER).as_posix()}"
        )
        assert answer.headers["content-type"] == TYPES[path.suffix]
