"""Commands that keep: a copy of everything, and a home made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import say, say_next
from nights.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not exist yet.")],
    providers: ProvidersOption = None,
    home: HomeOption = None,
) -> None:
    """Copy warehouse, landing, editions and contracts into one folder, each file with its sum.

    Landing holds what was delivered, personal data included: the folder is open to its maker alone; keep it so. What
    people deliver into an inbox, Airflow's own list of runs, logs and people's passwords are not in it.

    Example:

      concord backup /srv/backups/2026-03-02
    """
    from nights.backup import make_backup

    settings = Settings.from_environment(home=home, providers=providers)
    target = folder.expanduser().absolute()
    made = make_backup(settings, target, lambda what: say(f"  {what}"))
    say(f"{target}: {len(made.files):,} files, all that was known up to load {made.load_number} ({made.known_at}).")
    if made.landing:
        say(f"Landing is at {made.landing} and not in it: back that up where it is.")
    say_next(f"concord restore {target} --home NEW_HOME --providers NEW_FOLDER")


def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that concord backup made.", exists=False)],
    providers: ProvidersOption = None,
    home: HomeOption = None,
) -> None:
    """Make a home from a backup, after holding every file against its sum; the home must be empty.

    Contracts go into --providers where that folder is empty; else they stay as they are there.

    Example:

      concord restore /srv/backups/2026-03-02 --home /srv/concord2 --providers /srv/contracts2
    """
    from nights.backup import restore_backup

    settings = Settings.from_environment(home=home, providers=providers)
    made = restore_backup(settings, folder.expanduser().absolute(), lambda what: say(f"  {what}"))
    say(f"{settings.home} is as it was at {made.known_at}, load {made.load_number}. People's logins are granted anew.")
    say_next("concord status", "concord doctor", "concord night")
