"""`concord`: the command line over a night's functions."""

from __future__ import annotations

import sys

import typer

from cli import (
    access,
    answers,
    ask,
    decisions,
    demonstrate,
    inspect,
    keeping,
    links,
    overlaps,
    partner_input,
    purge,
    run,
    services,
    trace,
)
from cli.screen import fail
from contracts.errors import ConcordError

EXIT_CODES = """
Exit codes: 0 done; 1 another error; 2 wrong usage or contract; 3 a delivery or a provider's part of the night failed;
4 a source is away; 5 warehouse or landing is away; 6 sums disagree; 7 the home is held by another night.
"""

app = typer.Typer(
    name="concord",
    help="Who helps whom, on what, where two do the same, and where they should work together." + EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
run.add_to(app)
inspect.add_to(app)
ask.add_to(app)
trace.add_to(app)
decisions.add_to(app)
overlaps.add_to(app)
partner_input.add_to(app)
links.add_to(app)
answers.add_to(app)
keeping.add_to(app)
access.add_to(app)
purge.add_to(app)
services.add_to(app)
demonstrate.add_to(app)


def main() -> None:
    """The console script; a user's mistake is told in words, without a traceback."""
    try:
        app(standalone_mode=True)
    except ConcordError as error:
        fail(error)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing that was loaded is lost; run the same command again to go on.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
