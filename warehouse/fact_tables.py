"""The private tables of schema `core` that counting reads: narrow rows that follow from records and their ties.

They hold nothing that record_version and tie_version do not tell (see `warehouse.facts`), in rows a third as wide, and
the same rows are seen by the same readers.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table

from contracts.fields import FIELDS
from warehouse.record_tables import BELIEVED, column_type
from warehouse.tables import METADATA, described, key_column, known_columns, told

CODED = (
    "actual_start", "planned_start", "actual_end", "planned_end", "requested_on", "acf_region",
    "provider_id", "source_record_id", "record_kind", "record_state", "lifecycle_status", "scope_class",
    "sharing_level", "geographic_scope", "intensity", "actual_start_precision", "planned_start_precision",
    "actual_end_precision", "planned_end_precision", "parent_record_id", "joint_project_id", "event_hours",
    "provider_hours", "participants_total", "sponsor_office", "jurisdiction", "sector", "core_element",
)  # fmt: skip
"""Fields of a record that figures are made of; those of fixed width first, which is quicker to read."""

NEVER_MISSING = ("provider_id", "source_record_id", "record_state", "scope_class", "sharing_level")

_NUMBER = told("Number of the version, in the order of loads", adds="no")


def _flags() -> list[Column[bool]]:
    return [
        Column("is_shared", Boolean, nullable=False, comment="Whether partners may see it of each other"),
        Column("is_delivered", Boolean, comment="Whether the work took place: completed or in progress"),
        Column("names_joint_work", Boolean, nullable=False, comment="Whether it names a partner or a joint project"),
        Column("names_further_place", Boolean, nullable=False,
               comment="Whether it serves a place besides states and territories, such as a tribe"),
    ]  # fmt: skip


FACT_VERSION = Table(
    "fact_version",
    METADATA,
    Column("version_number", BigInteger, nullable=False, **_NUMBER),
    *known_columns(),
    Column("fiscal_year", Integer,
           **told("Federal fiscal year, October to September, of its start as delivered, else as planned", adds="no")),
    *_flags(),
    *(Column(name, column_type(FIELDS[name]), nullable=name not in NEVER_MISSING, **described(FIELDS[name].told))
      for name in CODED),
    Index("fact_version_of_record", "provider_id", "source_record_id", "known_from_load", unique=True),
    comment="One row a version of a record without its texts, so that counting reads little; follows from it",
)  # fmt: skip

COUNTED_VERSION = Table(
    "counted_version",
    METADATA,
    Column("version_number", BigInteger, nullable=False, **_NUMBER),
    *known_columns(),
    Column("activity_number", BigInteger, **told("Number of the version of the activity's smallest key", adds="no")),
    Column("least_number", BigInteger, **told("The same, were all probable duplicates real", adds="no")),
    Column("providers", Integer, **told("Providers that report the activity", "providers", adds="no")),
    Column("fiscal_year", Integer, **told("Federal fiscal year of began_on", adds="no")),
    Column("began_on", Date, comment="First day that any report of the delivered activity tells"),
    Column("is_cross_sector", Boolean, comment="Whether the activity's reports together name two or more sectors"),
    Column("is_counted", Boolean, comment="Whether this report's key is the activity's smallest"),
    key_column("activity_id", "Smallest key of the activity's reports; missing where nothing surely ties it",
               nullable=True),
    key_column("least_id", "The same, were all probable duplicates real", nullable=True),
    key_column("work_id", "Smallest key of the reports of one joint piece of planned work, or of one joint product",
               nullable=True),
    key_column("maybe_id", "Smallest key of all records that the record is tied to"),
    Index("counted_version_believed", "version_number", unique=True, postgresql_where=BELIEVED),
    Index("counted_version_tied", "maybe_id", postgresql_where=BELIEVED),
    comment="One row what was believed of how a tied record counts, together with others; follows from ties and facts",
)  # fmt: skip

READ = {
    "fact_version": tuple(c.name for c in FACT_VERSION.columns),
    "counted_version": tuple(c.name for c in COUNTED_VERSION.columns if c.name != "maybe_id"),
}
"""Table to its columns that readers' views read."""

