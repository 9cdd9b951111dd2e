"""What the evidence of a pair may quote of its records: codes, days, numbers and places, and no free text."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import AGREES, DIFFERS, MISSING
from transforms.overlaps.matched import ELEMENTS, SECTORS, Decimals, Work
from transforms.overlaps.opportunities import meeting_places
from transforms.overlaps.windows import NO_DAY, PRECISIONS

PARTLY, NOT_COMPARED = 2, -2
"""Further results of comparing a field: some of it agrees; not compared, and so no row of the evidence."""

RESULTS = {AGREES: "agrees", DIFFERS: "differs", MISSING: "missing", PARTLY: "partly"}


def shared_places(work: Work, left: Integers, right: Integers) -> tuple[Integers, list[tuple[str, ...]]]:
    """Places at which pairs meet: position of each pair's set of places, and the distinct sets, sorted names each."""
    one, other = work.places.combination[left], work.places.combination[right]
    positions, codes = pd.factorize(one * len(work.places.counts) + other)
    # Pairs of the same two combinations of places meet at the same places: each is looked at once, at its first pair.
    first = np.empty(len(codes), dtype=np.int64)
    first[positions[::-1]] = np.arange(len(positions))[::-1]
    pair, place = meeting_places(work, left[first], right[first])
    found: list[list[str]] = [[] for _ in codes]
    for at, name in zip(pair.tolist(), place.tolist(), strict=True):
        found[at].append(work.places.names[name])
    return np.asarray(positions, dtype=np.int64), [tuple(sorted(names)) for names in found]


def said_by(work: Work, name: str, side: Integers) -> list[str | None]:
    """What one side of each pair says in a field; None where it says nothing or may not be quoted."""
    if name == "first_day":
        days, precisions = work.windows.first[side].tolist(), work.windows.precision[side].tolist()
        return [iso_day(day, p) for day, p in zip(days, precisions, strict=True)]
    if name == "window":
        starts, ends = work.windows.start[side].tolist(), work.windows.end[side].tolist()
        return [f"{iso_day(a, 0)} to {iso_day(b, 0)}" for a, b in zip(starts, ends, strict=True)]
    if name in ("event_hours", "participants_total"):
        return _numbers(work.hours[side] if name == "event_hours" else work.participants[side])
    if name == "status":
        return [str(status) for status in work.records["lifecycle_status"].to_numpy(dtype=object)[side]]
    if name in ("subjects", "core_element", "sector"):
        return [_codes(bits, name) for bits in work.subjects[side].tolist()]
    return [None] * len(side)


@lru_cache(maxsize=20_000)
def iso_day(day: int, precision: int) -> str | None:
    """2026-03-12, 2026-03, 2026-Q1 or 2026, as exactly as it was said."""
    if day == NO_DAY:
        return None
    said = date(1970, 1, 1) + timedelta(days=day)
    forms = {"month": f"{said:%Y-%m}", "quarter": f"{said.year}-Q{(said.month + 2) // 3}", "year": f"{said.year}"}
    return forms.get(PRECISIONS[precision], said.isoformat())


def _numbers(values: Decimals) -> list[str | None]:
    return [None if np.isnan(value) else f"{value:g}" for value in values.tolist()]


@lru_cache(maxsize=20_000)
def _codes(bits: int, name: str) -> str | None:
    elements = [code for i, code in enumerate(ELEMENTS) if bits >> i & 1]
    sectors = [code for i, code in enumerate(SECTORS) if bits >> (i + len(ELEMENTS)) & 1]
    chosen = {"core_element": elements, "sector": sectors}.get(name, elements + sectors)
    return "; ".join(chosen) or None
