"""Pulls as tests ask for them: a contract with only its source to speak of, and one night after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from concord_sources.landing import read_parts, read_receipt
from concord_sources.pull import Pulled, pull
from concord_sources.receipt import Receipt
from contracts.contract import Contract

ConnectAs = Callable[[str, dict[str, Any]], None]
NIGHT = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


def contract_of(delivery: str = "full", provider: str = "some_center", **source: Any) -> Contract:
    """A contract with only its source to speak of."""
    return Contract.model_validate(
        {
            "provider": provider,
            "name": "Some Center",
            "sponsor_offices": ["ACF/OCC"],
            "contact": "reports@some-center.example",
            "source": {"timeout_seconds": 5, **source},
            "delivery": delivery,
            "key": ["id"],
            "columns": {"id": "source_record_id"},
            "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
        }
    )


class Night:
    """Pulls one provider's report night after night, each time from where the last good one ended."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.landing = home / "landing"
        self.last: Receipt | None = None

    def pull(self, contract: Contract, *, now: datetime = NOW, night: date = NIGHT) -> Pulled:
        """Pull, and take what arrived for loaded."""
        last = self.last
        pulled = pull(
            contract,
            self.landing,
            home=self.home,
            night=night,
            since=last.cursor if last else "",
            last_sha256=last.sha256 if last else "",
            last_etag=last.etag if last else "",
            now=now,
        )
        self.last = read_receipt(pulled.receipt_path)
        return pulled

    def parts(self) -> list[tuple[str, bytes]]:
        """What the last pull brought."""
        assert self.last is not None
        return read_parts(self.last)

    def files_in_landing(self) -> list[str]:
        """Every file of the landing area."""
        return sorted(str(path.relative_to(self.landing)) for path in self.landing.rglob("*") if path.is_file())
