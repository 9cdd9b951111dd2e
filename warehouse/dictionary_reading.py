"""The dictionary of a warehouse: what the database has, column by column, with what is declared of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.dictionary import Described, describe_table_column, describe_view
from warehouse.mart.moments import FUNCTIONS, MART, SCHEMAS
from warehouse.mart.views import VIEWS
from warehouse.rights import KINDS, group
from warehouse.tables import CORE, METADATA

COLUMNS = (
    "schema", "view", "position", "column", "type", "meaning", "unit", "codes", "adds_up", "is_free_text", "source",
    "readers", "row",
)  # fmt: skip
"""Of a dictionary, which holds one row a column of a view or table.

adds_up: yes, no, or not a number. codes: name of a closed list. readers: kinds of readers that may read the column; row
security says which rows. row: what one row of the view is.
"""

NOT_A_NUMBER = "not a number"

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_HAS = sa.text(
    "SELECT n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type, (SELECT"
    " string_agg(k.kind, ', ' ORDER BY k.at) FROM unnest(CAST(:kinds AS text[]), CAST(:roles AS text[]))"
    " WITH ORDINALITY k(kind, role, at) WHERE has_schema_privilege(k.role, n.oid, 'USAGE')"
    " AND has_column_privilege(k.role, c.oid, a.attnum, 'SELECT')) AS readers"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE n.nspname = ANY (:schemas) AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> 'alembic_version'"
    " ORDER BY 1, 2, 3"
)


def read_dictionary(connection: Connection, schemas: Sequence[str] = (MART,)) -> pd.DataFrame:
    """One row a column of every view or table that the database has in these schemas: see COLUMNS.

    What nothing declares has no meaning there; a test holds that there is no such column.
    """
    values = {"schemas": list(schemas), "kinds": list(KINDS), "roles": [group(kind) for kind in KINDS]}
    rows = [_entry(row) for row in connection.execute(_HAS, values)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"position": "int64", "is_free_text": "bool"})


def read_functions() -> pd.DataFrame:
    """One row a function that readers may call: signature and meaning."""
    return pd.DataFrame([(one.signature, one.meaning) for one in FUNCTIONS], columns=["function", "meaning"])


def _entry(row: sa.Row[Any]) -> tuple[object, ...]:
    schema, relation, position, column, kind, readers = tuple(row)
    described = _described(schema, relation, column)
    told = described.told if described else None
    adds = (told.adds if told else "") if kind in _NUMBERS else NOT_A_NUMBER
    parts = (told.meaning, told.unit, told.codes) if told else ("", "", "")
    is_free = told is not None and told.is_free_text
    source = described.source if described else ""
    return (
        schema, relation, position, column, kind, *parts, adds, is_free, source, readers or "", _row(schema, relation)
    )  # fmt: skip


def _described(schema: str, relation: str, column: str) -> Described | None:
    if schema in SCHEMAS:
        return describe_view(relation).get(column) if relation in VIEWS else None
    table = METADATA.tables.get(f"{CORE}.{relation}")
    return None if table is None or column not in table.columns else describe_table_column(table.columns[column])


def _row(schema: str, relation: str) -> str:
    if schema in SCHEMAS:
        return VIEWS[relation].row if relation in VIEWS else ""
    table = METADATA.tables.get(f"{CORE}.{relation}")
    return "" if table is None else table.comment or ""
