"""One list of grants delivered again and again, in two formats: each delivery changes what other code says it does."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.night.real_snapshots import Ledger, last_days, read_snapshot
from tests.night.real_world import CONTRACTS, Asking, Concord, Row, ask_home, counts_of, drop_report, real_folder

pytestmark = [pytest.mark.real, pytest.mark.long]

SLUG = "terminated"
SNAPSHOTS = (
    ("2026-03-02", "snap_2025-04-18.xlsx"),
    ("2026-03-03", "snap_2025-05-01.xlsx"),
    ("2026-03-04", "snap_2025-05-31.csv"),
    ("2026-03-05", "snap_2025-05-31.xlsx"),
    ("2026-03-06", "snap_2025-04-18.xlsx"),
)
"""Night and what came. The last is the first list once more: what vanished since returns, and most of the rest goes."""
DRIFT, AGAIN = "2026-03-04", "2026-03-06"


@dataclass
class Sequence:
    """Five nights in one home, and what was seen on the way.

    Attributes:
        expected: night to the counts that the files themselves give.
        drift: the delivery whose header the contract did not know, as it was refused.
        held: the delivery that would have withdrawn most records, as it was held.
        shown: what was printed, by what was done.
    """

    home: Path
    contracts: Path
    concord: Concord
    expected: dict[str, dict[str, int]]
    shown: dict[str, str]
    drift: Row
    held: Row
    standing_while_held: int

    def write_contract(self, *, kind: str, knows_other_names: bool) -> None:
        """The contract as it stands on a night: the format of that night, with or without the names of the CSV file."""
        text = (CONTRACTS / SLUG / "contract.yaml").read_text(encoding="utf-8").replace("kind: xlsx", f"kind: {kind}")
        if not knows_other_names:
            text = re.sub(r", also_named: \w+", "", text)
        (self.contracts / SLUG).mkdir(parents=True, exist_ok=True)
        (self.contracts / SLUG / "contract.yaml").write_text(text, encoding="utf-8")

    def run(self, night: str) -> subprocess.CompletedProcess[str]:
        """One night."""
        return self.concord("night", "--date", night, "--providers", str(self.contracts), "--home", str(self.home))


@pytest.fixture(scope="module")
def sequence(module_home: Path, concord: Concord, tmp_path_factory: pytest.TempPathFactory) -> Sequence:
    files, ledger = real_folder() / "hhs_terminated", Ledger()
    expected = {night: ledger.take(read_snapshot(files / name)) for night, name in SNAPSHOTS}
    nights = Sequence(module_home, tmp_path_factory.mktemp("contracts"), concord, expected, {}, {}, {}, 0)
    for number, (night, name) in enumerate(SNAPSHOTS):
        kind = name.rpartition(".")[2]
        drop_report(module_home, SLUG, files / name, at=1_600_000_000 + 86_400 * number)
        nights.write_contract(kind=kind, knows_other_names=night > DRIFT)
        done = nights.run(night)
        assert done.returncode == (3 if night in (DRIFT, AGAIN) else 0), done.stdout[-3000:] + done.stderr[-3000:]
        nights.shown[night] = done.stdout
        if night == DRIFT:
            nights.drift = _seen(nights, night)
            nights.write_contract(kind=kind, knows_other_names=True)
            done = nights.run(night)
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        if night == AGAIN:
            nights.held = _seen(nights, night)
            with ask_home(module_home) as asking:
                nights.standing_while_held = len(asking.records(SLUG))
            nights.shown["accept"] = _accept(nights)
    return nights


def _seen(nights: Sequence, night: str) -> Row:
    with ask_home(nights.home) as asking:
        return asking.delivery(SLUG, night)


def _accept(nights: Sequence) -> str:
    done = nights.concord(
        "accept", SLUG, "--why", "they went back to the list of April", "--by", "Ada",
        "--providers", str(nights.contracts), "--home", str(nights.home),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def asked(sequence: Sequence) -> Iterator[Asking]:
    with ask_home(sequence.home) as asking:
        yield asking


def loaded(asked: Asking, night: str) -> Row:
    """The delivery of a night that was loaded; one that a corrected contract overtook is not."""
    (found,) = asked.rows(
        "SELECT * FROM core.delivery WHERE provider_id = :slug AND night = :night AND known_to_load IS NULL"
        " AND load_number IS NOT NULL",
        slug=SLUG,
        night=night,
    )
    return found


@pytest.mark.parametrize("night", [night for night, _ in SNAPSHOTS])
def test_each_delivery_of_the_list_changes_what_the_files_say(sequence: Sequence, asked: Asking, night: str) -> None:
    assert counts_of(loaded(asked, night)) == sequence.expected[night]


def test_the_sequence_shows_every_kind_of_change(sequence: Sequence) -> None:
    kinds = {name for counts in sequence.expected.values() for name in counts}
    assert kinds >= {"new", "corrected", "unchanged", "returned", "absent", "rejected"}


def test_a_list_written_in_another_format_is_no_correction(sequence: Sequence, asked: Asking) -> None:
    """24mar2025 and a workbook's day are one day, under whatever header."""
    assert loaded(asked, "2026-03-05")["unchanged"] > 0
    record = asked.records(SLUG)
    days = last_days(read_snapshot(real_folder() / "hhs_terminated" / SNAPSHOTS[-1][1]))
    assert {row["source_record_id"]: row["actual_end"] for row in record} == days


def test_a_header_that_the_contract_does_not_know_is_told_with_what_came_instead(sequence: Sequence) -> None:
    """The key came under another name too, so no row can be used; the header is told first, since it is the cause."""
    drift, shown = sequence.drift, " ".join(sequence.shown[DRIFT].split())
    assert (drift["verdict"], drift["who"]) == ("refused", "provider")
    assert drift["reason"].startswith("promised columns did not come: ")
    for name, came in (("Award Title", "award_title"), ("Recipient Name", "recipient_name")):
        assert f"{name}; {came} came instead and looks like it" in drift["reason"]
    assert "also_named" in drift["mend"]
    assert "award_title came instead" in shown
    assert "every row was rejected" in shown


def test_a_delivery_that_would_withdraw_too_many_waits_and_the_last_good_one_stands(sequence: Sequence) -> None:
    before, absent = len(standing_before(sequence)), sequence.expected[AGAIN]["absent"]
    assert absent > 0.05 * before
    assert sequence.held["verdict"] == "held"
    assert f"{absent:,} of {before:,} records would be withdrawn" in sequence.held["reason"]
    assert sequence.standing_while_held == before


def test_a_person_accepts_it_and_is_named(sequence: Sequence, asked: Asking) -> None:
    delivery = loaded(asked, AGAIN)
    assert (delivery["decided_by"], delivery["decided_why"]) == ("Ada", "they went back to the list of April")
    assert delivery["returned"] > 0
    assert f"{delivery['absent']:,} records withdrawn by absence" in sequence.shown["accept"]


def test_what_vanished_is_kept_as_history_with_its_cause(sequence: Sequence, asked: Asking) -> None:
    ended = asked.rows("SELECT count(*) AS n FROM core.record_version WHERE ended_by = 'absent'")[0]["n"]
    assert ended == sum(counts.get("absent", 0) for counts in sequence.expected.values())


def standing_before(sequence: Sequence) -> dict[str, object]:
    """The records that stood before the last night, by the files."""
    ledger = Ledger()
    for _, name in SNAPSHOTS[:-1]:
        ledger.take(read_snapshot(real_folder() / "hhs_terminated" / name))
    return dict(ledger.standing)
