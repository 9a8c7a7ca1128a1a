"""The agents' desk: agents, sessions, handovers, replies, reviews, audit, switch."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state != 'ended'")
_TABLES = (
    *("desk_agent", "desk_session", "desk_failure", "desk_handover"),
    *("desk_reply", "desk_review", "desk_audit", "desk_switch"),
)


def upgrade() -> None:
    """Create the tables and their indexes."""
    _staff()
    _handovers()
    _reviews()
    op.create_table(
        "desk_reply",
        _row_id(),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("agent_id", "code", name="uq_desk_reply_agent_id_code"),
    )
    op.create_table(
        "desk_audit",
        _row_id(),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("agent_id", sa.BigInteger()),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("handover_id", sa.BigInteger()),
        sa.Column("details", sa.JSON(), nullable=False),
    )
    op.create_index("ix_desk_audit_at", "desk_audit", ["at"])
    op.create_table(
        "desk_switch",
        _row_id(),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables with all that they keep."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _row_id() -> Any:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True)


def _staff() -> None:
    op.create_table(
        "desk_agent",
        _row_id(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("shown_name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_seen_at", _MOMENT),
        sa.UniqueConstraint("name", name="uq_desk_agent_name"),
    )
    op.create_table(
        "desk_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_desk_session_agent_id", "desk_session", ["agent_id"])
    op.create_index("ix_desk_session_seen_at", "desk_session", ["seen_at"])
    op.create_table(
        "desk_failure",
        _row_id(),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_desk_failure_at", "desk_failure", ["at"])
    op.create_index("ix_desk_failure_key_at", "desk_failure", ["key", "at"])


def _handovers() -> None:
    op.create_table(
        "desk_handover",
        _row_id(),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("claimed_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.String(16)),
        sa.Column("agent_id", sa.BigInteger()),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("awaits_message", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.JSON()),
        sa.Column("summary", sa.Text()),
        sa.Column("summary_by", sa.BigInteger()),
        sa.Column("summary_at", _MOMENT),
        sqlite_autoincrement=True,
    )
    for column in ("sender_id", "state", "opened_at", "agent_id", "last_at"):
        op.create_index(f"ix_desk_handover_{column}", "desk_handover", [column])
    op.create_index(
        "uq_desk_handover_open",
        "desk_handover",
        ["sender_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _reviews() -> None:
    op.create_table(
        "desk_review",
        _row_id(),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(120)),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("right", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_as", sa.String(10)),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("decided_at", _MOMENT),
    )
    for column in ("sender_id", "at", "state"):
        op.create_index(f"ix_desk_review_{column}", "desk_review", [column])
