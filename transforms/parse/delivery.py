"""Reads the parts of a delivery, whatever their format, into one table with every line accounted for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracts.errors import ConcordError, DeliveryEmpty, DeliveryUnreadable
from transforms.parse.archive import ZIP_MAGIC, unpack_gzip
from transforms.parse.csv import parse_csv
from transforms.parse.json import parse_json, parse_json_lines
from transforms.parse.options import ReadOptions
from transforms.parse.parsed import Account, Block, Parsed, join_blocks
from transforms.parse.xlsx import parse_xlsx
from transforms.parse.xml import parse_xml

Reader = Callable[[bytes, ReadOptions, Account], list[Block]]

_READERS: dict[str, Reader] = {
    "csv": parse_csv,
    "xlsx": parse_xlsx,
    "json": parse_json,
    "jsonl": parse_json_lines,
    "xml": parse_xml,
}


def parse_parts(parts: Sequence[tuple[str, bytes]], options: ReadOptions) -> Parsed:
    """Reads a delivery of one or more files as one table of strings.

    Args:
        parts: name and bytes of each file, in order; each may be gzipped.
        options: how to read them.

    Returns:
        The rows of all parts, one below the other; a column that a part lacks is blank in its rows, with a note.

    Raises:
        DeliveryUnreadable: a part is not the promised format, is damaged, or is larger than the limits allow.
        DeliveryEmpty: no part holds a row.
    """
    accounts = [Account(name) for name, _ in parts]
    tables = [_read_part(content, options, account) for (_, content), account in zip(parts, accounts, strict=True)]
    blocks = [block for table in tables for block in table]
    parsed = join_blocks(_note_headers(blocks, accounts), accounts)
    if not len(parsed.rows) and not len(parsed.broken):
        raise DeliveryEmpty(
            _emptiness(parts, blocks), where=", ".join(name for name, _ in parts[:3]), mend="send the report again"
        )
    return parsed


def _emptiness(parts: Sequence[tuple[str, bytes]], blocks: Sequence[Block]) -> str:
    if not any(content for _, content in parts):
        return "the delivery has no bytes"
    return "the delivery has a header and no rows" if blocks else "the delivery has no header and no rows"


def _read_part(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    if not content:
        account.note("empty_part", "the file has no bytes")
        return []
    try:
        unpacked = unpack_gzip(account.part, content, options)
        return _READERS[_format_of(unpacked, options)](unpacked, options, account) if unpacked.strip() else []
    except ConcordError:
        raise
    except MemoryError:
        raise
    except BaseException as error:
        # A library's own fault (Rust panics are no Exception) is still about this file: name it, keep the cause.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise DeliveryUnreadable(
            f"the file cannot be read as {options.kind} ({type(error).__name__}: {error})",
            where=account.part,
            mend="open it with its own program, save it anew and send it again",
        ) from error


def _format_of(content: bytes, options: ReadOptions) -> str:
    if options.kind != "concord":
        return options.kind
    return "xlsx" if content.startswith(ZIP_MAGIC) else "csv"


def _note_headers(blocks: list[Block], accounts: Sequence[Account]) -> list[Block]:
    """Notes the columns that one part or sheet has and another lacks; gives the blocks back."""
    every = {name for block in blocks for name in block.rows.columns}
    by_part = {account.part: account for account in accounts}
    for block in blocks:
        lacking = sorted(every - set(block.rows.columns))
        if lacking and len(block.numbers):
            message = f"{len(lacking)} columns of other parts are missing here: {', '.join(lacking[:5])}"
            by_part[block.part].note("header_differs", message, column=lacking[0], sheet=block.sheet)
    return blocks
