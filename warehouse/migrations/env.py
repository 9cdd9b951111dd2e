"""Alembic's entry: runs the versions over the connection that `warehouse.upgrade` gives."""

from alembic import context

import warehouse.kind_tables
import warehouse.overlap_tables
import warehouse.record_tables  # noqa: F401  (declares its tables)
from warehouse.tables import CORE, METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table_schema=CORE,
    include_schemas=True,
)
with context.begin_transaction():
    context.run_migrations()
