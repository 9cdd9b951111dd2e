"""The evidence of a pair: which fields agree, which differ, what each gave. Codes, days and numbers; no free text."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import AGREES, CENT, DIFFERS, MISSING, Compared, Judged
from transforms.overlaps.matched import ELEMENTS, SECTORS, Decimals, Work, day_gap
from transforms.overlaps.opportunities import meeting_places
from transforms.overlaps.windows import NO_DAY, PRECISIONS

PARTLY, NOT_COMPARED = 2, -2
"""Further results of comparing a field: some of it agrees; not compared, and so no row of the evidence."""

RESULTS = {AGREES: "agrees", DIFFERS: "differs", MISSING: "missing", PARTLY: "partly"}


def evidence_of(work: Work, judged: Judged, declared_by: list[str] | None = None) -> list[str]:
    """One JSON text a pair: gap_days, places, fields [{field, result, a, b, gave}], and who declares joint work.

    Sides are shown where they differ, and for days and windows always; a missing side is null.
    """
    heads = _heads(work, judged, declared_by)
    rows = [_field_rows(work, judged, name, one) for name, one in judged.compared.items()]
    if declared_by is not None:
        # Ways in which a pair is not declared say nothing and have no row.
        return [
            f'{head},"fields":[{",".join(filter(None, fields))}]}}' for head, *fields in zip(heads, *rows, strict=True)
        ]
    return [f'{head},"fields":[{",".join(fields)}]}}' for head, *fields in zip(heads, *rows, strict=True)]


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


def _heads(work: Work, judged: Judged, declared_by: list[str] | None) -> list[str]:
    gaps = day_gap(work, judged.left, judged.right).tolist()
    by = [f'"declared_by":"{who}",' for who in declared_by] if declared_by else [""] * len(judged)
    position, sets = shared_places(work, judged.left, judged.right)
    places = [json.dumps(names) for names in sets]
    return [
        f'{{{who}"gap_days":{"null" if gap == NO_DAY else gap},"places":{places[at]}'
        for who, gap, at in zip(by, gaps, position.tolist(), strict=True)
    ]


def _field_rows(work: Work, judged: Judged, name: str, one: Compared) -> list[str]:
    left, right = (said_by(work, name, side) for side in (judged.left, judged.right))
    always = name in ("first_day", "window")
    return [
        _row(name, result, a if always or result != AGREES else None, b if always or result != AGREES else None, gave)
        for result, a, b, gave in zip(one.result.tolist(), left, right, one.gave.tolist(), strict=True)
    ]


@lru_cache(maxsize=200_000)
def _row(name: str, result: int, a: str | None, b: str | None, gave: int) -> str:
    if name in ("joint_project", "partner_reference", "partner_name") and result == MISSING:
        return ""
    row: dict[str, object] = {"field": name, "result": RESULTS.get(result, "differs")}
    if a is not None or b is not None:
        row |= {"a": a, "b": b}
    return json.dumps(row | {"gave": gave / CENT}, separators=(",", ":"))


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
