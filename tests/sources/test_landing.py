"""Landing keeps everything that arrived: once, closed to others, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from concord_sources.landing import Landing, read_parts, read_receipt, receipts_of
from concord_sources.receipt import Part, Receipt, delivery_sha256
from concord_sources.retention import drop_older_than
from contracts.errors import LandingUnavailable, SourceUnreachable

NOBODY = 65_534
NIGHT = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


def receipt_of(parts: tuple[Part, ...], *, night: date = NIGHT, received_at: datetime = NOW) -> Receipt:
    return Receipt(
        provider="some_center",
        night=night.isoformat(),
        received_at=received_at.isoformat(),
        address="sftp://reports.example/outgoing/*.csv",
        outcome="arrived",
        reason="",
        parts=parts,
        sha256=delivery_sha256(parts),
        cursor="{}",
        etag="",
        contract_fingerprint="0123456789abcdef",
        code_version="1",
    )


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(str(tmp_path / "landing"), "some_center").open()


def blobs_of(landing: Landing) -> list[str]:
    return sorted(path.name for path in Path(landing.blobs).iterdir())


def test_bytes_are_named_by_their_digest_and_kept_once(landing: Landing) -> None:
    first = landing.keep("monday.csv", [b"a,", b"b\n"])
    second = landing.keep("tuesday.csv", [b"a,b\n"])
    digest = hashlib.sha256(b"a,b\n").hexdigest()
    assert (first.sha256, first.size, second.sha256) == (digest, 4, digest)
    assert blobs_of(landing) == [digest]


def test_only_the_owner_may_look_into_landing(landing: Landing) -> None:
    part = landing.keep("report.csv", [b"names of parents"])
    path = landing.write_receipt(receipt_of((part,))).path
    for folder in (landing.root, f"{landing.root}/some_center", landing.blobs, landing.receipts):
        assert Path(folder).stat().st_mode & 0o777 == 0o700
    for file in (f"{landing.blobs}/{part.sha256}", path):
        assert Path(file).stat().st_mode & 0o777 == 0o600


def test_a_landing_that_others_may_read_is_closed(tmp_path: Path) -> None:
    root = tmp_path / "landing"
    root.mkdir(mode=0o755)
    root.chmod(0o755)
    Landing(str(root), "some_center").open()
    assert root.stat().st_mode & 0o777 == 0o700


def test_a_receipt_leads_back_to_the_bytes(landing: Landing) -> None:
    parts = (landing.keep("one.csv", [b"1"], etag='"x"'), landing.keep("two.csv", [b"2"]))
    path = landing.write_receipt(receipt_of(parts)).path
    receipt = read_receipt(path)
    assert receipt == receipt_of(parts)
    assert receipt.path == path
    assert read_parts(receipt) == [("one.csv", b"1"), ("two.csv", b"2")]


def test_each_pull_has_its_own_receipt(landing: Landing) -> None:
    receipt = receipt_of((landing.keep("one.csv", [b"1"]),))
    names = [Path(landing.write_receipt(receipt).path).name for _ in range(3)]
    assert names == [f"2026-03-12-{receipt.sha256[:12]}-{number}.json" for number in (1, 2, 3)]


def test_a_night_is_found_again_by_its_date(landing: Landing) -> None:
    parts = (landing.keep("one.csv", [b"1"]),)
    for day in (0, 1):
        moment = NOW + timedelta(days=day)
        landing.write_receipt(receipt_of(parts, night=moment.date(), received_at=moment))
    assert [receipt.night for receipt in receipts_of(landing.root, "some_center")] == ["2026-03-12", "2026-03-13"]
    assert [receipt.night for receipt in receipts_of(landing.root, "some_center", NIGHT)] == ["2026-03-12"]
    assert receipts_of(landing.root, "another_center") == []


def test_the_name_of_a_file_does_not_make_another_delivery() -> None:
    assert delivery_sha256([Part("monday.csv", "aa", 1)]) == delivery_sha256([Part("tuesday.csv", "aa", 1)])
    assert delivery_sha256([Part("a", "aa", 1), Part("b", "bb", 1)]) != delivery_sha256([Part("a", "aa", 1)])


def test_damaged_bytes_are_told_and_not_read(landing: Landing) -> None:
    part = landing.keep("one.csv", [b"right"])
    receipt = landing.write_receipt(receipt_of((part,)))
    Path(landing.blobs, part.sha256).write_bytes(b"wrong")
    with pytest.raises(LandingUnavailable, match="damaged"):
        read_parts(receipt)


def test_damaged_bytes_are_mended_when_they_come_again(landing: Landing) -> None:
    part = landing.keep("one.csv", [b"right"])
    Path(landing.blobs, part.sha256).write_bytes(b"wrong")
    landing.keep("one.csv", [b"right"])
    assert landing.blob(part.sha256) == b"right"
    assert blobs_of(landing) == [part.sha256]


def test_a_damaged_receipt_is_told(landing: Landing) -> None:
    path = landing.write_receipt(receipt_of(())).path
    for text in ("{", "[]", json.dumps({"parts": [{"name": "a"}]})):
        Path(path).write_text(text)
        with pytest.raises(LandingUnavailable, match="damaged"):
            read_receipt(path)


def test_a_missing_receipt_is_told(landing: Landing) -> None:
    with pytest.raises(LandingUnavailable):
        read_receipt(f"{landing.receipts}/none.json")


def break_off() -> Iterator[bytes]:
    yield b"the first half"
    raise SourceUnreachable("the line broke off")


def test_nothing_half_received_stays(landing: Landing) -> None:
    with pytest.raises(SourceUnreachable):
        landing.keep("report.csv", break_off())
    assert blobs_of(landing) == []


def test_a_full_disk_is_ours_to_mend_and_leaves_nothing_half_written(tiny_disk: Path) -> None:
    landing = Landing(str(tiny_disk), "some_center").open()
    kept = landing.keep("small.csv", [b"small"])
    with pytest.raises(LandingUnavailable, match="no space left") as failure:
        landing.keep("large.csv", (b"x" * 65536 for _ in range(16)))
    assert failure.value.who == "concord"
    assert "free space" in failure.value.mend
    assert blobs_of(landing) == [kept.sha256]
    assert landing.blob(kept.sha256) == b"small"


def test_a_full_disk_keeps_no_half_receipt(tiny_disk: Path) -> None:
    landing = Landing(str(tiny_disk), "some_center").open()
    parts = tuple(Part(f"page-{number:05}.json", "0" * 64, 1) for number in range(5000))
    with pytest.raises(LandingUnavailable, match="no space left"):
        landing.write_receipt(receipt_of(parts))
    assert list(Path(landing.receipts).iterdir()) == []


def test_a_limit_of_the_file_size_leaves_nothing_half_written(landing: Landing) -> None:
    # The full disk for those who may not mount one.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(LandingUnavailable, match="file too large"):
            landing.keep("large.csv", (b"x" * 65536 for _ in range(16)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert blobs_of(landing) == []


def test_a_landing_that_is_no_folder_is_ours_to_mend(tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("in the way")
    with pytest.raises(LandingUnavailable):
        Landing(str(tmp_path / "landing"), "some_center").open()


def test_a_landing_without_the_right_to_write_is_ours_to_mend(tmp_path: Path) -> None:
    landing = Landing(str(tmp_path / "landing"), "some_center").open()
    Path(landing.blobs).chmod(0o500)
    with without_roots_rights(), pytest.raises(LandingUnavailable, match="permission denied"):
        landing.keep("report.csv", [b"x"])


@contextmanager
def without_roots_rights() -> Iterator[None]:
    """Root may write everywhere, so it takes on another account for a moment."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


