"""A file of a drop folder that nobody wrote to since the last good delivery is not read again; any other is."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.contract import Contract
from tests.sources.pulling import Night, contract_of


@pytest.fixture
def inbox(night: Night) -> Path:
    folder = night.home / "inbox" / "some_center"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def newest() -> Contract:
    return contract_of(transport="drop_folder", path="inbox/some_center/*.csv", format="csv")


def drop(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def later() -> datetime:
    """A moment by which the files that a test has just written lie back far enough to be trusted."""
    return datetime.now(UTC) + timedelta(minutes=10)


def test_a_file_that_nobody_wrote_to_is_not_read_again(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "a.csv", b"report")
    first = night.pull(newest, now=later())
    again = night.pull(newest, now=later())
    assert (again.outcome, again.sha256) == ("unchanged", first.sha256)
    assert "not written since" in again.reason
    assert night.last is not None
    assert night.last.parts == ()
    assert night.pull(newest, now=later()).reason == again.reason


def test_other_bytes_of_the_same_size_and_time_are_found(night: Night, inbox: Path, newest: Contract) -> None:
    path = drop(inbox, "a.csv", b"first")
    night.pull(newest, now=later())
    facts = path.stat()
    path.write_bytes(b"other")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert path.stat().st_mtime_ns == facts.st_mtime_ns
    assert night.pull(newest, now=later()).outcome == "arrived"
    assert night.parts() == [("a.csv", b"other")]


def test_a_file_put_in_the_place_of_another_is_read(night: Night, inbox: Path, newest: Contract) -> None:
    path = drop(inbox, "a.csv", b"first")
    night.pull(newest, now=later())
    facts = path.stat()
    other = drop(inbox, "a.csv.part", b"other")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.replace(path)
    assert night.pull(newest, now=later()).outcome == "arrived"


def test_a_file_written_a_moment_ago_is_read_again(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "a.csv", b"report")
    night.pull(newest, now=datetime.now(UTC))
    assert "same bytes" in night.pull(newest, now=later()).reason


def test_a_file_whose_bytes_landing_lost_is_read_again(night: Night, inbox: Path, newest: Contract) -> None:
    drop(inbox, "a.csv", b"report")
    first = night.pull(newest, now=later())
    blob = night.landing / "some_center" / "blobs"
    for path in blob.iterdir():
        path.unlink()
    assert "same bytes" in night.pull(newest, now=later()).reason
    assert [path.is_file() for path in blob.iterdir()] == [True]
    assert night.last is not None
    assert night.last.sha256 == first.sha256
