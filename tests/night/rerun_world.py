"""Three providers over three nights: corrections, rejected rows, absence, a held delivery, a changed contract."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from tests.night.small_reports import as_csv, as_json, contract_of, records, write_contract
from tests.night.small_workbooks import as_workbook
from warehouse.connections import engine
from warehouse.server import LOADER, EmbeddedServer

NIGHTS = (date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12))
COUNT = 20
ALPHA, BETA, GAMMA = "alpha_center", "beta_center", "gamma_center"
STATED_ANEW = {"defaults": {"scope_class": "cross_sector", "sharing_level": "partners"}}
"""What one contract states differently on the third night."""

FORMS: dict[str, Any] = {ALPHA: "concord", BETA: {"kind": "json", "record_path": "data"}, GAMMA: "concord"}
NAMES = {ALPHA: "report.csv", BETA: "report.json", GAMMA: "report.xlsx"}

TABLES = {
    "load": "load_number", "provider": "provider_id", "contract_version": "provider_id, rules_version",
    "delivery": "known_from_load, delivery_id",
    "record_version": "known_from_load, provider_id, source_record_id",
    "rejected_row": "known_from_load, provider_id, part, row_number",
    "unmapped_row": "known_from_load, provider_id, field, part, row_number",
    **dict.fromkeys(("overlap_version", "review_version", "contradiction_version", "discrepancy_version"),
                    "known_from_load, provider_id_a, source_record_id_a, provider_id_b, source_record_id_b"),
    **dict.fromkeys(("engagement_version",), "known_from_load, provider_id, source_record_id"),
    **dict.fromkeys(("fact_version", "counted_version"), "known_from_load, version_number"),
    "repeat_version": "known_from_load, provider_id, source_record_id_a, source_record_id_b",
    "provider_version": "known_from_load, provider_id", "code_version": "known_from_load, list_name, code, valid_from",
    "judgement": "known_from_load, position", "overlap_model": "known_from_load", "overlap_search": "known_from_load",
}  # fmt: skip
"""Every table of what the warehouse believes, and an order of its rows; attempts are no belief."""


def prepare(home: Path, number: int) -> list[str]:
    """Put in place what the providers have on a night (1 to 3); returns the arguments that name it."""
    gone = {"R-18", "R-19", "R-20"} if number > 1 else set()
    lost = {"R-20"} if number == 2 else set()
    changed = {2: {"title": "Corrected on the second night"}, 3: {"actual_end": "2025-01-01"}} if number > 1 else {}
    alpha = [row for row in records(changed, COUNT) if row["source_record_id"] not in lost]
    beta = records({5: {"core_element": "moon_landing"}, **(changed if number > 1 else {})}, COUNT)
    gamma = [row for row in records(changed, COUNT) if row["source_record_id"] not in gone]
    reports = {ALPHA: as_csv(alpha).encode(), BETA: as_json(beta).encode(), GAMMA: as_workbook(gamma)}
    for slug, content in reports.items():
        _drop(home / "inbox" / slug / NAMES[slug], content, number)
        stated = STATED_ANEW if (slug, number) == (GAMMA, 3) else {}
        write_contract(home / "contracts", contract_of(slug, FORMS[slug], **stated))
    return ["--date", str(NIGHTS[number - 1]), "--providers", str(home / "contracts"), "--home", str(home)]


def _drop(path: Path, content: bytes, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    moment = (datetime.combine(NIGHTS[number - 1], time(0), UTC) - timedelta(days=1)).timestamp()
    os.utime(path, (moment, moment))


def read_tables(home: Path) -> dict[str, pd.DataFrame]:
    """Every table as texts, row by row, numbers and moments of knowledge included."""
    with engine(EmbeddedServer(home).url(LOADER)).connect() as connection:
        queries = {name: f"SELECT * FROM core.{name} ORDER BY {order}" for name, order in TABLES.items()}  # noqa: S608
        return {name: _read(connection, query) for name, query in queries.items()}


HISTORY: Mapping[str, str] = {
    "record_version": (
        "SELECT (to_jsonb(v) - '{received_at,true_from,known_from_load,known_to_load}'::text[])::text AS said,"
        " row_number() OVER (PARTITION BY provider_id, source_record_id ORDER BY known_from_load) AS version,"
        " known_to_load IS NULL AS is_believed FROM core.record_version v ORDER BY provider_id, source_record_id, 2"
    ),
    "rejected_row": (
        "SELECT (to_jsonb(r) - '{known_from_load,known_to_load}'::text[])::text AS said FROM core.rejected_row r"
        " ORDER BY 1"
    ),
    "unmapped_row": (
        "SELECT provider_id, field, source_value, source_record_id, row_number FROM core.unmapped_row"
        " WHERE known_to_load IS NULL ORDER BY 1, 2, 3, 4, 5"
    ),
    "delivery": (
        "SELECT delivery_id, verdict, delivered, accepted, rejected, new, corrected, returned, retracted, unchanged,"
        " absent, left_out, standing_records, decided_by, load_number IS NULL AS without_rows FROM core.delivery"
        " WHERE known_to_load IS NULL ORDER BY 1"
    ),
    "overlap_version": (
        "SELECT provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, label, disposition,"
        " evidence::text, sentence FROM core.overlap_version WHERE known_to_load IS NULL ORDER BY 1, 2, 3, 4"
    ),
    "engagement_version": (
        "SELECT engagement_id, provider_id, source_record_id, basis FROM core.engagement_version"
        " WHERE known_to_load IS NULL ORDER BY 1, 2, 3"
    ),
    "judgement": (
        "SELECT provider_id_a, source_record_id_a, judgement, party, judged_by, why, content_hash_a::text"
        " FROM core.judgement ORDER BY known_from_load, position"
    ),
}
"""What was believed, in order, without the numbers and moments at which it was learnt."""


def read_history(home: Path) -> dict[str, pd.DataFrame]:
    """Every version of every record, and what is believed of the rest; no numbers and moments of knowledge."""
    with engine(EmbeddedServer(home).url(LOADER)).connect() as connection:
        return {name: _read(connection, query) for name, query in HISTORY.items()}


def _read(connection: sa.Connection, query: str) -> pd.DataFrame:
    result = connection.exec_driver_sql(query.replace("%", "%%"))
    return pd.DataFrame([tuple(map(str, row)) for row in result], columns=list(result.keys()))


def assert_same(first: Mapping[str, pd.DataFrame], second: Mapping[str, pd.DataFrame]) -> None:
    """Fail where two warehouses differ, with the table's name."""
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[name], obj=name)
