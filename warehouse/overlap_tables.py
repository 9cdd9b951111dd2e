"""The private tables of schema `core` on overlaps: what searches found, what people decided, and the model that weighs.

What a search found is believed from one load to another, like a record. What a person decided is a log: it only grows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from warehouse.tables import METADATA, key_column, known_columns, told

_BELIEVED = text("known_to_load IS NULL")


def _pair_columns() -> list[Column[str]]:
    return [
        key_column("provider_id_a", "Provider of the smaller key of the pair"),
        key_column("source_record_id_a", "Record of the smaller key of the pair"),
        key_column("provider_id_b", "Provider of the greater key"),
        key_column("source_record_id_b", "Record of the greater key"),
    ]


def _evidence_columns() -> list[Column[Any]]:
    return [
        Column("score", Numeric, nullable=False,
               **told("Sum of what each field gave; comparable within a label", adds="no")),
        Column(
            "evidence", JSONB, nullable=False, comment="Which fields agree and differ, what each gave; no free text"
        ),
        Column("sentence", Text, nullable=False, comment="What was found, for people; quotes no free text"),
    ]


def _found_columns() -> list[Column[Any]]:
    return [
        Column("probability", Numeric, **told("Calibrated probability, 0 to 1; missing where none is", adds="no")),
        Column("day_gap", Integer,
               **told("Days between the first days, as few as the dates' precision allows", "days", adds="no")),
        Column("rules_version", Text, nullable=False, comment="Version of the rules or of the model that found it"),
    ]


def _digest_column() -> Column[bytes]:
    return Column("content_hash", LargeBinary, nullable=False, comment="Of everything that the row says")


_PAIR = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b")

OVERLAP_VERSION = Table(
    "overlap_version",
    METADATA,
    *_pair_columns(),
    Column("label", Text, nullable=False, **told("What the pair is", codes="overlap_label")),
    *_evidence_columns(),
    Column("disposition", Text, nullable=False, **told("What people made of it", codes="disposition")),
    *_found_columns(),
    _digest_column(),
    *known_columns(),
    Index("overlap_version_believed", *_PAIR, unique=True, postgresql_where=_BELIEVED),
    Index("overlap_version_other_side", "provider_id_b", "source_record_id_b", postgresql_where=_BELIEVED),
    Index("overlap_version_known_from", "known_from_load", postgresql_using="brin"),
    comment="One row what was believed of a pair of records of two providers from one load to another",
)  # fmt: skip

REVIEW_VERSION = Table(
    "review_version",
    METADATA,
    *_pair_columns(),
    *_evidence_columns(),
    *_found_columns(),
    _digest_column(),
    *known_columns(),
    Index("review_version_believed", *_PAIR, unique=True, postgresql_where=_BELIEVED),
    Index("review_version_other_side", "provider_id_b", "source_record_id_b", postgresql_where=_BELIEVED),
    comment="One row what was believed of a pair that may be one activity, too unsure to be shown as an overlap",
)

ENGAGEMENT_VERSION = Table(
    "engagement_version",
    METADATA,
    key_column("engagement_id", "The same for all reports of one engagement; made of the smallest of their keys"),
    key_column("provider_id", "Provider's slug"),
    key_column("source_record_id", "The provider's own identifier of its report"),
    Column("basis", Text, nullable=False, **told("Why the report belongs to it", codes="basis")),
    _digest_column(),
    *known_columns(),
    Index("engagement_version_believed", "provider_id", "source_record_id", unique=True, postgresql_where=_BELIEVED),
    Index("engagement_version_members", "engagement_id", postgresql_where=_BELIEVED),
    comment="One row what was believed of one report of an engagement; at most one report a provider",
)

TIE_VERSION = Table(
    "tie_version",
    METADATA,
    key_column("provider_id", "Provider's slug"),
    key_column("source_record_id", "The provider's own identifier of its record"),
    key_column("sure_id", "The smallest key of all records that it is surely tied to, over any number of declared or "
               "confirmed pairs; missing where that is none", nullable=True),
    key_column("maybe_id", "The same over probable and proposed pairs, too"),
    _digest_column(),
    *known_columns(),
    Index("tie_version_believed", "provider_id", "source_record_id", unique=True, postgresql_where=_BELIEVED),
    Index("tie_version_tied", "maybe_id", postgresql_where=_BELIEVED),
    comment="One row what was believed of a record that is tied to others; it follows from the pairs, for counting",
)

REPEAT_VERSION = Table(
    "repeat_version",
    METADATA,
    key_column("provider_id", "Provider's slug"),
    key_column("source_record_id_a", "The smaller of two identifiers of one provider"),
    key_column("source_record_id_b", "The greater one"),
    *_evidence_columns(),
    _digest_column(),
    *known_columns(),
    Index("repeat_version_believed", "provider_id", "source_record_id_a", "source_record_id_b", unique=True,
          postgresql_where=_BELIEVED),
    Index("repeat_version_other_side", "provider_id", "source_record_id_b", postgresql_where=_BELIEVED),
    comment="One row what was believed of two reports by which one provider tells of one activity twice",
)  # fmt: skip

DISCREPANCY_VERSION = Table(
    "discrepancy_version",
    METADATA,
    key_column("provider_id_a", "Provider of one side of declared joint work"),
    key_column("source_record_id_a", "Its record"),
    key_column("provider_id_b", "Provider of the other side"),
    key_column("source_record_id_b", "Its record; missing where it reports nothing", nullable=True),
    Column("kind", Text, nullable=False, **told("What does not agree", codes="discrepancy")),
    Column("value_a", Text, comment="What the one side says"),
    Column("value_b", Text, comment="What the other side says"),
    Column("sentence", Text, nullable=False, comment="What was found, for people; quotes no free text"),
    Column("who", ARRAY(Text), nullable=False, comment="Providers that should act"),
    _digest_column(),
    *known_columns(),
    Index("discrepancy_version_believed", *_PAIR, "kind", unique=True, postgresql_where=_BELIEVED,
          postgresql_nulls_not_distinct=True),
    Index("discrepancy_version_other_side", "provider_id_b", "source_record_id_b", postgresql_where=_BELIEVED),
    comment="One row what was believed of one thing in which two sides of declared joint work do not agree",
)  # fmt: skip

CONTRADICTION_VERSION = Table(
    "contradiction_version",
    METADATA,
    *_pair_columns(),
    Column("message", Text, nullable=False, comment="Which judgements cannot both hold, and who must decide"),
    _digest_column(),
    *known_columns(),
    Index("contradiction_version_believed", *_PAIR, "content_hash", unique=True, postgresql_where=_BELIEVED),
    comment="One row what was believed of a pair on which people's judgements contradict each other",
)

JUDGEMENT = Table(
    "judgement",
    METADATA,
    known_columns()[0],
    Column("position", Integer, nullable=False, **told("Order within the load", adds="no")),
    *_pair_columns(),
    Column("judgement", Text, nullable=False, **told("What the person decided", codes="judgement")),
    Column("until", Date, comment="Last day of a snooze"),
    key_column("party", "Provider of the pair that judges; blank for a steward"),
    Column("judged_by", Text, nullable=False, comment="Who judged"),
    Column("why", Text, nullable=False, comment="Why; blank where no reason was given"),
    Column("judged_at", DateTime(timezone=True), nullable=False, comment="When it was judged"),
    Column("content_hash_a", LargeBinary, nullable=False, comment="Of the smaller key's record when it was judged"),
    Column("content_hash_b", LargeBinary, nullable=False, comment="Of the greater key's record when it was judged"),
    PrimaryKeyConstraint("known_from_load", "position"),
    Index("judgement_of_pair", *_PAIR),
    Index("judgement_other_side", "provider_id_b", "source_record_id_b"),
    comment="One row a person's judgement on a pair of records; never changed, a later one counts instead",
)  # fmt: skip

OVERLAP_MODEL = Table(
    "overlap_model",
    METADATA,
    key_column("model_version", "Version of the model; overlaps that it found carry it"),
    Column("model", JSON, nullable=False, comment="The whole model, as it was trained"),
    Column("trained_at", DateTime(timezone=True), nullable=False, comment="When it was trained"),
    Column("figures", JSON, nullable=False, comment="Precision, recall and calibration of it and of the one before"),
    Column("status", Text, nullable=False, **told("What it is used for", codes="model_status")),
    *known_columns(),
    Index("overlap_model_believed", "model_version", unique=True, postgresql_where=_BELIEVED),
    Index("overlap_model_active", "status", unique=True,
          postgresql_where=text("known_to_load IS NULL AND status = 'active'")),
    comment="One row a model trained on this installation's judgements; the shipped one weighs while none is active",
)  # fmt: skip

OVERLAP_SEARCH = Table(
    "overlap_search",
    METADATA,
    Column("known_from_load", BigInteger, primary_key=True, autoincrement=False,
           **told("Load since which this is believed", adds="no")),
    Column("read_through", BigInteger, nullable=False,
           **told("Last load that was in the records searched", adds="no")),
    Column("rules_version", Text, nullable=False, comment="Versions of rules and model; another one searches all anew"),
    Column("provider_names", JSON, nullable=False, comment="Provider's slug to its name, as sentences tell it"),
    comment="One row a search for overlaps: what it knew, so that the next one looks only at what changed since",
)  # fmt: skip

OVERLAP_LEFT = Table(
    "overlap_left",
    METADATA,
    Column("slot", Integer, primary_key=True, autoincrement=False,
           **told("Always 1: only the last search's is kept", adds="no")),
    Column("known_from_load", BigInteger, nullable=False, **told("Load of the search that left it", adds="no")),
    Column("content", LargeBinary, nullable=False, comment="What the next search goes on from; can be found anew"),
    comment="One row: what the last search for overlaps left for the next one; no belief, and no history",
)

TOLD = (
    "overlap_version", "review_version", "engagement_version", "tie_version", "repeat_version", "discrepancy_version",
    "contradiction_version", "judgement", "overlap_model",
)  # fmt: skip
"""Tables on overlaps that readers' views read."""

NEVER_SHOWN = ("content_hash", "content_hash_a", "content_hash_b", "model")
"""Their columns that no view reads."""
