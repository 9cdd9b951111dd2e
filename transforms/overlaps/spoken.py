"""What people decided, as positions of the records that are searched."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunity_standing import positions_in

Pair = tuple[int, int]


@dataclass(frozen=True)
class Spoken:
    """Judgements that hold, by pair of positions, the smaller one first.

    Attributes:
        same, proposed, apart: confirmed the same, said so by one party, and different with nothing changed since.
        returned: pairs that were judged different or declined, and in what content they changed since.
        invitations: what became of invitations that somebody answered.
    """

    same: list[Pair]
    proposed: list[Pair]
    apart: list[Pair]
    returned: dict[Pair, str] = field(default_factory=dict)
    invitations: dict[Pair, str] = field(default_factory=dict)

    def answered_codes(self, size: int) -> Integers:
        """Codes `left * size + right` of the pairs whose invitation somebody answered."""
        return np.array(sorted(a * size + b for a, b in self.invitations), dtype=np.int64)

    def apart_codes(self, size: int) -> Integers:
        """Codes `left * size + right` of the pairs that are different work, with nothing changed since."""
        return np.array(sorted(a * size + b for a, b in self.apart), dtype=np.int64)


def read_spoken(judgements: pd.DataFrame, work: Work) -> Spoken:
    """Judgements of pairs whose records are both there.

    Args:
        judgements: one row a judged pair, `judgements.STANDING`.
    """
    key = ["provider_id", "source_record_id"]
    sides = [positions_in(work, judgements[[f"{name}_{side}" for name in key]].set_axis(key, axis=1)) for side in "ab"]
    spoken = Spoken([], [], [])
    rows = zip(*(side.tolist() for side in sides), judgements.to_dict("records"), strict=True)
    for a, b, row in rows:
        if a < 0 or b < 0:
            continue
        pair = (a, b) if a < b else (b, a)
        _sort_in(spoken, pair, row)
    return spoken


def _sort_in(spoken: Spoken, pair: Pair, row: dict[str, object]) -> None:
    changed = bool(row["changed"])
    if row["verdict"] == "same":
        spoken.same.append(pair)
    elif row["verdict"] == "proposed_same":
        spoken.proposed.append(pair)
    elif row["verdict"] == "different" and not changed:
        spoken.apart.append(pair)
    if changed:
        spoken.returned[pair] = str(row["changed_fields"])
    if row["invitation"] and row["invitation"] != "new":
        spoken.invitations[pair] = str(row["invitation"])
