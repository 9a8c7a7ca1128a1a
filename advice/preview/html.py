"""Builds an HTML page out of elements, so that every text is escaped by construction.

Knows nothing of the knowledge: words in one or both languages, lists, tables, links.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, tostring

from advice.words import Language, Words

Child = Element | str | None
Text = Callable[[Language], str]
_TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}

STYLE = """
:root { color-scheme: light; --ink: #1b1f24; --soft: #4f5965; --line: #c9d1da;
  --tint: #f3f6f9; --link: #0b4f9c; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.25rem 4rem; color: var(--ink);
  background: #fff; font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; overflow-wrap: break-word; }
td a { overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.3; margin: 1.6em 0 .5em; }
h2 { border-bottom: 2px solid var(--line); padding-bottom: .2em; }
h3 { font-size: 1.25rem; } h4 { font-size: 1rem; margin: 0 0 .4em; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
p { margin: .3em 0; }
[lang=zh-Hans] + [lang=en] { color: var(--soft); }
h1 span + span, h2 span + span, h3 span + span, h4 span + span, th span + span,
caption span + span, td span + span, dt span + span, li > span + span,
a span + span
  { margin-left: .6em; }
code { font: .85em ui-monospace, Consolas, monospace; color: var(--soft); }
article { border: 1px solid var(--line); border-left: 5px solid #2e7d4f;
  border-radius: 4px; padding: .7rem 1rem; margin: .8rem 0; }
article.refer { border-left-color: #9a5b00; }
article.idle { border-left-color: #8a939e; background: var(--tint); }
.note { font-weight: 600; } .guide { background: var(--tint); padding: .6rem 1rem; }
dl { display: grid; grid-template-columns: minmax(6rem, 11rem) 1fr;
  gap: .25rem 1rem; margin: .5em 0; }
dt { color: var(--soft); } dd { margin: 0; }
dd > p:first-child { margin-top: 0; } dd ul { margin: 0; padding-left: 1.2rem; }
time { white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .8em 0; }
caption { text-align: left; font-weight: 600; padding: .3em 0; }
th, td { border: 1px solid var(--line); padding: .35em .55em; text-align: left;
  vertical-align: top; }
th { background: var(--tint); }
nav ul { columns: 2 20rem; padding-left: 1.2rem; }
ol.steps > li { margin: .7em 0; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
@media (max-width: 40rem) { dl { display: block; } dt { margin-top: .4em; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip { display: none; } a { color: inherit; text-decoration: none; }
  article, tr, ol.steps > li { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  nav { break-after: page; }
}
"""


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """An element; None children are left out, `class_` is the attribute `class`."""
    named = {name.rstrip("_"): value for name, value in attributes.items()}
    made = Element(tag, named)
    for child in children:
        if isinstance(child, str):
            if len(made):
                made[-1].tail = (made[-1].tail or "") + child
            else:
                made.text = (made.text or "") + child
        elif child is not None:
            made.append(child)
    return made


class Page:
    """Elements in some languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self.languages = tuple(languages)

    def said(self, text: Text | Words, tag: str = "p") -> list[Element]:
        """The text in each language, one element a language.

        What is the same in all of them (a number) is said once.
        """
        say = text.say if isinstance(text, Words) else text
        texts = {lang: say(lang) for lang in self.languages}
        if len(set(texts.values())) == 1:
            texts = {self.languages[0]: texts[self.languages[0]]}
        found = []
        for lang, said in texts.items():
            lines = said.split("\n")
            made = element(tag, lines[0], lang=_TAGS[lang])
            for line in lines[1:]:
                made.append(element("br"))
                made[-1].tail = line
            found.append(made)
        return found

    def inline(self, text: Text | Words) -> list[Element]:
        """The text in each language, side by side."""
        return self.said(text, "span")

    def heading(self, level: int, text: Words, code: str = "", **at: str) -> Element:
        """A heading, with the id of what it stands for."""
        mark = element("code", code) if code else None
        children = [*self.inline(text), mark]
        if mark is not None:
            children[-2].tail = " "  # type: ignore[union-attr]
        return element(f"h{level}", *children, **at)

    def definitions(
        self, pairs: Iterable[tuple[Words, Sequence[Child]]]
    ) -> Element | None:
        """Names with what belongs to them; None where nothing does."""
        made = element("dl")
        for name, children in pairs:
            if children:
                made.append(element("dt", *self.inline(name)))
                made.append(element("dd", *children))
        return made if len(made) else None

    def table(
        self, caption: Words, heads: Sequence[Words], rows: Sequence[Sequence[Child]]
    ) -> Element | None:
        """A table whose first column names the row; None without rows."""
        if not rows:
            return None
        head = element(
            "tr", *(element("th", *self.inline(h), scope="col") for h in heads)
        )
        body = element("tbody")
        for first, *rest in rows:
            cells = [element("td", cell) for cell in rest]
            body.append(element("tr", element("th", first, scope="row"), *cells))
        return element(
            "table",
            element("caption", *self.inline(caption)),
            element("thead", head),
            body,
        )

    def whole(self, title: str, *body: Child) -> str:
        """The document; without a script, and with nothing that has to be fetched."""
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element(
                "meta", name="viewport", content="width=device-width, initial-scale=1"
            ),
            element("title", title),
            element("style", STYLE),
        )
        root = element(
            "html", head, element("body", *body), lang=_TAGS[self.languages[0]]
        )
        text = tostring(root, encoding="unicode", method="html")
        return f"<!DOCTYPE html>\n{text}\n"


def day(value: dt.date) -> Element:
    """A day."""
    return element("time", value.isoformat())


def links(targets: Iterable[tuple[str, Sequence[Child]]]) -> list[Child]:
    """Links one after another: (address, what it is called)."""
    found: list[Child] = []
    for address, name in targets:
        if found:
            found.append("; ")
        found.append(element("a", *name, href=address))
    return found
