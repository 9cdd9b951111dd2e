"""What a search for overlaps finds, table by table: how a row is identified, written, and when it gives way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from transforms.parse.digests import digest_rows
from warehouse import copy_in
from warehouse.copy_out import Shape

PAIR = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b")
_SIDES = (("provider_id_a", "source_record_id_a"), ("provider_id_b", "source_record_id_b"))
_WRITE: Mapping[str, Callable[[pd.Series], copy_in.Values]] = {
    "score": copy_in.decimals,
    "probability": copy_in.decimals,
    "day_gap": copy_in.integers,
    "evidence": copy_in.json_texts,
    "who": copy_in.text_lists,
}
_SHAPES: Mapping[str, Shape] = {"score": "decimal", "probability": "decimal", "day_gap": "integer", "who": "list"}


@dataclass(frozen=True)
class FoundTable:
    """A table of core that holds what searches found.

    Attributes:
        table: its name.
        key: columns that identify a row among those believed at one time.
        told: the other columns; score and probability are numbers, day_gap a whole number, evidence JSON as text, who
            several texts joined by MULTI, all else text.
        sides: columns of provider and record of each record that a row is about; a row gives way when one of its
            records was searched anew.
        may_be_missing: columns of the key that may have no value.
        is_ordered: whether the smaller key stands first.
        is_whole: whether every search finds all of its rows, so that all that stood give way.
    """

    table: str
    key: tuple[str, ...]
    told: tuple[str, ...]
    sides: tuple[tuple[str, str], ...] = _SIDES
    may_be_missing: tuple[str, ...] = ()
    is_ordered: bool = False
    is_whole: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of what a search found, in their order."""
        return (*self.key, *self.told)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The same columns with their shape in a DataFrame."""
        return {name: _SHAPES.get(name, "text") for name in self.columns}

    def written(self, found: pd.DataFrame) -> dict[str, copy_in.Values]:
        """Found rows as columns for COPY."""
        return {name: _WRITE.get(name, copy_in.texts)(found[name]) for name in self.columns}

    def digests(self, found: pd.DataFrame) -> pd.Series:
        """16 bytes a row that change when anything in it does."""
        numbers = {}
        for name in (name for name in self.columns if name in ("score", "probability", "day_gap")):
            written = {n: "" if pd.isna(n) else repr(float(n)) for n in found[name].unique()}
            numbers[name] = found[name].map(written).fillna("")
        # A missing text is not a blank one.
        texts = found[list(self.columns)].assign(**numbers).astype("str").fillna("\0")
        return pd.Series(digest_rows(texts, self.columns), index=found.index, dtype=object)


OVERLAPS = FoundTable(
    "overlap_version", PAIR,
    ("label", "score", "probability", "disposition", "day_gap", "evidence", "sentence", "rules_version"),
    is_ordered=True,
)  # fmt: skip
REVIEWS = FoundTable(
    "review_version", PAIR, ("score", "probability", "day_gap", "evidence", "sentence", "rules_version"),
    is_ordered=True,
)  # fmt: skip
ENGAGEMENTS = FoundTable(
    "engagement_version", ("provider_id", "source_record_id"), ("engagement_id", "basis"),
    (("provider_id", "source_record_id"),),
)  # fmt: skip
REPEATS = FoundTable(
    "repeat_version", ("provider_id", "source_record_id_a", "source_record_id_b"), ("score", "evidence", "sentence"),
    (("provider_id", "source_record_id_a"), ("provider_id", "source_record_id_b")),
)  # fmt: skip
DISCREPANCIES = FoundTable(
    "discrepancy_version", (*PAIR, "kind"), ("value_a", "value_b", "sentence", "who"),
    may_be_missing=("source_record_id_b",), is_whole=True,
)  # fmt: skip
CONTRADICTIONS = FoundTable(
    "contradiction_version", (*PAIR, "message"), (), is_ordered=True, is_whole=True
)  # fmt: skip

TIES = FoundTable(
    "tie_version", ("provider_id", "source_record_id"), ("sure_id", "maybe_id"), (("provider_id", "source_record_id"),)
)
"""Follows from the pairs that stand, so no search finds it."""

FOUND_TABLES: dict[str, FoundTable] = {
    "overlaps": OVERLAPS,
    "reviews": REVIEWS,
    "engagements": ENGAGEMENTS,
    "repeats": REPEATS,
    "discrepancies": DISCREPANCIES,
    "contradictions": CONTRADICTIONS,
}
"""What a search finds by its name in `transforms.overlaps.detection.Found`, and where it is kept."""
