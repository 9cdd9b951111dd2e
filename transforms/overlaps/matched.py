"""The records that may be matched, as arrays on which the rules run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.codes import CORE_ELEMENT, IN_SCOPE, NOT_YET_OVER, SECTOR, SHARED_WITH_PARTNERS
from transforms.overlaps.coding import Flags, Integers, arrow_text, bits_of_codes, code_texts, is_one_of, ordered
from transforms.overlaps.places import Places, find_places
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.windows import NO_DAY, Windows, find_windows

ELEMENTS, SECTORS = tuple(CORE_ELEMENT), tuple(SECTOR)
ELEMENT_BITS = np.int64((1 << len(ELEMENTS)) - 1)
"""Bits of `Work.subjects` that stand for core elements; the sectors' bits follow."""

Decimals = npt.NDArray[np.float64]

COLUMNS = (
    "provider_id", "source_record_id", "record_kind", "lifecycle_status", "title_key", "planned_start",
    "planned_start_precision", "planned_end", "planned_end_precision", "actual_start", "actual_start_precision",
    "actual_end", "actual_end_precision", "requested_on", "geographic_scope", "jurisdiction", "sector", "core_element",
    "event_hours", "participants_total", "partners", "joint_project_id", "partner_source_ref", "sharing_level",
    "scope_class",
)  # fmt: skip
"""Columns of a canonical record that matching reads."""

COMPARED = (
    "title", "summary", "topic", "recipient_name", "recipient_type", "service_area", "population_focus", "program",
    "delivery_mode", "ta_type", "intensity", "outcome_dimension", "provider_hours",
)  # fmt: skip
"""Further columns by which reports of one activity are told; one that is not there says nothing."""

ALSO_READ = ("acf_region", "record_state", *COMPARED)
"""Columns that matching reads where they are there."""


FLOATS = ("provider_hours",)


@dataclass(frozen=True)
class Work:
    """Matched records, one entry a record, in the order of `records`.

    Attributes:
        records: the matched rows, RangeIndex.
        provider: position in `providers`, which are sorted.
        is_open: not yet over.
        subjects: core elements and sectors as bits.
        hours, participants: event_hours and participants_total; NaN where not said.
    """

    records: pd.DataFrame
    providers: list[str]
    provider: Integers
    is_open: Flags
    windows: Windows
    places: Places
    subjects: Integers
    hours: Decimals
    participants: Decimals

    def __len__(self) -> int:
        return len(self.records)

    def take(self, at: Integers) -> Work:
        """The records at some positions, newly numbered."""
        return Work(
            self.records.take(at).reset_index(drop=True), self.providers, self.provider[at], self.is_open[at],
            Windows(*(getattr(self.windows, one.name)[at] for one in fields(Windows))),
            replace(self.places, combination=self.places.combination[at]),
            self.subjects[at], self.hours[at], self.participants[at],
        )  # fmt: skip


def may_be_matched(records: pd.DataFrame) -> Flags:
    """Records in scope that are shared with partners and not retracted: no other enters any rule."""
    matched = is_one_of(records["scope_class"], IN_SCOPE) & is_one_of(records["sharing_level"], SHARED_WITH_PARTNERS)
    if "record_state" in records.columns:
        matched &= ~is_one_of(records["record_state"], ["retracted"])
    return matched


def matched_records(records: pd.DataFrame) -> pd.DataFrame:
    """The records that may be matched, in key order: the order in which they were read decides nothing."""
    return in_key_order(chosen_rows(records, may_be_matched(records)))


def in_key_order(records: pd.DataFrame) -> pd.DataFrame:
    """Records ordered by provider and identifier, as the database orders them: by their bytes; newly numbered."""
    names = ("provider_id", "source_record_id")
    keys = pa.table({name: pc.cast(arrow_text(records[name]), pa.large_binary()) for name in names})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in names])
    return records.take(order.to_numpy(zero_copy_only=False)).reset_index(drop=True)


def chosen_rows(records: pd.DataFrame, chosen: Flags) -> pd.DataFrame:
    """The columns that matching reads of the chosen records, newly numbered; not copied when all are chosen."""
    read = records[[name for name in (*COLUMNS, *ALSO_READ) if name in records.columns]]
    kept = (read if chosen.all() else read[chosen]).reset_index(drop=True)
    absent = {name: np.nan if name in FLOATS else None for name in COMPARED if name not in kept.columns}
    kinds = {name: "float64" if name in FLOATS else "str" for name in absent}
    return kept.assign(**absent).astype(kinds) if absent else kept


def describe_work(matched: pd.DataFrame, today: date, settings: OverlapSettings) -> Work:
    """What the rules compare, of records that may be matched; their index is a RangeIndex."""
    provider, providers = code_texts(matched["provider_id"])
    names = ordered(providers)
    rank = np.array([names.index(name) for name in providers], dtype=np.int64)
    is_open = is_one_of(matched["lifecycle_status"], NOT_YET_OVER)
    elements, sectors = bits_of_codes(matched["core_element"], ELEMENTS), bits_of_codes(matched["sector"], SECTORS)
    return Work(
        records=matched,
        providers=names,
        provider=rank[provider] if len(rank) else provider,
        is_open=is_open,
        windows=find_windows(matched, is_open, today, settings),
        places=find_places(matched),
        subjects=elements | (sectors << len(ELEMENTS)),
        hours=numbers(matched["event_hours"]),
        participants=numbers(matched["participants_total"]),
    )


def numbers(values: pd.Series) -> Decimals:
    """Numbers with NaN where there is none."""
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def day_gap(work: Work, left: Integers, right: Integers) -> Integers:
    """Days between the first days of pairs, as few as the dates' precision allows; NO_DAY where one is not said."""
    first, latest = work.windows.first, work.windows.first_latest
    gap = np.maximum(np.maximum(first[left] - latest[right], first[right] - latest[left]), 0)
    return np.where((first[left] == NO_DAY) | (first[right] == NO_DAY), NO_DAY, gap)


def window_gap(work: Work, left: Integers, right: Integers) -> Integers:
    """Days between the windows of pairs, 0 where they overlap; NO_DAY where one is not said."""
    start, end = work.windows.start, work.windows.end
    gap = np.maximum(np.maximum(start[left] - end[right], start[right] - end[left]), 0)
    return np.where((start[left] == NO_DAY) | (start[right] == NO_DAY), NO_DAY, gap)


def share_a_place(work: Work, left: Integers, right: Integers) -> Flags:
    """Whether pairs have a place in common that both hold at full rank."""
    table = work.places.full_rank_bits()
    one, other = work.places.combination[left], work.places.combination[right]
    size = len(work.places.counts)
    positions, distinct = pd.factorize(one * size + other)
    # Few combinations, many pairs: each pair of combinations is looked at once.
    meets = (table[distinct // size] & table[distinct % size]).any(axis=1)
    return np.asarray(meets[positions], dtype=np.bool_)


def touches(changed: Flags | None, left: Integers, right: Integers) -> Flags:
    """Whether pairs have a changed record on either side; all have when none are named."""
    if changed is None:
        return np.ones(len(left), dtype=bool)
    return np.asarray(changed[left] | changed[right], dtype=np.bool_)


def name_of(settings_names: Mapping[str, str], slug: str) -> str:
    """A provider as people know it."""
    return settings_names.get(slug, slug)
