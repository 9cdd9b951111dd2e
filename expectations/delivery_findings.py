"""Findings about a delivery as a whole: its columns, and what was read otherwise than one would expect."""

from __future__ import annotations

import pandas as pd

from transforms.header import Header
from transforms.normalize.personal import redact_text
from transforms.parse import Parsed

MOST_NOTES = 3
"""So many notes stand in a line for people; `concord check` lists all."""


def delivery_findings(parsed: Parsed, header: Header) -> pd.DataFrame:
    """All findings about a delivery as a whole: columns of `contracts.fields.FINDING_COLUMNS`, without position."""
    found = pd.concat([header_findings(header), reading_findings(parsed)], ignore_index=True)
    # Where a delivery has no header, what stands in its place may be people's data.
    return found if found.empty else found.assign(message=[redact_text(message) for message in found["message"]])


def header_findings(header: Header) -> pd.DataFrame:
    """Columns that came without being asked for, and promised ones that did not come: one row each."""
    rows = [
        {
            "column": name, "rule": "column_missing", "severity": "warn", "who": "provider",
            "message": f"the promised column {name} did not come" + looks_like(header, name),
            "mend": "deliver it again under its name, or have the contract changed",
        }
        for name in header.missing
    ] + [
        {
            "column": name, "rule": "column_unknown", "severity": "warn", "who": "concord",
            "message": f"the column {name} is neither mapped nor ignored by the contract; it was not read",
            "mend": "map it under columns, or list it under ignore",
        }
        for name in header.unknown
    ]  # fmt: skip
    return pd.DataFrame(rows)


def reading_findings(parsed: Parsed) -> pd.DataFrame:
    """What was read, but not as one would expect, such as a repeated header: one row a note of the reader."""
    mend = "look whether it was read as it was meant; else deliver it without this"
    return parsed.notes.assign(severity="warn", who="provider", mend=mend) if len(parsed.notes) else pd.DataFrame()


def looks_like(header: Header, name: str) -> str:
    """Words for the column that probably came in place of a missing one; "" where none does."""
    return f"; {header.likely[name]} came instead and looks like it" if name in header.likely else ""


def noted(findings: pd.DataFrame) -> list[str]:
    """The first notes on a delivery as a whole, for a line of words; missing columns are told as a reason already."""
    if findings.empty:
        return []
    of_delivery = findings.reindex(columns=["position"])["position"].isna()
    messages = findings.loc[of_delivery & findings["rule"].ne("column_missing"), "message"].tolist()
    more = [f"and {len(messages) - MOST_NOTES} more notes"] if len(messages) > MOST_NOTES else []
    return [f"note: {message}" for message in messages[:MOST_NOTES]] + more
