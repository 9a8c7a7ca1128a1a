"""Conversations on the web, by the hash of their token, and ratings of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables and their indexes."""
    op.create_table(
        "web_conversation",
        sa.Column("sender_id", sa.String(255), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    op.create_index(
        "ix_web_conversation_updated_at", "web_conversation", ["updated_at"]
    )
    op.create_table(
        "web_rating",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("scale", sa.String(8), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.String(500), nullable=False),
        sa.UniqueConstraint("sender_id", "about"),
    )
    op.create_index("ix_web_rating_at", "web_rating", ["at"])


def downgrade() -> None:
    """Drop the two tables with all that they keep."""
    op.drop_table("web_rating")
    op.drop_table("web_conversation")
