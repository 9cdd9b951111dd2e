"""What the dictionary says of values, as CHECK constraints: known codes, numbers within bounds, ends not before starts.

They belong to the surface, not to the migrations: a code that is added to its list changes its constraint the next time
the warehouse is brought up to date. What was believed once stays as it was, even where its code is no longer one: rows
that are no longer believed are not asked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.code_lists import GROWS_BY_DATA, known_codes
from contracts.fields import FIELDS, SPANS
from warehouse.record_tables import RECORD_VERSION
from warehouse.tables import METADATA

log = logging.getLogger("concord.upgrade")

_STEPS = (
    "WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months' WHEN 'year' THEN interval '1 year'"
)
# A row that takes a record back need not be plausible.
_TAKEN_BACK = "record_state = 'retracted'"
_STANDING = sa.text(
    "SELECT conname, obj_description(oid, 'pg_constraint') AS told FROM pg_constraint WHERE contype = 'c'"
    " AND conrelid = CAST(:table AS regclass) AND obj_description(oid, 'pg_constraint') ~ '\\[[0-9a-f]{12}\\]$'"
)


@dataclass(frozen=True)
class Constraint:
    """A condition that every row of a table meets that is believed.

    Attributes:
        name: unique within its table.
        condition: in SQL; names of ours only.
        meaning: for people.
    """

    name: str
    condition: str
    meaning: str

    @property
    def comment(self) -> str:
        """What the database says of it; it differs where the condition does."""
        return f"{self.meaning} [{sha256(self.condition.encode()).hexdigest()[:12]}]"


def table_constraints(table: sa.Table) -> list[Constraint]:
    """All constraints that the dictionary makes on one table."""
    made = [*_codes(table), *(_of_records() if table is RECORD_VERSION else ())]
    if "known_to_load" not in table.columns:
        return made
    return [Constraint(one.name, f"known_to_load IS NOT NULL OR {one.condition}", one.meaning) for one in made]


def constraints_text() -> str:
    """All constraints as one text, which differs where one does."""
    return "\n".join(
        f"{table.name} {one.name} {one.comment}" for table in METADATA.sorted_tables for one in table_constraints(table)
    )


def apply_constraints(connection: Connection) -> None:
    """Give every table the constraints that it lacks, and take from it those that nothing declares any more.

    Where rows that are believed break a new one, as when a code was taken off its list, only what is written from now
    on is asked; the log says so.
    """
    for table in METADATA.sorted_tables:
        stand = _standing(connection, table)
        wanted = {one.name: one for one in table_constraints(table)}
        gone = [name for name, comment in stand.items() if name not in wanted or wanted[name].comment != comment]
        added = [one for one in wanted.values() if one.name not in stand or one.name in gone]
        for name in gone:
            _execute(connection, f"ALTER TABLE {table.fullname} DROP CONSTRAINT {name}")
        for one in added:
            _execute(
                connection, f"ALTER TABLE {table.fullname} ADD CONSTRAINT {one.name} CHECK ({one.condition}) NOT VALID"
            )
            _execute(connection, f"COMMENT ON CONSTRAINT {one.name} ON {table.fullname} IS {quoted(one.comment)}")
        _validate(connection, table, [one.name for one in added])


def _standing(connection: Connection, table: sa.Table) -> dict[str, str]:
    """Constraints of ours that a table has: name to comment. Others' carry no mark and are left alone."""
    rows = connection.execute(_STANDING, {"table": table.fullname})
    return {row.conname: row.told for row in rows}


def _validate(connection: Connection, table: sa.Table, names: list[str]) -> None:
    # All at once: the rows are then read once.
    if names and not _holds(connection, table, names):
        for name in names:
            if not _holds(connection, table, [name]):
                log.warning("rows of %s break %s; only what is written from now on is asked", table.fullname, name)


def _holds(connection: Connection, table: sa.Table, names: list[str]) -> bool:
    try:
        with connection.begin_nested():
            checks = ", ".join(f"VALIDATE CONSTRAINT {name}" for name in names)
            _execute(connection, f"ALTER TABLE {table.fullname} {checks}")
    except sa.exc.IntegrityError:
        return False
    return True


def _codes(table: sa.Table) -> Iterator[Constraint]:
    for column in table.columns:
        name = column.info["told"].codes if "told" in column.info else ""
        # Lists within a cell are left to the checks of deliveries: asked here, they would slow every load down.
        if name and name not in GROWS_BY_DATA and not isinstance(column.type, sa.ARRAY):
            codes = ", ".join(quoted(code) for code in known_codes(name))
            yield Constraint(f"{column.name}_is_known", f"({column.name} IN ({codes}))", f"A code of the list {name}")


def _of_records() -> Iterator[Constraint]:
    for name, field in FIELDS.items():
        ends = ((">=", field.least), ("<=", field.most))
        bounds = [f"{name} {sign} {bound}" for sign, bound in ends if bound is not None]
        if bounds:
            condition = f"({_TAKEN_BACK} OR {' AND '.join(bounds)})"
            yield Constraint(f"{name}_in_bounds", condition, " and ".join(bounds))
    for start, end in SPANS:
        after = f"{end} + CASE {end}_precision {_STEPS} ELSE interval '1 day' END > {start}"
        yield Constraint(f"{end}_not_before_start", f"({_TAKEN_BACK} OR {after})", f"{end} is not before {start}")


def quoted(text: str | None) -> str:
    """A text as SQL writes it."""
    return "'" + (text or "").replace("'", "''") + "'"


def _execute(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