KILLED_WHILE_WRITING = """
import os, signal, sys
from concord_sources.landing import Landing
def chunks():
    yield b"x" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)
Landing(sys.argv[1], "some_center").open().keep("report.csv", chunks())
"""


def test_a_pull_killed_while_writing_leaves_no_blob_and_can_be_repeated(landing: Landing) -> None:
    path = os.pathsep.join(sys.path)
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, landing.root]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert all(name.startswith(".") for name in blobs_of(landing))
    part = landing.keep("report.csv", [b"x" * 100_000])
    assert landing.blob(part.sha256) == b"x" * 100_000
    later = datetime.now(UTC) + timedelta(days=400)
    drop_older_than(landing.root, 365, later)
    assert not any(name.startswith(".incoming") for name in blobs_of(landing))


def test_bytes_are_dropped_after_their_time_and_receipts_stay(landing: Landing) -> None:
    old = landing.keep("old.csv", [b"old"])
    both = landing.keep("both.csv", [b"in an old and a new delivery"])
    first = landing.write_receipt(receipt_of((old, both), received_at=NOW - timedelta(days=400)))
    second = landing.write_receipt(receipt_of((both,)))
    dropped = drop_older_than(landing.root, 365, NOW)
    assert [(item.provider, item.sha256, item.size, item.names) for item in dropped] == [
        ("some_center", old.sha256, 3, ("old.csv",))
    ]
    assert read_parts(second) == [("both.csv", b"in an old and a new delivery")]
    assert read_receipt(first.path) == first
    with pytest.raises(LandingUnavailable, match="retention was over"):
        read_parts(first)


def test_bytes_that_are_said_to_be_unchanged_stay_as_long_as_they_are(landing: Landing) -> None:
    """A source that answers `not modified` every night sends nothing, and its last report is still its last report."""
    part = landing.keep("reports.csv", [b"of long ago"])
    first = landing.write_receipt(receipt_of((part,), received_at=NOW - timedelta(days=500)))
    confirmed = replace(receipt_of((), received_at=NOW - timedelta(days=1)), sha256=first.sha256, outcome="unchanged")
    landing.write_receipt(confirmed)
    assert drop_older_than(landing.root, 365, NOW) == []
    assert [dropped.sha256 for dropped in drop_older_than(landing.root, 365, NOW + timedelta(days=365))] == [
        part.sha256
    ]


def test_dropping_twice_drops_nothing_more(landing: Landing) -> None:
    old = landing.keep("old.csv", [b"old"])
    landing.write_receipt(receipt_of((old,), received_at=NOW - timedelta(days=400)))
    assert len(drop_older_than(landing.root, 365, NOW)) == 1
    assert drop_older_than(landing.root, 365, NOW) == []


def test_reading_landing_needs_no_airflow() -> None:
    path = os.pathsep.join(sys.path)
    code = "import sys, concord_sources.landing, concord_sources.pull; sys.exit('airflow' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert ended.returncode == 0


def test_a_name_that_is_no_text_is_kept_as_one(landing: Landing) -> None:
    part = landing.keep(os.fsdecode(b"r\xe9sum\xe9.csv"), [b"x"])
    assert part.name == "r?sum?.csv"
    receipt = landing.write_receipt(receipt_of((part,)))
    assert read_receipt(receipt.path) == receipt
