"""Commands by which people look at overlaps, judge them, and let the matcher learn from it."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from cli.options import HomeOption
from cli.overlap_judging import judge
from cli.screen import say, say_next, show
from contracts.errors import UsageWrong
from nights.settings import Settings
from transforms.overlaps.judgements import PAIR
from transforms.overlaps.settings import LABELS

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


class Form(StrEnum):
    """How a list is written."""

    table = "table"
    csv = "csv"
    json = "json"


Label = Annotated[str, typer.Option(help=f"Only this label: {', '.join(LABELS)}.")]
Provider = Annotated[str, typer.Option(help="Only pairs of this provider's slug.")]
Jurisdiction = Annotated[str, typer.Option(help="Only pairs with a record that serves it, such as OH.")]
Disposition = Annotated[str, typer.Option(help="Only this state: declared, probable, proposed, confirmed, new, …")]
Queue = Annotated[bool, typer.Option("--queue", help="The review queue: what a decision is worth most first.")]
Contradictions = Annotated[bool, typer.Option("--contradictions", help="Judgements that cannot all hold.")]
ProviderA = Annotated[str, typer.Argument(help="Slug of one provider.")]
RecordA = Annotated[str, typer.Argument(help="Its record's identifier.")]
ProviderB = Annotated[str, typer.Argument(help="Slug of the other provider.")]
RecordB = Annotated[str, typer.Argument(help="Its record's identifier.")]

EXAMPLES = """People's look at what providers share: lists, one pair in full, judgements, and what is learnt from them.

Examples:

  concord overlaps list --queue

  concord overlaps judge --from decisions.csv
