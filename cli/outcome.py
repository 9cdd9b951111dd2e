"""The table that ends a night."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cli.screen import WHO, say, show
from nights.settings import Settings

SHOWN = ("delivered", "accepted", "rejected", "unchanged", "retracted")
SHOWN_IF_ANY = ("new", "corrected", "returned", "absent")


def show_night(settings: Settings, night: date) -> None:
    """Print what a night came to for each provider, the overlaps by label, and where the reports are."""
    show_night_table(settings, night)
    show_overlaps(settings)
    show_paths(settings, night)


def show_night_table(settings: Settings, night: date) -> None:
    """Print what a night came to for each provider, and why where it did not come in."""
    from nights.verdict import read_outcome

    outcome = read_outcome(settings, night)
    show(_table(outcome), f"The night of {night}", narrow=("provider", "state", "last good report", "who must act"))
    told = outcome[outcome["message"].notna() & ~outcome["state"].isin(["accepted", "unchanged"])]
    for provider, message, mend in told[["provider_id", "message", "mend"]].astype("str").fillna("").to_numpy():
        say(f"  {provider}: {message}." + (f" To mend: {mend}" if mend else ""))


def show_overlaps(settings: Settings) -> None:
    """Print how many pairs of records each label has."""
    from nights.overlaps import count_overlaps

    show(count_overlaps(settings), "Overlaps found, by label")


def show_paths(settings: Settings, night: date) -> None:
    """Print where the night's reports and Data Docs are."""
    folder = settings.editions / night.isoformat()
    say(f"Reports ({len(list(folder.glob('*.html')))}): {folder}")
    index = settings.data_docs / night.isoformat() / "index.html"
    if index.exists():
        say(f"Data Docs: {index}")


def _table(outcome: pd.DataFrame) -> pd.DataFrame:
    ages = [_age(row) for row in outcome.itertuples()]
    counts = [*SHOWN, *(name for name in SHOWN_IF_ANY if outcome[name].gt(0).any())]
    return pd.DataFrame(
        {
            "provider": outcome["provider_id"],
            "state": outcome["state"].str.replace("_", " "),
            **{name: outcome[name] for name in counts},
            "last good report": ages,
            "tries": outcome["tries"],
            "who must act": [WHO.get(who, "") if isinstance(who, str) else "" for who in outcome["who"]],
        }
    )


def _age(row: object) -> str:
    age = getattr(row, "last_good_age_days", None)
    if pd.isna(age):
        return "never"
    return "this night" if age <= 0 else f"{age} d ago"
