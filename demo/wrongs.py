"""What goes wrong in single rows: what is written in place of the right value, and what must become of the row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from demo.report import Report

PERSON = "Maria Delgado"
PHONE = "(614) 555-0182"
EMAIL = "maria.delgado@parents-of-ohio.example"
PERSONAL_TEXT = f" Please call Ms. {PERSON} at {PHONE} or write to {EMAIL}."
UNKNOWN_CODE = "Well-being navigation"
UNKNOWN_STATUS = "Sort of done"


@dataclass(frozen=True)
class Wrong:
    """One kind of mishap.

    Attributes:
        rejects: whether the row must be rejected; else it is accepted (with a code in the queue, or redacted).
        meaning: what a person would say is wrong.
    """

    name: str
    rejects: bool
    meaning: str


WRONGS: dict[str, Wrong] = {
    wrong.name: wrong
    for wrong in (
        Wrong("bad_date", True, "31 February is no date"),
        Wrong("end_before_start", True, "the end lies before the start"),
        Wrong("missing_title", True, "the title is empty"),
        Wrong("negative_hours", True, "hours below zero"),
        Wrong("total_below_part", True, "fewer participants in total than in the room"),
        Wrong("unknown_status", True, "a status that no list knows, so the row has none"),
        Wrong("duplicate_id", True, "two rows claim one identifier: neither can be believed"),
        Wrong("unknown_code", False, "one code of several is not in the crosswalk: queued"),
        Wrong("personal", False, "a name, a phone number and an e-mail address in free text: redacted"),
    )
}


@dataclass(frozen=True)
class Row:
    """One row of a delivery: the report that is meant, and what is wrong with the way it is written.

    `touches` counts saves in the provider's tool that changed nothing but its own stamps.
    """

    report: Report
    wrongs: tuple[str, ...] = ()
    touches: int = 0

    @property
    def is_rejected(self) -> bool:
        """Whether the row must be rejected."""
        return any(WRONGS[name].rejects for name in self.wrongs)


def misstate(report: Report, wrongs: tuple[str, ...]) -> Report:
    """The report with the mishaps that can be said in canonical values; the others are written by `misspell`."""
    for name in wrongs:
        if name == "end_before_start" and report.actual_start:
            report = replace(report, actual_end=report.actual_start - timedelta(days=9))
        elif name == "missing_title":
            report = replace(report, title="")
        elif name == "negative_hours":
            report = replace(report, event_hours=-3.0)
        elif name == "total_below_part":
            report = replace(report, participants_in_person=12, participants_total=4)
        elif name == "personal":
            report = replace(report, summary=(report.summary or "A call was held.") + PERSONAL_TEXT)
    return report


def misspell(words: dict[str, Any], wrongs: tuple[str, ...]) -> dict[str, Any]:
    """The written values with the mishaps that no canonical value can say."""
    words = dict(words)
    for name in wrongs:
        if name == "bad_date":
            words["actual_start"] = "31/02/2026"
        elif name == "unknown_status":
            words["lifecycle_status"] = UNKNOWN_STATUS
        elif name == "unknown_code":
            words["core_element"] = [*words["core_element"], UNKNOWN_CODE]
    return words
