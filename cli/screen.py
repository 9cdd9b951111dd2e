"""What people see: errors in words, tables, progress."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from contracts.errors import ConcordError

# Where no terminal tells its width (a file, a pipe, a build's log), tables are not squeezed into 80 columns.
WIDTH = None if sys.stdout.isatty() else 180
console = Console(highlight=False, width=WIDTH)
errors = Console(stderr=True, highlight=False)

ACTORS = {
    "provider": "the provider must act",
    "concord": "we must act",
    "wait": "wait; it may pass by itself",
    "reader": "correct the command",
}
WHO = {"provider": "the provider", "concord": "we", "wait": "nobody yet: wait", "reader": "you"}


def fail(error: ConcordError) -> NoReturn:
    """Say what happened, where, how to mend it and who must act; leave with the error's exit code."""
    where = f"[bold]{escape(error.where)}[/bold]: " if error.where else ""
    errors.print(f"[red]Error:[/red] {where}{escape(error.message)}")
    if error.mend:
        errors.print(f"To mend: {escape(error.mend)}")
    errors.print(f"Who: {ACTORS[error.who]}.")
    sys.exit(error.exit_code)


def show(frame: pd.DataFrame, title: str = "", *, narrow: Sequence[str] = ()) -> None:
    """Print a DataFrame as a table.

    Args:
        narrow: columns that are never broken over lines; numbers never are.
    """
    table = Table(title=title or None, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in frame.columns:
        is_number = pd.api.types.is_numeric_dtype(frame[name])
        is_whole = is_number or name in narrow
        table.add_column(str(name), justify="right" if is_number else "left", no_wrap=is_whole, overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*("" if pd.isna(value) else escape(str(value)) for value in row))
    console.print(table)


def say(text: str) -> None:
    """Print a line of plain text."""
    console.print(escape(text), soft_wrap=True)


def say_next(*commands: str) -> None:
    """Print what to do next, one command a line, as it can be typed where this one was."""
    console.print("\n[bold]Next[/bold]")
    for command in commands:
        console.print("  " + escape(command.replace("concord ", f"{_program()} ", 1)), soft_wrap=True)


def _program() -> str:
    """How this program is called from here: by its bare name only where the shell finds it by that."""
    called = Path(sys.argv[0])
    if called.name != "concord" or shutil.which("concord") == str(called.resolve()):
        return "concord"
    here = Path.cwd()
    return str(called.absolute().relative_to(here)) if called.absolute().is_relative_to(here) else str(called)
