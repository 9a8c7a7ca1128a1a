"""The web's records: begun, touched, rated, forgotten and purged."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import pytest
import pytest_asyncio

from records import RecordsConflict, Store, migrate
from records.web import LONGEST_COMMENT, WebRecords

pytestmark = pytest.mark.asyncio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    migrate(url)
    opened = Store(url)
    yield opened
    await opened.close()


@pytest.fixture
def web(store: Store) -> WebRecords:
    return WebRecords(store)


async def rate(web: WebRecords, sender: str = "web-ann", about: int = 0) -> None:
    await web.rate(
        sender, about=about, at=NOON, scale="stars", value=4, comment="clear"
    )


async def test_a_conversation_is_known_once_begun(web: WebRecords) -> None:
    assert await web.conversation("web-ann") is None
    await web.begin("web-ann", "en", NOON)
    found = await web.conversation("web-ann")
    assert found is not None
    assert (found.language, found.created_at, found.updated_at) == ("en", NOON, NOON)
    with pytest.raises(RecordsConflict):
        await web.begin("web-ann", "zh", NOON)


@pytest.mark.parametrize(("later", "kept"), [(HOUR / 2, NOON), (HOUR, NOON + HOUR)])
async def test_a_touch_is_kept_at_most_once_an_hour(
    web: WebRecords, later: timedelta, kept: datetime
) -> None:
    await web.begin("web-ann", "en", NOON)
    before = await web.conversation("web-ann")
    assert before is not None
    await web.touch(before, NOON + later)
    after = await web.conversation("web-ann")
    assert after is not None
    assert after.updated_at == kept


async def test_a_rating_replaces_the_one_about_the_same(web: WebRecords) -> None:
    await rate(web)
    await rate(web, about=7)
    await rate(web, sender="web-bob")
    await web.rate(
        "web-ann", about=0, at=NOON, scale="thumb", value=0, comment="no use"
    )
    kept = [(r.about, r.scale, r.value) for r in await web.ratings_of("web-ann")]
    assert sorted(kept) == [(0, "thumb", 0), (7, "stars", 4)]
    assert len(await web.ratings_of("web-bob")) == 1


@pytest.mark.parametrize(
    ("scale", "value", "comment"),
    [
        ("stars", 0, ""),
        ("stars", 6, ""),
        ("thumb", 2, ""),
        ("thumb", 1, "x" * (LONGEST_COMMENT + 1)),
    ],
)
async def test_what_is_no_rating_is_refused(
    web: WebRecords, scale: str, value: int, comment: str
) -> None:
    with pytest.raises(ValueError, match="not a rating"):
        await web.rate(
            "web-ann",
            about=0,
            at=NOON,
            scale=scale,  # type: ignore[arg-type]
            value=value,
            comment=comment,
        )
    assert await web.ratings_of("web-ann") == []


async def test_forgetting_takes_conversation_and_ratings(
    store: Store, web: WebRecords
) -> None:
    for sender in ("web-ann", "web-bob"):
        await web.begin(sender, "zh", NOON)
        await rate(web, sender)
    counts = await store.forget("web-ann")
    assert (counts["web_conversation"], counts["web_rating"]) == (1, 1)
    assert await web.conversation("web-ann") is None
    assert await web.ratings_of("web-ann") == []
    assert await web.conversation("web-bob") is not None
    assert len(await web.ratings_of("web-bob")) == 1


async def test_what_rested_too_long_is_purged(store: Store, web: WebRecords) -> None:
    await web.begin("web-ann", "zh", NOON)
    await web.begin("web-bob", "zh", NOON + HOUR)
    await rate(web)
    counts = await store.purge(NOON + HOUR)
    assert (counts["web_conversation"], counts["web_rating"]) == (1, 1)
    assert await web.conversation("web-ann") is None
    assert await web.conversation("web-bob") is not None
