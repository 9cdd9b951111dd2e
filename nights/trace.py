"""From a record or a delivery back to the bytes: versions, deliveries, files, rows; with an analyst's rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from concord_sources.landing import receipts_of
from contracts.errors import LandingUnavailable, UsageWrong, WarehouseUnavailable
from contracts.fields import FIELDS
from nights.questions import past_refuses
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst
from warehouse.mart.record import NEVER_SHOWN
from warehouse.reading import read_query, see_marts

_NOT_CONTENT = {"provider_id", "source_record_id", "received_at", "source_updated_at", *NEVER_SHOWN}

_VERSIONS = """SELECT v.*, s.night, s.sha256 AS delivery_sha256, s.received_at AS delivery_received_at,
    coalesce(f.sha256, s.sha256) AS file_sha256
FROM record_version v
LEFT JOIN submission s ON s.delivery_id = v.delivery_id
LEFT JOIN delivery_file f ON (f.delivery_id, f.part) = (v.delivery_id, v.part)
WHERE v.provider_id = :provider AND v.source_record_id = :record ORDER BY v.known_from_load"""

_DELIVERY = """SELECT s.*, f.place, f.part, f.sha256 AS file_sha256, f.size_bytes AS file_bytes
FROM submission s LEFT JOIN delivery_file f USING (delivery_id) WHERE s.delivery_id = :delivery ORDER BY f.place"""

_ROWS = """SELECT 'accepted' AS fate, v.source_record_id, v.part, v.sheet, v.row_number, v.change, NULL AS rules
FROM record_version v WHERE v.delivery_id = :delivery
UNION ALL
SELECT 'rejected', NULL, r.part, r.sheet, r.row_number, NULL, array_to_string(r.rules, ', ')
FROM rejected_row r WHERE r.delivery_id = :delivery ORDER BY 3, 4, 5"""


def trace_record(
    settings: Settings, provider: str, record: str, as_of: datetime | None = None
) -> pd.DataFrame:
    """One row a version of a record, the oldest first: what changed, known from when to when, delivery, file, place.

    Raises:
        UsageWrong: no such provider, or no such record that an analyst may see.
    """
    found = _read(settings, _VERSIONS, {"provider": provider, "record": record}, as_of)
    if found.empty:
        _refuse_unknown_provider(settings, provider)
        mend = 'concord sql "select provider_id, source_record_id from record order by 1, 2" lists them'
        raise UsageWrong(f"{provider} has no record {record!r} that an analyst may see", mend=mend)
    rows = found.to_dict("records")
    changes = [_say_changes(before, after) for before, after in zip([None, *rows[:-1]], rows, strict=True)]
    receipts = [_receipt_path(settings, provider, row["delivery_sha256"], row["delivery_received_at"]) for row in rows]
    told = ["change", "cause", "known_from", "known_to", "ended_by", "lifecycle_status", "record_state", "delivery_id",
            "night", "part", "sheet", "row_number", "file_sha256", "rules_version"]  # fmt: skip
    table = found[told].assign(receipt=receipts, changed=changes)
    table.insert(0, "version", range(1, len(table) + 1))
    return table


def trace_delivery(
    settings: Settings, delivery: str, as_of: datetime | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A delivery, one row a file of it, with its receipt; and the rows that it changed or that were rejected.

    Raises:
        UsageWrong: there is no such delivery.
    """
    found = _read(settings, _DELIVERY, {"delivery": delivery}, as_of)
    if found.empty:
        mend = 'concord sql "select delivery_id from submission order by 1" lists them'
        raise UsageWrong(f"there is no delivery {delivery!r}", mend=mend)
    first = found.iloc[0]
    receipt = _receipt_path(settings, first["provider_id"], first["sha256"], first["received_at"])
    return found.assign(receipt=receipt), _read(settings, _ROWS, {"delivery": delivery}, as_of)


def _read(settings: Settings, query: str, values: dict[str, Any], as_of: datetime | None) -> pd.DataFrame:
    with open_for_analyst(settings).connect() as connection:
        see_marts(connection, as_of)
        try:
            return read_query(connection, query, values)
        except WarehouseUnavailable as error:
            raise past_refuses(error) or error from None


def _refuse_unknown_provider(settings: Settings, provider: str) -> None:
    known = _read(settings, "SELECT provider_id FROM provider_status ORDER BY 1", {}, None)["provider_id"].tolist()
    if provider not in known:
        listed = f"there are {', '.join(known)}" if known else "no night has run on this home: concord night"
        raise UsageWrong(f"{provider!r} is no provider that this home knows", mend=listed)


def _say_changes(before: dict[Any, Any] | None, after: dict[Any, Any]) -> str:
    """Each field that differs, as: event_hours: 2 → 2.5; blank for a first version."""
    if before is None:
        return ""
    names = [name for name in FIELDS if name in after and name not in _NOT_CONTENT]
    pairs = ((name, _say(before[name]), _say(after[name])) for name in names)
    return "; ".join(f"{name}: {old} → {new}" for name, old, new in pairs if old != new)


def _say(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None or value is pd.NaT or value != value else str(value)


def _receipt_path(settings: Settings, provider: str, sha256: Any, received: Any) -> str:
    """Where the receipt of a delivery is; blank where there is none, or landing is closed to who asks."""
    if not isinstance(sha256, str):
        return ""
    try:
        same = [item for item in receipts_of(settings.landing, provider) if item.sha256 == sha256]
    except (LandingUnavailable, OSError):
        return ""
    exact = [item for item in same if pd.Timestamp(item.received_at) == pd.Timestamp(received)]
    return next((item.path for item in [*exact, *same]), "")
