"""How people's tools connect to the warehouse: a line for each, now and as of a past moment; none holds a password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import URL

from warehouse.mart.moments import MART, PAST, SETTING

EXAMPLE_MOMENT = "2026-03-02T06:00Z"
"""Without blanks, which options of a connection cannot hold as they are."""


@dataclass(frozen=True)
class Place:
    """Where the warehouse is, for whom."""

    login: str
    host: str
    port: int
    database: str

    @classmethod
    def of(cls, url: URL, login: str) -> Place:
        """The place that an engine's address names, for a login."""
        return cls(login, url.host or "127.0.0.1", url.port or 5432, url.database or login)


def as_of_options(moment: str = EXAMPLE_MOMENT) -> str:
    """Options of a connection that make views named without a schema those of the past."""
    return f"-c search_path={PAST},{MART} -c {SETTING}={moment}"


def password_file_line(place: Place, password: str = "PASSWORD") -> str:
    """The line of ~/.pgpass (mode 600) from which psql, pandas and R take the password."""
    return f"{place.host}:{place.port}:{place.database}:{place.login}:{password}"


def connection_lines(place: Place, moment: str = EXAMPLE_MOMENT) -> dict[str, tuple[str, str]]:
    """Tool to its line for the present and its line as of a moment."""
    where, options = f"{place.login}@{place.host}:{place.port}/{place.database}", as_of_options(moment)
    r_place = f'host = "{place.host}", port = {place.port}, dbname = "{place.database}", user = "{place.login}"'
    odbc = (
        f"Driver={{PostgreSQL Unicode}};Server={place.host};Port={place.port};Database={place.database};"
        f"Uid={place.login};Pwd=PASSWORD"
    )
    pandas = f'sqlalchemy.create_engine("postgresql+psycopg://{where}"'
    return {
        "psql": (f"psql postgresql://{where}", f'PGOPTIONS="{options}" psql postgresql://{where}'),
        "pandas": (f"{pandas})", f'{pandas}, connect_args={{"options": "{options}"}})'),
        "R": (
            f"DBI::dbConnect(RPostgres::Postgres(), {r_place})",
            f'DBI::dbConnect(RPostgres::Postgres(), {r_place}, options = "{options}")',
        ),
        "ODBC, Excel, BI": (odbc, f"{odbc};pqopt={{options='{options}'}}"),
    }
