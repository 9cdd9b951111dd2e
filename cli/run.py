"""Commands that run a night, or one from landing again."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import HomeOption, ProvidersOption, read_date
from cli.screen import say, say_next
from contracts.errors import UsageWrong
from nights.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(night)
    app.command()(replay)


def night(
    date_: Annotated[str, typer.Option("--date", help="The day that the night covers, such as 2026-03-02.")] = "",
    providers: ProvidersOption = None,
    home: HomeOption = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait while another night holds the home.")] = 0,
    retry_seconds: Annotated[float, typer.Option(help="Wait before the second try of a source that is away.")] = 2,
) -> None:
    """Run one night through Airflow's DAG, in this process, and write its reports.

    Examples:

      concord night --date 2026-03-02

      concord night --date 2026-03-02 --providers my/contracts --home /srv/concord

    Exit code 3 when some provider's part failed; everything else is done and published then.
    """
    from cli.outcome import show_night
    from nights.in_process import run_night

    settings = Settings.from_environment(home=home, providers=providers)
    day = read_date(date_)
    say(f"The night of {day} in {settings.home}, with the contracts of {settings.providers}")
    state = run_night(settings, day, retry_seconds=retry_seconds, wait_seconds=wait)
    show_night(settings, day)
    say_next("concord status", 'concord sql "select * from mart.provider_status"')
    if state != "success":
        raise typer.Exit(3)


def replay(
    date_: Annotated[str, typer.Option("--date", help="The night to run again from landing.")] = "",
    every: Annotated[bool, typer.Option("--all", help="All nights, load by load, in their order.")] = False,
    providers: ProvidersOption = None,
    home: HomeOption = None,
) -> None:
    """Ingest again from landing what arrived in a night, or in all; what is loaded already is left alone.

    All nights into an empty warehouse give the warehouse that was, with its recorded numbers and times.

    Examples:

      concord replay --date 2026-03-02

      concord replay --all
    """
    from nights.replay import replay_night, replay_nights

    if every == bool(date_):
        raise UsageWrong("name one night or all", mend="write --date 2026-03-02, or --all")
    settings = Settings.from_environment(home=home, providers=providers)
    for line in replay_nights(settings) if every else replay_night(settings, read_date(date_)):
        say(line)
    say_next("concord status")

