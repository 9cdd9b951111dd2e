"""What a comparison is: two reports' bin among a few named ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.matching.facts import Facts

Bins = npt.NDArray[np.uint8]

MISSING = "missing"


@dataclass(frozen=True)
class Reports:
    """The reports that are compared: days and places, and what else they say."""

    work: Work
    facts: Facts


@dataclass(frozen=True)
class Comparison:
    """One comparison: its name, what its bins mean, and the function that tells a pair's bin."""

    name: str
    bins: tuple[str, ...]
    of: Callable[[Reports, Integers, Integers], Bins]
