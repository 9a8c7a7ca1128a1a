"""Alembic's environment: runs the migrations on the connection it is handed.

Started by `records.migrate` only; that function holds the transaction.
"""

from alembic import context

from records.models import VERSION_TABLE, metadata
from records.schema import include_object

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_object=include_object,
)
with context.begin_transaction():
    context.run_migrations()
