"""Labelled reports as files: for each provider a CSV in Concord's own template and the shortest contract that works."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from bench.styles.labelled import Labelled
from contracts.fields import DATE_FIELDS, DELIVERABLE, FIELDS, MULTI, STATED_DEFAULTS

HOURS_OLD = 6
"""The files look as if they had been dropped so long ago: a fresh one would be looked at twice."""
BY_CONTRACT = {"scope_class": "systems_building", "sharing_level": "partners"}
"""What the contract says for all reports, so that no column needs to."""

CONTRACT = """\
provider: {provider}
name: Center {provider}
sponsor_offices: [{offices}]
contact: reports@{address}.example
source:
  transport: drop_folder
  path: inbox/{provider}/*.csv
  format: concord
delivery: full
defaults:
  scope_class: systems_building
  sharing_level: partners
"""


class Folders(NamedTuple):
    """Where a night finds the contracts, and the home with the providers' files."""

    providers: Path
    home: Path


def write_template(labelled: Labelled, folder: Path) -> Folders:
    """Write one contract and one CSV for each provider of labelled reports.

    The columns are those that the provider fills; a night reads them with `concord night --date D --providers
    FOLDER/providers --home FOLDER/home`. The true events are written nowhere.

    Args:
        labelled: reports, all of one scope and shared with partners.
        folder: where `providers/` and `home/inbox/` are made.
    """
    folders = Folders(folder / "providers", folder / "home")
    for provider, records in labelled.records.groupby("provider_id", sort=True):
        slug = str(provider)
        offices = sorted({office for cell in records["sponsor_office"].unique() for office in cell.split(MULTI)})
        contract = folders.providers / slug / "contract.yaml"
        contract.parent.mkdir(parents=True, exist_ok=True)
        contract.write_text(
            CONTRACT.format(provider=slug, offices=", ".join(offices), address=slug.replace("_", "-")), encoding="utf-8"
        )
        report = folders.home / "inbox" / slug / "reports.csv"
        report.parent.mkdir(parents=True, exist_ok=True)
        template_rows(records).to_csv(report, index=False, lineterminator="\n")
        facts = report.stat()
        os.utime(report, (facts.st_atime, facts.st_mtime - HOURS_OLD * 3600))
    return folders


def template_rows(records: pd.DataFrame) -> pd.DataFrame:
    """One provider's records as texts under the template's headers; only columns that say something.

    Dates are ISO with the precision that the provider gives (2026-03, 2026-Q1), several values are joined by ";".
    """
    texts = {name: _texts(records, name) for name in DELIVERABLE}
    return pd.DataFrame({name: column for name, column in texts.items() if _says_something(records, name, column)})


def _says_something(records: pd.DataFrame, name: str, column: pd.Series) -> bool:
    usual = {"", STATED_DEFAULTS.get(name, ""), BY_CONTRACT.get(name, "")}
    if name == "sponsor_office":
        return bool(records[name].nunique() > 1)
    return not set(column.unique()) <= usual


def _texts(records: pd.DataFrame, name: str) -> pd.Series:
    values = records[name]
    if name in DATE_FIELDS:
        return _dates(values, records[f"{name}_precision"])
    kind = FIELDS[name].kind
    if kind == "date":
        days: pd.Series = values.dt.strftime("%Y-%m-%d").fillna("")
        return days
    if kind == "decimal":
        return values.map(lambda hours: "" if pd.isna(hours) else f"{hours:g}")
    told: pd.Series = values.astype("str").str.replace(MULTI, ";").where(values.notna(), "")
    return told


def _dates(values: pd.Series, precisions: pd.Series) -> pd.Series:
    forms = {
        "day": values.dt.strftime("%Y-%m-%d"),
        "month": values.dt.strftime("%Y-%m"),
        "quarter": values.dt.year.astype("Int64").astype("str")
        + "-Q"
        + values.dt.quarter.astype("Int64").astype("str"),
        "year": values.dt.strftime("%Y"),
    }
    told: pd.Series = forms["day"].astype("str")
    for precision, form in forms.items():
        told = told.mask(precisions.eq(precision), form)
    written: pd.Series = told.where(values.notna(), "")
    return written
