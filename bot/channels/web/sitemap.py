"""The list of all pages for search engines, each in both languages."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from advice import LANGUAGES
from bot.channels.web.entries import KINDS, Entries
from bot.channels.web.rendering import Address
from bot.http.pages import TAGS

ROBOTS = """\
User-agent: *
Disallow: /web/
Disallow: /webhooks/
Disallow: /faq/search
Sitemap: {base}/sitemap.xml
"""
_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)


def paths(entries: Entries) -> Iterator[str]:
    """The path of each page that may be found."""
    yield from ("/", "/faq", "/decide")
    for kind in KINDS:
        for name in entries.titles(kind):
            yield f"/faq/{kind}/{name}"
    for name in entries.titles("topic"):
        yield f"/decide/{name}"


def sitemap(entries: Entries, base: str) -> str:
    """The XML."""
    lines = [_OPEN]
    for path in paths(entries):
        page = Address(path)
        urls = {one: base + page.in_language(one) for one in LANGUAGES}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{TAGS[one]}" '
            f"href={quoteattr(url)}/>"
            for one, url in urls.items()
        )
        lines += [
            f"<url><loc>{escape(url)}</loc>{others}</url>" for url in urls.values()
        ]
    return "\n".join([*lines, "</urlset>\n"])
