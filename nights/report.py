"""publish's first readers: the sponsor report of each office, and one of all offices together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contracts.codes import SPONSOR_OFFICE
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst, open_warehouse
from reports.page import render_sponsor_report, sponsor_file_name, write_page
from reports.sponsor import SponsorInputs, collect_sponsor_report, fiscal_year_to_date
from transforms.measures.selection import offices_in
from warehouse.editions import Issued, keep_edition
from warehouse.reading import read_known_moment, read_overlaps, read_providers, read_records

ALL = "all"
"""Stands for all offices together where an office is named."""


def list_reported_offices(settings: Settings) -> list[str]:
    """Codes of the offices that pay for some record, in the order of the code list, and ALL in front."""
    with open_for_analyst(settings).connect() as connection:
        named = offices_in(read_records(connection))
    return [ALL, *(office for office in SPONSOR_OFFICE if office in named)]


def write_sponsor_report(settings: Settings, office: str, night: date) -> Path:
    """Write one office's report as of a night, for the federal fiscal year to date; returns its path.

    It is read with an analyst's rights: provider_only records and text that is not cleared are not in it.
    """
    engine = open_for_analyst(settings).execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        known = read_known_moment(connection)
        inputs = SponsorInputs(
            records=read_records(connection),
            overlaps=read_overlaps(connection),
            # A report is as old as the night that it was for: one that is caught up late is not new.
            providers=read_providers(connection).assign(last_good_at=lambda table: table["last_good_night"]),
            office=None if office == ALL else office,
            period=fiscal_year_to_date(night),
            today=night,
            known_at=known.committed_at,
            load_number=known.load_number,
            edition=night.isoformat(),
        )
    data = collect_sponsor_report(inputs)
    page = render_sponsor_report(data)
    path = write_page(page, settings.editions / night.isoformat() / sponsor_file_name(office, night.isoformat()))
    _keep_edition(settings, data, inputs)
    return path


def _keep_edition(settings: Settings, data: Mapping[str, Any], inputs: SponsorInputs) -> None:
    first, last = inputs.period
    issued = Issued(
        kind="workgroup" if inputs.office is None else "sponsor", reader=inputs.office or ALL,
        period_first=first, period_last=last, cutoff_load=inputs.load_number, cutoff_at=inputs.known_at,
        data_sha256=_digest(data), code_version=version("concord"),
    )  # fmt: skip
    with open_warehouse(settings).connect() as connection:
        keep_edition(connection, issued)


def _digest(data: Mapping[str, Any]) -> str:
    """sha256 of what a report tells, without the head, which names edition, load and moment."""
    told = {name: value for name, value in data.items() if name != "head"}
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
