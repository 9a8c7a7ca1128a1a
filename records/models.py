"""The tables that this package owns, and how a moment is stored in them.

Core tables rather than mapped classes: a row is read once into a frozen dataclass
(`records.kept`) and never lives in a session. Rasa's `events` table is named here
only to forget a person and to keep the retention promise; its schema is Rasa's.
"""

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

VERSION_TABLE = "records_version"
"""Where Alembic keeps the version of our tables."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(sa.TypeDecorator):  # type: ignore[misc]
    """A moment: refuses a naive one, is stored in UTC and comes back aware in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(timezone.utc)

    def process_result_value(
        self, value: datetime | None, dialect: Any
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:  # SQLite keeps no zone; what we wrote was UTC
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


def row_id() -> sa.Column:
    """The column by which rows are numbered."""
    # SQLite numbers rows by itself only in a column of type INTEGER.
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True)


rule_decision = sa.Table(
    "rule_decision",
    metadata,
    row_id(),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("knowledge_hash", sa.String(64), nullable=False),
    sa.Column("topic", sa.String(120), nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("region", sa.String(6)),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("outcome", sa.String(120)),
    sa.Column("rule", sa.String(120)),
    sa.Column("trace", sa.JSON, nullable=False),
    sa.Index(None, "sender_id", "at"),
)
"""One row for each decision that was said to somebody, enough to replay it."""

procedure_run = sa.Table(
    "procedure_run",
    metadata,
    row_id(),
    sa.Column("code", sa.String(6), nullable=False, unique=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("procedure", sa.String(120), nullable=False),
    sa.Column("step", sa.String(120), nullable=False),
    sa.Column("history", sa.JSON, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
    sa.UniqueConstraint("sender_id", "procedure"),
)
"""Where somebody stands in a procedure; one open run per person and procedure."""

incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", sa.String(8), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("action", sa.String(120), nullable=False),
    sa.Column("error", sa.String(255), nullable=False),
)
"""An unexpected failure: its short number, where and of what type; nothing said."""

web_conversation = sa.Table(
    "web_conversation",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)
"""A conversation that was begun on the web; its token is kept nowhere."""

web_rating = sa.Table(
    "web_rating",
    metadata,
    row_id(),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("about", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("scale", sa.String(8), nullable=False),
    sa.Column("value", sa.SmallInteger, nullable=False),
    sa.Column("comment", sa.String(500), nullable=False),
    sa.UniqueConstraint("sender_id", "about"),
)
"""How somebody found an answer (`about` its event), or a conversation (0)."""

telegram_chat = sa.Table(
    "telegram_chat",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("user_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("event_id", sa.BigInteger, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("card_message_id", sa.BigInteger),
    sa.Column("card_event_id", sa.BigInteger),
    sa.Column("last_message_id", sa.BigInteger),
    sa.Column("blocked", sa.Boolean, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)
"""One person in one chat: how far the conversation has been sent (`event_id`, and
`part` messages of the event after it), which message shows the present step, and
up to which message number all of ours is known (`last_message_id`)."""

telegram_update = sa.Table(
    "telegram_update",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("data", sa.JSON(none_as_null=True)),
)
"""Updates that were taken; `data`, masked, only until the update has been answered."""

events = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("type_name", sa.String),
    sa.column("timestamp", sa.Float),
)
"""Rasa's conversation table, outside our metadata so that we never create it."""
