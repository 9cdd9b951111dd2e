"""The deliveries of one list in their order, and what each does to the records before it, worked out with dicts."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl

NAMES = {
    "Award Number": "award_num",
    "FAIN": "fain",
    "Awarding Office": "awarding_office",
    "Recipient Name": "recipient_name",
    "Action Date (Date Terminated)": "date_terminated",
    "Award Title": "award_title",
    "Presidential Action": "pres_action",
    "For Cause (Put X if applicable)": "for_cause",
    "Recipient State": "RecipientState",
}
"""A column's name in the workbooks and in the CSV file."""

Said = tuple[object, ...]


def read_snapshot(path: Path) -> list[tuple[str, Said]]:
    """Key and content of each row that holds anything, in the file's order."""
    rows = _csv_rows(path) if path.suffix == ".csv" else _workbook_rows(path)
    return [(str(row["Award Number"]).strip(), tuple(_meaning(name, row.get(name)) for name in NAMES)) for row in rows]


def _csv_rows(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row[other] for name, other in NAMES.items()} for row in csv.DictReader(file)]


def _workbook_rows(path: Path) -> list[dict[str, object]]:
    header, *lines = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines if any(cell is not None for cell in line)]


def _meaning(name: str, cell: object) -> object:
    """What a cell says, however it is written: a day is a day, and a state is one on two lines too."""
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell if cell is not None else "").strip()
    if name == "Action Date (Date Terminated)":
        return datetime.strptime(text, "%d%b%Y").date()  # noqa: DTZ007
    if name == "Recipient State":
        state = " ".join(text.split()).upper()
        return {"N/A": "", "MASSECHUSETTS": "MASSACHUSETTS"}.get(state, state)
    # Every grant of the list is terminated, for cause or not.
    return "" if name.startswith("For Cause") else text


@dataclass
class Ledger:
    """Records as a sequence of full deliveries leaves them.

    Attributes:
        standing: key to content of the records that stand.
        gone: keys that stood once and do not now.
    """

    standing: dict[str, Said] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def take(self, rows: list[tuple[str, Said]]) -> dict[str, int]:
        """The counts of the next full delivery, those that are not 0; its records stand afterwards."""
        said: dict[str, Said] = {}
        rejected = 0
        for key, content in rows:
            rejected += key in said
            assert said.setdefault(key, content) == content, "a key comes twice with two contents: not in these files"
        changes = Counter(self._change(key, content) for key, content in said.items())
        absent = set(self.standing) - set(said)
        self.standing, self.gone = said, (self.gone | absent) - set(said)
        counts = {"delivered": len(rows), "accepted": len(said), "rejected": rejected, **changes, "absent": len(absent)}
        return {name: n for name, n in counts.items() if n}

    def _change(self, key: str, content: Said) -> str:
        if key in self.gone:
            return "returned"
        if key not in self.standing:
            return "new"
        return "unchanged" if self.standing[key] == content else "corrected"


def last_days(rows: list[tuple[str, Said]]) -> dict[str, date]:
    """Key to the day on which the grant was ended."""
    at = list(NAMES).index("Action Date (Date Terminated)")
    days = ((key, content[at]) for key, content in rows)
    return {key: day for key, day in days if isinstance(day, date)}
