"""The tables of the agents' desk; `records.models` says how a moment is kept.

Nothing here holds what was said beyond what an agent needs to know before he claims a
conversation, and what he wrote himself: the talk itself is in the conversation's
events.
"""

from datetime import timedelta

import sqlalchemy as sa

from records.models import UtcDateTime, metadata, row_id

desk_agent = sa.Table(
    "desk_agent",
    metadata,
    row_id(),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("shown_name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime),
)
"""Who may work at the desk; rows are never deleted, so that the audit log has names."""

desk_session = sa.Table(
    "desk_session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("agent_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False, index=True),
)
"""A browser in which somebody has signed in; its token is kept nowhere."""

desk_failure = sa.Table(
    "desk_failure",
    metadata,
    row_id(),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Index(None, "key", "at"),
)
"""A failed sign-in, by a hash of the name and by one of the address."""

desk_handover = sa.Table(
    "desk_handover",
    metadata,
    row_id(),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("opened_at", UtcDateTime, nullable=False, index=True),
    sa.Column("claimed_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("ended_by", sa.String(16)),
    sa.Column("agent_id", sa.BigInteger, index=True),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
    sa.Column("note", sa.JSON, nullable=False),
    sa.Column("message", sa.Text),
    sa.Column("awaits_message", sa.Boolean, nullable=False),
    sa.Column("draft", sa.JSON),
    sa.Column("summary", sa.Text),
    sa.Column("summary_by", sa.BigInteger),
    sa.Column("summary_at", UtcDateTime),
    sqlite_autoincrement=True,  # the audit log names a number: it is never given twice
)
"""A conversation in the queue, with an agent, or done with; one open per person."""

sa.Index(
    "uq_desk_handover_open",
    desk_handover.c.sender_id,
    unique=True,
    sqlite_where=desk_handover.c.state != "ended",
    postgresql_where=desk_handover.c.state != "ended",
)

desk_reply = sa.Table(
    "desk_reply",
    metadata,
    row_id(),
    sa.Column("code", sa.String(32), nullable=False),
    sa.Column("zh", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("agent_id", sa.BigInteger, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.UniqueConstraint("agent_id", "code"),
)
"""A canned reply: its owner's, or everybody's."""

desk_review = sa.Table(
    "desk_review",
    metadata,
    row_id(),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("handover_id", sa.BigInteger, nullable=False),
    sa.Column("agent_id", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("topic", sa.String(120)),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("suggestion", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("right", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("made_as", sa.String(10)),
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("decided_at", UtcDateTime),
)
"""A suggestion that an agent found wrong, and what has become of that."""

desk_audit = sa.Table(
    "desk_audit",
    metadata,
    row_id(),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("agent_id", sa.BigInteger),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("handover_id", sa.BigInteger),
    sa.Column("details", sa.JSON, nullable=False),
)
"""Who did what at the desk; keys and numbers, never what was said."""

desk_switch = sa.Table(
    "desk_switch",
    metadata,
    row_id(),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("agent_id", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
"""A row while the assistant's own answers are switched off; none while they are on."""

PERSONAL = (desk_handover, desk_review)
"""Tables with rows of a person, by `sender_id`."""

AGES = (
    desk_handover.c.last_at,
    desk_review.c.at,
    desk_session.c.seen_at,
    desk_failure.c.at,
)
"""By which the retention promise is kept."""

LOG_KEPT = timedelta(days=330)
"""How much longer the audit log is kept: about a year in all, by the usual setting."""
