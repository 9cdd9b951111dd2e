"""A drop folder: the newest finished file counts, or all that were not seen; nothing outside is read."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from concord_sources.patience import Patience
from contracts.contract import Contract
from contracts.errors import LandingUnavailable, ReportMissing, SourceMisbehaved, SourceUnreachable
from tests.sources.pulling import NOW, Night, contract_of

SMALLEST = {"transport": "drop_folder", "path": "inbox/some_center/*.csv", "format": "csv"}


@pytest.fixture
def inbox(night: Night) -> Path:
    folder = night.home / "inbox" / "some_center"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def newest() -> Contract:
    return contract_of(**SMALLEST)


@pytest.fixture
def all_new() -> Contract:
    return contract_of(delivery="incremental", **SMALLEST)


def drop(folder: Path, name: str, content: bytes, *, days_ago: float = 1) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_the_newest_file_counts(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "b.csv", b"older", days_ago=2)
    drop(inbox, "a.csv", b"newer", days_ago=1)
    assert night.pull(newest).outcome == "arrived"
    assert night.parts() == [("a.csv", b"newer")]


def test_of_two_files_of_one_moment_the_later_name_counts(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "2026-03-11.csv", b"second")
    drop(inbox, "2026-03-10.csv", b"first")
    night.pull(newest)
    assert night.parts() == [("2026-03-11.csv", b"second")]


def test_an_absolute_pattern_needs_no_home(night: Night, inbox: Path) -> None:
    drop(inbox, "a.csv", b"x")
    night.pull(contract_of(transport="drop_folder", path=f"{inbox}/*.csv", format="csv"))
    assert night.parts() == [("a.csv", b"x")]


def test_the_same_bytes_under_a_new_name_are_unchanged(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "monday.csv", b"x", days_ago=2)
    first = night.pull(newest)
    drop(inbox, "tuesday.csv", b"x", days_ago=1)
    second = night.pull(newest)
    assert (first.outcome, second.outcome) == ("arrived", "unchanged")
    assert "same bytes" in second.reason
    assert second.sha256 == first.sha256


def test_all_new_files_come_in_the_order_of_their_time(night: Night, inbox: Path, all_new: Contract) -> None:
    drop(inbox, "a.csv", b"second", days_ago=2)
    drop(inbox, "b.csv", b"first", days_ago=3)
    night.pull(all_new)
    assert night.parts() == [("b.csv", b"first"), ("a.csv", b"second")]


def test_a_file_seen_before_is_not_new(night: Night, inbox: Path, all_new: Contract) -> None:
    drop(inbox, "a.csv", b"1", days_ago=3)
    night.pull(all_new)
    drop(inbox, "b.csv", b"2", days_ago=2)
    night.pull(all_new)
    assert night.parts() == [("b.csv", b"2")]
    assert night.pull(all_new).reason == "no new file"


def test_a_late_file_with_an_old_date_is_still_new(night: Night, inbox: Path, all_new: Contract) -> None:
    drop(inbox, "march.csv", b"march", days_ago=1)
    night.pull(all_new)
    drop(inbox, "january.csv", b"january", days_ago=60)
    night.pull(all_new)
    assert night.parts() == [("january.csv", b"january")]


def test_a_file_written_anew_is_new(night: Night, inbox: Path, all_new: Contract) -> None:
    drop(inbox, "a.csv", b"wrong", days_ago=2)
    night.pull(all_new)
    drop(inbox, "a.csv", b"right", days_ago=1)
    night.pull(all_new)
    assert night.parts() == [("a.csv", b"right")]


def test_a_delivery_that_was_not_loaded_comes_again(night: Night, inbox: Path, all_new: Contract) -> None:
    drop(inbox, "a.csv", b"1")
    night.pull(all_new)
    night.last = None  # it was refused, so its cursor does not count
    night.pull(all_new)
    assert night.parts() == [("a.csv", b"1")]


def test_a_folder_emptied_after_the_first_load_has_nothing_new(night: Night, inbox: Path, all_new: Contract) -> None:
    path = drop(inbox, "a.csv", b"1")
    night.pull(all_new)
    path.unlink()
    assert night.pull(all_new).outcome == "unchanged"


def test_no_file_is_for_the_provider_to_mend(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "notes.txt", b"x")
    with pytest.raises(ReportMissing) as failure:
        night.pull(newest)
    assert failure.value.who == "provider"
    assert night.files_in_landing() == []


def test_a_missing_folder_may_come_back(night: Night, newest: Contract) -> None:
    with pytest.raises(SourceUnreachable) as failure:
        night.pull(newest)
    assert failure.value.retry


@pytest.mark.parametrize("name", [".hidden.csv", "~$a.csv", ".sub/a.csv"])
def test_hidden_files_and_those_kept_beside_an_open_one_do_not_count(
    night: Night, inbox: Path, newest: Contract, name: str
) -> None:
    drop(inbox, name, b"x")
    with pytest.raises(ReportMissing):
        night.pull(newest)


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.tmp", "a.csv.filepart", "a.csv~", "A.CSV.PART"])
def test_a_name_that_says_unfinished_does_not_count(night: Night, inbox: Path, name: str) -> None:
    drop(inbox, name, b"half")
    with pytest.raises(ReportMissing):
        night.pull(contract_of(**{**SMALLEST, "path": "inbox/some_center/*"}))


def grow_while_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file grow between the two looks, as an upload would."""

    def grow(patience: object, seconds: float, where: str) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr("concord_sources.patience.Patience.wait", grow)


