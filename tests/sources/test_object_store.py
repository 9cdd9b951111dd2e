"""An object store: all new objects under a prefix, each once, and a late provider caught up by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from concord_sources.files import Found
from concord_sources.landing import Landing, read_parts, read_receipt, receipts_of
from concord_sources.object_store import find_objects
from concord_sources.pull import pull
from concord_sources.retention import drop_older_than
from concord_sources.store import open_path
from contracts.contract import Contract
from contracts.errors import (
    ConcordError,
    LandingUnavailable,
    ReportMissing,
    SourceMisbehaved,
    SourceRefusedLogin,
    SourceUnreachable,
)
from demo.servers.object_store import ObjectStore
from tests.sources.pulling import NIGHT, NOW, ConnectAs, Night, contract_of
from tests.sources.raw_server import Behaviour, RawServer, answer, cut_off, hang


@pytest.fixture(scope="module")
def running() -> Iterator[ObjectStore]:
    with ObjectStore("center-reports") as store:
        yield store


@pytest.fixture
def store(running: ObjectStore, connect_as: ConnectAs) -> ObjectStore:
    running.come_back()
    running.clear()
    connect_as("center_store", running.connection())
    return running


def objects(path: str = "ta/", **others: Any) -> Contract:
    source = {
        "transport": "object_store", "connection": "center_store", "bucket": "center-reports", "path": path,
        "format": "jsonl", **others,
    }  # fmt: skip
    return contract_of(source.pop("delivery", "incremental"), **source)


def test_all_objects_under_the_prefix_come_with_their_etags(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-11/b.jsonl", b"2")
    store.put("ta/2026-03-10/a.jsonl", b"1")
    store.put("other/c.jsonl", b"3")
    before = store.requests_seen
    night.pull(objects())
    assert store.requests_seen > before, "no socket was opened: nothing was tested"
    assert sorted(night.parts()) == [("ta/2026-03-10/a.jsonl", b"1"), ("ta/2026-03-11/b.jsonl", b"2")]
    assert night.last is not None
    assert all(part.etag and part.modified_at for part in night.last.parts)


def test_only_new_objects_come_the_next_night(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    night.pull(objects())
    store.put("ta/2026-03-11/a.jsonl", b"2")
    night.pull(objects())
    assert night.parts() == [("ta/2026-03-11/a.jsonl", b"2")]
    assert night.pull(objects()).reason == "no new object"


def test_a_late_object_of_a_past_day_is_caught_up(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-11/a.jsonl", b"2")
    night.pull(objects())
    store.put("ta/2026-03-09/late.jsonl", b"late")
    night.pull(objects())
    assert night.parts() == [("ta/2026-03-09/late.jsonl", b"late")]


def test_an_object_put_again_with_other_bytes_is_new(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"wrong")
    night.pull(objects())
    store.put("ta/2026-03-10/a.jsonl", b"right")
    night.pull(objects())
    assert night.parts() == [("ta/2026-03-10/a.jsonl", b"right")]


def test_an_object_put_again_with_the_same_bytes_is_not_new(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"same")
    night.pull(objects())
    store.put("ta/2026-03-10/a.jsonl", b"same")
    assert night.pull(objects()).outcome == "unchanged"


def test_a_store_that_was_away_is_caught_up_without_a_person(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    night.pull(objects())
    store.put("ta/2026-03-11/a.jsonl", b"2")
    store.go_away()
    with pytest.raises(SourceUnreachable) as failure:
        night.pull(objects(timeout_seconds=2))
    assert type(failure.value) is SourceUnreachable
    assert failure.value.retry
    store.come_back()
    store.put("ta/2026-03-12/a.jsonl", b"3")
    night.pull(objects())
    assert sorted(night.parts()) == [("ta/2026-03-11/a.jsonl", b"2"), ("ta/2026-03-12/a.jsonl", b"3")]


def test_an_object_that_changes_while_we_read_waits_for_the_next_try(
    night: Night, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"as listed")

    def list_and_change(*asked: Any) -> list[Found]:
        found = find_objects(*asked)
        store.put("ta/2026-03-10/a.jsonl", b"changed since")
        return found

    with monkeypatch.context() as patches:
        patches.setattr("concord_sources.object_store.find_objects", list_and_change)
        with pytest.raises(SourceUnreachable) as failure:
            night.pull(objects())
    assert failure.value.retry
    night.pull(objects())
    assert night.parts() == [("ta/2026-03-10/a.jsonl", b"changed since")]


def test_the_newest_counts_where_the_delivery_is_full(night: Night, store: ObjectStore) -> None:
    store.put("ta/b.jsonl", b"first")
    night.pull(objects(delivery="full"))
    assert night.parts() == [("ta/b.jsonl", b"first")]


def test_a_pattern_chooses_among_the_objects(night: Night, store: ObjectStore) -> None:
    store.put("ta/2026-03-10/reports.jsonl", b"1")
    store.put("ta/2026-03-10/manifest.json", b"2")
    store.put("ta/2026-03-10/", b"")
    night.pull(objects("ta/*/reports.jsonl"))
    assert night.parts() == [("ta/2026-03-10/reports.jsonl", b"1")]


def test_no_object_is_for_the_provider_to_mend(night: Night, store: ObjectStore) -> None:
    with pytest.raises(ReportMissing):
        night.pull(objects())


def test_a_missing_bucket_is_told(night: Night, store: ObjectStore) -> None:
    with pytest.raises(ReportMissing, match="NoSuchBucket"):
        night.pull(objects(bucket="another-bucket"))


def test_a_store_without_a_key_is_not_asked(night: Night, connect_as: ConnectAs, store: ObjectStore,
                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    connect_as("center_store", {"conn_type": "aws", "extra": store.connection()["extra"]})
    before = store.requests_seen
    with pytest.raises(SourceRefusedLogin, match="holds no key"):
        night.pull(objects())
    assert store.requests_seen == before


def say(status: str, code: str) -> Behaviour:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    return answer(status, {"Content-Type": "application/xml"}, body)


WRONG: list[tuple[str, Behaviour, type[ConcordError]]] = [
    ("a wrong key", say("403 Forbidden", "InvalidAccessKeyId"), SourceRefusedLogin),
    ("a wrong secret", say("403 Forbidden", "SignatureDoesNotMatch"), SourceRefusedLogin),
    ("no right", say("403 Forbidden", "AccessDenied"), SourceRefusedLogin),
    ("a busy store", say("503 Slow Down", "SlowDown"), SourceUnreachable),
    ("a broken store", say("500 Oh", "InternalError"), SourceUnreachable),
    ("a request that it does not take", say("400 Bad Request", "InvalidArgument"), SourceMisbehaved),
    ("an answer that is no listing", answer("200 OK", {"Content-Type": "text/html"}, b"<html>"), SourceUnreachable),
    ("a store that hangs", hang, SourceUnreachable),
    ("a store that breaks off", cut_off, SourceUnreachable),
    ("a store that resets", lambda connection, closing: connection.close(), SourceUnreachable),
]


@pytest.mark.parametrize(("behaviour", "error"), [item[1:] for item in WRONG], ids=[item[0] for item in WRONG])
def test_what_a_store_does_wrong_is_named_and_not_asked_again_by_us(
    night: Night, store: ObjectStore, connect_as: ConnectAs, behaviour: Behaviour, error: type[ConcordError]
) -> None:
    with RawServer(behaviour) as server:
        extra = store.connection()["extra"] | {"endpoint_url": f"http://127.0.0.1:{server.port}"}
        connect_as("center_store", store.connection() | {"extra": extra})
        with pytest.raises(error) as failure:
            night.pull(objects(timeout_seconds=1))
        assert server.requests_seen == 1
    assert type(failure.value) is error
    assert "concord-demo" not in str(failure.value)
    assert night.files_in_landing() == []


PLACE = "s3://center_store@center-reports/landing"


def pull_into_bucket(home: Path, last_sha256: str = "") -> Any:
    return pull(objects(), PLACE, home=home, night=NIGHT, since="", last_sha256=last_sha256, last_etag="", now=NOW)


def test_a_bucket_serves_as_landing(store: ObjectStore, tmp_path: Path) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    first = pull_into_bucket(tmp_path)
    receipt = read_receipt(first.receipt_path)
    assert read_parts(receipt) == [("ta/2026-03-10/a.jsonl", b"1")]
    assert pull_into_bucket(tmp_path, first.sha256).outcome == "unchanged"
    assert [found.outcome for found in receipts_of(PLACE, "some_center", NIGHT)] == ["arrived", "unchanged"]
    blobs = open_path(f"{PLACE}/some_center/blobs").iterdir()
    assert [path.name for path in blobs] == [receipt.parts[0].sha256]


def test_damage_in_a_bucket_is_told_and_mended(store: ObjectStore, tmp_path: Path) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    receipt = read_receipt(pull_into_bucket(tmp_path).receipt_path)
    store.put(f"landing/some_center/blobs/{receipt.parts[0].sha256}", b"damaged")
    with pytest.raises(LandingUnavailable, match="damaged"):
        read_parts(receipt)
    Landing(PLACE, "some_center").keep("again", [b"1"])
    assert read_parts(receipt) == [("ta/2026-03-10/a.jsonl", b"1")]


def test_retention_holds_in_a_bucket(store: ObjectStore, tmp_path: Path) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    receipt = read_receipt(pull_into_bucket(tmp_path).receipt_path)
    dropped = drop_older_than(PLACE, 30, NOW + timedelta(days=100))
    assert [item.names for item in dropped] == [("ta/2026-03-10/a.jsonl",)]
    assert receipts_of(PLACE, "some_center") == [receipt]
    with pytest.raises(LandingUnavailable, match="retention was over"):
        read_parts(receipt)


def test_a_bucket_that_is_away_is_ours_to_mend(store: ObjectStore, tmp_path: Path) -> None:
    store.put("ta/2026-03-10/a.jsonl", b"1")
    receipt = read_receipt(pull_into_bucket(tmp_path).receipt_path)
    store.go_away()
    with pytest.raises(LandingUnavailable) as failure:
        read_parts(receipt)
    assert failure.value.who == "concord"
