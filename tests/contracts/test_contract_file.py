"""A contract says what a provider promised; a wrong one is refused with file, line and what to write instead."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from contracts.contract_file import contract_fingerprint, contract_schema, list_providers, read_contract
from contracts.errors import ContractWrong, UsageWrong
from contracts.rules import rules_version

SMALLEST = """\
provider: small_center              # the folder's name
name: Small Center for Family Support
sponsor_offices: [ACF/OCC]
contact: reports@small-center.example
source:
  transport: drop_folder
  path: inbox/small_center/*.csv    # relative to CONCORD_HOME, or absolute; the newest file counts
  format: concord                   # Concord's own template: no mapping
delivery: full
defaults:
  scope_class: systems_building
  sharing_level: partners
"""


def _write(folder: Path, text: str, codes: str | None = None) -> Path:
    (folder / "small_center").mkdir(exist_ok=True)
    (folder / "small_center" / "contract.yaml").write_text(text, encoding="utf-8")
    if codes is not None:
        (folder / "small_center" / "codes.csv").write_text(codes, encoding="utf-8")
    return folder


def test_the_smallest_contract_works_as_it_stands(tmp_path: Path) -> None:
    contract = read_contract(_write(tmp_path, SMALLEST), "small_center")
    assert contract.source.format.kind == "concord"
    assert contract.source.take == "newest"
    assert [office.office for office in contract.sponsor_offices] == ["ACF/OCC"]


@pytest.mark.parametrize(
    ("good", "bad", "line", "told"),
    [
        ("delivery: full", "delivry: full", 9, "did you mean delivery?"),
        ("ACF/OCC", "ACF/OC", 3, "did you mean ACF/OCC?"),
        ("format: concord", "format: concrd", 8, "write one of 'concord'"),
        ("transport: drop_folder", "transport: ftp", 6, "write one of 'drop_folder'"),
        ("sharing_level: partners", "sharing_level: friends", 12, "is no sharing_level"),
        ("sharing_level: partners", "record_kind: plan", 10, "sharing_level is missing"),
        ("provider: small_center ", "provider: other_center ", 1, "write provider: small_center"),
        ("[ACF/OCC]", "[ACF/OCC", 4, "no YAML"),
    ],
)
def test_a_wrong_contract_is_refused_with_its_line_and_the_mend(
    tmp_path: Path, good: str, bad: str, line: int, told: str
) -> None:
    with pytest.raises(ContractWrong) as caught:
        read_contract(_write(tmp_path, SMALLEST.replace(good, bad)), "small_center")
    text = str(caught.value)
    assert told in text
    assert f"contract.yaml:{line}" in text or f"line {line}:" in text


def test_all_errors_of_a_contract_come_at_once(tmp_path: Path) -> None:
    wrong = SMALLEST.replace("ACF/OCC", "ACF/OC").replace("format: concord", "format: concrd")
    with pytest.raises(ContractWrong) as caught:
        read_contract(_write(tmp_path, wrong), "small_center")
    assert "line 3" in str(caught.value)
    assert "line 8" in str(caught.value)


def test_a_title_or_status_is_never_defaulted(tmp_path: Path) -> None:
    with pytest.raises(ContractWrong, match="never defaulted"):
        read_contract(_write(tmp_path, SMALLEST + "  lifecycle_status: completed\n"), "small_center")


def test_a_long_crosswalk_stands_in_codes_csv(tmp_path: Path) -> None:
    codes = "field,source_value,code\nsector,ECE,early_care_education;family_support\nsector,None of these,\n"
    contract = read_contract(_write(tmp_path, SMALLEST, codes), "small_center")
    assert contract.codes["sector"] == {"ECE": ["early_care_education", "family_support"], "None of these": None}


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("field,value\n", "codes.csv:1"),
        ("field,source_value,code\nsector,a,b,c\n", "codes.csv:2"),
        ("field,source_value,code\nsector,ECE,health\nsector,ECE,health\n", "mapped twice"),
        ("field,source_value,code\nsector,ECE,helth\n", "did you mean health?"),
        ("field,source_value,code\nsektor,ECE,health\n", "did you mean sector?"),
    ],
)
def test_a_wrong_crosswalk_is_refused(tmp_path: Path, codes: str, told: str) -> None:
    with pytest.raises(ContractWrong) as caught:
        read_contract(_write(tmp_path, SMALLEST, codes), "small_center")
    assert told in str(caught.value)


def test_the_version_of_the_rules_changes_with_contract_and_codes(tmp_path: Path) -> None:
    first = read_contract(_write(tmp_path, SMALLEST), "small_center")
    same = read_contract(_write(tmp_path, "# a remark\n" + SMALLEST), "small_center")
    other = read_contract(_write(tmp_path, SMALLEST, "field,source_value,code\nsector,ECE,health\n"), "small_center")
    assert contract_fingerprint(first) == contract_fingerprint(same)
    assert rules_version(first) != rules_version(other)


def test_sponsor_offices_hold_from_a_date_to_a_date(tmp_path: Path) -> None:
    offices = "[{office: ACF/OCC, until: 2025-09-30}, {office: ACF/OHS, since: 2025-10-01}]"
    contract = read_contract(_write(tmp_path, SMALLEST.replace("[ACF/OCC]", offices)), "small_center")
    assert contract.offices_on(date(2025, 9, 30)) == ("ACF/OCC",)
    assert contract.offices_on(date(2025, 10, 1)) == ("ACF/OHS",)


def test_other_names_hold_from_a_day_to_a_day(tmp_path: Path) -> None:
    names = "also_known_as: [SCFS, {name: Family Center, until: 2025-06-30}]\ncontact:"
    contract = read_contract(_write(tmp_path, SMALLEST.replace("contact:", names)), "small_center")
    told = [(one.name, one.since, one.until) for one in contract.also_known_as]
    assert told == [("SCFS", None, None), ("Family Center", None, date(2025, 6, 30))]


def test_the_published_schema_is_the_models_own() -> None:
    published = Path(__file__).parents[2] / "contracts" / "contract.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == contract_schema()


def test_a_folder_without_contracts_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    with pytest.raises(UsageWrong, match=r"no contract\.yaml"):
        list_providers(tmp_path)
    with pytest.raises(UsageWrong, match="does not exist"):
        list_providers(tmp_path / "nowhere")


def test_a_contract_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    folder = tmp_path / "small_center"
    folder.mkdir()
    file, codes = folder / "contract.yaml", folder / "codes.csv"
    file.write_text(SMALLEST, encoding="utf-8")
    first = read_contract(tmp_path, "small_center")
    assert read_contract(tmp_path, "small_center") == first
    file.write_text(SMALLEST + "late_after_days: 9\n", encoding="utf-8")
    assert read_contract(tmp_path, "small_center").late_after_days == 9
    codes.write_text("field,source_value,code\nlifecycle_status,Fini,completed\n", encoding="utf-8")
    assert read_contract(tmp_path, "small_center").codes == {"lifecycle_status": {"Fini": ["completed"]}}