"""


def add_to(whole: typer.Typer) -> None:
    """Add these commands."""
    whole.add_typer(app, name="overlaps", help=EXAMPLES)


@app.command("list")
def list_(
    label: Label = "",
    provider: Provider = "",
    jurisdiction: Jurisdiction = "",
    disposition: Disposition = "",
    queue: Queue = False,
    contradictions: Contradictions = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 50,
    form: Annotated[Form, typer.Option("--format", help="table, csv or json.")] = Form.table,
    home: HomeOption = None,
) -> None:
    """List pairs of records that overlap, the surest first; or the review queue, or contradictions.

    Examples:

      concord overlaps list --label same_activity --jurisdiction OH

      concord overlaps list --queue --limit 20 --format csv > to_judge.csv

    Exit codes: 0 done (also when nothing is found); 2 wrong usage; 5 the warehouse is away.
    """
    from nights.overlap_story import read_list

    chosen = {"label": label, "provider": provider, "jurisdiction": jurisdiction, "disposition": disposition}
    pairs = read_list(Settings.from_environment(home=home), _view(queue, contradictions, chosen), limit, chosen)
    if form is Form.table:
        show(_for_people(pairs), narrow=("label", "disposition"))
        say(f"{len(pairs):,} rows" + (f"; there may be more, see --limit {limit}" if len(pairs) == limit else ""))
        if len(pairs):
            say_next(f"concord overlaps show {' '.join(map(str, pairs.loc[0, list(PAIR)]))}")
    elif form is Form.csv:
        pairs.map(_plain).to_csv(sys.stdout, index=False)
    else:
        sys.stdout.write(json.dumps(pairs.to_dict("records"), default=_json_value, indent=1, ensure_ascii=False) + "\n")


@app.command("show")
def show_pair(
    provider_a: ProviderA, record_a: RecordA, provider_b: ProviderB, record_b: RecordB, home: HomeOption = None
) -> None:
    """Show one pair: both records side by side, what each field gave to the score, and what people judged.

    Example:

      concord overlaps show alpha_center R-12 beta_center 4711

    Exit codes: 0 done; 2 neither record is there for a reader; 5 the warehouse is away.
    """
    from cli.overlap_screen import show_story
    from nights.overlap_story import read_story

    key, story = read_story(Settings.from_environment(home=home), (provider_a, record_a), (provider_b, record_b))
    show_story(key, story)
    say_next(f'concord overlaps judge {" ".join(key)} --judgement same --by NAME --why "…"')


app.command()(judge)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it; .csv, .xlsx or .parquet.")],
    label: Label = "",
    provider: Provider = "",
    jurisdiction: Jurisdiction = "",
    disposition: Disposition = "",
    queue: Queue = False,
    contradictions: Contradictions = False,
    force: Annotated[bool, typer.Option(help="Write over a file that exists.")] = False,
    home: HomeOption = None,
) -> None:
    """Write pairs with their evidence to a file.

    With the columns judgement, by and why filled in, an exported CSV file can be given to judge --from.

    Examples:

      concord overlaps export --label same_activity overlaps.xlsx

      concord overlaps export --queue to_judge.csv

    Exit codes: 0 done; 2 wrong usage; 5 the warehouse is away.
    """
    from nights.overlap_export import write_pairs
    from nights.overlap_story import MOST_EXPORTED, read_list

    if file.exists() and not force:
        raise UsageWrong("this file exists", where=str(file), mend="name another, or add --force")
    chosen = {"label": label, "provider": provider, "jurisdiction": jurisdiction, "disposition": disposition}
    settings = Settings.from_environment(home=home)
    pairs = read_list(settings, _view(queue, contradictions, chosen), MOST_EXPORTED, chosen)
    write_pairs(pairs, file)
    say(f"Wrote {len(pairs):,} rows to {file}")
    say_next("concord overlaps judge --from FILE.csv")


@app.command()
def train(home: HomeOption = None) -> None:
    """Fit the matcher on this installation's own judgements; it weighs from now on only if it is better.

    Example:

      concord overlaps train

    Exit codes: 0 trained, whether promoted or not; 2 there are too few judgements; 5 the warehouse is away.
    """
    from nights.judgements import train_model

    training = train_model(Settings.from_environment(home=home))
    show(training.figures, "The model that weighs now, and the one trained on your judgements")
    if training.is_promoted:
        say(f"Promoted: {training.version} weighs from now on; the overlaps were found anew.")
        say_next("concord overlaps list --queue", 'concord sql "table mart.overlap_model"')
    else:
        say(f"Not promoted: {training.version} is not better, and is kept aside.")
        say_next("concord overlaps list --queue", "concord overlaps judge --from FILE.csv")


def _view(queue: bool, contradictions: bool, chosen: dict[str, str]) -> str:
    if queue and contradictions:
        raise UsageWrong("the queue and the contradictions are two lists", mend="leave one of the options out")
    if queue and chosen["label"] not in ("", "same_activity"):
        raise UsageWrong("only same_activity waits for a judgement", where="--label", mend="leave it out")
    if contradictions and (chosen["label"] or chosen["disposition"]):
        raise UsageWrong("a contradiction has no label and no state", mend="leave --label and --disposition out")
    if chosen["label"] not in ("", *LABELS):
        raise UsageWrong(f"{chosen['label']} is no label", where="--label", mend=f"write one of {', '.join(LABELS)}")
    return "overlap_review" if queue else "contradiction" if contradictions else "overlap"


def _for_people(pairs: pd.DataFrame) -> pd.DataFrame:
    """The columns that people read, both keys in one column each."""
    if "provider_id_a" not in pairs:
        return pairs
    sides = {
        name: pairs[f"provider_id_{side}"].astype("str") + " " + pairs[f"source_record_id_{side}"].astype("str")
        for name, side in (("one record", "a"), ("the other", "b"))
    }
    told = [name for name in ("label", "disposition", "worth", "score", "probability", "day_gap", "message", "sentence")
            if name in pairs and pairs[name].notna().any()]  # fmt: skip
    return pd.DataFrame({**sides, **{name: pairs[name] for name in told}})


def _plain(value: Any) -> Any:
    from nights.overlap_export import guarded

    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else guarded(value)


def _json_value(value: Any) -> Any:
    return float(value) if hasattr(value, "as_tuple") else str(value)
