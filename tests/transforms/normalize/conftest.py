"""A delivery of a few cells, normalized: what the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from contracts.contract import Contract
from transforms.header import read_header
from transforms.normalize import Normalized, normalize_rows
from transforms.parse.parsed import TEXT_TYPE

RECEIVED = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
NIGHT = date(2026, 3, 20)

Cells = Mapping[str, Sequence[str]]
Normalize = Callable[..., Normalized]


def make_contract(columns: Mapping[str, Any], **more: Any) -> Contract:
    """A contract of a CSV provider with these columns; the defaults are shared systems building."""
    said: dict[str, Any] = {
        "provider": "center",
        "name": "Center",
        "sponsor_offices": ["ACF/OCC"],
        "contact": "reports@center.example",
        "source": {"transport": "drop_folder", "path": "*.csv", "format": "csv"},
        "delivery": "full",
        "columns": columns,
        "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
    }
    return Contract.model_validate(said | more)


def make_rows(cells: Cells) -> pd.DataFrame:
    """Parsed rows, as the readers give them."""
    return pd.DataFrame({name: pd.Series(list(values), dtype=TEXT_TYPE) for name, values in cells.items()})


@pytest.fixture(scope="session")
def normalize() -> Normalize:
    """Normalizes a delivery of the given cells: column to its values."""

    def run(cells: Cells, columns: Mapping[str, Any], **more: Any) -> Normalized:
        rows, contract = make_rows(cells), make_contract(columns, **more)
        return normalize_rows(rows, contract, read_header(rows.columns, contract), RECEIVED, NIGHT)

    return run


@pytest.fixture(scope="session")
def read(normalize: Normalize) -> Callable[..., list[Any]]:
    """What becomes of cells of one column for one field; missing values are None."""

    def run(field: str, *texts: str, **more: Any) -> list[Any]:
        column = {"to": field} | more.pop("column", {})
        values = normalize({"Cell": texts}, {"Cell": column}, **more).records[field]
        return [None if pd.isna(value) else value for value in values]

    return run
