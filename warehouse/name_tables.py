"""Tables of what things are called and what was issued: provider_version, code_version and edition."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from warehouse.tables import METADATA, PROVIDER, key_column, known_columns, told

_BELIEVED = text("known_to_load IS NULL")

PROVIDER_VERSION = Table(
    "provider_version",
    METADATA,
    Column("provider_id", Text(collation="C"), ForeignKey(PROVIDER.c.provider_id), nullable=False,
           comment="Provider's slug"),
    Column("provider_name", Text, nullable=False, comment="Name as the contract states it"),
    Column("other_names", JSONB, nullable=False,
           comment="Former names and abbreviations: name, since, until; a day that is missing is open"),
    Column("contact", Text, nullable=False, comment="Who is told when a delivery cannot be used"),
    Column("delivery_kind", Text, nullable=False, **told("What one delivery is", codes="delivery_kind")),
    Column("late_after_days", Integer, nullable=False,
           **told("Days without a report after which it is late", "days", adds="no")),
    Column("stands_in_days", Integer, nullable=False,
           **told("Days that the last good report stands in", "days", adds="no")),
    Column("sponsor_offices", JSONB, nullable=False,
           comment="Offices that pay for it: office, since, until; a day that is missing is open"),
    Column("rules_version", Text, nullable=False, comment="Rules, and so the contract, that said this first"),
    *known_columns(),
    PrimaryKeyConstraint("provider_id", "known_from_load"),
    Index("provider_version_believed", "provider_id", unique=True, postgresql_where=_BELIEVED),
    comment="One row what a provider's contract said of it, from the first load under it to the first under another",
)  # fmt: skip

CODE_VERSION = Table(
    "code_version",
    METADATA,
    key_column("list_name", "Closed list: that of a coded field, sponsor_office, program or jurisdiction"),
    key_column("code", "Code, as records carry it"),
    Column("label", Text, nullable=False, comment="Its name for people"),
    Column("definition", Text, nullable=False, comment="What it stands for"),
    Column("position", Integer, nullable=False, **told("Place in the list's order", adds="no")),
    Column("kind", Text, **told("What a jurisdiction is", codes="jurisdiction_kind")),
    Column("acf_region", Integer,
           **told("Of a jurisdiction: region of the Administration for Children and Families", adds="no")),
    Column("states", ARRAY(Text), **told("Of a tribe: states that its lands lie in", codes="jurisdiction")),
    Column("valid_from", Date, comment="First day on which the name holds; missing where it always did"),
    Column("valid_to", Date, comment="Last day on which it holds; missing while it does"),
    *known_columns(),
    Index("code_version_believed", "list_name", "code", text("coalesce(valid_from, '-infinity'::date)"), unique=True,
          postgresql_where=_BELIEVED),
    comment="One row a name of a code, from a day to a day, as it was believed from one load to another",
)  # fmt: skip

EDITION = Table(
    "edition",
    METADATA,
    key_column("edition_id", "Kind, reader, last day of the period, and .2 where it was issued again"),
    Column("kind", Text, nullable=False, **told("What report it is", codes="edition_kind")),
    key_column("reader", "Office, provider or jurisdiction that it is for, or all"),
    Column("period_first", Date, nullable=False, comment="First day of the period that it tells of"),
    Column("period_last", Date, nullable=False, comment="Last day of it"),
    Column("cutoff_load", BigInteger, nullable=False,
           **told("Last load that is in its figures; 0 before the first", adds="no")),
    Column("cutoff_at", DateTime(timezone=True), comment="Moment of that load: as_of shows what the edition knew"),
    Column("data_sha256", Text, nullable=False, comment="Of its data, without edition, load and moment"),
    Column("code_version", Text, nullable=False, comment="Version of Concord that made it"),
    Column("issued_at", DateTime(timezone=True), nullable=False, comment="When it was issued"),
    key_column("supersedes", "The edition of the same period and reader that it corrects", nullable=True),
    Column("notice", Text, comment="What its readers must know, such as why it was issued again"),
    PrimaryKeyConstraint("edition_id"),
    Index("edition_of_reader", "kind", "reader", "period_last", "issued_at"),
    comment="One row an issued report; never changed",
)  # fmt: skip
