"""All opportunities, counted by place, core element and month: what the lists of the best leave out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import ELEMENT_BITS, ELEMENTS, Work
from transforms.overlaps.opportunity_pairs import are_opportunities, offering_places
from transforms.overlaps.opportunity_scene import PRODUCTS, Scene
from transforms.overlaps.partner_counts import Meetings
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.windows import day_number
from transforms.titles import sorted_distinct

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class _Parts:
    """One entry a record and cell, several times where it is counted in parts: how many pairs it is part of there."""

    place: Integers
    element: Integers
    month: Integers
    record: Integers
    pairs: Integers


def opportunity_cube(
    work: Work, today: date, settings: OverlapSettings, excluded: Integers | None = None
) -> pd.DataFrame:
    """Opportunities of a day by place, shared core element and the month from which both sides are there.

    A pair is in the cell of each place at which it meets and of each core element that it shares, so cells do not add
    up; pairs that share sectors alone are in none. Its month is that in which the later window begins, this month for
    what has begun.

    Args:
        excluded: pairs for which a stronger label holds, as `left * len(work) + right`, the smaller provider left.

    Returns:
        One row a cell that is not empty, in order: jurisdiction (a code, `region N`, `national`, or `products` for
        products that are planned alike), core_element, month (its first day), pairs, providers and records (that are
        part of one of the pairs).
    """
    scene = Scene.of(work, today, settings)
    codes = np.zeros(0, dtype=np.int64) if excluded is None else excluded
    parts = [_of_meetings(scene, today), *_of_products(scene, today), _of_excluded(scene, today, codes)]
    together = [np.concatenate([getattr(p, name) for p in parts]) for name in _Parts.__dataclass_fields__]
    return _counted(work, _Parts(*together))


def _of_meetings(scene: Scene, today: date) -> _Parts:
    """How many partners all work but products has, by month."""
    at, element, meetings = _meetings(scene)
    now = day_number(today)
    place = scene.place_of(at)
    # Nobody begins after the last one begins, however far work reaches.
    last = np.minimum(meetings.reach, meetings.start.max(initial=0))
    first_month, last_month = (_month(np.maximum(day + now, now)) for day in (meetings.start, last))
    counts = last_month - first_month + 1
    entry = np.repeat(np.arange(len(at)), counts)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    month = first_month[entry] + step
    begin = np.where(step == 0, meetings.start[entry], _first_day(month) - now)
    partners = meetings.beginning_within(entry, begin, np.minimum(last[entry], _first_day(month + 1) - now - 1))
    partners[step == 0] += meetings.reaching()
    kept = partners > 0
    entry = entry[kept]
    return _Parts(place[entry], element[entry], month[kept], scene.record[at[entry]], partners[kept])


def _meetings(scene: Scene) -> tuple[Integers, Integers, Meetings]:
    """One entry of the scene and core element, by place, element and first day: the two, and how they meet."""
    bits = scene.kind[: scene.begins[-2]] >> 2
    pieces = [np.flatnonzero(bits >> number & 1) for number in range(len(ELEMENTS))]
    at = np.concatenate(pieces)
    element = np.repeat(np.arange(len(ELEMENTS)), [len(piece) for piece in pieces])
    place = scene.place_of(at)
    order = np.lexsort((scene.start[at], place * len(ELEMENTS) + element))
    at, element, place = at[order], element[order], place[order]
    meetings = Meetings(
        group=place * len(ELEMENTS) + element,
        provider=scene.provider[at].astype(np.int64),
        start=scene.start[at].astype(np.int64),
        reach=scene.end[at].astype(np.int64) + scene.settings.near_days,
        is_open=scene.is_open[at],
        is_lower=(scene.kind[at] & 2) > 0,
    )
    return at, element, meetings


def _of_products(scene: Scene, today: date) -> Iterator[_Parts]:
    """Planned products: titles have to be looked at, pair by pair, and they are few."""
    here = np.arange(scene.begins[-2], scene.begins[-1])
    for rows in np.array_split(here, len(here) // ROWS_AT_ONCE + 1):
        one, other = np.repeat(rows, len(here)), np.tile(here, len(rows))
        meets = scene.score_pairs(one, other) > 0
        left, right = scene.record[one[meets]], scene.record[other[meets]]
        # Each pair comes twice, so each of its records is counted at its own turn.
        yield _of_pairs(scene.work, today, left, right, np.full(len(left), len(scene.begins) - 2), 1, (left,))


def _of_excluded(scene: Scene, today: date, codes: Integers) -> _Parts:
    """What pairs of a stronger label gave to the counts, to be taken away again."""
    work = scene.work
    left, right = np.divmod(sorted_distinct(codes), max(len(work), 1))
    would_be = are_opportunities(scene, left, right)
    left, right = left[would_be], right[would_be]
    pair, place = offering_places(work, left, right)
    return _of_pairs(work, today, left[pair], right[pair], place, -1, (left[pair], right[pair]))


def _of_pairs(
    work: Work, today: date, left: Integers, right: Integers, place: Integers, sign: int, records: tuple[Integers, ...]
) -> _Parts:
    """What pairs at places give to the counts of some of their records."""
    start = np.maximum(np.maximum(work.windows.start[left], work.windows.start[right]), day_number(today))
    shared = work.subjects[left] & work.subjects[right] & ELEMENT_BITS
    pair, element = np.nonzero(shared[:, None] >> np.arange(len(ELEMENTS)) & 1)
    each = len(records)
    record = np.concatenate([side[pair] for side in records])
    pair, element = np.tile(pair, each), np.tile(element, each)
    return _Parts(place[pair], element, _month(start[pair]), record, np.full(len(pair), sign))


def _counted(work: Work, parts: _Parts) -> pd.DataFrame:
    """Cells in order, from how many pairs each record is part of in each."""
    earliest = int(parts.month.min(initial=0))
    months, size = int(parts.month.max(initial=0)) - earliest + 1, max(len(work), 1)
    cell = (parts.place * len(ELEMENTS) + parts.element) * months + parts.month - earliest
    cell, record, pairs = _summed(cell * size + parts.record, parts.pairs, size)
    begins = np.flatnonzero(np.diff(cell, prepend=-1))
    cells, width = cell[begins], max(len(work.providers), 1)
    taking_part = sorted_distinct(cell * width + work.provider[record]) // width
    names = np.array([*work.places.names, PRODUCTS], dtype=object)[cells // months // len(ELEMENTS)]
    first_days = (cells % months + earliest).astype("datetime64[M]").astype("datetime64[s]")
    found = pd.DataFrame({
        "jurisdiction": pd.array(names, dtype="str"),
        "core_element": pd.array(np.array(ELEMENTS, dtype=object)[cells // months % len(ELEMENTS)], dtype="str"),
        "month": first_days,
        "pairs": np.add.reduceat(pairs, begins) // 2 if len(begins) else pairs,
        "providers": np.diff(np.searchsorted(taking_part, np.append(cells, taking_part.max(initial=0) + 1))),
        "records": np.diff(np.append(begins, len(cell))),
    })  # fmt: skip
    return found.sort_values(["jurisdiction", "core_element", "month"], ignore_index=True)


def _summed(code: Integers, pairs: Integers, size: int) -> tuple[Integers, Integers, Integers]:
    """Cell, record and pairs of the records that are part of any, in the order of cells."""
    order = np.argsort(code, kind="stable")
    code, pairs = code[order], pairs[order]
    begins = np.flatnonzero(np.diff(code, prepend=-1))
    total = np.add.reduceat(pairs, begins) if len(begins) else pairs
    code, total = code[begins][total > 0], total[total > 0]
    return code // size, code % size, total


def _month(day: Integers) -> Integers:
    """Months since January 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_day(month: Integers) -> Integers:
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
