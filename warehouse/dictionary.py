"""What every column tells, found where it is declared once: canonical fields, tables of core, views of mart.

A view's column is described by the view itself, else by what the view reads: the first of its tables and views, in the
order in which its query names them, that has a column of this name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from contracts.fields import FIELDS
from contracts.told import Told
from warehouse import fact_tables, kind_tables, link_tables, name_tables, overlap_tables, purge_tables, sending_tables
from warehouse.mart.views import VIEWS
from warehouse.record_tables import RECORD_VERSION
from warehouse.tables import METADATA

_NAMED = re.compile(r"\b(core|mart)\.(\w+)\b(?!\s*\()")
# Of tables that name a column alike, those on overlaps come last.
_DECLARING = (
    fact_tables, kind_tables, link_tables, name_tables, overlap_tables, purge_tables, sending_tables,
)  # fmt: skip
"""Modules whose tables are in the metadata only once they are imported: all of them, whoever imports what first."""
_ANY_TABLE = sorted(METADATA.sorted_tables, key=lambda table: table.name in overlap_tables.TOLD)


@dataclass(frozen=True)
class Described:
    """A column's description and where it is declared.

    Attributes:
        source: `field NAME`, `core.TABLE.COLUMN` or `mart.VIEW`.
    """

    told: Told
    source: str


def describe_table_column(column: sa.Column[object]) -> Described:
    """What a column of a table of core tells."""
    table = column.table
    told = column.info.get("told") or Told(column.comment or "")
    is_canonical = table is RECORD_VERSION and column.name in FIELDS
    return Described(told, f"field {column.name}" if is_canonical else f"core.{table.name}.{column.name}")


@lru_cache(maxsize=1)
def _anywhere() -> dict[str, Described]:
    """Column to description, for views that make a column of a known name out of something else."""
    tables = {
        column.name: describe_table_column(column) for table in reversed(_ANY_TABLE) for column in table.columns
    }
    return tables | {name: Described(field.told, f"field {name}") for name, field in FIELDS.items()}


@lru_cache(maxsize=1024)
def _of_relation(schema: str, name: str) -> dict[str, Described]:
    if schema == "core":
        table = METADATA.tables.get(f"core.{name}")
        return {} if table is None else {column.name: describe_table_column(column) for column in table.columns}
    return _of_view(name) if name in VIEWS else {}


def _of_view(name: str) -> dict[str, Described]:
    view = VIEWS[name]
    described: dict[str, Described] = {}
    for relation in reversed(dict.fromkeys(_NAMED.findall(view.query))):
        described |= _of_relation(*relation)
    own = {
        column: Described(told if isinstance(told, Told) else Told(told), f"mart.{name}")
        for column, told in view.meanings.items()
    }
    return described | own


def describe_view(name: str) -> dict[str, Described]:
    """Descriptions of the columns that a view may have, by name; which it has, the database knows."""
    return _anywhere() | _of_relation("mart", name)
