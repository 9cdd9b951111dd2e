"""Where records meet: their states, territories, tribes, their region, or the nation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.fields import MULTI
from contracts.jurisdictions import JURISDICTIONS, REGIONS
from transforms.overlaps.coding import Flags, Integers, code_texts
from transforms.titles import spread

NATION = "national"


@dataclass(frozen=True)
class Places:
    """The places of many records; records with the same reach and jurisdictions share a combination.

    Attributes:
        combination: of each record.
        counts: how many places each combination has.
        place: places of all combinations, one combination after the other; positions in `names`.
        is_lower: regional work meets its region's states at a lower rank.
        names: jurisdiction codes, `region N` and `national`.
    """

    combination: Integers
    counts: Integers
    place: Integers
    is_lower: Flags
    names: list[str]

    def of_records(self, chosen: Integers) -> tuple[Integers, Integers, Flags]:
        """One entry a record and place: position within `chosen`, place, is_lower."""
        combinations = self.combination[chosen]
        entries = spread(self.counts, combinations)
        owner = np.repeat(np.arange(len(chosen)), self.counts[combinations])
        return owner, self.place[entries], self.is_lower[entries]

    def full_rank_bits(self) -> npt.NDArray[np.bool_]:
        """A table combination by place: whether the combination holds the place at full rank."""
        table = np.zeros((len(self.counts), max(len(self.names), 1)), dtype=bool)
        combination = np.repeat(np.arange(len(self.counts)), self.counts)
        table[combination[~self.is_lower], self.place[~self.is_lower]] = True
        return table


def find_places(records: pd.DataFrame) -> Places:
    """Places of records by geographic_scope, jurisdiction and, where there is one, acf_region.

    National work has the nation as its only place; regional work its region, and the region's states at a lower rank;
    all other work each jurisdiction that it names: a tribe's record is in a state only where it names the state.
    """
    scope, scopes = code_texts(records["geographic_scope"])
    cell, cells = code_texts(records["jurisdiction"])
    region = _regions(records)
    code = ((scope + 1) * (len(cells) + 1) + cell + 1) * 16 + region
    distinct, combination = _distinct(code)
    names: dict[str, int] = {}
    found = [
        _places_of([*scopes, ""][s - 1], [*cells, ""][c - 1], r)
        for s, c, r in zip(
            distinct // 16 // (len(cells) + 1), distinct // 16 % (len(cells) + 1), distinct % 16, strict=True
        )
    ]
    entries = [(names.setdefault(name, len(names)), lower) for places in found for name, lower in places.items()]
    return Places(
        combination,
        np.array([len(places) for places in found], dtype=np.int64),
        np.array([place for place, _ in entries], dtype=np.int64),
        np.array([lower for _, lower in entries], dtype=bool),
        list(names),
    )


def _places_of(scope: str, cell: str, region: int) -> dict[str, bool]:
    """Place to whether it is held at the lower rank."""
    if scope == "national":
        return {NATION: False}
    named = [code for code in cell.split(MULTI) if code]
    if scope != "regional":
        return dict.fromkeys(named, False)
    states = dict.fromkeys([*named, *REGIONS.get(region, ())], True)
    return states | ({f"region {region}": False} if region else {})


def _regions(records: pd.DataFrame) -> Integers:
    if "acf_region" not in records.columns:
        return np.zeros(len(records), dtype=np.int64)
    numbers = pd.to_numeric(records["acf_region"]).fillna(0).to_numpy(dtype=np.int64)
    return np.where((numbers >= 0) & (numbers < 16), numbers, 0)


def _distinct(codes: Integers) -> tuple[Integers, Integers]:
    """Distinct codes, and the position of each code among them."""
    positions, distinct = pd.factorize(codes)
    return np.asarray(distinct, dtype=np.int64), np.asarray(positions, dtype=np.int64)


def place_label(name: str) -> str:
    """A place as people say it."""
    if name == NATION:
        return "the nation"
    return JURISDICTIONS.get(name, name.replace("region", "ACF region"))
