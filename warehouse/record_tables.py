"""The private tables of schema `core` that hold records, rejected rows and unmapped codes.

The columns of a record come from the dictionary (`contracts.fields.FIELDS`), so each is declared once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from contracts.fields import FIELDS, Field
from contracts.told import Told
from warehouse.tables import METADATA, described, key_column, known_columns, told

BELIEVED = text("known_to_load IS NULL")

MOST_KEY_BYTES = 1000
"""A longer identifier of a record is a mistake; an index could not hold one of some 2,700 bytes."""

# The identity of a record, its rights and its origin: a row without them could neither be found nor be hidden.
NEVER_MISSING = (
    "provider_id", "source_record_id", "record_state", "scope_class", "sharing_level", "received_at", "source_values",
)  # fmt: skip

_KEYS = frozenset({"provider_id", "source_record_id", "delivered_as", "feedback_id", "about_record_id", "action_id"})
"""Canonical texts that are compared byte by byte."""

ORIGIN = {
    "part": Told("File of the delivery"),
    "sheet": Told("Sheet of the workbook; blank where the format has none"),
    "row_number": Told("Row as a person sees it when opening the file", adds="no"),
}


def column_type(field: Field) -> TypeEngine[Any]:
    """The database's type for a canonical field."""
    types: dict[str, TypeEngine[Any]] = {
        "integer": BigInteger(),
        "decimal": Numeric(),
        "date": Date(),
        "timestamp": DateTime(timezone=True),
        "codes": ARRAY(Text),
        "texts": ARRAY(Text),
        "partners": JSONB(),
        "json": JSON(),
    }
    return types.get(field.kind, Text(collation="C") if field.name in _KEYS else Text())


def canonical_columns(fields: Mapping[str, Field], never_missing: Collection[str]) -> list[Column[object]]:
    """Columns of a table of versions for the canonical fields of one kind of report."""
    return [
        Column(name, column_type(field), nullable=name not in never_missing, **described(field.told))
        for name, field in fields.items()
    ]


def origin_columns() -> list[Column[object]]:
    """Where each row stood in its delivery."""
    kinds: dict[str, TypeEngine[Any]] = {"row_number": BigInteger()}
    return [
        Column(name, kinds.get(name, Text()), nullable=False, **described(what))
        for name, what in ORIGIN.items()
    ]


def version_columns() -> list[Column[Any]]:
    """What is kept of each version beside its content."""
    return [
        Column("row_hash", LargeBinary, nullable=False, comment="Of the row's bytes when it last said the same"),
        Column("content_hash", LargeBinary, nullable=False, comment="Of the canonical content"),
        Column("rules_version", Text, nullable=False, comment="Rules under which the row last gave this content"),
        Column("change", Text, nullable=False, **told("What the version is to its record", codes="change")),
        Column("cause", Text, nullable=False, **told("Who changed it", codes="cause")),
        Column("true_from", DateTime(timezone=True), nullable=False,
               comment="Since when it was true: source_updated_at, else received_at"),
        *known_columns(),
        Column("ended_by", Text, comment="What ended the belief: superseded, absent or purged"),
    ]  # fmt: skip


RECORD_VERSION = Table(
    "record_version",
    METADATA,
    *canonical_columns(FIELDS, NEVER_MISSING),
    *origin_columns(),
    *version_columns(),
    Column("title_key", Text, comment="Words of the title, sorted, for matching"),
    # Few indexes, and none that a first load pays for twice: those on ended versions stay empty until a version ends.
    Index("record_version_believed", "provider_id", "source_record_id", unique=True, postgresql_where=BELIEVED),
    Index("record_version_ended", "provider_id", "source_record_id", "known_from_load",
          postgresql_where=text("known_to_load IS NOT NULL")),
    Index("record_version_absent", "provider_id", "source_record_id", postgresql_where=text("ended_by = 'absent'")),
    Index("record_version_ended_at", "known_to_load", postgresql_where=text("known_to_load IS NOT NULL")),
    Index("record_version_known_from", "known_from_load", postgresql_using="brin",
          postgresql_with={"pages_per_range": 32}),
    comment="One row a version of a record: what was believed of it from one load to another",
)  # fmt: skip

REJECTED_ROW = Table(
    "rejected_row",
    METADATA,
    key_column("provider_id", "Provider's slug"),
    key_column("delivery_id", "Delivery that held the row"),
    *origin_columns(),
    key_column("source_record_id", "The provider's own identifier, where the row has one", nullable=True),
    Column("row_hash", LargeBinary, comment="Of the row's bytes; missing where it could not be read as a row"),
    Column("rules", ARRAY(Text), nullable=False, comment="Rules that the row breaks"),
    Column("source_columns", ARRAY(Text), nullable=False, comment="Columns in which it breaks them"),
    Column("findings", JSONB, nullable=False, comment="All reasons: rule, column, value, message, mend, who"),
    Column("cells", JSONB, nullable=False, comment="The row as delivered, redacted"),
    *known_columns(),
    Index("rejected_row_of_delivery", "known_from_load"),
    Index("rejected_row_believed", "provider_id", postgresql_where=BELIEVED),
    comment="One row a rejected row; believed until a whole delivery comes after it, or an increment with its record",
)

UNMAPPED_ROW = Table(
    "unmapped_row",
    METADATA,
    key_column("provider_id", "Provider's slug"),
    Column("field", Text, nullable=False, comment="Canonical field that the value was meant for"),
    key_column("source_value", "What the provider wrote, shortened to 300 characters"),
    key_column("source_record_id", "Record that the code touches, where the row has an identifier", nullable=True),
    *origin_columns(),
    *known_columns(),
    Index("unmapped_row_believed", "provider_id", "field", "source_value", postgresql_where=BELIEVED),
    comment="One row a record or rejected row that an unmapped code touches",
)
