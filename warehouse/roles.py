"""The roles of the warehouse, and what the server must allow for them.

The owner holds the tables, the loader writes them, and a third adds what readers answer by links. Each kind of reader
has a group, which carries the rights; the readers themselves are made by `warehouse.readers`.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import WarehouseUnavailable
from warehouse.rights import ANSWERS, KINDS, group

OWNER = "concord_owner"
LOADER = "concord_loader"
ANALYST = group("analyst")
PUBLIC = group("public")
GROUPS = tuple(group(kind) for kind in KINDS)
ROLES = (OWNER, LOADER, ANSWERS, *GROUPS)
ACTED_AS = (ANALYST, PUBLIC)
"""Groups that are readers themselves, as which owner and loader may act; a steward's every look is a person's."""

_STATE = sa.text(
    "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles"
    " WHERE rolname = ANY (:roles) OR rolname = current_user"
)


def prepare_roles(connection: Connection) -> None:
    """Make the roles where they are missing, and act as the owner for the rest of the transaction.

    The loader writes by COPY, which PostgreSQL refuses under row security. So it passes by row security where the
    server lets us say so, and otherwise shares the owner's rights. For reports it may act as a reader.

    Raises:
        WarehouseUnavailable: this login may not do it; the message holds the statements for an administrator.
    """
    user = connection.execute(sa.text("SELECT current_user")).scalar_one()
    states = _states(connection)
    mine = states[user]
    if mine.rolsuper or mine.rolcreaterole:
        for role in ROLES:
            if role not in states:
                connection.execute(sa.text(f"CREATE ROLE {role} NOLOGIN"))
        _grant_needs(connection, user, is_super=mine.rolsuper)
    _check_roles(connection)
    if not _may_act_as_owner(connection):
        raise WarehouseUnavailable(
            f"The warehouse's tables are missing or of another version, which {user} may not change.",
            mend=f"run concord upgrade with the login of {OWNER} in CONCORD_WAREHOUSE_URL",
        )
    if user != OWNER:
        connection.execute(sa.text(f"SET LOCAL ROLE {OWNER}"))


def _grant_needs(connection: Connection, user: str, *, is_super: bool) -> None:
    states = _states(connection)
    if is_super:
        if not states[LOADER].rolbypassrls:
            connection.execute(sa.text(f"ALTER ROLE {LOADER} BYPASSRLS"))
    elif not _may_load(connection):
        connection.execute(sa.text(f"GRANT {OWNER} TO {LOADER} WITH INHERIT TRUE, SET FALSE"))
    if not is_super and user != OWNER:
        connection.execute(sa.text(f'GRANT {OWNER} TO "{user}"'))
    for role in _not_acted_as(connection):
        connection.execute(sa.text(_may_act(role)))
    database = connection.execute(sa.text("SELECT quote_ident(current_database())")).scalar_one()
    connection.execute(sa.text(f"GRANT CREATE, CONNECT ON DATABASE {database} TO {OWNER}"))
    connection.execute(sa.text(f"GRANT CONNECT ON DATABASE {database} TO {LOADER}, {ANALYST}, {ANSWERS}"))
    # Who may make temporary functions may ask by them what a view hides; the views are barriers all the same.
    connection.execute(sa.text(f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC"))


def _check_roles(connection: Connection) -> None:
    missing = [role for role in ROLES if role not in _states(connection)]
    statements = [f"CREATE ROLE {role} NOLOGIN" for role in missing]
    if {OWNER, LOADER} & set(missing) or not _may_load(connection):
        statements.append(f"ALTER ROLE {LOADER} BYPASSRLS")
    statements += [_may_act(role) for role in ACTED_AS if role in missing or role in _not_acted_as(connection)]
    if not statements:
        return
    raise WarehouseUnavailable(
        "This login may not prepare the warehouse's roles.",
        mend=f"let an administrator of the server run: {'; '.join(statements)}; or bring the warehouse up to date once "
        "as an administrator",
    )


def _may_act(role: str) -> str:
    return f"GRANT {role} TO {LOADER}, {OWNER} WITH INHERIT FALSE, SET TRUE"


def _may_load(connection: Connection) -> bool:
    query = sa.text("SELECT rolbypassrls OR pg_has_role(oid, :owner, 'USAGE') FROM pg_roles WHERE rolname = :loader")
    return bool(connection.execute(query, {"owner": OWNER, "loader": LOADER}).scalar_one())


def _not_acted_as(connection: Connection) -> list[str]:
    """Of the groups that are readers themselves, those that exist and that owner or loader may not act as."""
    query = sa.text(
        "SELECT g.rolname FROM pg_roles g WHERE g.rolname = ANY (:groups) AND EXISTS (SELECT FROM pg_roles r"
        " WHERE r.rolname IN (:owner, :loader) AND NOT pg_has_role(r.oid, g.oid, 'SET'))"
    )
    return list(connection.scalars(query, {"groups": list(ACTED_AS), "owner": OWNER, "loader": LOADER}))


def _may_act_as_owner(connection: Connection) -> bool:
    return bool(connection.execute(sa.text("SELECT pg_has_role(:owner, 'SET')"), {"owner": OWNER}).scalar_one())


def _states(connection: Connection) -> dict[str, sa.Row[tuple[str, bool, bool, bool]]]:
    rows = connection.execute(_STATE, {"roles": list(ROLES)})
    return {row.rolname: row for row in rows}