def test_a_growing_file_is_waited_for(
    night: Night, inbox: Path, newest: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(inbox, "a.csv", b"finished", days_ago=1)
    path = drop(inbox, "b.csv", b"grows", days_ago=0)
    grow_while_looked_at(path, monkeypatch)
    with pytest.raises(SourceUnreachable, match="still being written") as failure:
        night.pull(newest)
    assert failure.value.retry


def test_a_growing_file_does_not_hold_up_the_other_new_ones(
    night: Night, inbox: Path, all_new: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(inbox, "a.csv", b"finished", days_ago=1)
    path = drop(inbox, "b.csv", b"grows", days_ago=0)
    with monkeypatch.context() as patches:
        grow_while_looked_at(path, patches)
        night.pull(all_new)
    assert night.parts() == [("a.csv", b"finished")]
    night.pull(all_new)
    assert night.parts() == [("b.csv", b"growsmore")]


def test_a_file_of_nought_bytes_arrives_and_is_judged_later(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "a.csv", b"")
    night.pull(newest)
    assert night.parts() == [("a.csv", b"")]


def test_a_link_out_of_the_folder_is_not_followed(night: Night, inbox: Path, newest: Contract) -> None:
    secret = drop(night.home, "secret.csv", b"secret")
    (inbox / "a.csv").symlink_to(secret)
    with pytest.raises(SourceMisbehaved, match="outside"):
        night.pull(newest)
    assert night.files_in_landing() == []


def test_a_folder_that_links_out_is_not_followed(night: Night, inbox: Path) -> None:
    drop(night.home / "elsewhere", "secret.csv", b"secret")
    (inbox / "sub").symlink_to(night.home / "elsewhere")
    with pytest.raises(SourceMisbehaved, match="outside"):
        night.pull(contract_of(**{**SMALLEST, "path": "inbox/some_center/*/*.csv"}))


def test_a_link_within_the_folder_is_followed(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "archive/a.csv", b"x")
    (inbox / "latest.csv").symlink_to(inbox / "archive" / "a.csv")
    night.pull(newest)
    assert night.parts() == [("latest.csv", b"x")]


def test_the_inbox_itself_may_be_a_mount_or_link(night: Night, newest: Contract) -> None:
    drop(night.home / "share", "a.csv", b"x")
    (night.home / "inbox").mkdir()
    (night.home / "inbox" / "some_center").symlink_to(night.home / "share")
    night.pull(newest)
    assert night.parts() == [("a.csv", b"x")]


def test_a_pipe_named_like_a_report_does_not_hang_the_night(night: Night, inbox: Path, newest: Contract) -> None:
    os.mkfifo(inbox / "a.csv")
    with pytest.raises(ReportMissing):
        night.pull(newest)


def test_a_receipt_says_when_and_from_where_and_under_which_contract(
    night: Night, inbox: Path, newest: Contract
) -> None:
    drop(inbox, "a.csv", b"x")
    night.pull(newest)
    assert night.last is not None
    assert night.last.address == f"{inbox}/*.csv"
    assert night.last.received == NOW
    assert len(night.last.contract_fingerprint) == 16
    assert night.last.parts[0].modified_at == (NOW - timedelta(days=1)).isoformat()


def test_a_full_disk_in_landing_is_ours_and_leaves_nothing(
    night: Night, inbox: Path, newest: Contract, tiny_disk: Path
) -> None:
    drop(inbox, "a.csv", b"x" * 1_000_000)
    night.landing = tiny_disk
    with pytest.raises(LandingUnavailable, match="no space left") as failure:
        night.pull(newest)
    assert failure.value.who == "concord"
    assert night.files_in_landing() == []


def test_a_delivery_larger_than_the_limit_is_refused(
    night: Night, inbox: Path, newest: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(inbox, "a.csv", b"x" * 1001)
    monkeypatch.setattr("concord_sources.pull.Patience", lambda seconds: Patience(seconds, most_bytes=1000))
    with pytest.raises(SourceMisbehaved, match="larger than"):
        night.pull(newest)
    assert night.files_in_landing() == []
