"""Last days as records say them, held against each other no more exactly than the less exact one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.codes import PRECISION
from transforms.overlaps.coding import Flags, Integers, code_against
from transforms.overlaps.evidence import iso_day
from transforms.overlaps.matched import Work
from transforms.overlaps.windows import NO_DAY

PRECISIONS = tuple(PRECISION)
_MONTHS = np.array([1, 1, 3, 12])


def said_ends(work: Work, side: Integers) -> list[str | None]:
    """Last day as delivered, else as planned: 2026-03-12, 2026-03, 2026-Q1 or 2026; None where none was said."""
    day, precision = _last(work.records)
    return [iso_day(one, exact) for one, exact in zip(day[side].tolist(), precision[side].tolist(), strict=True)]


def has_said_end(work: Work, side: Integers) -> Flags:
    """Whether records say a last day at all."""
    return np.asarray(_last(work.records)[0][side] != NO_DAY, dtype=np.bool_)


def ends_differ(work: Work, left: Integers, right: Integers) -> Flags:
    """Whether both sides of pairs say a last day, and not the same one, month, quarter or year."""
    day, precision = _last(work.records)
    coarse = np.maximum(precision[left], precision[right])
    both = (day[left] != NO_DAY) & (day[right] != NO_DAY)
    return np.asarray(both & (_period(day[left], coarse) != _period(day[right], coarse)), dtype=np.bool_)


def _last(records: pd.DataFrame) -> tuple[Integers, Integers]:
    days, exact = zip(*(_said(records, name) for name in ("actual_end", "planned_end")), strict=True)
    delivered = days[0] != NO_DAY
    return np.where(delivered, *days), np.where(delivered, *exact)


def _said(records: pd.DataFrame, name: str) -> tuple[Integers, Integers]:
    values: npt.NDArray[np.datetime64] = records[name].to_numpy().astype("datetime64[D]")
    day = np.where(np.isnat(values), NO_DAY, values.astype(np.int64))
    return day, np.maximum(code_against(records[f"{name}_precision"], PRECISIONS), 0)


def _period(day: Integers, precision: Integers) -> Integers:
    """The day, or the month, quarter or year that it lies in, as a number."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(precision == 0, day, month // _MONTHS[precision])
