"""concord overlaps: what people see of pairs, how they judge them, and what they are told."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from cli.main import app
from cli.overlap_screen import evidence_table
from nights.overlap_export import unguarded, write_pairs
from nights.overlaps import find_night_overlaps
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from tests.cli.running import run
from tests.warehouse.conftest import FIRST_NIGHT, Story
from warehouse.server import EmbeddedServer

A, B = "alpha_center", "beta_center"
COMMANDS = ("list", "show", "judge", "export", "train")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home in which two providers report the same session; one of its identifiers looks like a formula."""
    made = Path(tempfile.mkdtemp(prefix="concord-cli-"))
    made.chmod(0o711)
    settings = Settings(made, made / "contracts")
    with open_warehouse(settings).connect() as connection:
        for name in (A, B):
            Story(connection, name).deliver([
                {"source_record_id": "=1+1", "title": "Fiscal mapping session", "event_hours": 2.0},
                {"source_record_id": "own", "title": "Secret", "sharing_level": "provider_only"},
            ])  # fmt: skip
    find_night_overlaps(settings, FIRST_NIGHT)
    yield made
    EmbeddedServer(made).stop()
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_and_its_exit_codes(command: str) -> None:
    shown = " ".join(CliRunner().invoke(app, ["overlaps", command, "--help"]).output.split())
    assert re.search(rf"Examples?:[\s│]+concord overlaps {command}\b", shown), shown
    assert "Exit codes: 0" in shown
    assert set(COMMANDS) == set(typer.main.get_command(app).commands["overlaps"].commands)  # type: ignore[attr-defined]


def test_a_list_names_each_pair_once_with_both_keys(home: Path) -> None:
    rows = json.loads(run("overlaps", "list", "--format", "json", home=home).stdout)
    assert [(row["provider_id_a"], row["provider_id_b"]) for row in rows] == [(A, B)]
    table = run("overlaps", "list", "--jurisdiction", "OH", "--provider", B, home=home)
    assert table.returncode == 0, table.stderr
    assert "1 rows" in table.stdout
    assert "concord overlaps show" in table.stdout
    none = run("overlaps", "list", "--jurisdiction", "TX", "--format", "csv", home=home)
    assert len(none.stdout.splitlines()) == 1


def test_a_pair_is_shown_with_what_each_field_gave_whichever_side_is_named_first(home: Path) -> None:
    shown = run("overlaps", "show", B, "=1+1", A, "=1+1", home=home)
    assert shown.returncode == 0, shown.stderr
    assert "Fiscal mapping session" in shown.stdout
    assert "What each field gave to the score" in shown.stdout
    hidden = run("overlaps", "show", A, "own", B, "=1+1", home=home)
    assert hidden.returncode == 2
    assert "can be seen" in hidden.stderr


def test_what_each_field_gave_adds_up_to_the_score() -> None:
    told = [{"field": "title", "result": "differs", "gave": -0.45, "a": None, "b": None},
            {"field": "hours", "result": "agrees", "gave": 1.2, "detail": "within 10%"}]  # fmt: skip
    table = evidence_table({"contributions": told})
    assert table.iloc[-1][["field", "gave"]].tolist() == ["score", 0.75]
    assert table["remark"].tolist()[:2] == ["", "within 10%"]


def test_wrong_lines_are_told_and_good_ones_taken(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    header = "provider_id_a,source_record_id_a,provider_id_b,source_record_id_b,judgement,by,why\n"
    good = f"{B},=1+1,{A},=1+1,unsure,Ada,look again\n"
    file.write_text(header + good + f"{A},=1+1,{B},nowhere,same,Ada,told\n", encoding="utf-8")
    done = run("overlaps", "judge", "--from", str(file), home=home)
    assert done.returncode == 2
    assert "1 judgements taken" in done.stdout
    assert re.search(r"decisions.csv, line 3, source_record_id_b: 'nowhere': no record", done.stdout)
    assert "To mend:" in done.stdout
    file.write_text(header + good + good, encoding="utf-8")
    again = run("overlaps", "judge", "--from", str(file), home=home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "0 judgements taken, 2 known already" in again.stdout


def test_one_pair_is_judged_by_options_and_its_history_shown(home: Path) -> None:
    done = run("overlaps", "judge", A, "=1+1", B, "=1+1", "--judgement", "same", "--by", A, "--why", "one agenda",
               home=home)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    shown = run("overlaps", "show", A, "=1+1", B, "=1+1", home=home).stdout
    assert "one agenda" in shown
    wrong = run("overlaps", "judge", A, "=1+1", B, "=1+1", "--judgement", "same", "--by", "provider:x", home=home)
    assert wrong.returncode == 2
    assert "is no party of this pair" in wrong.stdout
    neither = run("overlaps", "judge", home=home)
    assert neither.returncode == 2
    assert "name one pair or one file" in neither.stderr


def test_an_exported_list_filled_in_is_taken_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    assert run("overlaps", "export", str(file), home=home).returncode == 0
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert all(row[1] in ("source_record_id_a", "'=1+1") for row in rows), "no cell is a formula"
    filled = [[*rows[0], "judgement", "by", "why"], [*rows[1], "same", "Ada", "one agenda"]]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(filled)
    done = run("overlaps", "judge", "--from", str(file), home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 judgements taken" in done.stdout
    refused = run("overlaps", "export", str(file), home=home)
    assert refused.returncode == 2
    assert "--force" in refused.stderr


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_becomes_a_formula_in_a_spreadsheet(text: str, tmp_path: Path) -> None:
    pairs = pd.DataFrame({"source_record_id_a": [text], "score": [1.5], "evidence": [{"a": 1}]})
    write_pairs(pairs, tmp_path / "pairs.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "pairs.xlsx")["overlaps"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    write_pairs(pairs, tmp_path / "pairs.csv")
    assert pd.read_csv(tmp_path / "pairs.csv")["source_record_id_a"].item() == f"'{text}"
    assert unguarded(f"'{text}") == text
    write_pairs(pairs, tmp_path / "pairs.parquet")
    assert pd.read_parquet(tmp_path / "pairs.parquet").iloc[0].tolist() == [text, 1.5, '{"a": 1}']


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--label", "same"], "write one of declared_joint"),
        (["list", "--queue", "--contradictions"], "two lists"),
        (["export", "pairs.doc"], "tells no format"),
        (["judge", "--from", "/no/such.csv"], "this file does not exist"),
    ],
)
def test_a_wrong_use_is_told_with_its_mend(home: Path, arguments: list[str], words: str) -> None:
    done = run("overlaps", *arguments, home=home)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
