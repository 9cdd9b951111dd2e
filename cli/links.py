"""Commands on links by which readers answer without an account."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from cli.options import HomeOption
from cli.screen import say, say_next, show
from contracts.errors import UsageWrong
from nights.settings import Settings

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

EXAMPLES = """Links by which readers answer without an account: make, list, revoke.

Examples:

  concord links make provider:alpha_center "opportunity:alpha_center/R-12 + beta_center/4711"

  concord links list --open

  concord links revoke --reader provider:alpha_center --why "their mailbox was broken into"
"""
SHOWN = ("link_id", "reader", "about", "edition_id", "expires_at", "state", "answers")


def add_to(whole: typer.Typer) -> None:
    """Add these commands."""
    whole.add_typer(app, name="links", help=EXAMPLES)


@app.command()
def make(
    reader: Annotated[str, typer.Argument(help="KIND:CODE: provider, sponsor or jurisdiction.")],
    subjects: Annotated[
        list[str], typer.Argument(help="opportunity:A/1 + B/2, overlap:A/1 + B/2, record:A/1, edition:ID or free.")
    ],
    days: Annotated[int, typer.Option(help="Days that it holds; else as CONCORD_ANSWERS_DAYS says.", min=1)] = 0,
    by: Annotated[str, typer.Option(help="Who makes it; your login name when left out.")] = "",
    home: HomeOption = None,
) -> None:
    """Make links for one reader, one a subject. Whoever has a link answers as that reader: send it to nobody else.

    Examples:

      concord links make provider:alpha_center "opportunity:alpha_center/R-12 + beta_center/4711"

      concord links make sponsor:ACF/OHS edition:sponsor.ACF/OHS.2026-03-04 --days 30
    """
    from nights.answer_links import answer_links
    from warehouse.links import Subject

    kind, colon, whose = reader.partition(":")
    if not colon:
        mend = "write it as provider:SLUG, sponsor:CODE or jurisdiction:CODE"
        raise UsageWrong(f"{reader!r} names no reader", mend=mend)
    asked = [Subject.read(subject) for subject in subjects]
    settings = Settings.from_environment(home=home)
    made = answer_links(settings, kind, whose, asked, edition="", by=by or getpass.getuser(), days=days or None)
    for subject, address in made.items():
        say(f"{subject}\n  {address}")
    say_next("concord links list --open", "concord answers")


@app.command("list")
def list_(
    is_open: Annotated[bool, typer.Option("--open", help="Only links that hold.")] = False,
    home: HomeOption = None,
) -> None:
    """List links, the latest first: for whom, about what, until when, and how many answers came by each.

    Example:

      concord links list --open
    """
    from nights.answer_links import read_links

    links = read_links(Settings.from_environment(home=home))
    if is_open:
        links = links[links["state"] == "open"]
    if links.empty:
        say("no link holds" if is_open else "no link was made yet")
        say_next("concord links make --help")
        return
    told = links.assign(
        reader=links["reader_kind"] + ":" + links["reader"],
        expires_at=links["expires_at"].dt.strftime("%Y-%m-%d %H:%M"),
    )
    show(told[list(SHOWN)], narrow=("link_id", "expires_at", "state"))


@app.command()
def revoke(
    links: Annotated[list[str] | None, typer.Argument(help="Identifiers, or whole addresses.")] = None,
    reader: Annotated[str, typer.Option(help="All links of a reader, as KIND:CODE.")] = "",
    edition: Annotated[str, typer.Option(help="All links of an edition.")] = "",
    why: Annotated[str, typer.Option(help="Why; kept with it.")] = "",
    by: Annotated[str, typer.Option(help="Who revokes; your login name when left out.")] = "",
    home: HomeOption = None,
) -> None:
    """End links before their time; what was answered by them stays.

    Examples:

      concord links revoke 3fQxkT0nZr1mB7y2sJ4hVg --why "sent to the wrong person"

      concord links revoke --reader jurisdiction:OH
    """
    from nights.answer_links import revoke_links

    settings = Settings.from_environment(home=home)
    ended = revoke_links(settings, links or (), reader=reader, edition=edition, by=by or getpass.getuser(), why=why)
    say(f"{ended:,} links revoked" if ended != 1 else "1 link revoked")
    say_next("concord links list --open")
