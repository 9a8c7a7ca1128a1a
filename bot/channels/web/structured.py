"""What a page says as schema.org data, for search engines: the same words."""

from typing import Any

from markupsafe import Markup

from bot.channels.web.entries import Entry
from bot.channels.web.rendering import data_block

CONTEXT = "https://schema.org"
QUESTIONS = ("answer", "topic", "guide")


def of_entry(entry: Entry, url: str, language: str) -> Markup | None:
    """A FAQPage for what answers a question, a HowTo for a procedure, else nothing."""
    common: dict[str, Any] = {
        "@context": CONTEXT,
        "inLanguage": language,
        "url": url,
        "name": entry.title,
    }
    if entry.kind in QUESTIONS:
        question = {
            "@type": "Question",
            "name": entry.title,
            "acceptedAnswer": {"@type": "Answer", "text": entry.text, "url": url},
        }
        return data_block({**common, "@type": "FAQPage", "mainEntity": [question]})
    if entry.kind == "procedure":
        steps = [
            {
                "@type": "HowToStep",
                "position": step.number,
                "text": step.text,
                "url": f"{url}#step-{step.id}",
            }
            for step in entry.steps
        ]
        supply = [{"@type": "HowToSupply", "name": item} for item in entry.bring]
        found = {"description": entry.text, "step": steps, "supply": supply}
        return data_block({**common, "@type": "HowTo", **found})
    return None
