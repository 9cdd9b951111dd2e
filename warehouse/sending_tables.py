"""The private tables of schema `core` on editions on their way: their release, and each sending; all of them only grow.

A sending is one edition (or its preview) to one recipient by one route. Each try of it is claimed and committed before
anything is sent; how it ended is a row of its own. So whoever comes after a crash sees what may have been sent.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from warehouse.tables import METADATA, key_column, told

_TRY = ("edition_id", "recipient_id", "route", "purpose", "try_number")


def _try_columns() -> tuple[Column[str] | Column[int], ...]:
    """What tells one try from every other."""
    return (
        key_column("edition_id", "Edition that is sent"),
        key_column("recipient_id", "Recipient, by its id in recipients.yaml"),
        Column("route", Text, nullable=False, **told("How it goes", codes="delivery_route")),
        Column("purpose", Text, nullable=False, **told("What is sent of the edition", codes="delivery_purpose")),
        Column("try_number", Integer, nullable=False, autoincrement=False,
               **told("1 for the first try of this sending", adds="no")),
    )  # fmt: skip


RELEASE_STEP = Table(
    "release_step",
    METADATA,
    key_column("edition_id", "Edition that is released"),
    Column("step", Text, nullable=False, **told("What was decided", codes="release_step")),
    Column("until", Date, comment="Of a preview: the last day on which providers may object"),
    Column("manifest_sha256", Text, nullable=False, comment="Of its edition.json, which names its files and digests"),
    Column("said_by", Text, nullable=False, comment="Who decided; Concord where its rules did"),
    Column("why", Text, nullable=False, comment="Why; may be blank"),
    Column("said_at", DateTime(timezone=True), nullable=False, comment="When"),
    PrimaryKeyConstraint("edition_id", "said_at"),
    comment="One row a step of an edition's release; the last one counts; never changed",
)

SENDING = Table(
    "sending",
    METADATA,
    *_try_columns(),
    Column("reader_kind", Text, nullable=False, **told("What kind of reader gets it", codes="delivery_reader")),
    key_column("reader", "Office, provider or jurisdiction that it is for; blank for the partners' staff"),
    Column("address", Text, nullable=False, comment="Mailbox, folder or bucket"),
    Column("message_id", Text, nullable=False, comment="Message-ID of a mail, the same for every try; blank otherwise"),
    Column("manifest_sha256", Text, nullable=False, comment="Of the edition.json that is sent"),
    Column("claimed_at", DateTime(timezone=True), nullable=False, comment="When the try was claimed"),
    Column("claimed_by", Text, nullable=False, comment="Run or person that sends it"),
    PrimaryKeyConstraint(*_TRY),
    comment="One row a try to send an edition to one recipient by one route, claimed before anything is sent",
)

SENDING_WORD = Table(
    "sending_word",
    METADATA,
    *_try_columns(),
    Column("outcome", Text, nullable=False, **told("What came of the try", codes="delivery_outcome")),
    Column("words", Text, nullable=False, comment="What the server said, or the person who decided; may be blank"),
    Column("said_by", Text, nullable=False, comment="Run or person that says so"),
    Column("said_at", DateTime(timezone=True), nullable=False, comment="When it ended, or was decided"),
    PrimaryKeyConstraint(*_TRY, "said_at"),
    Index("sending_word_of_edition", "edition_id"),
    comment="One row what is known of how a try ended; the last one counts; never changed",
)

SENDING_TABLES = ("release_step", "sending", "sending_word")
"""Logs: they only grow."""
