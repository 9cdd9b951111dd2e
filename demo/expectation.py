"""What must come of each night, worked out from the scenario alone: no line of the pipeline is used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from demo.cast import SLUGS
from demo.report import Report, said_content, tabulate_reports
from demo.scenario import INCREMENTAL, Delivery, plan_deliveries
from demo.truth import Truth
from demo.wrongs import Row

Outcome = Literal["accepted", "partly_accepted", "unchanged", "held", "refused", "unreachable"]

FOOTERS = {"child_care_center": 2}
"""Lines below the rows that are no rows, a delivery: a total under each of two sheets."""


@dataclass(frozen=True)
class Expected:
    """The account of one provider's night, in rows.

    delivered = accepted + rejected, except for a held or refused delivery, where nothing is judged row by row;
    accepted = unchanged + new + corrected + returned + retracted. `absent` counts rows withdrawn by a full delivery,
    `left_out` lines that are no rows, `queued` accepted rows with a code that waits for a person. A night without
    change repeats the last good delivery's rows, all accepted ones as unchanged.
    """

    delivered: int
    accepted: int
    rejected: int
    unchanged: int
    new: int
    corrected: int
    returned: int
    retracted: int
    absent: int
    left_out: int
    queued: int
    outcome: Outcome


_NOTHING = Expected(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "unreachable")


@dataclass
class _Shelf:
    """What Concord should hold of one provider: last version and state of every record, and the last good account."""

    versions: dict[str, tuple[Report, str]]
    last_good: Expected = _NOTHING

    def receive(self, delivery: Delivery) -> Expected:
        """The account of one delivery; the shelf is brought up to date."""
        if delivery.form == "away":
            return _NOTHING
        if delivery.form == "broken":
            return replace(_NOTHING, outcome="refused")
        left_out = FOOTERS.get(delivery.provider, 0)
        if delivery.form == "renamed_column":
            return replace(_NOTHING, delivered=len(delivery.rows), left_out=left_out, outcome="held")
        if delivery.form == "unchanged":
            return _repeat(self.last_good)
        self.last_good = self._judge(delivery, left_out)
        return self.last_good

    def _judge(self, delivery: Delivery, left_out: int) -> Expected:
        good = [row for row in delivery.rows if not row.is_rejected]
        fates = Counter(self._shelve(row) for row in good)
        absent = 0 if delivery.provider in INCREMENTAL else self._withdraw(delivery.rows)
        rejected = len(delivery.rows) - len(good)
        return Expected(
            len(delivery.rows), len(good), rejected, fates["unchanged"], fates["new"], fates["corrected"],
            fates["returned"], fates["retracted"], absent, left_out,
            sum("unknown_code" in row.wrongs for row in good), "partly_accepted" if rejected else "accepted",
        )  # fmt: skip

    def _shelve(self, row: Row) -> str:
        record_id = row.report.source_record_id
        before, state = self.versions.get(record_id, (None, ""))
        gone = row.report.record_state == "retracted"
        self.versions[record_id] = (row.report, "retracted" if gone else "active")
        if before is None:
            return "new"
        if gone and state == "active":
            return "retracted"
        if not gone and state != "active":
            return "returned"
        return "unchanged" if said_content(before) == said_content(row.report) else "corrected"

    def _withdraw(self, rows: tuple[Row, ...]) -> int:
        there = {row.report.source_record_id for row in rows}
        gone = [key for key, (_, state) in self.versions.items() if state == "active" and key not in there]
        for key in gone:
            self.versions[key] = (self.versions[key][0], "absent")
        return len(gone)


def _repeat(last: Expected) -> Expected:
    return replace(
        last, unchanged=last.accepted, new=0, corrected=0, returned=0, retracted=0, absent=0, outcome="unchanged"
    )


def expected_night(truth: Truth, night: int) -> dict[str, Expected]:
    """Provider to the account of one night (1 to 3), all nights before it having run."""
    plan = plan_deliveries(truth)
    accounts: dict[str, Expected] = {}
    for slug in SLUGS:
        shelf = _Shelf({})
        for number in range(1, night + 1):
            accounts[slug] = shelf.receive(plan[slug, number])
    return accounts


def expected_standing(truth: Truth, night: int) -> pd.DataFrame:
    """One row a report that stands after a night (1 to 3): accepted, and neither retracted nor absent."""
    plan = plan_deliveries(truth)
    standing: list[Report] = []
    for slug in SLUGS:
        shelf = _Shelf({})
        for number in range(1, night + 1):
            shelf.receive(plan[slug, number])
        standing += [report for report, state in shelf.versions.values() if state == "active"]
    return tabulate_reports(standing)


def expected_pairs(truth: Truth, night: int) -> pd.DataFrame:
    """One row a true or deceptive pair whose two reports both stand after a night."""
    keys = set(expected_standing(truth, night)[["provider_id", "source_record_id"]].itertuples(index=False, name=None))
    left = zip(truth.pairs["left_provider"], truth.pairs["left_record_id"], strict=True)
    right = zip(truth.pairs["right_provider"], truth.pairs["right_record_id"], strict=True)
    stands = [a in keys and b in keys for a, b in zip(left, right, strict=True)]
    return truth.pairs[stands].reset_index(drop=True)
