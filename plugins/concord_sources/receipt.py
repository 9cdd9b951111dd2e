"""What is known about one delivery without opening it: a receipt, kept beside the bytes for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

from contracts.errors import LandingUnavailable

Outcome = Literal["arrived", "unchanged"]


@dataclass(frozen=True)
class Part:
    """One file, object or page of a delivery.

    Attributes:
        name: as the source calls it; stands in findings as the place of a row.
        sha256: of its bytes, and the name of its blob in landing.
        size: in bytes.
        etag: what the server calls this state of it, or what the file system knows of it; "" where neither says.
        modified_at: when it last changed, as the source says (ISO, UTC); "" where it does not.
    """

    name: str
    sha256: str
    size: int
    etag: str = ""
    modified_at: str = ""


@dataclass(frozen=True)
class Receipt:
    """One pull that was answered: when, from where, which bytes, under which contract and code.

    Attributes:
        night: the night that asked, ISO.
        received_at: when the answer was complete, ISO, UTC.
        address: of the source, without login, query or token.
        outcome: unchanged says that the last good delivery still holds.
        reason: why it is unchanged; "" when it arrived.
        parts: in the order in which they are read; none when the source itself said that nothing is new.
        sha256: of the delivery: over its parts' digests, not their names.
        cursor: what to ask from the next time, once this delivery is loaded; opaque to all but its transport.
        path: where this receipt is; not written into it.
    """

    provider: str
    night: str
    received_at: str
    address: str
    outcome: Outcome
    reason: str
    parts: tuple[Part, ...]
    sha256: str
    cursor: str
    etag: str
    contract_fingerprint: str
    code_version: str
    path: str = field(default="", compare=False)

    @property
    def night_date(self) -> date:
        """The night that asked."""
        return date.fromisoformat(self.night)

    @property
    def received(self) -> datetime:
        """When the answer was complete, in UTC."""
        return datetime.fromisoformat(self.received_at)

    @property
    def size(self) -> int:
        """Bytes over all parts."""
        return sum(part.size for part in self.parts)


def delivery_sha256(parts: Sequence[Part]) -> str:
    """One digest for the parts in their order; names do not count, since a file's often carries the day."""
    return hashlib.sha256("\n".join(part.sha256 for part in parts).encode()).hexdigest()


def write_json(receipt: Receipt) -> bytes:
    """The receipt as the text that is kept."""
    tree = asdict(receipt)
    del tree["path"]
    return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()


def read_json(text: bytes, path: str) -> Receipt:
    """The receipt that a text holds.

    Raises:
        LandingUnavailable: it is damaged.
    """
    try:
        tree: dict[str, Any] = json.loads(text)
        parts = tuple(Part(**part) for part in tree.pop("parts"))
        unknown = set(tree) - {item.name for item in fields(Receipt)}
        return Receipt(parts=parts, path=path, **{name: tree[name] for name in tree if name not in unknown})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LandingUnavailable(
            "this receipt is damaged", where=path, mend="bring it back from a backup, or remove it and pull again"
        ) from error
