"""What codes are called, believed from load to load: a load of its own brings what differs from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.names import CodeName
from warehouse.connections import transaction
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.name_tables import CODE_VERSION

KIND = "codes"
"""Kind of a load that brings names of codes."""

Key = tuple[str, str, date | None]


@dataclass(frozen=True)
class NameChange:
    """What a load of codes changes.

    Attributes:
        named: names that are believed from then on.
        ended: list, code and first day of names that no longer are, or are replaced.
    """

    named: tuple[CodeName, ...]
    ended: tuple[Key, ...]

    def as_tree(self) -> dict[str, Any]:
        """The change as JSON can hold it."""
        return {
            "named": [{name: _text(value) for name, value in asdict(one).items()} for one in self.named],
            "ended": [[_text(part) for part in key] for key in self.ended],
        }

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any]) -> NameChange:
        """The change that `as_tree` gave."""
        return cls(
            tuple(_name({**one, **{day: _day(one[day]) for day in ("valid_from", "valid_to")}})
                  for one in tree["named"]),
            tuple((list_name, code, _day(first)) for list_name, code, first in tree["ended"]),
        )  # fmt: skip


def keep_code_names(connection: Connection, names: Sequence[CodeName], *, night: date, code_version: str) -> int | None:
    """Believe these names and no others, in one transaction that is committed here.

    Returns:
        Number of the load that brought what differs; None where nothing does, and then nothing is written.
    """
    if not _differs(change_to(connection, names)):
        connection.rollback()
        return None
    connection.rollback()
    with transaction(connection):
        lock_loads(connection)
        change = change_to(connection, names)
        if not _differs(change):
            return None
        with next_load(connection, LoadFacts(KIND, night, code_version)) as number:
            _write(connection, change, number)
    return number


def replay_code_names(
    connection: Connection, change: NameChange, *, night: date, code_version: str, recorded: RecordedLoad
) -> None:
    """Change the names once more as a recorded load did, in one transaction that is committed here."""
    with transaction(connection), next_load(connection, LoadFacts(KIND, night, code_version), recorded) as number:
        _write(connection, change, number)


def change_to(connection: Connection, names: Sequence[CodeName]) -> NameChange:
    """What differs between the names that are believed and these."""
    believed = {one.key: one for one in _read(connection, CODE_VERSION.c.known_to_load.is_(None))}
    wanted = {one.key: one for one in names}
    return NameChange(
        tuple(one for key, one in wanted.items() if believed.get(key) != one),
        tuple(key for key, one in believed.items() if wanted.get(key) != one),
    )


def change_of_load(connection: Connection, number: int) -> NameChange:
    """What a load of codes changed."""
    return NameChange(
        tuple(_read(connection, CODE_VERSION.c.known_from_load == number)),
        tuple(one.key for one in _read(connection, CODE_VERSION.c.known_to_load == number)),
    )


def known_jurisdictions(connection: Connection) -> list[str]:
    """Codes of all jurisdictions that ever had a name here."""
    query = sa.select(CODE_VERSION.c.code).where(CODE_VERSION.c.list_name == "jurisdiction").distinct()
    return sorted(connection.scalars(query))


def _differs(change: NameChange) -> bool:
    return bool(change.named or change.ended)


def _write(connection: Connection, change: NameChange, number: int) -> None:
    for list_name, code, first in change.ended:
        connection.execute(
            sa.update(CODE_VERSION)
            .where(
                CODE_VERSION.c.list_name == list_name,
                CODE_VERSION.c.code == code,
                CODE_VERSION.c.valid_from.is_not_distinct_from(first),
                CODE_VERSION.c.known_to_load.is_(None),
            )
            .values(known_to_load=number)
        )
    if change.named:
        rows = [{**asdict(one), "states": _listed(one.states), "known_from_load": number} for one in change.named]
        connection.execute(sa.insert(CODE_VERSION), rows)


def _read(connection: Connection, condition: sa.ColumnElement[bool]) -> list[CodeName]:
    columns = [CODE_VERSION.c[item.name] for item in fields(CodeName)]
    query = sa.select(*columns).where(condition).order_by(CODE_VERSION.c.list_name, CODE_VERSION.c.position)
    return [_name(row) for row in connection.execute(query).mappings()]


def _name(row: Mapping[Any, Any]) -> CodeName:
    return CodeName(**{**row, "states": None if row["states"] is None else tuple(row["states"])})


def _listed(states: tuple[str, ...] | None) -> list[str] | None:
    return None if states is None else list(states)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
