"""Who reads the warehouse, and for whom: a role of the database for each provider, office and jurisdiction.

A reader's role is a member of the group of its kind, which carries the rights; people's logins are members of a
reader's role. Analysts, stewards and the public read as the group itself. Roles belong to the server, not to the
database: one server serves one warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from contracts.codes import SPONSOR_OFFICE
from contracts.contract import nearest
from contracts.errors import UsageWrong, WarehouseUnavailable
from contracts.jurisdictions import JURISDICTIONS, REGIONS, is_tribe
from warehouse.code_versions import known_jurisdictions
from warehouse.rights import ANSWERS, BY_LINK, KINDS, group
from warehouse.roles import LOADER, OWNER
from warehouse.tables import PROVIDER, READER

MOST_NAME_BYTES = 63
"""PostgreSQL cuts longer names."""

OF_TRIBES = 11
"""Region of the Administration for Children and Families that tribes belong to."""

_LOCK = 0x7265616465720000


@dataclass(frozen=True)
class Reader:
    """A role that reads, and for whom.

    Attributes:
        kind: provider, sponsor, analyst, steward, jurisdiction or public.
        whose: slug, office's code or jurisdiction's code; "" where the kind is all.
    """

    kind: str
    whose: str = ""

    @property
    def role(self) -> str:
        """Its role: concord_sponsor_acf_ohs."""
        if not self.whose:
            return group(self.kind)
        name = f"{group(self.kind)}_{re.sub('[^a-z0-9]+', '_', self.whose.lower())}"
        if len(name) <= MOST_NAME_BYTES:
            return name
        return f"{name[: MOST_NAME_BYTES - 9]}_{sha256(name.encode()).hexdigest()[:8]}"

    @property
    def acf_region(self) -> int | None:
        """Region of a jurisdiction; None for all else."""
        if self.kind != "jurisdiction":
            return None
        return OF_TRIBES if is_tribe(self.whose) else next(n for n, states in REGIONS.items() if self.whose in states)

    @property
    def statements(self) -> list[str]:
        """What makes the role: it carries its group's rights, and Concord may act as it for reports."""
        if not self.whose:
            return []
        acting = ", ".join((LOADER, OWNER, *((ANSWERS,) if self.kind in BY_LINK else ())))
        return [
            f"CREATE ROLE {self.role} NOLOGIN IN ROLE {group(self.kind)}",
            f"GRANT {self.role} TO {acting} WITH INHERIT FALSE, SET TRUE",
        ]


def wanted_readers(connection: Connection, providers: Iterable[str] = ()) -> list[Reader]:
    """All readers that should be there.

    Args:
        providers: slugs of contracts; those of providers that the warehouse knows are added.
    """
    known = sa.select(PROVIDER.c.of_provider)
    slugs = {*providers, *connection.scalars(known)}
    return [
        *(Reader(kind) for kind in KINDS if kind in ("analyst", "steward", "public")),
        *(Reader("sponsor", office) for office in SPONSOR_OFFICE),
        *(Reader("jurisdiction", code) for code in {*JURISDICTIONS, *known_jurisdictions(connection)}),
        *(Reader("provider", slug) for slug in sorted(slugs)),
    ]


def make_readers(connection: Connection, providers: Iterable[str] = ()) -> list[str]:
    """Make the readers that are missing, in the connection's transaction; one query is all that happens otherwise.

    Args:
        providers: slugs of contracts that may not have delivered yet.

    Returns:
        Statements that this login may not run, for an administrator of the server; none when all is well.
    """
    missing = _missing(connection, wanted_readers(connection, providers))
    if not missing:
        return []
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    missing = _missing(connection, missing)
    for reader in missing:
        row = {"role_name": reader.role, "kind": reader.kind, "whose": reader.whose, "acf_region": reader.acf_region}
        connection.execute(insert(READER).values(row).on_conflict_do_nothing())
    statements = [statement for reader in missing for statement in _to_run(connection, reader)]
    if not _may_make_roles(connection):
        return statements
    for statement in statements:
        connection.execute(sa.text(statement))
    return []


def find_reader(connection: Connection, kind: str, whose: str = "") -> Reader:
    """The reader of a kind, ready to act as.

    Raises:
        UsageWrong: there is no such kind, or no such provider, office or jurisdiction.
        WarehouseUnavailable: its role is still to be made, by an administrator.
    """
    if kind not in KINDS:
        raise UsageWrong(f"{kind!r} is no kind of reader", mend=nearest(kind, KINDS))
    known = connection.scalars(sa.select(READER.c.whose).where(READER.c.kind == kind)).all()
    found = next((Reader(kind, name) for name in known if name.lower() == whose.lower()), None)
    if found is None:
        said = f"{whose!r} is no {kind} that the warehouse knows" if whose else f"which {kind}?"
        raise UsageWrong(said, mend=nearest(whose, known))
    if _missing(connection, [found]):
        raise roles_lacking(_to_run(connection, found) or ["concord upgrade"])
    return found


def roles_lacking(statements: list[str]) -> WarehouseUnavailable:
    """What is raised where roles of readers are missing that this login may not make."""
    return WarehouseUnavailable(
        "Roles of readers are missing, and this login may not make them.",
        mend=f"let an administrator of the server run: {'; '.join(statements)}",
    )


_STATE = sa.text(
    "SELECT r.role_name, c.oid IS NOT NULL AS is_made, coalesce(pg_has_role(:loader, c.oid, 'SET'), false)"
    " AND (c.oid = g.oid OR pg_has_role(c.oid, g.oid, 'USAGE'))"
    " AND (r.kind <> ALL (:by_link) OR coalesce(pg_has_role(a.oid, c.oid, 'SET'), false)) AS is_ready"
    " FROM core.reader r LEFT JOIN pg_roles a ON a.rolname = :answers LEFT JOIN pg_roles c ON c.rolname = r.role_name"
    " LEFT JOIN pg_roles g ON g.rolname = 'concord_' || r.kind"
)


def _missing(connection: Connection, wanted: list[Reader]) -> list[Reader]:
    asked = {"loader": LOADER, "answers": ANSWERS, "by_link": list(BY_LINK)}
    states = {row.role_name: row.is_ready for row in connection.execute(_STATE, asked)}
    # A steward is there for persons alone: Concord does not act as one.
    return [r for r in wanted if not states.get(r.role) and not (r.kind == "steward" and r.role in states)]


def _to_run(connection: Connection, reader: Reader) -> list[str]:
    exists = connection.scalar(sa.text("SELECT to_regrole(:role) IS NOT NULL"), {"role": reader.role})
    if not exists or not reader.whose:
        return reader.statements
    return [f"GRANT {group(reader.kind)} TO {reader.role}", *reader.statements[1:]]


def _may_make_roles(connection: Connection) -> bool:
    query = sa.text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(query).scalar_one())
