"""The widget's labels are the phrases that there are."""

import re

from bot.channels.web.static_files import FOLDER
from tests.bot.channels.widget.words import phrases

SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for path in (*sorted(FOLDER.glob("*.js")), FOLDER / "widget.css")
)


def test_labels_that_are_used_are_the_phrases_that_there_are() -> None:
    used = {f"widget_{name}" for name in re.findall(r"\bt\.(\w+)", SOURCE)}
    written = {name for name in phrases() if name.startswith("widget_")}
    assert "widget_send" in used
    assert used <= written
    named_in_parts = re.findall(r"t\[`(\w+)\$", SOURCE)  # t[`day_${kind}`]
    assert named_in_parts == ["day_", "day_", "pick_"]
    parts = tuple(f"widget_{part}" for part in named_in_parts)
    alone = {name for name in written - used if not name.startswith(parts)}
    assert alone == {"widget_offline"}  # t[kind], of the banner
