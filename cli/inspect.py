"""Commands that look: is my report in, is this file right."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from cli.options import HomeOption, ProvidersOption
from cli.screen import ACTORS, WHO, say, say_next, show
from contracts.errors import UsageWrong
from nights.settings import Settings


class Listing(StrEnum):
    """How findings are printed."""

    table = "table"
    csv = "csv"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(status)
    app.command()(check)
    app.command()(template)


def status(
    provider: Annotated[str, typer.Argument(help="One provider's slug; all when left out.")] = "",
    providers: ProvidersOption = None,
    home: HomeOption = None,
) -> None:
    """Is my report in, and if not, why, since when, how often tried?

    Examples:

      concord status

      concord status family_support_network
    """
    from nights.deadline import read_late_nights, say_late_night
    from nights.status import read_attempts, read_status

    settings = Settings.from_environment(home=home, providers=providers)
    found = read_status(settings, provider or None)
    if found.empty:
        known = "no night has run on this home" if not provider else f"{provider} is not known on this home"
        raise UsageWrong(known, where=str(settings.home), mend="run concord night, or name another --home")
    if not provider:
        narrow = ("provider", "report", "last good report")
        show(_overview(found), "Reports as they stand (times in UTC)", narrow=narrow)
        if late := read_late_nights(settings):
            say(f"Late: {say_late_night(late[-1])}.")
        say_next("concord status PROVIDER", "concord check PROVIDER FILE")
        return
    for name, value in found.iloc[0].items():
        if pd.notna(value):
            say(f"{str(name).replace('_', ' '):24} {ACTORS.get(value, value) if name == 'who' else value}")
    show(read_attempts(settings, provider), "Tries, the latest first")
    say_next(f"concord check {provider} FILE", 'concord sql "select * from mart.rejected_row"')


def check(
    provider: Annotated[str, typer.Argument(help="Slug of the provider whose contract is applied.")],
    files: Annotated[list[Path], typer.Argument(help="The file or files of one delivery.", exists=False)],
    providers: ProvidersOption = None,
    output: Annotated[Listing, typer.Option("--output", help="table, or csv for the full list.")] = Listing.table,
) -> None:
    """Check a file before it is sent, by exactly the rules of the night. Nothing is stored.

    Exit code 3 when rows are rejected or the delivery would be refused or held.

    Example:

      concord check small_center reports.csv
    """
    from nights.check import check_files, list_findings

    judged = check_files(Settings.from_environment(providers=providers), provider, files)
    findings = list_findings(judged)
    if output is Listing.csv:
        findings.to_csv(sys.stdout, index=False)
    else:
        say(f"{provider}: {judged.verdict.replace('_', ' ')}; {judged.counts.in_words()}")
        for reason in judged.reasons:
            say(f"  {reason.message}. To mend: {reason.mend}. {ACTORS[reason.who].capitalize()}.")
        if len(findings):
            show(findings, f"{len(findings):,} findings, those that reject a row first")
    if judged.reasons or judged.counts.rejected:
        raise typer.Exit(3)


def template(
    file: Annotated[Path, typer.Argument(help="Where to write it; .csv or .xlsx.")],
    report: Annotated[
        str, typer.Option(help="What it tells of: record, feedback, joint_project or improvement_action.")
    ] = "record",
    force: Annotated[bool, typer.Option(help="Write over a file that exists.")] = False,
) -> None:
    """Write an empty report in Concord's own template: a column a canonical field, with an example row to replace.

    Examples:

      concord template reports.xlsx

      concord template feedback.csv --report feedback
    """
    from nights.template import write_template

    if file.exists() and not force:
        raise UsageWrong("this file exists", where=str(file), mend="name another, or add --force")
    write_template(file, report)
    say(f"Wrote {file}: keep the columns you have, delete the others and the example row.")
    say_next(f"concord check PROVIDER {file}")


def _overview(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "provider": found["provider_id"],
            "report": [_standing(row) for row in found.itertuples()],
            "last good report": _minutes(found["last_good_at"]),
            "failing since": _minutes(found["failing_since"]),
            "failed tries": found["tries"],
            "last try": found["last_outcome"].fillna("").str.replace("_", " "),
            "who must act": found["who"].map(WHO).fillna(""),
            "why": found["message"],
        }
    )


def _standing(row: Any) -> str:
    if pd.isna(row.last_good_at):
        return "never came"
    if pd.isna(row.failing_since):
        return "is in"
    return "an older one stands in" if row.is_current else "expired: not current"


def _minutes(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments, utc=True).dt.strftime("%Y-%m-%d %H:%M").fillna("")
