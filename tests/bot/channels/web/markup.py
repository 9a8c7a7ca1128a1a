"""Reads a page strictly: what a browser would mend in silence is a fault here."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect"}
# Elements that end an open paragraph, so that one inside a paragraph is a fault.
BLOCKS = {
    *("article", "section", "nav", "header", "footer", "main", "form", "fieldset"),
    *("div", "p", "ul", "ol", "dl", "table", "pre", "blockquote", "details"),
    *("h1", "h2", "h3", "h4"),
}
ONLY_IN = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "caption": {"table"},
}
REFERENCES = ("aria-labelledby", "aria-describedby", "for")


@dataclass
class Form:
    """A form: where it goes, its fields with their values, its choices."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What a page holds, and its faults."""

    def __init__(self, text: str, path: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.links: list[str] = []
        self.alternates: dict[str, str] = {}
        self.canonical = ""
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.language = ""
        self.title = ""
        self.text = ""
        self.data = ""
        self.outcome: str | None = None
        self.forms: list[Form] = []
        self._open: list[str] = []
        if not text.startswith("<!DOCTYPE html>\n"):
            self.faults.append("no doctype")
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self._open]
        self.faults += [f"id {i} twice" for i in {*self.ids} if self.ids.count(i) > 1]
        self.faults += [f"no id {i}" for i in self.references if i not in self.ids]
        if self.headings.count(1) != 1:
            self.faults.append("not one h1")
        steps = zip(self.headings, self.headings[1:], strict=False)
        self.faults += [f"h{a} before h{b}" for a, b in steps if b > a + 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        parent = self._open[-1] if self._open else ""
        self.tags.append(tag)
        if len(given) < len(attrs):
            self.faults.append(f"{tag}: an attribute twice")
        if tag in BLOCKS and "p" in self._open:
            self.faults.append(f"{tag} inside p")
        if tag in ONLY_IN and parent not in ONLY_IN[tag]:
            self.faults.append(f"{tag} inside {parent}")
        if parent in ("ul", "ol") and tag != "li":
            self.faults.append(f"{tag} inside {parent}")
        for name in given:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.faults.append(f"{tag} has {name}")
        if tag == "style" or (tag == "script" and not self._is_fine(given)):
            self.faults.append(f"{tag} inline")
        if tag == "a" and "a" in self._open:
            self.faults.append("a inside a")
        self._note(tag, given)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> inside {self._open[-1:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"]:
            self.title += data
        elif self._open[-1:] == ["script"]:
            self.data += data
        else:
            self.text += data

    def _is_fine(self, given: dict[str, str]) -> bool:
        return "src" in given or given.get("type") == "application/ld+json"

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        if "data-outcome" in given:
            self.outcome = given["data-outcome"]
        for name in REFERENCES:
            self.references += given.get(name, "").split()
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(urljoin(self.path, given.get("href", "")))
        if tag == "link" and given.get("rel") == "alternate":
            self.alternates[given["hreflang"]] = given["href"]
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        if tag == "form":
            self.forms.append(Form(given["action"]))
        if tag in ("input", "button") and "form" in self._open:
            self._note_field(tag, given)

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        kind = given.get("type", "")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif kind == "hidden":
            form.fields.append((name, given["value"]))
        elif kind == "radio":
            form.choices.setdefault(name, []).append(given["value"])
        else:
            form.typed.append(name)
            if given.get("id") is None or given["id"] not in self.references:
                self.faults.append(f"{name} has no label")
