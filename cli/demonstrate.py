"""`concord demo`: three nights of seven made-up providers, from an empty start."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import typer

from cli.options import HomeOption
from cli.screen import say, say_next
from nights.settings import ROOT, Settings, default_home

NIGHT_TOLD = (
    "the first load",
    "corrections, a retraction, a late provider, a broken file, a changed header, an unknown code, an unchanged report",
    "the broken provider recovers, the late one is caught up",
)


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)


def demo(home: HomeOption = None) -> None:
    """Run three nights of seven made-up providers on real servers of this machine, from an empty start.

    The demo's home is a folder of its own; what it held from an earlier demo is removed.

    Example:

      concord demo
    """
    from demo.world import DemoWorld
    from nights.warehouse_access import open_warehouse
    from warehouse.server import EmbeddedServer

    started = time.monotonic()
    settings = Settings(home=(home or default_home() / "demo").absolute(), providers=ROOT / "providers")
    _clear(settings.home)
    say(f"Concord's demo in {settings.home}")
    say("Starting the embedded PostgreSQL 18 and the providers' servers …")
    open_warehouse(settings)
    with DemoWorld(settings.home, EmbeddedServer(settings.home)) as world:
        for number, day in enumerate(world.truth.nights, start=1):
            say(f"\nNight {number} of 3, {day}: {NIGHT_TOLD[number - 1]}")
            world.set_night(number)
            _run(settings, day, world.connections())
            _hear_partners(settings, number)
        _end(settings, world.truth.nights[-1], time.monotonic() - started)


def _run(settings: Settings, day: date, connections: dict[str, str]) -> None:
    from cli.outcome import show_night_table
    from nights.in_process import run_night

    run_night(settings, day, retry_seconds=0.5, environment=connections)
    show_night_table(settings, day)


def _hear_partners(settings: Settings, night: int) -> None:
    """Between the nights, partners give input, and one is answered."""
    from demo.further_reports import ANSWERED, INPUTS
    from nights.partner_input import answer_input, list_input, note_input

    for after, line in INPUTS:
        if after == night:
            [given] = note_input(settings, [line])
            say(f"Input {given.input_id} of {given.from_kind} {given.from_whom}: {given.input_text}")
    if night == len(INPUTS):
        first = str(list_input(settings)["input_id"].iloc[0])
        answer_input(settings, first, **ANSWERED)
        say(f"Input {first} is answered: {ANSWERED['note']}")


def _end(settings: Settings, last: date, seconds: float) -> None:
    from cli.outcome import show_overlaps, show_paths

    show_overlaps(settings)
    show_paths(settings, last)
    say(f"Done in {seconds:.0f} seconds.")
    at = f"--home {settings.home}"
    say_next(
        f"concord status {at}",
        f"concord status family_support_network {at}",
        f'concord sql {at} "table mart.overlap limit 10"',
        f'concord accept child_care_center {at} --why "they told us of the new column"',
        f"concord input list --open {at}",
        f"concord down {at}",
    )


def _clear(home: Path) -> None:
    """Remove an earlier demo; only a folder that a demo made is removed."""
    from contracts.errors import UsageWrong
    from ops.airflow_processes import airflow_down
    from ops.answers_process import answers_down
    from warehouse.server import EmbeddedServer

    mark = home / "made-by-concord-demo"
    if home.exists() and any(home.iterdir()):
        if not mark.exists():
            raise UsageWrong(
                "this folder holds something else than a demo", where=str(home), mend="name an empty folder with --home"
            )
        airflow_down(home, say=lambda _: None)
        answers_down(home)
        EmbeddedServer(home).stop()
        shutil.rmtree(home)
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    mark.touch()
