"""Commands by which a steward takes something out of Concord for good."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Annotated

import pandas as pd
import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import say, say_next, show
from nights.settings import Settings
from warehouse.purges import Purge

HELP = """Take a record, a delivery or a provider out for good, everywhere, and leave a tombstone.

It shows what would go, and asks. What was known before can then no longer be seen as it was, deliveries that held the
record can no longer be replayed, and backups made before still hold it: delete those yourself.

Examples:

  concord purge record small_center R-17 --why "a parent's name in the title; asked by the center on 3 March"

  concord purge lift small_center R-17 --why "the center corrected the title"
"""

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

Provider = Annotated[str, typer.Argument(help="The provider's slug.")]
Record = Annotated[str, typer.Argument(help="The record's own identifier.")]
Delivery = Annotated[str, typer.Argument(help="delivery_id, as mart.submission lists it.")]
Why = Annotated[str, typer.Option(help="Why; kept in the tombstone, so no personal data here.")]
By = Annotated[str, typer.Option(help="Who purges; your login name when left out.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def add_to(whole: typer.Typer) -> None:
    """Add these commands."""
    whole.add_typer(app, name="purge", help=HELP)


@app.command()
def record(
    provider: Provider, record: Record, why: Why, by: By = "", yes: Yes = False,
    providers: ProvidersOption = None, home: HomeOption = None,
) -> None:  # fmt: skip
    """One record, all its versions. It is rejected when it comes again, until the purge is lifted.

    Example:

      concord purge record small_center R-17 --why "a parent's name in the title"
    """
    purge = Purge("record", provider, by or getpass.getuser(), why, datetime.now(UTC), record=record)
    _purge(Settings.from_environment(home=home, providers=providers), purge, yes=yes)


@app.command()
def delivery(
    provider: Provider, delivery: Delivery, why: Why, by: By = "", yes: Yes = False,
    providers: ProvidersOption = None, home: HomeOption = None,
) -> None:  # fmt: skip
    """What one delivery brought; the provider's next report brings again what still holds.

    Example:

      concord purge delivery small_center 2026-03-02-small_center-1a2b3c4d-5e6f --why "another center's file"
    """
    purge = Purge("delivery", provider, by or getpass.getuser(), why, datetime.now(UTC), delivery=delivery)
    _purge(Settings.from_environment(home=home, providers=providers), purge, yes=yes)


@app.command()
def provider(
    provider: Provider, why: Why, by: By = "", yes: Yes = False,
    providers: ProvidersOption = None, home: HomeOption = None,
) -> None:  # fmt: skip
    """A provider with all that it ever reported; its contract must be gone first.

    Example:

      concord purge provider small_center --why "left the partners and asked for it"
    """
    purge = Purge("provider", provider, by or getpass.getuser(), why, datetime.now(UTC))
    _purge(Settings.from_environment(home=home, providers=providers), purge, yes=yes)


@app.command()
def lift(
    provider: Provider, record: Record, why: Why, by: By = "",
    providers: ProvidersOption = None, home: HomeOption = None,
) -> None:  # fmt: skip
    """Let a purged record come again; what was purged stays gone.

    Example:

      concord purge lift small_center R-17 --why "the center corrected the title"
    """
    from nights.purge import lift_purge

    purge = Purge("lifted", provider, by or getpass.getuser(), why, datetime.now(UTC), record=record)
    number = lift_purge(Settings.from_environment(home=home, providers=providers), purge)
    say(f"{provider}/{record} may come again from load {number} on.")
    say_next("concord night")


def _purge(settings: Settings, purge: Purge, *, yes: bool) -> None:
    from nights.purge import carry_out, find_reach

    reach = find_reach(settings, purge)
    rows = [(f"core.{table}", count) for table, count in reach.rows.items()]
    files = [("deliveries in landing, with all that they hold", len(reach.deliveries)),
             ("editions of reports", len(reach.editions)), ("exports", len(reach.exports))]  # fmt: skip
    show(pd.DataFrame([*rows, *files], columns=["what", "how many"]), "What goes for good")
    if reach.deliveries:
        nights = sorted({receipt.night for receipt in reach.deliveries})
        say(f"The nights of {nights[0]} to {nights[-1]} can then not be replayed for {purge.provider}.")
    if not yes:
        typer.confirm("Take it out?", abort=True)
    number = carry_out(settings, purge, reach)
    say(f"Purged, load {number}. Backups made before hold it still: delete them. A frozen model keeps counts of words.")
    say_next('concord sql "select * from purge"', "concord night")
