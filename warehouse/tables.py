"""The private tables of schema `core`: loads, providers, contracts, deliveries and attempts.

A load is a moment at which the warehouse came to believe something. What is believed carries `known_from_load` and
`known_to_load`: it was believed from the first load on, and no longer from the second one on; while it is believed the
second is missing. Nothing is overwritten: a change ends one row and adds another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from contracts.told import Adds, Told

CORE = "core"
METADATA = MetaData(schema=CORE)

COUNT_MEANINGS: dict[str, str] = {
    "delivered": "Rows that were delivered",
    "accepted": "Rows that were accepted",
    "rejected": "Rows that were rejected, each with its reasons in rejected_row",
    "new": "Accepted rows whose record had never been seen",
    "corrected": "Accepted rows that changed their record",
    "returned": "Accepted rows whose record had been absent or retracted",
    "retracted": "Accepted rows that retract their record",
    "unchanged": "Accepted rows that say what was already known",
    "absent": "Records withdrawn because a full delivery no longer holds them; not rows",
    "left_out": "Lines without data, such as footers; in no sum",
}
COUNT_UNITS = {"absent": "records", "left_out": "lines"}
"""What those count that do not count rows."""


def key_column(name: str, comment: str, *, nullable: bool = False) -> Column[str]:
    """A text that identifies something: compared byte by byte, so that order never depends on the server's locale."""
    return Column(name, Text(collation="C"), nullable=nullable, comment=comment)


def told(meaning: str, unit: str = "", *, codes: str = "", adds: Adds = "") -> dict[str, Any]:
    """What a column tells, as a Column takes it: the comment, and its parts for the dictionary."""
    return described(Told(meaning, unit, codes, adds))


def described(what: Told) -> dict[str, Any]:
    """As `told`, of what is declared elsewhere."""
    return {"comment": str(what), "info": {"told": what}}


def known_columns() -> tuple[Column[int], Column[int]]:
    """From which load on, and until which load, a row was believed."""
    return (
        Column("known_from_load", BigInteger, nullable=False, **told("Load since which this is believed", adds="no")),
        Column("known_to_load", BigInteger,
               **told("Load since which it is no longer; missing while it is believed", adds="no")),
    )


PROVIDER = Table(
    "provider",
    METADATA,
    Column("provider_id", Text(collation="C"), primary_key=True, comment="Provider's slug: its folder's name"),
    Column("provider_name", Text, nullable=False, comment="Name as the latest contract states it"),
    Column("contact", Text, nullable=False, comment="Who is told when a delivery cannot be used"),
    Column("report_kind", Text, nullable=False, server_default=text("'record'"),
           **told("What one row of its report tells of", codes="report_kind")),
    Column("of_provider", Text(collation="C"), nullable=False, comment="Provider whose report it is; mostly itself"),
    Column("delivery_kind", Text, nullable=False, **told("What one delivery is", codes="delivery_kind")),
    Column("late_after_days", Integer, nullable=False,
           **told("Days without a report after which it is late", "days", adds="no")),
    Column("stands_in_days", Integer, nullable=False,
           **told("Days that the last good report stands in", "days", adds="no")),
    Column("is_text_cleared", Boolean, nullable=False, comment="Whether free text may be read outside the provider"),
    Column("sponsor_offices", ARRAY(Text), nullable=False, server_default=text("'{}'"),
           **told("Offices that pay for it now by its contract", codes="sponsor_office")),
    Column("first_seen_at", DateTime(timezone=True), nullable=False, comment="When Concord first used a contract"),
    comment="One row a folder of contracts: a provider, or a further report of one, as its latest contract tells",
)  # fmt: skip

READER = Table(
    "reader",
    METADATA,
    Column("role_name", Text(collation="C"), primary_key=True, comment="Role of the database; logins are its members"),
    Column("kind", Text, nullable=False, comment="provider, sponsor, analyst, steward, jurisdiction or public"),
    key_column("whose", "Slug, office's code or jurisdiction's code that it reads for; blank where the kind is all"),
    Column("acf_region", Integer, **told("Region of a jurisdiction; 11 for tribes", adds="no")),
    comment="One row a role that reads the warehouse, and for whom",
)

CONTRACT_VERSION = Table(
    "contract_version",
    METADATA,
    Column("provider_id", Text(collation="C"), ForeignKey(PROVIDER.c.provider_id), primary_key=True,
           comment="Provider's slug"),
    Column("rules_version", Text, primary_key=True, comment="Version of contract, codes and rules together"),
    Column("contract_fingerprint", Text, nullable=False, comment="sha256 over the contract and its codes"),
    Column("contract", JSON, nullable=False, comment="The whole contract, codes included"),
    Column("first_used_at", DateTime(timezone=True), nullable=False, comment="When it was first used"),
    comment="One row a contract under one version of the rules; never changed",
)  # fmt: skip

