"""Chats on Telegram, and the updates that were taken."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables and their indexes."""
    op.create_table(
        "telegram_chat",
        sa.Column("sender_id", sa.String(255), primary_key=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("card_message_id", sa.BigInteger()),
        sa.Column("card_event_id", sa.BigInteger()),
        sa.Column("last_message_id", sa.BigInteger()),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    for column in ("chat_id", "user_id", "updated_at"):
        op.create_index(f"ix_telegram_chat_{column}", "telegram_chat", [column])
    op.create_table(
        "telegram_update",
        sa.Column("update_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("data", sa.JSON()),
    )
    op.create_index("ix_telegram_update_at", "telegram_update", ["at"])


def downgrade() -> None:
    """Drop the two tables with all that they keep."""
    op.drop_table("telegram_update")
    op.drop_table("telegram_chat")
