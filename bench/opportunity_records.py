"""Records for measuring opportunities: many years of work at many places, drawn with a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from contracts.codes import CORE_ELEMENT, SECTOR
from contracts.fields import MULTI
from contracts.jurisdictions import STATES, TERRITORIES
from transforms.overlaps.matched import COLUMNS, ELEMENTS, Work
from transforms.overlaps.windows import day_number

TODAY = date(2026, 6, 30)
PLACES = tuple(STATES | TERRITORIES)
PROVIDERS = 50
YEARS_BACK = 6
SHARE_CHANGED = 0.001

Integers = npt.NDArray[np.int64]


def draw_records(number: int, seed: int = 7) -> pd.DataFrame:
    """Canonical records, the columns that matching reads: six years of activities, engagements, plans and requests.

    A tenth of the records names a second state; a third a second core element; most sectors come in twos.
    """
    draw = np.random.default_rng(seed)
    kind = draw.choice(4, number, p=[0.55, 0.25, 0.13, 0.07])
    longest = np.array([4, 950, 240, 180])[kind]
    start = day_number(TODAY) + 150 - draw.integers(0, YEARS_BACK * 365 + 150, number)
    end = start + (draw.random(number) * longest).astype(np.int64)
    is_open = end >= day_number(TODAY) - draw.integers(0, 10, number)
    over, going = np.where(kind == 3, 4, 0), np.where(start <= day_number(TODAY), 1, np.where(kind == 3, 3, 2))
    place = draw.integers(0, len(PLACES), number)
    second = np.where(draw.random(number) < 0.1, (place + 1 + draw.integers(0, 9, number)) % len(PLACES), place)
    texts = {
        "provider_id": _taken([f"center_{i:02d}" for i in range(PROVIDERS)], draw.integers(0, PROVIDERS, number)),
        "source_record_id": pa.array([f"R{i:07d}" for i in range(number)]),
        "record_kind": _taken(["activity", "engagement", "plan", "request"], kind),
        "lifecycle_status": _taken(["completed", "in_progress", "planned", "requested", "declined"],
                                   np.where(is_open, going, over)),
        "geographic_scope": _taken(["state", "multi_state"], (second != place).astype(np.int64)),
        "jurisdiction": _several(PLACES, place, second),
        "core_element": _several(tuple(CORE_ELEMENT), *_some(draw, number, len(CORE_ELEMENT), 0.33)),
        "sector": _several(tuple(SECTOR), *_some(draw, number, len(SECTOR), 0.6)),
        "sharing_level": _taken(["partners"], np.zeros(number, np.int64)),
        "scope_class": _taken(["systems_building"], np.zeros(number, np.int64)),
        "title_key": _taken(["work"], np.zeros(number, np.int64)),
        "planned_start_precision": _taken(["day"], np.zeros(number, np.int64)),
        "planned_end_precision": _taken(["day"], np.zeros(number, np.int64)),
    }  # fmt: skip
    return _framed(texts, start, end, number)


def _framed(texts: dict[str, pa.Array], start: Integers, end: Integers, number: int) -> pd.DataFrame:
    columns: dict[str, object] = {name: pd.array(values, dtype="str") for name, values in texts.items()}
    columns["planned_start"], columns["planned_end"] = (
        side.astype("datetime64[D]").astype("datetime64[s]") for side in (start, end)
    )
    empty = pd.array(pa.nulls(number, pa.string()), dtype="str")
    for name in COLUMNS:
        if name in ("actual_start", "actual_end", "requested_on"):
            columns[name] = np.full(number, np.datetime64("NaT", "s"))
        elif name in ("event_hours", "participants_total"):
            columns[name] = np.full(number, np.nan)
        else:
            columns.setdefault(name, empty)
    return pd.DataFrame(columns)[list(COLUMNS)]


def _some(draw: np.random.Generator, number: int, codes: int, share: float) -> tuple[Integers, Integers]:
    """One code each, and a second one, another, for a share of them."""
    first = draw.integers(0, codes, number)
    second = (first + 1 + draw.integers(0, codes - 1, number)) % codes
    return first, np.where(draw.random(number) < share, second, first)


def _taken(values: list[str], at: Integers) -> pa.Array:
    return pa.array(values).take(pa.array(at))


def _several(codes: tuple[str, ...], first: Integers, second: Integers) -> pa.Array:
    cells = [one if one == other else f"{one}{MULTI}{other}" for one in codes for other in codes]
    return _taken(cells, first * len(codes) + second)


@dataclass(frozen=True)
class Spans:
    """What all engines count pairs of: one row a record, place and core element; days since 1970-01-01."""

    record: Integers
    provider: Integers
    place: Integers
    element: Integers
    first: Integers
    last: Integers
    is_open: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, work: Work) -> Spans:
        """All records, whether they may take part in an opportunity today or not."""
        owner, place, _ = work.places.of_records(np.arange(len(work)))
        entry, element = np.nonzero(work.subjects[owner][:, None] >> np.arange(len(ELEMENTS)) & 1)
        record = owner[entry]
        return cls(
            record, work.provider[record], place[entry], element.astype(np.int64), work.windows.start[record],
            work.windows.end[record], work.is_open[record],
        )  # fmt: skip

    @property
    def group(self) -> Integers:
        """Place and element as one number."""
        return self.place * len(ELEMENTS) + self.element


def changed_records(number: int, seed: int = 8) -> npt.NDArray[np.bool_]:
    """A thousandth of the records."""
    found = np.zeros(number, dtype=bool)
    chosen = np.random.default_rng(seed).choice(number, max(1, round(number * SHARE_CHANGED)), replace=False)
    found[chosen] = True
    return found
