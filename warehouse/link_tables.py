"""The private tables of schema `core` on links by which readers answer without an account; all of them only grow.

A link's signature is kept nowhere: what stands here lets nobody make one. What somebody answers by a link is written by
a role that may do nothing else; Concord takes it into the logs of judgements and input, and notes what became of it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, PrimaryKeyConstraint, Table, Text

from warehouse.tables import METADATA, key_column, told

_LINK_ID = "Identifier of the link; of no use without its signature"

LINK = Table(
    "link",
    METADATA,
    key_column("link_id", _LINK_ID),
    Column("reader_kind", Text, nullable=False, **told("What kind of partner it is for", codes="link_reader")),
    key_column("reader", "Slug of the provider, code of the office or of the jurisdiction that it is for"),
    Column("about_kind", Text, nullable=False, **told("What it asks about", codes="input_about")),
    key_column("provider_id_a", "Provider of the record, or of the smaller key of the pair", nullable=True),
    key_column("source_record_id_a", "The record, or the one of the smaller key", nullable=True),
    key_column("provider_id_b", "Provider of the greater key of the pair", nullable=True),
    key_column("source_record_id_b", "Record of the greater key", nullable=True),
    key_column("edition_id", "Edition in which it stands, or that it asks about; blank where none"),
    Column("figure", Text, nullable=False, comment="Figure of the edition that it asks about; blank where none"),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was made"),
    Column("made_by", Text, nullable=False, comment="Who made it"),
    Column("expires_at", DateTime(timezone=True), nullable=False, comment="When it ends by itself"),
    PrimaryKeyConstraint("link_id"),
    Index("link_of_record_a", "provider_id_a", "source_record_id_a"),
    Index("link_of_record_b", "provider_id_b", "source_record_id_b"),
    Index("link_of_edition", "edition_id"),
    comment="One row a link by which one reader answers on one subject; never changed",
)

LINK_END = Table(
    "link_end",
    METADATA,
    key_column("link_id", _LINK_ID),
    Column("ended_at", DateTime(timezone=True), nullable=False, comment="When it was revoked"),
    Column("ended_by", Text, nullable=False, comment="Who revoked it"),
    Column("why", Text, nullable=False, comment="Why; may be blank"),
    PrimaryKeyConstraint("link_id"),
    comment="One row a link that was revoked before its time; never changed",
)

ANSWER = Table(
    "answer",
    METADATA,
    key_column("answer_id", "Identifier of the answer, made of its link and the form that was sent"),
    key_column("link_id", "Link by which it was given"),
    Column("reader_kind", Text, nullable=False, **told("What kind of partner gave it", codes="link_reader")),
    key_column("reader", "Slug of the provider, code of the office or of the jurisdiction that gave it"),
    Column("judgement", Text, **told("What was said of a pair; missing where input was given", codes="judgement")),
    Column("until", Date, comment="Last day of a snooze"),
    Column("words", Text, nullable=False, comment="Why, or the input itself; screened for personal data"),
    Column("given_by", Text, nullable=False, comment="Office or team that gave it; may be blank"),
    Column("sharing_level", Text, **told("Who may see input; missing for the rest", codes="sharing_level")),
    Column("answered_at", DateTime(timezone=True), nullable=False, comment="When it was given"),
    PrimaryKeyConstraint("answer_id"),
    Index("answer_of_link", "link_id"),
    comment="One row an answer that somebody gave by a link; never changed",
)

ANSWER_TAKEN = Table(
    "answer_taken",
    METADATA,
    key_column("answer_id", "Identifier of the answer"),
    Column("outcome", Text, nullable=False, **told("What became of it", codes="answer_outcome")),
    Column("message", Text, nullable=False, comment="Why it could not count; blank where it does"),
    key_column("input_id", "Number of the input that it became", nullable=True),
    Column("known_from_load", BigInteger, **told("Load that brought it; missing where none did", adds="no")),
    Column("taken_at", DateTime(timezone=True), nullable=False, comment="When Concord took it in"),
    PrimaryKeyConstraint("answer_id"),
    comment="One row what became of an answer when Concord took it in; never changed",
)

LINK_TABLES = ("link", "link_end", "answer", "answer_taken")
"""Logs: they only grow."""
