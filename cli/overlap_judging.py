"""The command by which people judge pairs, one or a file of them."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import HomeOption
from cli.screen import say, say_next
from contracts.errors import UsageWrong
from nights.settings import Settings
from transforms.overlaps.judgements import JUDGEMENTS, PAIR

if TYPE_CHECKING:
    from nights.judgement_file import Mistake
    from nights.judgements import Taken


def judge(
    provider_a: Annotated[str, typer.Argument(help="Slug of one provider.")] = "",
    record_a: Annotated[str, typer.Argument(help="Its record's identifier.")] = "",
    provider_b: Annotated[str, typer.Argument(help="Slug of the other provider.")] = "",
    record_b: Annotated[str, typer.Argument(help="Its record's identifier.")] = "",
    judgement: Annotated[str, typer.Option(help=f"One of {', '.join(JUDGEMENTS)}.")] = "",
    by: Annotated[str, typer.Option(help="Who judges: a person as a steward, or the slug of a party; else you.")] = "",
    why: Annotated[str, typer.Option(help="Why; kept with the judgement.")] = "",
    until: Annotated[str, typer.Option(help="Last day of a snooze, such as 2026-03-02.")] = "",
    file: Annotated[Path | None, typer.Option("--from", help="CSV file of judgements instead of one pair.")] = None,
    home: HomeOption = None,
) -> None:
    """Judge a pair, or many from a file; the overlaps of their records are found anew at once.

    A file has the columns provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, judgement, by, why,
    and may have until; which side stands first does not matter. Judgements are never overwritten: a later one counts.

    Examples:

      concord overlaps judge alpha_center R-12 beta_center 4711 --judgement same --by Ada --why "one agenda"

      concord overlaps judge --from decisions.csv

    Exit codes: 0 all were taken or known already; 2 some line is wrong (the others are taken) or wrong usage;
    5 the warehouse is away.
    """
    from nights.judgement_file import Line, read_judgement_file
    from nights.judgements import take_judgements

    settings = Settings.from_environment(home=home)
    sides = (provider_a, record_a, provider_b, record_b)
    if (file is None) == (not any(sides)):
        raise UsageWrong("name one pair or one file", mend="write PROVIDER RECORD PROVIDER RECORD, or --from FILE.csv")
    mistakes: list[Mistake] = []
    if file is not None:
        lines, mistakes = read_judgement_file(file)
    else:
        said = (*sides, judgement, by or getpass.getuser(), why, until)
        lines = [Line(1, dict(zip((*PAIR, "judgement", "by", "why", "until"), said, strict=True)))]
    taken = take_judgements(settings, lines)
    _tell_taken(taken, [*mistakes, *taken.mistakes], file)


def _tell_taken(taken: Taken, mistakes: Sequence[Mistake], file: Path | None) -> None:
    known = f", {taken.known:,} known already" if taken.known else ""
    say(f"{len(taken.taken):,} judgements taken{known}")
    unreasoned = sum(not one.why for one in taken.taken)
    if unreasoned:
        say(f"{unreasoned:,} of them give no reason; --why keeps one")
    if mistakes:
        lines = len({one.line for one in mistakes})
        say(f"{lines:,} lines were not taken:" if file else "The judgement was not taken:")
        for one in sorted(mistakes, key=lambda mistake: mistake.line):
            where = f"{file}, line {one.line}" if file else ""
            named = ", ".join(part for part in (where, one.column) if part)
            say(f"  {named}: {one.value!r}: {one.message}. To mend: {one.mend}")
        say("Correct them and give the whole file again: what was taken is not taken twice." if file else "")
        raise typer.Exit(2)
    if taken.taken:
        first = taken.taken[0].keys
        say_next(f"concord overlaps show {' '.join((*first[0], *first[1]))}", "concord overlaps list --queue")
