"""Labels of the screens as the knowledge has them, and texts for the tests."""

from tests.bot.channels.widget.words import phrases

PREFIX = "desk_screen_"
PERSON = {"zh": "我要找人工", "en": "I want to speak to a person"}
QUESTION = {
    "zh": "社保断了五个月能补吗",
    "en": "I missed five months, can I pay them back?",
}
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def label(name: str, lang: str = "zh", /, **values: object) -> str:
    """A label of the screens."""
    words = phrases()[f"{PREFIX}{name}"][lang]
    return words.format(**values) if values else words
