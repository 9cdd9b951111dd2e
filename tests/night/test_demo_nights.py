"""The demo's three nights, held against the known truth that they were made from."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from demo.cast import SLUGS
from demo.expectation import expected_night, expected_pairs, expected_standing
from demo.further_reports import ACTIONS, FEEDBACK, FURTHER, PROJECTS, UNHEARD, expected_further, standing_rows
from demo.truth import NIGHTS, SEED, Truth, build_truth
from tests.night.conftest import DemoNights
from warehouse.connections import engine
from warehouse.server import LOADER, EmbeddedServer

Concord = Callable[..., subprocess.CompletedProcess[str]]
COUNTS = ("delivered", "accepted", "rejected", "new", "corrected", "returned", "retracted", "unchanged", "absent")
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}|\(\d{3}\) \d{3}-\d{4}|Delgado", re.IGNORECASE)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return build_truth(SEED, NIGHTS)


@pytest.fixture(scope="module")
def module_home(demo_nights: DemoNights) -> Path:
    """The demo's home."""
    return demo_nights.home


@pytest.fixture(scope="module")
def shown(demo_nights: DemoNights) -> str:
    """What `concord demo` printed."""
    return demo_nights.shown


@pytest.fixture(scope="module")
def rows(shown: str, module_home: Path) -> Iterator[sa.Connection]:
    server = EmbeddedServer(module_home)
    with engine(server.url(LOADER)).connect() as connection:
        yield connection


def ask(connection: sa.Connection, query: str, **values: object) -> pd.DataFrame:
    result = connection.execute(sa.text(query), values)
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


@pytest.mark.parametrize("night", [1, 2, 3])
@pytest.mark.parametrize("provider", [*SLUGS, *FURTHER])
def test_every_row_of_every_night_is_accounted_for_as_the_truth_says(
    rows: sa.Connection, truth: Truth, provider: str, night: int
) -> None:
    expected = (expected_night(truth, night) | expected_further(truth, night))[provider]
    day = truth.nights[night - 1]
    found = ask(
        rows,
        "SELECT * FROM core.delivery WHERE provider_id = :p AND night = :n AND known_to_load IS NULL",
        p=provider,
        n=day,
    )
    if expected.outcome == "unreachable":
        assert found.empty
        tried = ask(rows, "SELECT * FROM core.attempt WHERE provider_id = :p AND night = :n", p=provider, n=day)
        assert set(tried["outcome"]) == {"late"}
        assert len(tried) == 4, "one try and three more"
        return
    assert found["verdict"].tolist() == [expected.outcome]
    if expected.outcome in ("held", "refused"):
        return
    assert {name: int(found[name].iloc[0]) for name in (*COUNTS, "left_out")} == {
        name: getattr(expected, name) for name in (*COUNTS, "left_out")
    }


def test_the_records_that_stand_are_those_of_the_truth(rows: sa.Connection, truth: Truth) -> None:
    standing = ask(
        rows,
        "SELECT provider_id, source_record_id FROM core.record_version"
        " WHERE known_to_load IS NULL AND record_state <> 'retracted'",
    )
    expected = expected_standing(truth, 3)
    assert set(map(tuple, standing.to_numpy())) == set(
        map(tuple, expected[["provider_id", "source_record_id"]].to_numpy())
    )


def test_feedback_projects_actions_and_input_are_those_of_the_truth(rows: sa.Connection, truth: Truth) -> None:
    told = ask(rows, "SELECT feedback_id, respondents, invited, rating::float AS rating FROM mart.feedback ORDER BY 1")
    expected = sorted(standing_rows(truth, FEEDBACK, 3), key=lambda row: row["Form"])
    assert told["feedback_id"].tolist() == [row["Form"] for row in expected]
    assert told["rating"].tolist() == [float(row["Average"]) for row in expected]
    assert told["respondents"].tolist() == [int(row["Answers"]) for row in expected]
    by_role = "SELECT respondent_role, status FROM mart.feedback_by_role WHERE provider_id = :p"
    roles = ask(rows, by_role, p="head_start_region")
    heard = dict(roles.itertuples(index=False, name=None))
    assert (heard["family_member"], heard[UNHEARD]) == ("reported", "none_reported")
    projects = ask(rows, "SELECT project_key, providers, lead, records FROM mart.joint_project WHERE is_reported")
    assert len(projects) == len(standing_rows(truth, PROJECTS, 3))
    assert (projects["records"] > 0).all(), "each project's records name it, in another spelling"
    actions = ask(rows, "SELECT action_id, action_status FROM mart.improvement_action ORDER BY 1")
    told_actions = [(row["action_id"], row["action_status"]) for row in standing_rows(truth, ACTIONS, 3)]
    assert list(actions.itertuples(index=False, name=None)) == told_actions
    heard_of = ask(rows, "SELECT from_whom, disposition, is_open FROM mart.input ORDER BY given_on, input_id")
    assert list(heard_of.itertuples(index=False, name=None)) == [
        ("ACF/OHS", "in_progress", True), ("OH", "new", True),
    ]  # fmt: skip