LOAD = Table(
    "load",
    METADATA,
    Column("load_number", BigInteger, primary_key=True, autoincrement=False,
           **told("Grows by one with each moment of knowledge, under one lock", adds="no")),
    Column("committed_at", DateTime(timezone=True), nullable=False, unique=True,
           comment="When it became known; later than that of every earlier load"),
    Column("kind", Text, nullable=False,
           comment="What was learnt: delivery, decision, overlaps, judgements, model, input, purge or codes"),
    Column("night", Date, nullable=False, comment="Night that it belongs to; never the time of knowledge"),
    Column("provider_id", Text(collation="C"), comment="Provider, for a delivery or a decision"),
    Column("delivery_id", Text(collation="C"), comment="Delivery that brought it"),
    Column("code_version", Text, nullable=False, comment="Version of Concord that wrote it"),
    comment="One row a moment at which the warehouse learnt something",
)  # fmt: skip

DELIVERY = Table(
    "delivery",
    METADATA,
    key_column("delivery_id", "Night, provider, start of sha256 and of rules version; .2 where it came back"),
    Column("provider_id", Text(collation="C"), ForeignKey(PROVIDER.c.provider_id), nullable=False,
           comment="Provider's slug"),
    Column("night", Date, nullable=False, comment="Night that it was delivered for"),
    Column("sha256", Text, nullable=False, comment="Of the bytes that arrived"),
    Column("content_digest", Text, nullable=False, comment="Of the content without its volatile fields"),
    Column("source_address", Text, nullable=False, comment="Where it came from, without secrets"),
    Column("size_bytes", BigInteger, nullable=False, **told("Size of what arrived", "bytes", adds="yes")),
    Column("etag", Text, comment="The server's own mark of this version"),
    Column("parts", JSON, nullable=False, comment="The files it consists of"),
    Column("column_names", ARRAY(Text), nullable=False, comment="Columns as they were delivered"),
    Column("received_at", DateTime(timezone=True), nullable=False, comment="When it arrived"),
    Column("verdict", Text, nullable=False, **told("What became of it", codes="verdict")),
    Column("reason", Text, comment="Why it was held, refused or only partly accepted"),
    Column("who", Text, **told("Who must act", codes="actor")),
    Column("mend", Text, comment="What to do next"),
    *(Column(name, BigInteger, nullable=False, **told(meaning, COUNT_UNITS.get(name, "rows"), adds="yes"))
      for name, meaning in COUNT_MEANINGS.items()),
    Column("rules_version", Text, nullable=False, comment="Rules under which it was judged"),
    Column("watermark", Text, comment="Where an incremental source goes on from"),
    Column("standing_records", BigInteger,
           **told("Records of the provider that stand after it: believed and not retracted", "records", adds="no")),
    Column("load_number", BigInteger,
           **told("Load that brought its rows; missing when none were loaded", adds="no")),
    Column("decided_by", Text, comment="Who accepted or refused a held delivery"),
    Column("decided_why", Text, comment="Why"),
    Column("decided_at", DateTime(timezone=True), comment="When"),
    *known_columns(),
    Index("delivery_believed", "delivery_id", unique=True, postgresql_where=text("known_to_load IS NULL")),
    Index("delivery_of_provider", "provider_id", "received_at"),
    comment="One row what was believed of a delivery; a decision on a held one ends its row and adds another",
)  # fmt: skip

ATTEMPT = Table(
    "attempt",
    METADATA,
    Column("provider_id", Text(collation="C"), ForeignKey(PROVIDER.c.provider_id), primary_key=True,
           comment="Provider's slug"),
    Column("started_at", DateTime(timezone=True), primary_key=True, comment="When the attempt began"),
    Column("stage", Text, primary_key=True, **told("What was tried", codes="stage")),
    Column("try_number", Integer, primary_key=True, autoincrement=False,
           **told("1 for the first try of a run", adds="no")),
    Column("night", Date, nullable=False, comment="Night that it was for"),
    Column("run_id", Text, nullable=False, comment="Run that made it"),
    Column("finished_at", DateTime(timezone=True), nullable=False, comment="When it ended"),
    Column("outcome", Text, nullable=False, **told("What came of it", codes="outcome")),
    Column("error_kind", Text, comment="Kind of the error"),
    Column("message", Text, comment="What happened and why"),
    Column("who", Text, **told("Who must act", codes="actor")),
    Column("mend", Text, comment="What to do next"),
    Index("attempt_of_night", "night"),
    comment="One row an attempt to fetch or to load a provider's report; never changed",
)  # fmt: skip

SURFACE = Table(
    "surface",
    METADATA,
    Column("fingerprint", Text, primary_key=True, comment="sha256 over views, comments and rights as last applied"),
    Column("applied_at", DateTime(timezone=True), nullable=False, server_default=text("now()"), comment="When"),
    comment="One row: which state of views, comments and rights the database has",
)
