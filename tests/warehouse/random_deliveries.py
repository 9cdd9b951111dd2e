"""Random deliveries: what providers report, night after night, under contracts that change, on a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pandas as pd
import sqlalchemy as sa

from contracts.contract import Contract
from tests.warehouse.conftest import as_changes, digest
from tests.warehouse.random_rows import KEYS, OFFICES, row
from transforms.accounting import Counts
from warehouse.deliveries import Decision, DeliveryFacts
from warehouse.delivery_load import load_delivery
from warehouse.delivery_record import record_delivery, refuse_held
from warehouse.kind_tables import VERSION_TABLES
from warehouse.known import read_known
from warehouse.loads import RecordedLoad
from warehouse.overlaps import last_load
from warehouse.providers import register_contract

ALPHA, BETA = "alpha_center", "beta_center"
FOLDERS = {
    ALPHA: (ALPHA, "record"), BETA: (BETA, "record"), "alpha_feedback": (ALPHA, "feedback"),
    "beta_projects": (BETA, "joint_project"), "alpha_actions": (ALPHA, "improvement_action"),
    "late_center": ("late_center", "record"),
}  # fmt: skip
"""Folder to its provider and kind of report. The last one is met only on the way."""
Row = dict[str, Any]
STEPS = (timedelta(minutes=30), timedelta(days=1), timedelta(days=9), timedelta(days=50))


@dataclass
class Deliveries:
    """Lets providers deliver; `seed` says what.

    Attributes:
        loader: its connection.
        now: its clock: each load is committed at a moment of it.
        said: folder to its contract as it is now.
        held: deliveries that wait for a person.
    """

    loader: sa.Connection
    seed: int
    now: datetime = datetime(2026, 1, 5, 6, tzinfo=UTC)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def pass_time(self) -> None:
        """Some time passes: minutes, a night, or so long that a report expires."""
        self.now += self.chance.choice(STEPS) + timedelta(seconds=self.chance.randrange(1, 999))

    def deliver(self, folder: str, kind_of_delivery: str = "", night: date | None = None, **facts: Any) -> str:
        """A delivery: of what is known, some corrected, retracted, returned or not in it; and something new."""
        how = kind_of_delivery or self.chance.choice(["full", "full_for_period", "incremental"])
        rows, touched, absent, unchanged = self._rows(folder, how)
        waiting = [{"source_record_id": key} for key in self.chance.sample(KEYS, self.chance.randrange(3))]
        changes = as_changes(
            rows, unchanged=unchanged + len(touched), absent=absent, touched=touched, provider=folder,
            received_at=self.now, kind=VERSION_TABLES[FOLDERS[folder][1]].kind, is_whole=how != "incremental",
            rejected=waiting, unmapped=[("sector", self.chance.choice(["moon", "sun"]), "r1")] * len(waiting),
            delivered=pd.Series([one[key_of(folder)] for one in rows], dtype="str"),
        )  # fmt: skip
        load_delivery(self.loader, self.facts(folder, night=night, **facts), changes, recorded=self._recorded())
        return f"{folder} {how}: {changes.counts.in_words()}"

    def deliver_late_night(self, folder: str) -> str:
        """A night of an earlier day is caught up."""
        return self.deliver(folder, night=self.now.date() - timedelta(days=self.chance.randrange(2, 60)))

    def deliver_under_other_rules(self, folder: str) -> str:
        """The contract or the code changed: the same rows are told anew, some to say something else."""
        self._contract(folder)["late_after_days"] = self.chance.randrange(1, 9)
        return self.deliver(folder, code_version=f"test of {self.now}")

    def rename(self, folder: str) -> str:
        """The provider has another name from some day on, and another office pays for it, too."""
        old = self._contract(folder)["name"]
        until = str(self.now.date() + timedelta(days=self.chance.randrange(-20, 20)))
        self._contract(folder).update(
            name=f"{old} Anew", also_known_as=[{"name": old, "until": until}],
            sponsor_offices=["ACF/OCC", {"office": self.chance.choice(OFFICES[1:]), "until": until}],
        )  # fmt: skip
        return self.deliver(folder)

    def hold(self, folder: str) -> str:
        """A delivery waits for a person."""
        facts = self.facts(folder, verdict="held", reason="Too many rows", who="concord")
        record_delivery(self.loader, facts, Counts(delivered=4, accepted=4, new=4), recorded=self._recorded())
        self.held.append(facts.delivery_id)
        return facts.delivery_id

    def decide(self) -> str:
        """A person refuses what waits, if anything does."""
        if self.held:
            decision = Decision("me", "no", self.now)
            refuse_held(self.loader, self.held[-1], decision, code_version="test", recorded=self._recorded())
        return self.held.pop() if self.held else "nothing"

    def say_the_same(self, folder: str) -> str:
        """A delivery that says what was known already."""
        facts = self.facts(folder, verdict="unchanged")
        record_delivery(self.loader, facts, Counts(), recorded=self._recorded())
        return facts.delivery_id

    def register(self, folder: str) -> str:
        """Use the folder's contract as it is now; returns the version of the rules."""
        contract = Contract.model_validate(self._contract(folder))
        version = register_contract(self.loader, contract, at=self.now)
        self.loader.commit()
        return version

    def facts(self, folder: str, night: date | None = None, **named: Any) -> DeliveryFacts:
        """Facts of the next delivery."""
        plain: dict[str, Any] = {
            "verdict": "accepted", "code_version": "test", "content_digest": "c", "source_address": "inbox",
            "size_bytes": 10, "received_at": self.now - timedelta(minutes=5), "rules_version": self.register(folder),
            "sha256": sha256(f"{folder} {self.now}".encode()).hexdigest(), "night": night or self.now.date(),
            "parts": ({"name": "report.csv", "sha256": "s", "size": 10},),
        }  # fmt: skip
        return DeliveryFacts(provider_id=folder, **{**plain, **named})

    def _contract(self, folder: str) -> dict[str, Any]:
        whose, kind = FOLDERS[folder]
        scope = {"scope_class": "systems_building"} if kind == "record" else {}
        plain: dict[str, Any] = {
            "provider": folder, "name": folder.replace("_", " ").title(), "contact": "reports@center.example",
            "sponsor_offices": ["ACF/OCC"], "delivery": "full", "report": kind, "free_text_may_leave": folder != BETA,
            "of_provider": "" if kind == "record" else whose,
            "source": {"transport": "drop_folder", "path": "inbox/*.csv", "format": "concord"},
            "defaults": {"sharing_level": "partners", **scope},
        }  # fmt: skip
        return self.said.setdefault(folder, plain)

    def _rows(self, folder: str, how: str) -> tuple[list[Row], list[tuple[str, bytes]], list[str], int]:
        """Rows that change something, those whose bytes alone do, what is missing, and how many say the same."""
        kind = FOLDERS[folder][1]
        known = read_known(self.loader, folder, VERSION_TABLES[kind].kind)
        self.loader.rollback()
        rows: list[Row] = []
        touched: list[tuple[str, bytes]] = []
        absent: list[str] = []
        unchanged = 0
        for key, state, is_believed in known.records[["source_record_id", "record_state", "is_believed"]].values:
            stands = is_believed and state != "retracted"
            change = self.chance.choice(["corrected", "retracted", "touched", "unchanged", "missing", "missing"])
            if not stands:
                change = "returned" if change == "corrected" and key not in known.purged else "missing"
            if change == "missing":
                share = {"full": 1.0, "full_for_period": 0.5, "incremental": 0.0}[how]
                absent += [key] * (stands and self.chance.random() < share)
            elif change == "touched":
                touched.append((key, digest("touched", self.now, key)))
            elif change == "unchanged":
                unchanged += 1
            else:
                rows.append(self._row(folder, key, change))
        fresh = [key for key in KEYS if key not in {*known.records["source_record_id"], *known.purged}]
        rows += [self._row(folder, key, "new") for key in fresh if self.chance.random() < 0.6]
        return rows, touched, absent, unchanged

    def _row(self, folder: str, key: str, change: str) -> Row:
        whose, kind = FOLDERS[folder]
        named = {"provider_id": whose, "delivered_as": folder, key_of(folder): key, "change": change}
        cause = self.chance.choice(["provider", "rules"]) if change == "corrected" else "provider"
        made = {**row(self.chance, kind), **named, "cause": cause}
        return {**made, "record_state": "retracted"} if change == "retracted" else made

    def _standing(self, folder: str) -> list[str]:
        query = (
            "SELECT source_record_id FROM core.record_version WHERE provider_id = :folder AND known_to_load IS NULL"
            " AND record_state <> 'retracted' ORDER BY 1"
        )
        keys = list(self.loader.scalars(sa.text(query), {"folder": folder}))
        self.loader.rollback()
        return keys

    def _recorded(self) -> RecordedLoad:
        number = last_load(self.loader)
        self.loader.rollback()
        return RecordedLoad(number + 1, self.now)


def key_of(folder: str) -> str:
    """Field of the identifier of what a folder delivers."""
    return VERSION_TABLES[FOLDERS[folder][1]].key
