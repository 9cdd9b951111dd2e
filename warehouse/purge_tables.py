"""The log of purges: what was taken out of the warehouse for good, and why. It only grows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from warehouse.tables import METADATA, key_column, told

PURGE = Table(
    "purge",
    METADATA,
    Column("known_from_load", BigInteger, primary_key=True, autoincrement=False,
           **told("Load of the purge: what was known before it can no longer be seen as it was", adds="no")),
    Column("kind", Text, nullable=False,
           comment="record, delivery or provider; lifted where a record may come again"),
    key_column("provider_id", "Provider's slug"),
    key_column("source_record_id", "The record, where one was purged", nullable=True),
    key_column("delivery_id", "The delivery, where one was purged", nullable=True),
    Column("purged_by", Text, nullable=False, comment="Who purged"),
    Column("why", Text, nullable=False, comment="Why"),
    Column("purged_at", DateTime(timezone=True), nullable=False, comment="When"),
    Column("removed", JSONB, nullable=False, comment="How many rows of each table went"),
    Index("purge_of_record", "provider_id", "source_record_id"),
    comment="One row a purge, the tombstone of what was taken out; never changed",
)  # fmt: skip
