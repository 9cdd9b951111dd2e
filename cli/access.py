"""Commands by which people get and lose their logins to the warehouse."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import say, say_next, show
from nights.settings import Settings

Name = Annotated[str, typer.Argument(help="Name of the login: small letters, digits and _.")]
As = Annotated[str, typer.Option("--as", help="analyst, steward, provider or sponsor.")]
Whose = Annotated[str, typer.Argument(help="Slug of the provider, or code of the sponsor office.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(grant)
    app.command()(revoke)
    app.command()(logins)


def grant(
    login: Name, whose: Whose = "", *, kind: As, home: HomeOption = None, providers: ProvidersOption = None
) -> None:
    """Make a login for a person who reads the warehouse, and print how psql, pandas, R and ODBC connect with it.

    The password is shown once and kept nowhere. What a login may see: docs/rights.md.

    Examples:

      concord grant ada --as analyst

      concord grant ben --as provider small_center

      concord grant cora --as sponsor ACF/OHS
    """
    from nights.logins import make_login
    from warehouse.connection_lines import connection_lines, password_file_line

    place, password = make_login(Settings.from_environment(home=home, providers=providers), login, kind, whose)
    say(f"{login} reads as {kind} {whose}".rstrip())
    say(f"Password, shown once: {password}")
    say(f"Keep it where psql, pandas and R find it, in ~/.pgpass (mode 600): {password_file_line(place)}")
    for tool, (now, then) in connection_lines(place).items():
        say(f"\n{tool}\n  {now}\nas of a moment\n  {then}")
    say_next("concord logins", f"concord revoke {login}")


def revoke(login: Name, home: HomeOption = None) -> None:
    """End a person's login: it signs in no more, and its open sessions end.

    Example:

      concord revoke ada
    """
    from nights.logins import end_login

    ended = end_login(Settings.from_environment(home=home), login)
    say(f"{login}, who read as {ended.reader.kind} {ended.reader.whose}".rstrip() + ", signs in no more")
    say_next("concord logins")


def logins(home: HomeOption = None) -> None:
    """Who may sign in to the warehouse, and as whom each reads.

    Example:

      concord logins
    """
    from nights.logins import read_logins

    found = read_logins(Settings.from_environment(home=home))
    rows = [(one.name, one.reader.kind, one.reader.whose, one.sessions) for one in found]
    show(pd.DataFrame(rows, columns=["login", "as", "of", "open sessions"]))
    say_next("concord grant NAME --as analyst", "concord revoke NAME")
