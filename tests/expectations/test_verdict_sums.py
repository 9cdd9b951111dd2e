"""Over any nights: every row is accounted for, as an independent model of a ledger says."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contract import Contract
from tests.expectations.conftest import COLUMNS, build_contract, build_rows
from tests.expectations.memory import Nights

KEYS = tuple(f"R-{n}" for n in range(1, 6))


@dataclass(frozen=True)
class Row:
    """What a row says: one of two titles, whether it retracts, whether it can be read."""

    title: str
    retracts: bool
    is_readable: bool


Delivery = dict[str, Row]
ROWS = st.builds(Row, st.sampled_from(["Workshop", "Seminar"]), st.booleans(), st.sampled_from([True, True, False]))
DELIVERIES = st.lists(st.dictionaries(st.sampled_from(KEYS), ROWS, min_size=1), min_size=1, max_size=4)


@dataclass
class Ledger:
    """What a careful clerk would write down.

    Attributes:
        said: key to the last thing that was accepted of it.
        gone: keys that a full delivery left out since.
    """

    is_full: bool
    said: Delivery = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def enter(self, delivery: Delivery) -> dict[str, int]:
        """Write a delivery down; returns how many rows became what."""
        told = dict.fromkeys(("rejected", "new", "corrected", "returned", "retracted", "unchanged", "absent"), 0)
        readable = {key: row for key, row in delivery.items() if row.is_readable}
        told["rejected"] = len(delivery) - len(readable)
        if not readable:
            return told
        left_out = {key for key, row in self.said.items() if not row.retracts} - set(delivery) - self.gone
        for key, row in readable.items():
            told[self._kind(key, row)] += 1
        self.said |= readable
        self.gone -= set(readable)
        if self.is_full:
            told["absent"] = len(left_out)
            self.gone |= left_out
        return told

    def _kind(self, key: str, row: Row) -> str:
        before = None if key in self.gone else self.said.get(key)
        if before == row:
            return "unchanged"
        if row.retracts:
            return "corrected" if before and before.retracts else "retracted"
        if key not in self.said:
            return "new"
        return "returned" if before is None or before.retracts else "corrected"

    def standing(self) -> set[str]:
        return {key for key, row in self.said.items() if not row.retracts} - self.gone


def contract_of(delivery: str) -> Contract:
    columns = {**COLUMNS, "Reporting": {"to": "record_state"}}
    return build_contract(delivery=delivery, columns=columns, absent_share=1, volume={"least_share": 0})


def frame_of(delivery: Delivery) -> pd.DataFrame:
    return build_rows(*[
        {"Report ID": key, "Title": row.title, "Reporting": "retracted" if row.retracts else "active",
         "Start Date": "03/01/2026" if row.is_readable else "02/31/2026"}
        for key, row in delivery.items()
    ])  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries=DELIVERIES, kind=st.sampled_from(["full", "incremental"]))
def test_the_counts_of_every_night_are_those_of_a_careful_clerk(deliveries: list[Delivery], kind: str) -> None:
    center, ledger = Nights(contract_of(kind)), Ledger(kind == "full")
    for delivery in deliveries:
        counts = center.deliver(frame_of(delivery)).counts.check().as_dict()
        assert counts["delivered"] == len(delivery)
        expected = ledger.enter(delivery)
        if expected["rejected"] < len(delivery):
            assert {name: counts[name] for name in expected} == expected
        assert center.standing() == ledger.standing()
