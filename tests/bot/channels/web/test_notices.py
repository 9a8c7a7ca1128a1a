"""Notices without a number stand among kept messages where they were sent."""

from bot.channels.web.messages import merged, told
from bot.runtime.conversation_log import Said


def test_notices_stand_where_they_were_sent() -> None:
    kept = [
        told(Said(number, "assistant", 0.0, text), {}, "")
        for number, text in ((1, "one"), (2, "two"))
    ]
    sent = [{"text": t} for t in ("masked", "one", "two", "failed")]
    found = merged(kept, sent, 5.0)
    assert [(one["id"], one["text"]) for one in found] == [
        (None, "masked"),
        (1, "one"),
        (2, "two"),
        (None, "failed"),
    ]
    assert found[0]["at"] == "1970-01-01T00:00:05Z"
    assert merged(kept, [], 5.0) == kept
