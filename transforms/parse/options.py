"""How the bytes of one provider's delivery are to be read, and the limits that no delivery may pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contracts.contract import Contract

Kind = Literal["csv", "xlsx", "json", "jsonl", "xml", "concord"]

GUIDE_SHEET = "fields"
"""Sheet of Concord's own template that explains the fields; it holds no records."""
MAX_COLUMNS = 2_000
"""Columns of one delivery; JSON keyed by identifiers or a runaway sheet has more."""
MAX_CELLS = 20_000_000
"""Rows times columns of one table: keeps a stray cell in the last corner of a sheet from filling the memory."""
MAX_DEPTH = 64
"""Levels of nesting in JSON and XML."""
RATIO_FREE_BYTES = 10_000_000
"""Unpacked sizes up to here are harmless whatever their ratio: small repetitive files pack very well."""


@dataclass(frozen=True)
class ReadOptions:
    """Format details of one provider's delivery.

    Args:
        kind: the promised format; `concord` is Concord's own template, as CSV or XLSX.
        encoding: of text formats; None finds UTF-8, UTF-16 with its mark, and else Windows-1252 if plausible.
        delimiter: one character; None finds comma, semicolon, tab or bar.
        header_row: row of the header as a spreadsheet counts, from 1; None finds it.
        sheets: names or patterns with * of the sheets to read; empty reads all visible sheets with the header.
        record_path: where the records are: `data.items` in JSON, `reports/report` in XML.
        qualify: XML element to the attribute whose value becomes part of the path: `activity-date[1]`.
        skip: paths of JSON or XML that are not read.
        footers: patterns; a row whose only filled cell matches one is left out.
        expected_columns: names known from the contract; the header is the row with most of them.
        max_cell_chars: a row with a longer cell is broken.
        max_unpacked_bytes: most bytes that a packed part may unpack to.
        max_ratio: most times that a packed part may grow.
    """

    kind: Kind
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheets: tuple[str, ...] = ()
    record_path: str = ""
    qualify: dict[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    expected_columns: frozenset[str] = frozenset()
    max_cell_chars: int = 1_000_000
    max_unpacked_bytes: int = 500_000_000
    max_ratio: int = 200


def options_for(contract: Contract) -> ReadOptions:
    """The reading options that a contract states.

    Rows of a provider's database land as JSON lines, so format `rows` is read as these.
    """
    form = contract.source.format
    return ReadOptions(
        kind="jsonl" if form.kind == "rows" else form.kind,
        encoding=form.encoding,
        delimiter=form.delimiter,
        header_row=form.header_row,
        sheets=form.sheets,
        record_path=form.record_path,
        qualify=form.qualify,
        skip=form.skip,
        footers=form.footers,
        expected_columns=_expected_columns(contract),
    )


def _expected_columns(contract: Contract) -> frozenset[str]:
    if contract.source.format.kind == "concord":
        return frozenset(contract.kind.deliverable)
    names = set(contract.columns) | {name for column in contract.columns.values() for name in column.also_named}
    return frozenset(names | {name for name in contract.ignore if "*" not in name})
