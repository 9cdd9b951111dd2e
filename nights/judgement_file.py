"""A file of judgements as people write it: read line by line, every mistake told where it is."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from contracts.errors import UsageWrong
from nights.overlap_export import unguarded
from transforms.overlaps.judgements import JUDGEMENTS, PAIR
from warehouse.found_tables import OVERLAPS

COLUMNS = (*PAIR, "judgement", "by", "why")
"""Columns that a file must have, in any order."""
OPTIONAL = ("until",)
ALSO_EXPORTED = (*OVERLAPS.told, "known_from_load", "reports", "judgements", "worth", "message")
"""Columns of an exported list of pairs: a person adds judgement, by and why to it and gives it back."""


@dataclass(frozen=True)
class Line:
    """One judgement as it was written: the number of its line in the file, column to value, and when it was made."""

    number: int
    values: Mapping[str, str]
    at: datetime | None = None

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Mistake:
    """What is wrong with one value: where it stands, what it is, why it cannot be taken, and what to do."""

    line: int
    column: str
    value: str
    message: str
    mend: str


def read_judgement_file(path: Path) -> tuple[list[Line], list[Mistake]]:
    """The lines of a CSV file with a header, and those that cannot be read as rows.

    Lines in which judgement, by and why are all blank are pairs on which nobody has decided yet: they are left out.

    Raises:
        UsageWrong: it is no such file, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageWrong("this file does not exist", where=str(path), mend="name a CSV file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"this file cannot be read: {error}", where=str(path), mend="save it as CSV, UTF-8") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=False)
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, str(path))
    lines, mistakes = [], []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            told = f"the line has {len(cells)} values, the header {len(header)} columns"
            mistakes.append(Mistake(reader.line_num, "", "", told, "quote values that hold a comma"))
            continue
        values = dict(zip(header, (unguarded(cell.strip()) for cell in cells), strict=True))
        if any(values[name] for name in ("judgement", "by", "why")):
            lines.append(Line(reader.line_num, values))
    return lines, mistakes


def _check_header(header: Sequence[str], where: str) -> None:
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in (*COLUMNS, *OPTIONAL, *ALSO_EXPORTED)]
    if missing or unknown:
        told = [f"lacks {', '.join(missing)}"] if missing else []
        told += [f"has {', '.join(repr(name) for name in unknown)}, which nothing is known of"] if unknown else []
        raise UsageWrong(
            f"the file {' and '.join(told)}", where=f"{where}, line 1",
            mend=f"write the header {','.join(COLUMNS)} (and, if you like, until)",
        )  # fmt: skip


def read_until(line: Line) -> tuple[date | None, list[Mistake]]:
    """The last day of a snooze."""
    written = line["until"]
    if line["judgement"].lower() != "snoozed":
        if not written:
            return None, []
        told = "only a snoozed invitation has a last day"
        return None, [Mistake(line.number, "until", written, told, "leave it blank, or write snoozed")]
    try:
        return date.fromisoformat(written), []
    except ValueError:
        told = "this is no day" if written else "a snoozed invitation needs its last day"
        return None, [Mistake(line.number, "until", written, told, "write it as 2026-03-02")]


def check_words(line: Line) -> list[Mistake]:
    """What is wrong with a line, whatever the warehouse holds: judgement and who."""
    found = []
    if line["judgement"].lower() not in JUDGEMENTS:
        mend = f"write one of {', '.join(JUDGEMENTS)}"
        found.append(Mistake(line.number, "judgement", line["judgement"], "this is no judgement", mend))
    if not line["by"]:
        found.append(Mistake(line.number, "by", "", "nobody is named", "write who judges: a person, or a party's slug"))
    return found
