"""The private tables of schema `core` on feedback, joint projects, improvement actions, and input.

Feedback, projects and actions are delivered and believed as records are. Input is a log: what somebody gave, and what
was answered to it, is never changed; the last answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Date, DateTime, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from contracts.report_kinds import BESIDE_RECORDS, RECORD, ReportKind
from warehouse.record_tables import BELIEVED, canonical_columns, origin_columns, version_columns
from warehouse.tables import METADATA, key_column, known_columns, told


@dataclass(frozen=True)
class VersionTable:
    """Where versions of one kind of report are kept.

    Attributes:
        name: of the table in schema core.
        delivered_as: column that says under which folder a row is delivered.
        key: column of the identifier within that folder.
        kind: whose fields its columns are.
    """

    name: str
    delivered_as: str
    key: str
    kind: ReportKind


VERSION_TABLES: dict[str, VersionTable] = {
    "record": VersionTable("record_version", "provider_id", RECORD.key, RECORD),
    **{kind.name: VersionTable(f"{kind.name}_version", "delivered_as", kind.key, kind) for kind in BESIDE_RECORDS},
}
"""Kind of report to its table."""


def _version_table(kind: ReportKind, comment: str) -> Table:
    name = VERSION_TABLES[kind.name].name
    identity = ("provider_id", "delivered_as", kind.key, "record_state", "sharing_level", "received_at",
                "source_values")  # fmt: skip
    return Table(
        name,
        METADATA,
        *canonical_columns(kind.fields, identity),
        *origin_columns(),
        *version_columns(),
        Index(f"{name}_believed", "delivered_as", kind.key, unique=True, postgresql_where=BELIEVED),
        Index(f"{name}_ended", "delivered_as", kind.key, "known_from_load",
              postgresql_where=text("known_to_load IS NOT NULL")),
        comment=comment,
    )  # fmt: skip


FEEDBACK_VERSION, JOINT_PROJECT_VERSION, IMPROVEMENT_ACTION_VERSION = (
    _version_table(kind, f"One row a version of {kind.one_row}: what was believed of it from one load to another")
    for kind in BESIDE_RECORDS
)

INPUT = Table(
    "input",
    METADATA,
    key_column("input_id", "Number of the input"),
    Column("given_on", Date, nullable=False, comment="Day on which it was given"),
    Column("from_kind", Text, nullable=False, **told("What kind of partner gave it", codes="input_from")),
    key_column("from_whom", "Code of the office or jurisdiction, slug of the provider, or name of the family partner"),
    Column("given_by", Text, nullable=False, comment="Person or office that gave it; a family is named by no person"),
    Column("about_kind", Text, nullable=False, **told("What it is about", codes="input_about")),
    key_column("about", "What it is about: PROVIDER/RECORD, both of a pair joined by ' + ', an edition, or blank"),
    Column("input_text", Text, nullable=False, comment="What was said, screened for personal data"),
    Column("sharing_level", Text, nullable=False, **told("Who may see it", codes="sharing_level")),
    Column("noted_at", DateTime(timezone=True), nullable=False, comment="When it was noted here"),
    known_columns()[0],
    Column("position", Integer, nullable=False, **told("Order within the load", adds="no")),
    PrimaryKeyConstraint("input_id"),
    comment="One row an input: what a sponsor, jurisdiction, provider or family partner told; never changed",
)  # fmt: skip

INPUT_ANSWER = Table(
    "input_answer",
    METADATA,
    key_column("input_id", "Number of the input"),
    Column("disposition", Text, nullable=False, **told("What becomes of it", codes="input_disposition")),
    Column("owner_name", Text, nullable=False, comment="Person or office that sees to it; blank while nobody does"),
    Column("note", Text, nullable=False, comment="What is answered, screened for personal data; may be blank"),
    Column("answered_by", Text, nullable=False, comment="Who answered"),
    Column("answered_at", DateTime(timezone=True), nullable=False, comment="When"),
    known_columns()[0],
    Column("position", Integer, nullable=False, **told("Order within the load", adds="no")),
    PrimaryKeyConstraint("known_from_load", "position"),
    Index("input_answer_of_input", "input_id"),
    comment="One row an answer to an input; never changed, a later one counts instead",
)  # fmt: skip

INPUT_TABLES = ("input", "input_answer")
"""Logs: they only grow."""
