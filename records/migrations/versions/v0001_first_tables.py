"""The first tables: decisions, procedure runs and incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the three tables and their indexes."""
    _create_rule_decision()
    _create_procedure_run()
    _create_incident()


def downgrade() -> None:
    """Drop the three tables with all that they keep."""
    op.drop_table("incident")
    op.drop_table("procedure_run")
    op.drop_table("rule_decision")


def _create_rule_decision() -> None:
    op.create_table(
        "rule_decision",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("knowledge_hash", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("region", sa.String(6)),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(120)),
        sa.Column("rule", sa.String(120)),
        sa.Column("trace", sa.JSON(), nullable=False),
    )
    op.create_index("ix_rule_decision_at", "rule_decision", ["at"])
    op.create_index(
        "ix_rule_decision_sender_id_at", "rule_decision", ["sender_id", "at"]
    )


def _create_procedure_run() -> None:
    op.create_table(
        "procedure_run",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("procedure", sa.String(120), nullable=False),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("sender_id", "procedure"),
    )
    op.create_index("ix_procedure_run_updated_at", "procedure_run", ["updated_at"])


def _create_incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("action", sa.String(120), nullable=False),
        sa.Column("error", sa.String(255), nullable=False),
    )
    op.create_index("ix_incident_at", "incident", ["at"])
