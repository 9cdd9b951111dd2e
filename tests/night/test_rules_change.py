"""When contract, codes or rules change, the rows that stand are judged again from landing, though nobody delivers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from concord_sources.landing import receipts_of
from concord_sources.retention import drop_older_than
from nights.ingest import ingest_delivery
from nights.pull import pull_report
from nights.settings import Settings
from nights.warehouse_access import open_warehouse

HEADER = "source_record_id,title,lifecycle_status,actual_start,jurisdiction,sector,core_element\n"
FIRST = HEADER + "a1,Fiscal mapping,completed,2026-01-12,OH,ECE,\na2,Data system,completed,2026-01-13,IN,health,\n"
SECOND = HEADER + "a2,Data system plan,completed,2026-01-13,IN,health,standards\n"


def _contract(delivery: str, take: str) -> str:
    return f"""provider: center
name: A Center
sponsor_offices: [ACF/OCC]
contact: reports@center.example
source: {{transport: drop_folder, path: inbox/*.csv, format: concord, take: {take}}}
delivery: {delivery}
volume: {{least_share: 0}}
defaults: {{scope_class: systems_building, sharing_level: partners}}
"""


def _night(settings: Settings, day: str) -> str:
    """The provider's part of a night: the two stages that the DAG's tasks run; returns the delivery's verdict."""
    night = date.fromisoformat(day)
    pulled = pull_report(settings, "center", night)
    return ingest_delivery(settings, "center", pulled.receipt_path, night).verdict if pulled.has_work else "unchanged"


@pytest.mark.parametrize(("delivery", "take"), [("full", "newest"), ("incremental", "new")])
def test_a_code_that_is_mapped_later_corrects_the_past_by_rule_and_empties_the_queue(
    home: Path, tmp_path: Path, delivery: str, take: str
) -> None:
    folder = tmp_path / "contracts" / "center"
    folder.mkdir(parents=True)
    (folder / "contract.yaml").write_text(_contract(delivery, take), encoding="utf-8")
    settings = Settings(home, folder.parent)
    (home / "inbox").mkdir()
    (home / "inbox" / "first.csv").write_text(FIRST, encoding="utf-8")
    _night(settings, "2026-03-02")
    if delivery == "incremental":
        (home / "inbox" / "second.csv").write_text(SECOND, encoding="utf-8")
        _night(settings, "2026-03-03")

    with open_warehouse(settings).connect() as connection:
        queued = connection.execute(sa.text("SELECT source_value FROM mart.unmapped_code"))
        assert [value for (value,) in queued] != []
    (folder / "codes.csv").write_text("field,source_value,code\nsector,ECE,early_care_education\n", encoding="utf-8")
    _night(settings, "2026-03-04")

    with open_warehouse(settings).connect() as connection:
        rows = connection.execute(
            sa.text("SELECT source_record_id, sector, change, cause, title FROM core.record_version"
                    " WHERE known_to_load IS NULL ORDER BY 1")
        ).all()  # fmt: skip
        touched = connection.execute(sa.text("SELECT count(*) FROM core.unmapped_row WHERE known_to_load IS NULL"))
        assert touched.scalar_one() == 0
        last = connection.execute(
            sa.text("SELECT delivered, corrected, unchanged FROM core.delivery WHERE night = '2026-03-04'")
        ).one()
    assert tuple(rows[0])[1:4] == (["early_care_education"], "corrected", "rules")
    assert rows[1].sector == ["health"]
    assert rows[1].title == ("Data system plan" if delivery == "incremental" else "Data system")
    assert tuple(last) == (2, 1, 1)


def test_records_whose_bytes_are_past_their_time_stay_as_they_were_read(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "contracts" / "center"
    folder.mkdir(parents=True)
    (folder / "contract.yaml").write_text(_contract("incremental", "new"), encoding="utf-8")
    settings = Settings(home, folder.parent)
    (home / "inbox").mkdir()
    for day, name, content in (("2026-03-02", "first.csv", FIRST), ("2026-03-03", "second.csv", SECOND)):
        (home / "inbox" / name).write_text(content, encoding="utf-8")
        _night(settings, day)
    latest = receipts_of(settings.landing, "center")[-1]
    assert len(drop_older_than(settings.landing, 0, latest.received)) == 1
    codes = "field,source_value,code\nsector,ECE,early_care_education\nsector,health,child_welfare\n"
    (folder / "codes.csv").write_text(codes, encoding="utf-8")
    assert _night(settings, "2026-03-04") == "accepted"
    query = "SELECT source_record_id, sector FROM core.record_version WHERE known_to_load IS NULL ORDER BY 1"
    with open_warehouse(settings).connect() as connection:
        standing = [tuple(row) for row in connection.execute(sa.text(query))]
    assert [key for key, _ in standing] == ["a1", "a2"]
    assert standing[1][1] == ["child_welfare"]


def test_under_the_same_rules_an_unchanged_report_goes_no_further(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "contracts" / "center"
    folder.mkdir(parents=True)
    (folder / "contract.yaml").write_text(_contract("full", "newest"), encoding="utf-8")
    settings = Settings(home, folder.parent)
    (home / "inbox").mkdir()
    (home / "inbox" / "first.csv").write_text(FIRST, encoding="utf-8")
    _night(settings, "2026-03-02")
    assert _night(settings, "2026-03-03") == "unchanged"
    with open_warehouse(settings).connect() as connection:
        loads = connection.execute(sa.text("SELECT night, verdict, unchanged FROM core.delivery ORDER BY night")).all()
    assert [tuple(row)[1:] for row in loads] == [("accepted", 0), ("unchanged", 2)]
