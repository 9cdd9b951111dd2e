"""Packed deliveries: read through, refused when cut, damaged or made to fill a disk."""

from __future__ import annotations

import gzip

import pytest

from contracts.errors import DeliveryUnreadable
from transforms.parse import Parsed, ReadOptions, parse_parts

LINES = b'{"a": 1}\n{"a": 2}\n'


def read(content: bytes, **options: object) -> Parsed:
    return parse_parts([("day.jsonl.gz", content)], ReadOptions(kind="jsonl", **options))  # type: ignore[arg-type]


def test_gzip_is_known_by_its_bytes() -> None:
    assert read(gzip.compress(LINES)).rows["a"].tolist() == ["1", "2"]
    assert read(LINES).rows["a"].tolist() == ["1", "2"]


def test_a_file_of_several_members_is_read_whole() -> None:
    assert read(gzip.compress(LINES) + gzip.compress(b'{"a": 3}\n') + bytes(512)).rows["a"].tolist() == ["1", "2", "3"]


@pytest.mark.parametrize("kept", [3, 10, 15, -1, -8])
def test_a_cut_gzip_is_refused(kept: int) -> None:
    with pytest.raises(DeliveryUnreadable, match="ends before its end; was the upload cut"):
        read(gzip.compress(LINES * 50)[:kept])


def test_a_damaged_gzip_is_refused() -> None:
    packed = bytearray(gzip.compress(LINES * 50))
    packed[-6] ^= 0xFF
    with pytest.raises(DeliveryUnreadable, match="damaged"):
        read(bytes(packed))
    with pytest.raises(DeliveryUnreadable, match="followed by other bytes"):
        read(gzip.compress(LINES) + b"rubbish")


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(bytes(60_000_000))
    with pytest.raises(DeliveryUnreadable, match="200 times its size"):
        read(bomb)
    with pytest.raises(DeliveryUnreadable, match="more than 10 bytes"):
        read(gzip.compress(LINES), max_unpacked_bytes=10)
