"""Commands that start, stop and examine what runs."""

from __future__ import annotations

import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import console, say, say_next
from nights.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(up)
    app.command()(down)
    app.command()(doctor)
    app.command()(upgrade)


def up(providers: ProvidersOption = None, home: HomeOption = None) -> None:
    """Start the whole of Airflow on 127.0.0.1, with the schedule on, and print the address and how to sign in.

    Example:

      concord up --home /srv/concord --providers /srv/contracts
    """
    from nights.warehouse_access import open_warehouse
    from ops.airflow_pools import ensure_pools
    from ops.airflow_processes import airflow_up

    settings = Settings.from_environment(home=home, providers=providers)
    open_warehouse(settings)
    address = airflow_up(settings.home, more={**settings.as_environment(), **ensure_first_night(settings)}, say=say)
    ensure_pools(settings.home)
    say(f"Airflow: {address.url}   user: {address.user}   password: in {address.password_file}")
    say_next("concord status", "concord down")


def down(home: HomeOption = None) -> None:
    """Stop what was started from this home, by its own ids, and nothing else.

    Example:

      concord down
    """
    from ops.airflow_processes import airflow_down
    from warehouse.server import EmbeddedServer

    settings = Settings.from_environment(home=home)
    for part in airflow_down(settings.home, say=say):
        say(f"Stopped {part}.")
    stopped = EmbeddedServer(settings.home).stop() if settings.home.exists() else False
    say("Stopped the embedded PostgreSQL." if stopped else "The embedded PostgreSQL was not running.")


def doctor(providers: ProvidersOption = None, home: HomeOption = None) -> None:
    """Say what is missing or broken, and the mend. Exit code 1 when something must be mended.

    Example:

      concord doctor
    """
    from nights.doctor import examine

    settings = Settings.from_environment(home=home, providers=providers)
    broken = 0
    for finding in examine(settings):
        sign = {"fine": "[green]fine[/green]", "missing": "[yellow]without[/yellow]", "broken": "[red]broken[/red]"}
        console.print(f"{sign[finding.state]:8} {finding.what}: {finding.said}", soft_wrap=True)
        if finding.mend:
            say(f"         To mend: {finding.mend}")
        broken += finding.state == "broken"
    if broken:
        raise typer.Exit(1)


def upgrade(home: HomeOption = None) -> None:
    """Bring the warehouse's tables, views and rights to this version; every row stays.

    Example:

      concord upgrade
    """
    from nights.warehouse_access import open_warehouse

    settings = Settings.from_environment(home=home)
    open_warehouse(settings)
    say(f"The warehouse of {settings.home} is up to date.")


def ensure_first_night(settings: Settings) -> dict[str, str]:
    """The first night of the schedule: the day on which this home was first brought up; later starts catch up from it."""
    from datetime import UTC, datetime

    path = settings.home / "airflow" / "first_night"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(datetime.now(UTC).date().isoformat(), encoding="ascii")
    return {"CONCORD_FIRST_NIGHT": path.read_text(encoding="ascii")}
