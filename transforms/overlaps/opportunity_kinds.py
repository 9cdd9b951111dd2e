"""Work of one kind at a place: what a pair could score at most follows from the kinds of its two sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers
from transforms.overlaps.opportunity_scene import (
    MOST_FROM_TITLES,
    MOST_WITHOUT_SUBJECTS,
    SUBJECT_SCORES,
    WINDOWS_OVERLAP,
    Scene,
    Scores,
    score_kinds,
)  # fmt: skip
from transforms.titles import spread

LEVELS = int(SUBJECT_SCORES.max()) + MOST_WITHOUT_SUBJECTS + 1
"""All scores lie below this."""


@dataclass(frozen=True)
class Kinds:
    """The kinds (`Scene.kind`) of some rows and of all that is at their place.

    Attributes:
        row: number of each row's kind.
        bound: the most that pairs of a row's kind with a kind at the place could score.
        members, sizes: entries at the place by their kind, and how many each kind has.
        cells: by a row's kind and score, with how many entries at the place it could reach that score.
    """

    row: Integers
    bound: Scores
    members: Integers
    sizes: Integers
    cells: Integers

    @classmethod
    def of(cls, scene: Scene, rows: Integers, here: Integers, place: int) -> Kinds:
        """Kinds of rows with all that is here."""
        (row_kinds, row), (kinds, kind) = (_distinct(scene.kind[side]) for side in (rows, here))
        bound = score_kinds(row_kinds[:, None], kinds[None, :]) + np.int16(WINDOWS_OVERLAP)
        if place == scene.groups[1] - 1:
            bound += np.int16(MOST_FROM_TITLES)
        sizes = np.bincount(kind, minlength=len(kinds)).astype(np.int64)
        level = np.maximum(bound, 0) + np.arange(len(row_kinds), dtype=np.int32)[:, None] * LEVELS
        counted = np.bincount(
            level.ravel(), weights=np.broadcast_to(sizes, bound.shape).ravel(), minlength=len(row_kinds) * LEVELS
        ).reshape(len(row_kinds), LEVELS)
        cells = np.cumsum(counted[:, ::-1], axis=1)[:, ::-1].astype(np.int64)
        return cls(row, bound, here[np.argsort(kind, kind="stable")], sizes, cells)

    def reaching(self, rows: Integers, level: Integers) -> tuple[Integers, Integers]:
        """Cells that could reach their row's level: position within `rows`, entry of the place."""
        cell = np.flatnonzero(self.bound[self.row[rows]] >= level.astype(np.int16)[:, None])
        row, kind = np.divmod(cell, max(len(self.sizes), 1))
        return np.repeat(row, self.sizes[kind]), self.members[spread(self.sizes, kind)]


def _distinct(kinds: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.uint16], Integers]:
    there = np.zeros(1 << 16, dtype=bool)
    there[kinds] = True
    distinct = np.flatnonzero(there)
    position = np.zeros(1 << 16, dtype=np.int64)
    position[distinct] = np.arange(len(distinct))
    return distinct.astype(np.uint16), position[kinds]
