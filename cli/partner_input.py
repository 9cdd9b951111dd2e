"""Commands on input: what sponsors, jurisdictions, providers and family partners told, and what becomes of it."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HomeOption
from cli.screen import say, say_next, show
from contracts.codes import INPUT_DISPOSITION, SHARING_LEVEL
from contracts.errors import UsageWrong
from nights.settings import Settings

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

EXAMPLES = """Input of sponsors, jurisdictions, providers and family partners: note it, answer it, see what waits.

Examples:

  concord input add --from sponsor:ACF/OHS --text "Could the two centers plan one series for Ohio?"

  concord input answer in-12 --disposition in_progress --owner "Workgroup on states"

  concord input list --open
"""
SHOWN = ("input_id", "given_on", "from", "about", "disposition", "owner_name", "open_days", "input_text")


def add_to(whole: typer.Typer) -> None:
    """Add these commands."""
    whole.add_typer(app, name="input", help=EXAMPLES)


@app.command()
def add(
    giver: Annotated[str, typer.Option("--from", help="KIND:CODE: sponsor, jurisdiction, provider, family_partner.")]
    = "",
    text: Annotated[str, typer.Option(help="What was said; addresses, numbers and names are taken out.")] = "",
    about: Annotated[str, typer.Option(help="record:P/R, overlap:P/R + Q/S, opportunity:…, edition:ID.")] = "",
    by: Annotated[str, typer.Option(help="Person or office that gave it; of a family, its organization.")] = "",
    on: Annotated[str, typer.Option(help="Day on which it was given; today when left out.")] = "",
    sharing: Annotated[str, typer.Option(help=f"Who may see it: {', '.join(SHARING_LEVEL)}.")] = "",
    from_file: Annotated[Path | None, typer.Option(help="CSV file of input instead of one.")] = None,
    home: HomeOption = None,
) -> None:
    """Note input, one or a file of it; it is never changed, only answered.

    A file has the columns from and text, and may have about, by, on, sharing. One wrong line, and none is noted. What
    was noted already is not noted twice. Where no sharing is said, its giver, sponsors and the partners' staff see it.

    Examples:

      concord input add --from jurisdiction:OH --about record:head_start_region/R-12 --text "Please invite our council."

      concord input add --from-file answers.csv
    """
    from nights.partner_input import note_input, read_input_file

    settings = Settings.from_environment(home=home)
    if (from_file is None) == (not giver):
        raise UsageWrong("name one giver or one file", mend="write --from KIND:CODE --text …, or --from-file FILE.csv")
    one = {"from": giver, "text": text, "about": about, "by": by, "on": on, "sharing": sharing}
    lines = [one] if from_file is None else read_input_file(from_file)
    noted = note_input(settings, lines)
    for given in noted:
        say(f"{given.input_id}: noted, from {given.from_kind} {given.from_whom}, {given.given_on}")
    if len(noted) < len(lines):
        say(f"{len(lines) - len(noted):,} noted already")
    if noted:
        first = noted[0].input_id
        say_next(f"concord input answer {first} --disposition acknowledged --owner WHO", "concord input list --open")


@app.command()
def answer(
    input_id: Annotated[str, typer.Argument(help="Number of the input.")],
    disposition: Annotated[str, typer.Option(help=f"What becomes of it: {', '.join(INPUT_DISPOSITION)}.")],
    owner: Annotated[str, typer.Option(help="Person or office that sees to it; stays while none is named.")] = "",
    note: Annotated[str, typer.Option(help="A word for those who gave it; needed where it is closed.")] = "",
    by: Annotated[str, typer.Option(help="Who answers; your login name when left out.")] = "",
    home: HomeOption = None,
) -> None:
    """Say what becomes of an input, or who sees to it; earlier answers stay in its history.

    Example:

      concord input answer in-12 --disposition acted_on --note "The two centers now plan one series."
    """
    from nights.partner_input import answer_input

    settings = Settings.from_environment(home=home)
    done = answer_input(settings, input_id, disposition, owner=owner, note=note, by=by or getpass.getuser())
    say(f"{input_id}: {done.disposition}" + (f", {done.owner_name} sees to it" if done.owner_name else ""))
    say_next("concord input list --open")


@app.command("list")
def list_(
    is_open: Annotated[bool, typer.Option("--open", help="Only what somebody must still see to.")] = False,
    home: HomeOption = None,
) -> None:
    """List input, the oldest first, with what has become of it.

    Example:

      concord input list --open
    """
    from nights.partner_input import list_input

    told = list_input(Settings.from_environment(home=home), only_open=is_open)
    if told.empty:
        say("no input waits" if is_open else "no input was noted yet")
        say_next("concord input add --help")
        return
    giver = told["from_kind"] + ":" + told["from_whom"]
    show(told.assign(**{"from": giver})[list(SHOWN)], narrow=("input_id",))
