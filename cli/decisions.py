"""Commands by which a person decides on a held delivery."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import say, say_next
from nights.settings import Settings

Provider = Annotated[str, typer.Argument(help="Slug of the provider whose delivery is held.")]
Why = Annotated[str, typer.Option(help="Why; kept with the decision.")]
By = Annotated[str, typer.Option(help="Who decides; your login name when left out.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(accept)
    app.command()(refuse)


def accept(
    provider: Provider, why: Why, by: By = "", providers: ProvidersOption = None, home: HomeOption = None
) -> None:
    """Load a provider's held delivery as it is.

    Example:

      concord accept child_care_center --why "they closed 40 old records, see their mail of 3 March"
    """
    from nights.decide import accept_held

    judged = accept_held(
        Settings.from_environment(home=home, providers=providers), provider, by or getpass.getuser(), why
    )
    counts = judged.counts
    say(f"{provider}: {judged.verdict}; {counts.accepted:,} rows accepted, {counts.rejected:,} rejected, "
        f"{counts.absent:,} records withdrawn by absence")  # fmt: skip
    say_next(f"concord status {provider}")


def refuse(
    provider: Provider, why: Why, by: By = "", providers: ProvidersOption = None, home: HomeOption = None
) -> None:
    """Refuse a provider's held delivery; the last good one stands in, and the same bytes are not asked about again.

    Example:

      concord refuse child_care_center --why "the export was cut off; they will send it again"
    """
    from nights.decide import refuse_held_delivery

    settings = Settings.from_environment(home=home, providers=providers)
    refuse_held_delivery(settings, provider, by or getpass.getuser(), why)
    say(f"{provider}: refused; the last good delivery stands in")
    say_next(f"concord status {provider}")
