"""What may be told of a pair of records to all partners: codes, days, numbers and names, and no free text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from contracts.codes import CORE_ELEMENT, SECTOR
from contracts.fields import MULTI
from transforms.overlaps.coding import Integers
from transforms.overlaps.evidence import shared_places
from transforms.overlaps.last_days import has_said_end
from transforms.overlaps.matched import ELEMENTS, Work, day_gap, name_of
from transforms.overlaps.provider_names import plain
from transforms.overlaps.windows import NO_DAY

LONGEST_NAME = 90
"""Letters of a recipient's name that a sentence holds; a longer one is left out."""

Results = Mapping[str, str]
"""Compared field to agrees, partly, differs or missing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair.

    Attributes:
        provider: its provider's name.
        kind, form, status: record_kind, ta_type and lifecycle_status.
        first: first day, counted from 1970-01-01; None where none was said. precision: position in PRECISIONS.
        end: last day, as said or as long as this kind of work is expected to last; is_end_assumed: nobody said it.
        recipient: organization helped; "" where none was said.
    """

    provider: str
    kind: str
    form: str
    status: str
    first: int | None
    precision: int
    end: int
    is_end_assumed: bool
    recipient: str


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Two records and how they compare.

    Attributes:
        a, b: the sides, in the order of the pair.
        places: codes of the places that both have, sorted.
        elements, sectors: labels of the core elements and sectors that both have.
        day_gap: days between first days beyond their precision; None where one was not said.
        results: compared fields.
    """

    a: Side
    b: Side
    places: tuple[str, ...]
    elements: tuple[str, ...]
    sectors: tuple[str, ...]
    day_gap: int | None
    results: Results

    @property
    def recipient(self) -> str:
        """The organization that both name as helped; "" where they do not agree by name."""
        same = plain(self.a.recipient) == plain(self.b.recipient) != ""
        return self.a.recipient if same and len(self.a.recipient) <= LONGEST_NAME else ""


def facts_of(
    work: Work, left: Integers, right: Integers, names: Mapping[str, str], results: Sequence[Results]
) -> list[PairFacts]:
    """The facts of pairs, left and right as positions in Work.

    Args:
        names: provider's slug to the name people know.
        results: one mapping a pair; pairs that compare alike may share one.
    """
    members, at = np.unique(np.concatenate([left, right]), return_inverse=True)
    sides = describe_sides(work, members, names)
    position, places = shared_places(work, left, right)
    gaps = day_gap(work, left, right).tolist()
    bits = (work.subjects[left] & work.subjects[right]).tolist()
    said = {each: _subjects(each) for each in set(bits)}
    return [
        PairFacts(sides[a], sides[b], places[place], *said[subjects], None if gap == NO_DAY else gap, compared)
        for a, b, place, subjects, gap, compared in zip(
            at[: len(left)].tolist(), at[len(left) :].tolist(), position.tolist(), bits, gaps, results, strict=True
        )
    ]


def describe_sides(work: Work, members: Integers, names: Mapping[str, str]) -> list[Side]:
    """One side a record."""
    shown = [name_of(names, slug) for slug in work.providers]
    windows = work.windows
    columns = [_texts(work.records, name, members) for name in ("record_kind", "ta_type", "lifecycle_status")]
    # Not the window as it reaches to today: what is told of two records changes when they do, not every night.
    days = (windows.first[members], windows.precision[members], windows.told_end[members], ~has_said_end(work, members))
    return [
        Side(
            shown[provider], kind, form, status, None if first == NO_DAY else first, precision, end, assumed, recipient
        )
        for provider, kind, form, status, first, precision, end, assumed, recipient in zip(
            work.provider[members].tolist(), *columns, *(part.tolist() for part in days),
            _texts(work.records, "recipient_name", members), strict=True,
        )
    ]  # fmt: skip


def _texts(records: pd.DataFrame, name: str, members: Integers) -> list[str]:
    """Values of a column, "" for missing ones and where the records have no such column."""
    if name not in records.columns:
        return [""] * len(members)
    return [cell.split(MULTI)[0] for cell in records[name].take(members).fillna("").tolist()]


def _subjects(bits: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    elements = tuple(label.lower() for i, label in enumerate(CORE_ELEMENT.values()) if bits >> i & 1)
    sectors = tuple(label.lower() for i, label in enumerate(SECTOR.values()) if bits >> (i + len(ELEMENTS)) & 1)
    return elements, sectors