def test_what_two_providers_made_together_counts_once(rows: sa.Connection, truth: Truth) -> None:
    standing = expected_standing(truth, 3)
    products = standing[standing["record_kind"].eq("product")]
    joint = products.loc[products["joint_project_id"].notna(), "provider_id"]
    told = ask(rows, "SELECT co_producers, reports FROM mart.product")
    assert len(told) == len(products) - (len(joint) - 1)
    assert sorted(joint) in told.loc[told["reports"].gt(1), "co_producers"].tolist()
    stated = ask(rows, "SELECT count(*) AS n FROM mart.expertise WHERE basis = 'stated'")["n"].iloc[0]
    assert stated == standing["record_kind"].eq("expertise").sum()
    assert ask(rows, "SELECT count(*) AS n FROM mart.lesson")["n"].iloc[0] == standing["record_kind"].eq("lesson").sum()


def test_an_unknown_code_is_queued_with_its_row_and_not_dropped(rows: sa.Connection, truth: Truth) -> None:
    queued = sum(e.queued for night in (1, 2, 3) for e in expected_night(truth, night).values())
    assert queued > 0
    found = ask(rows, "SELECT provider_id, field, source_value FROM mart.unmapped_code")
    assert len(found) > 0
    assert "core_element" in set(found["field"])


def found_labels(rows: sa.Connection, pairs: pd.DataFrame) -> list[str]:
    """The label that was found for each true pair whose two records may be matched; "" for none."""
    matchable = ask(
        rows,
        "SELECT provider_id, source_record_id FROM core.record_version WHERE known_to_load IS NULL"
        " AND record_state <> 'retracted' AND scope_class IN ('systems_building', 'cross_sector')"
        " AND sharing_level IN ('public', 'partners')",
    )
    may = set(map(tuple, matchable.to_numpy()))
    found = ask(rows, "SELECT * FROM mart.overlap")
    labels = {
        ((row.provider_id_a, row.source_record_id_a), (row.provider_id_b, row.source_record_id_b)): row.label
        for row in found.itertuples()
    }
    keys = [
        tuple(sorted([(r.left_provider, r.left_record_id), (r.right_provider, r.right_record_id)]))
        for r in pairs.itertuples()
    ]
    return [str(labels.get((a, b), "")) for a, b in keys if a in may and b in may]


def test_each_kind_of_overlap_gets_its_own_label(rows: sa.Connection, truth: Truth) -> None:
    """Declared work nearly always; the same activity by the model, which may hold a few near misses for probable."""
    pairs = expected_pairs(truth, 3)
    of = {label: found_labels(rows, pairs[pairs["label"].eq(label)]) for label in pairs["label"].unique()}
    assert of["declared_joint"].count("declared_joint") >= 0.9 * len(of["declared_joint"])
    assert of["same_activity"].count("same_activity") >= 0.5 * len(of["same_activity"])
    opportunities = of["coordination_opportunity"]
    assert opportunities.count("coordination_opportunity") >= 0.9 * len(opportunities)
    assert of["different"].count("same_activity") <= 0.15 * len(of["different"]), "near misses are not one activity"


def test_what_is_out_of_scope_or_not_shared_is_in_no_overlap(rows: sa.Connection) -> None:
    leaked = ask(
        rows,
        "SELECT 1 FROM core.overlap_version o JOIN core.record_version v ON v.known_to_load IS NULL AND o.known_to_load"
        " IS NULL AND ((v.provider_id, v.source_record_id) = (o.provider_id_a, o.source_record_id_a) OR"
        " (v.provider_id, v.source_record_id) = (o.provider_id_b, o.source_record_id_b))"
        " WHERE v.scope_class NOT IN ('systems_building', 'cross_sector')"
        " OR v.sharing_level NOT IN ('public', 'partners')",
    )
    assert leaked.empty


