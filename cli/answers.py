"""The service by which readers answer without an account, and the command that takes in what they said."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import HomeOption
from cli.screen import say, say_next
from nights.settings import Settings
from warehouse.server_ports import LOOPBACK

app = typer.Typer(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})

HELP = """Serve the pages by which readers of briefs, digests and reports answer by their links, until Ctrl+C.

Links begin with CONCORD_ANSWERS_URL; put a proxy that speaks TLS between it and this port. Settings: docs/answers.md.

Examples:

  concord answers

  concord answers --port 8090 --home /srv/concord
"""


def add_to(whole: typer.Typer) -> None:
    """Add these commands."""
    whole.add_typer(app, name="answers", help=HELP)


@app.callback()
def answers(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; leave it on the loopback.")] = LOOPBACK,
    port: Annotated[int, typer.Option(help="Port; else CONCORD_ANSWERS_PORT, else 8090 where it is free.")] = 0,
    home: HomeOption = None,
) -> None:
    """Serve the pages, unless another command is named."""
    if context.invoked_subcommand is not None:
        return
    from nights.answer_service import make_service, run_service
    from nights.answer_settings import AnswerSettings

    settings = Settings.from_environment(home=home)
    answering = AnswerSettings.read(settings)
    service = make_service(settings, answering)
    say(f"Answers are taken at {answering.url}, listening on {host}:{port or answering.port}; Ctrl+C ends it.")
    run_service(service, host, port or answering.port)


@app.command()
def take(home: HomeOption = None) -> None:
    """Take in now what readers answered, instead of with the next night, and find the overlaps anew.

    Example:

      concord answers take
    """
    from nights.answers_taken import REFUSED, take_answers
    from nights.judgements import find_again

    settings = Settings.from_environment(home=home)
    outcomes = take_answers(settings)
    refused = [one for one in outcomes if one.outcome == REFUSED]
    say(f"{len(outcomes) - len(refused):,} answers taken" + (f", {len(refused):,} refused:" if refused else ""))
    for one in refused:
        say(f"  {one.message}")
    if any(one.load_number for one in outcomes):
        find_again(settings)
    say_next("concord overlaps list", "concord input list --open", 'concord sql "table mart.answer"')
