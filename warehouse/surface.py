"""What readers meet: views, functions, comments and rights, applied anew whenever their text here changes.

They hold no rows, so they are not migrated step by step: the newest text counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import WarehouseUnavailable
from warehouse import fact_tables, overlap_tables
from warehouse.constraints import apply_constraints, constraints_text, quoted
from warehouse.dictionary import describe_view
from warehouse.kind_tables import INPUT_TABLES, VERSION_TABLES
from warehouse.link_tables import LINK_TABLES
from warehouse.mart.moments import FUNCTIONS, MART, PAST, SCHEMAS
from warehouse.mart.outside import FUNCTIONS as OUTSIDE
from warehouse.mart.record import NEVER_SHOWN
from warehouse.mart.view import past, present
from warehouse.mart.views import VIEWS
from warehouse.name_tables import CODE_VERSION, EDITION, PROVIDER_VERSION
from warehouse.purge_tables import PURGE
from warehouse.rights import ANSWERS, OUTSIDERS, group, policies
from warehouse.rights import FUNCTIONS as RIGHTS
from warehouse.roles import GROUPS, LOADER, OWNER
from warehouse.sending_tables import SENDING_TABLES
from warehouse.tables import METADATA, SURFACE

# Core columns that readers' views read. The schema itself is closed to readers, so only views reach them; row security
# (warehouse.rights) says which rows, and hides the statistics of these tables.
READER_COLUMNS: dict[str, tuple[str, ...]] = {
    "reader": ("role_name", "kind", "whose", "acf_region"),
    "load": ("load_number", "committed_at", "kind", "night", "provider_id", "delivery_id"),
    "provider": ("provider_id", "provider_name", "stands_in_days", "late_after_days", "delivery_kind",
                 "is_text_cleared", "sponsor_offices", "first_seen_at", "report_kind", "of_provider"),
    "delivery": tuple(c.name for c in METADATA.tables["core.delivery"].columns
                      if c.name not in ("etag", "watermark", "column_names", "content_digest")),
    "attempt": tuple(c.name for c in METADATA.tables["core.attempt"].columns),
    "rejected_row": ("provider_id", "delivery_id", "part", "sheet", "row_number", "rules", "source_columns",
                     "known_from_load", "known_to_load"),
    "unmapped_row": ("provider_id", "field", "source_value", "known_from_load", "known_to_load"),
    "purge": tuple(c.name for c in PURGE.columns),
    "contract_version": ("provider_id", "first_used_at", "contract"),
    **fact_tables.READ,
    "provider_version": tuple(c.name for c in PROVIDER_VERSION.columns if c.name not in ("contact", "rules_version")),
    "code_version": tuple(c.name for c in CODE_VERSION.columns),
    "edition": tuple(c.name for c in EDITION.columns),
    **{table.name: (*(name for name in table.kind.fields if name not in NEVER_SHOWN), "part", "sheet", "row_number",
                    "change", "cause", "rules_version", "true_from", "known_from_load", "known_to_load", "ended_by")
       for table in VERSION_TABLES.values()},
    **{name: tuple(c.name for c in METADATA.tables[f"core.{name}"].columns)
       for name in (*INPUT_TABLES, "link", "answer", "answer_taken", *SENDING_TABLES)},
    **{name: tuple(c.name for c in METADATA.tables[f"core.{name}"].columns if c.name not in overlap_tables.NEVER_SHOWN)
       for name in overlap_tables.TOLD},
}  # fmt: skip


ONLY_ADDED = ("judgement", "purge", "edition", *INPUT_TABLES, *LINK_TABLES, *SENDING_TABLES)
"""Tables that only grow: nobody holds the right to change or delete a row, the owner included."""

_READ = ", ".join(SCHEMAS)
_GROUPS = ", ".join(GROUPS)


def surface_fingerprint() -> str:
    """sha256 over everything that this module applies."""
    functions = [function.statement for function in (*RIGHTS, *FUNCTIONS, *OUTSIDE)]
    applied = [*functions, constraints_text(), *_view_statements(), *_after_views()]
    return hashlib.sha256("\n".join(applied).encode()).hexdigest()


def apply_surface(connection: Connection) -> None:
    """Make views, functions, comments and rights what this code says, in the connection's transaction.

    Raises:
        WarehouseUnavailable: a view of somebody's own stands on one of ours that must be made anew.
    """
    for schema in SCHEMAS:
        _execute(connection, f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for function in (*RIGHTS, *FUNCTIONS, *OUTSIDE):
        _execute(connection, function.statement)
    try:
        with connection.begin_nested():
            _execute_all(connection, _view_statements())
    except sa.exc.ProgrammingError:
        # A view whose columns moved cannot be replaced in place.
        _drop_views(connection)
        _execute_all(connection, _view_statements())
    _execute_all(connection, _after_views())
    apply_constraints(connection)
    connection.execute(sa.delete(SURFACE))
    connection.execute(sa.insert(SURFACE).values(fingerprint=surface_fingerprint()))


def _after_views() -> Iterator[str]:
    yield from _comments()
    yield from _rights()


def _view_statements() -> Iterator[str]:
    for schema, read in ((MART, present), (PAST, past)):
        for name, view in VIEWS.items():
            options = f"security_invoker = true, security_barrier = {str(view.is_barrier).lower()}"
            yield f"CREATE OR REPLACE VIEW {schema}.{name} WITH ({options}) AS {read(view.query)}"


def _drop_views(connection: Connection) -> None:
    try:
        for schema in SCHEMAS:
            for name in reversed(VIEWS):
                _execute(connection, f"DROP VIEW IF EXISTS {schema}.{name}")
    except sa.exc.DBAPIError as error:
        detail = error.orig.diag.message_detail if isinstance(error.orig, psycopg.Error) else ""
        raise WarehouseUnavailable(
            f"A view of mart changes its columns, and something of your own stands on it: {detail or error.orig}",
            mend="drop that view, bring the warehouse up to date, and make it again",
        ) from error


def _comments() -> Iterator[str]:
    yield "COMMENT ON SCHEMA core IS 'Private tables of Concord; read schema mart instead'"
    yield "COMMENT ON SCHEMA mart IS 'What Concord knows, for readers: stable views with described columns'"
    yield "COMMENT ON SCHEMA past IS 'The views of mart as they stood at the moment that mart.as_of was given'"
    for table in METADATA.sorted_tables:
        yield f"COMMENT ON TABLE {table.fullname} IS {quoted(table.comment)}"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {table.fullname}.{column.name} IS {quoted(column.comment)}"
    for function in (*RIGHTS, *FUNCTIONS, *OUTSIDE):
        yield f"COMMENT ON FUNCTION {function.signature} IS {quoted(function.meaning)}"
    for schema in SCHEMAS:
        for name, view in VIEWS.items():
            yield f"COMMENT ON VIEW {schema}.{name} IS {quoted(view.row)}"
            yield _column_comments(schema, name)


def _column_comments(schema: str, view: str) -> str:
    # The server knows which columns the view has; only those get their comment.
    told = sorted((column, str(described.told)) for column, described in describe_view(view).items())
    meanings = ", ".join(f"({quoted(column)}, {quoted(meaning)})" for column, meaning in told)
    name = f"{schema}.{view}"
    return (
        "DO $$ DECLARE c record; BEGIN FOR c IN SELECT m.name, m.meaning FROM pg_attribute a JOIN "  # noqa: S608  (names of ours)
        f"(VALUES {meanings}) AS m(name, meaning) ON m.name = a.attname "
        f"WHERE a.attrelid = '{name}'::regclass AND a.attnum > 0 LOOP "
        f"EXECUTE format('COMMENT ON COLUMN {name}.%I IS %L', c.name, c.meaning); END LOOP; END $$"
    )


def _rights() -> Iterator[str]:
    yield f"REVOKE ALL ON SCHEMA core, {_READ} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA core, {_READ} FROM PUBLIC, {LOADER}, {ANSWERS}, {_GROUPS}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA core, {_READ} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA core TO {LOADER}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA core TO {LOADER}"
    for table in METADATA.sorted_tables:
        if table is not SURFACE:
            granted = "INSERT" if table.name in ONLY_ADDED else "INSERT, UPDATE"
            yield f"GRANT {granted} ON {table.fullname} TO {LOADER}"
    for name in ONLY_ADDED:
        yield f"REVOKE UPDATE, DELETE, TRUNCATE ON core.{name} FROM {OWNER}"
    yield f"GRANT USAGE ON SCHEMA core TO {ANSWERS}"
    yield f"GRANT SELECT ON core.link, core.link_end TO {ANSWERS}"
    yield f"GRANT INSERT ON core.answer TO {ANSWERS}"
    yield f"GRANT USAGE ON SCHEMA {_READ} TO {LOADER}, {_GROUPS}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {_READ} TO {LOADER}, {_GROUPS}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA core, {_READ} TO {LOADER}, {_GROUPS}"
    for schema in SCHEMAS:
        closed = [f"{schema}.{name}" for name, view in VIEWS.items() if view.is_for_partners]
        yield f"REVOKE SELECT ON {', '.join(closed)} FROM {', '.join(map(group, OUTSIDERS))}"  # noqa: S608
    for name, columns in READER_COLUMNS.items():
        yield f"GRANT SELECT ({', '.join(columns)}) ON core.{name} TO {_GROUPS}"
    yield from policies(list(READER_COLUMNS))


def _execute_all(connection: Connection, statements: Iterator[str]) -> None:
    for statement in statements:
        _execute(connection, statement)


def _execute(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