def test_no_personal_data_leaves_landing(rows: sa.Connection, module_home: Path) -> None:
    """What providers' reports plant in free text is nowhere but in landing and where the providers keep it."""
    planted = b"".join(path.read_bytes() for path in (module_home / "landing").rglob("blobs/*"))
    assert b"@" in planted
    tables = ask(
        rows, "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = 'core'"
    )["name"]
    for table in tables:
        if table in ("core.contract_version", "core.provider", "core.provider_version"):
            continue  # the providers' own contact addresses stand in their contracts
        texts = ask(rows, f"SELECT t::text AS line FROM {table} t")["line"]  # noqa: S608
        leaked = [found[0] for line in texts if (found := PERSONAL.search(line))]
        assert not leaked, (table, leaked[:3])
    for folder in ("data_docs", "logs", "editions"):
        for path in (module_home / folder).rglob("*"):
            if path.is_file() and path.suffix not in (".png", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".css", ".js"):
                text = path.read_text(encoding="utf-8", errors="replace")
                leaked = [found[0] for found in PERSONAL.finditer(text) if not _is_ours(found[0])]
                assert not leaked, (path, leaked[:3])


def _is_ours(address: str) -> bool:
    """Addresses that Great Expectations' pages and the demo's contracts carry."""
    return address.endswith((".example", "@greatexpectations.io")) and "reports@" in address


def test_landing_is_closed_to_all_but_the_loader(shown: str, module_home: Path) -> None:
    for path in (module_home / "landing").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_table_that_ends_the_demo_names_every_provider_and_who_must_act(shown: str) -> None:
    for provider in (*SLUGS, *FURTHER):
        assert provider in shown
    assert "the provider" in shown
    assert "declared_joint" in shown
    assert "Next" in shown
    assert "Traceback" not in shown


def test_a_replayed_night_changes_nothing(shown: str, rows: sa.Connection, module_home: Path, concord: Concord) -> None:
    """Unreachable servers and all: what is loaded stays as it is, and what came is not loaded twice."""
    before = ask(rows, "SELECT count(*) AS n, max(known_from_load) AS newest FROM core.record_version")
    done = concord("replay", "--date", "2026-03-04", "--home", str(module_home))
    assert done.returncode == 0, done.stderr
    after = ask(rows, "SELECT count(*) AS n, max(known_from_load) AS newest FROM core.record_version")
    pd.testing.assert_frame_equal(before, after)


def test_status_tells_why_a_report_is_not_in_and_how_often_it_was_tried(
    shown: str, module_home: Path, concord: Concord
) -> None:
    done = concord("status", "child_care_center", "--home", str(module_home))
    assert done.returncode == 0, done.stderr
    assert "Event Hours (new) came instead" in done.stdout
    assert "the provider must act" in done.stdout


def test_a_person_accepts_what_is_held(shown: str, rows: sa.Connection, module_home: Path, concord: Concord) -> None:
    done = concord("accept", "child_care_center", "--why", "they told us", "--by", "Ada", "--home", str(module_home))
    assert done.returncode == 0, done.stdout + done.stderr
    found = ask(
        rows,
        "SELECT verdict, decided_by, decided_why FROM core.delivery WHERE provider_id = 'child_care_center'"
        " AND known_to_load IS NULL AND night = '2026-03-04'",
    )
    assert found["decided_by"].tolist() == ["Ada"]
    assert found["verdict"].iloc[0] in ("accepted", "partly_accepted")
    again = concord("refuse", "child_care_center", "--why", "no", "--home", str(module_home))
    assert again.returncode in (0, 2)


def test_an_analyst_asks_the_marts_and_nothing_else(shown: str, module_home: Path, concord: Concord) -> None:
    good = concord("sql", "--home", str(module_home), "--output", "csv", "SELECT count(*) AS n FROM mart.record")
    assert good.returncode == 0
    assert good.stdout.startswith("n\n")
    for query in ("SELECT * FROM core.record_version", "DELETE FROM core.judgement", "CREATE TABLE mart.x (a int)"):
        bad = concord("sql", "--home", str(module_home), query)
        assert bad.returncode == 2, query
        assert "Traceback" not in bad.stderr
