"""Help: every command says what it does and shows how it is typed; a mistake is told in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.main import app
from contracts import errors
from contracts.errors import ConcordError
from tests.cli.running import run

RUNNER = CliRunner()
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_commands_of_the_night_are_there() -> None:
    assert {"night", "status", "check", "sql", "template", "accept", "refuse", "replay", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_that_begins_with_its_name(command: str) -> None:
    shown = RUNNER.invoke(app, [command, "--help"]).output
    assert re.search(rf"Examples?:[\s│]+concord {command}\b", shown), shown


def every_error(kind: type[ConcordError] = ConcordError) -> list[type[ConcordError]]:
    """The whole tree of errors."""
    return [kind, *(found for below in kind.__subclasses__() for found in every_error(below))]


def test_help_names_every_exit_code() -> None:
    shown = " ".join(RUNNER.invoke(app, ["--help"]).output.split())
    for code in {0, *(kind.exit_code for kind in every_error())}:
        assert re.search(rf"\b{code} [a-z]", shown), code


def test_the_tree_of_errors_tells_the_exit_codes_that_they_have() -> None:
    told = dict(re.findall(r"(\w+) +exit (\d)", errors.__doc__ or ""))
    assert told == {name: str(getattr(errors, name).exit_code) for name in told}
    assert len(told) > 8


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["night", "--date", "tomorrow"], 2, "write it as 2026-03-02"),
        (["night", "--providers", "/no/such/folder"], 2, "this folder of contracts does not exist"),
        (["check", "smal_center", "x.csv"], 2, "did you mean small_center?"),
        (["check", "small_center", "nowhere.csv"], 2, "this file does not exist"),
        (["template", "reports.doc"], 2, ".csv or .xlsx"),
        (["replay"], 2, "name one night or all"),
        (["accept", "small_center"], 2, "--why"),
        (["no-such-command"], 2, "No such command"),
    ],
)
def test_a_mistake_is_told_with_its_mend_and_without_a_traceback(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stdout + done.stderr
    assert not done.stdout.strip() or "Error" not in done.stdout, "errors go to the error stream"
