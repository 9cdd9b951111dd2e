"""Commands that start, stop and examine what runs."""

from __future__ import annotations

import subprocess
import sys

import typer
from rich.markup import escape

from cli.options import HomeOption, ProvidersOption
from cli.screen import console, say, say_next
from nights.settings import Settings

SIGNS = {"fine": ("green", "fine"), "missing": ("yellow", "without"), "broken": ("red", "broken")}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(up)
    app.command()(down)
    app.command()(doctor)
    app.command()(upgrade)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(airflow)


def up(providers: ProvidersOption = None, home: HomeOption = None) -> None:
    """Start the whole of Airflow on 127.0.0.1, with the schedule on, and the service by which readers answer.

    Example:

      concord up --home /srv/concord --providers /srv/contracts
    """
    from nights.home_lock import hold_home
    from nights.schedule import FIRST_NIGHT, first_night
    from nights.warehouse_access import open_warehouse
    from ops.airflow_processes import airflow_up

    settings = Settings.from_environment(home=home, providers=providers)
    with hold_home(settings.home, "starting Airflow"):
        open_warehouse(settings)
        first = first_night(settings)
        more = {**settings.as_environment(), FIRST_NIGHT: first.isoformat()}
        address = airflow_up(settings.home, more=more, say=lambda line: say(f"  {line}"))
        answers_at = _answers_up(settings)
    say(f"Airflow is up: {address.url}")
    say(f"Sign in as {address.user}, with the password in {address.passwords}")
    say(f"The schedule is on, from {first} on: a night every day at 02:00 UTC; missed ones are caught up now.")
    say(answers_at)
    say_next("concord status", "concord doctor", "concord down")


def _answers_up(settings: Settings) -> str:
    """Start the service by which readers answer; says where it is, or why it is not."""
    from nights.answer_settings import WAREHOUSE_URL, AnswerSettings
    from ops.answers_process import answers_up

    answering = AnswerSettings.read(settings)
    if not answering.may_serve(settings):
        return f"Readers cannot answer by links: set {WAREHOUSE_URL}, see docs/answers.md."
    say("  starting the service for readers' answers")
    command = [sys.executable, "-m", "cli.main", "answers", "--port", str(answering.port)]
    answers_up(settings.home, command, answering.port, more=settings.as_environment())
    return f"Readers answer by links that begin with {answering.url}"


def down(home: HomeOption = None) -> None:
    """Stop what was started from this home, by its own ids, and nothing else.

    Example:

      concord down
    """
    from ops.airflow_processes import airflow_down
    from ops.answers_process import answers_down
    from warehouse.server import EmbeddedServer

    settings = Settings.from_environment(home=home)
    if not settings.home.exists():
        say(f"Nothing to stop: there is no {settings.home}.")
        return
    stopped = airflow_down(settings.home, say=lambda _: None)
    if answers_down(settings.home):
        stopped.append("the service for readers' answers")
    if EmbeddedServer(settings.home).stop():
        stopped.append("the embedded PostgreSQL")
    say(f"Stopped {', '.join(stopped)}." if stopped else f"Nothing of {settings.home} was running.")


def doctor(providers: ProvidersOption = None, home: HomeOption = None) -> None:
    """Say what is missing or broken, and the mend. Exit code 1 when something must be mended.

    Example:

      concord doctor
    """
    from nights.doctor import examine

    settings = Settings.from_environment(home=home, providers=providers)
    broken = 0
    for finding in examine(settings):
        style, word = SIGNS[finding.state]
        console.print(f"[{style}]{word:8}[/{style}] {escape(f'{finding.what}: {finding.said}')}", soft_wrap=True)
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


def airflow(context: typer.Context, providers: ProvidersOption = None, home: HomeOption = None) -> None:
    """Run one of Airflow's own commands on this home, with the settings that its parts have.

    Examples:

      concord airflow backfill create --dag-id concord_night --from-date 2026-03-01 --to-date 2026-03-08

      concord airflow pools set concord_pull 2 "two pulls at a time"

    A backfill ends before the midnight of its last date: give the day after the last night.
    """
    from nights.schedule import FIRST_NIGHT, kept_first_night
    from ops.airflow_environment import merge_environment
    from ops.airflow_metadata import prepare_airflow

    settings = Settings.from_environment(home=home, providers=providers)
    first = kept_first_night(settings)
    more = {FIRST_NIGHT: first.isoformat()} if first else {}
    environment = merge_environment({**prepare_airflow(settings.home), **settings.as_environment(), **more})
    done = subprocess.run([sys.executable, "-m", "airflow", *context.args], env=environment, check=False)
    raise typer.Exit(done.returncode)
