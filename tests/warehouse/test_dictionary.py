"""One dictionary: it tells of everything that the database has, and of nothing that it has not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from contracts.code_lists import describe_codes, known_codes, list_names
from contracts.fields import FIELDS
from warehouse.dictionary import describe_table_column, describe_view
from warehouse.dictionary_reading import NOT_A_NUMBER, read_dictionary
from warehouse.mart.moments import SCHEMAS
from warehouse.mart.record import NEVER_SHOWN
from warehouse.mart.views import VIEWS
from warehouse.surface import surface_fingerprint
from warehouse.tables import METADATA

ROOT = Path(__file__).parents[2]
EVERYTHING = ("core", *SCHEMAS)


@pytest.fixture
def told(loader: sa.Connection) -> pd.DataFrame:
    """The whole dictionary, private tables included."""
    return read_dictionary(loader, EVERYTHING)


def places(rows: pd.DataFrame) -> list[str]:
    return list(rows["schema"] + "." + rows["view"] + "." + rows["column"])


def test_nothing_in_the_database_lacks_a_description(told: pd.DataFrame) -> None:
    assert places(told[told["meaning"] == ""]) == []
    assert places(told[told["row"] == ""]) == []
    assert set(told.loc[told["schema"] == "mart", "view"]) == set(VIEWS)


def test_nothing_in_the_dictionary_lacks_a_column(told: pd.DataFrame) -> None:
    has = set(places(told))
    declared = {f"{table.fullname}.{column.name}" for table in METADATA.sorted_tables for column in table.columns}
    for schema in SCHEMAS:
        declared |= {f"{schema}.{name}.{column}" for name, view in VIEWS.items() for column in view.meanings}
        declared |= {f"{schema}.record.{name}" for name in FIELDS if name not in NEVER_SHOWN}
    assert declared - has == set()


def test_every_number_says_whether_it_adds_up_and_nothing_else_does(told: pd.DataFrame) -> None:
    numbers = told[told["adds_up"] != NOT_A_NUMBER]
    assert len(numbers) > 50
    assert places(numbers[~numbers["adds_up"].isin(["yes", "no"])]) == []
    others = told[told["adds_up"] == NOT_A_NUMBER]
    stray = [place for place in places(others) if _described(place).told.adds]
    assert stray == []


def _described(place: str) -> Any:
    schema, relation, column = place.split(".")
    if schema == "core":
        return describe_table_column(METADATA.tables[f"core.{relation}"].columns[column])
    return describe_view(relation)[column]


def test_what_adds_up_says_what_it_counts(told: pd.DataFrame) -> None:
    adding = told[told["adds_up"] == "yes"]
    assert places(adding[adding["unit"] == ""]) == []


def test_every_column_of_codes_names_a_list_that_exists(told: pd.DataFrame) -> None:
    named = told[told["codes"] != ""]
    assert places(named[~named["codes"].isin(list_names())]) == []
    coded = told[told["column"].str.endswith(("_class", "_level", "_scope", "_precision")) & (told["schema"] == "mart")]
    assert places(coded[coded["codes"] == ""]) == []


def test_the_past_has_the_columns_of_the_present(told: pd.DataFrame) -> None:
    keys = ["view", "position", "column", "type", "meaning", "adds_up", "readers"]
    now, then = (told.loc[told["schema"] == schema, keys].reset_index(drop=True) for schema in SCHEMAS)
    pd.testing.assert_frame_equal(now, then)


def test_the_databases_comments_are_those_of_the_dictionary(loader: sa.Connection, told: pd.DataFrame) -> None:
    query = sa.text(
        "SELECT n.nspname || '.' || c.relname || '.' || a.attname, col_description(c.oid, a.attnum) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
    )
    comments = {row[0]: row[1] for row in loader.execute(query)}
    assert [place for place in places(told) if comments[place] != str(_described(place).told)] == []


def test_who_may_read_is_what_the_database_says(told: pd.DataFrame) -> None:
    readers = told.set_index(["schema", "view", "column"])["readers"]
    assert readers["mart", "record", "title"] == "provider, sponsor, analyst, steward, jurisdiction, public"
    assert readers["mart", "submission", "delivered"] == "provider, sponsor, analyst, steward"
    assert set(readers["core"]) == {""}


def test_free_text_is_marked_and_a_source_is_named(told: pd.DataFrame) -> None:
    record = told[(told["schema"] == "mart") & (told["view"] == "record")].set_index("column")
    assert set(record.index[record["is_free_text"]]) == {name for name, f in FIELDS.items() if f.is_free_text}
    assert record["source"]["provider_hours"] == "field provider_hours"
    assert places(told[told["source"] == ""]) == []


@pytest.mark.parametrize("first", ["warehouse.surface", "warehouse.known", "warehouse.overlaps", "cli.main"])
def test_what_the_database_is_told_does_not_depend_on_what_was_imported_first(first: str) -> None:
    """Else two programs over one warehouse would bring it up to date in turn, for ever."""
    code = f"import {first}; from warehouse.surface import surface_fingerprint; print(surface_fingerprint())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == surface_fingerprint()


def test_every_code_has_a_label_and_no_code_stands_twice_in_its_list() -> None:
    described = pd.DataFrame(describe_codes(), columns=["list", "code", "label", "definition"])
    assert not described.duplicated(["list", "code"]).any()
    assert (described["label"] != "").sum() >= len(described) - 1, "a blank code is a state that is not known yet"
    assert {name: tuple(codes["code"]) for name, codes in described.groupby("list")} == {
        name: known_codes(name) for name in list_names()
    }
