"""What a column tells, of a table, a view or a canonical field: meaning, unit, codes, whether it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Adds = Literal["", "yes", "no"]


@dataclass(frozen=True)
class Told:
    """What a column tells.

    Attributes:
        meaning: in one sentence.
        unit: what a number counts.
        codes: name of its closed list in `contracts.code_lists`.
        adds: of a number, whether its sum over rows means what one row means: yes or no; blank for all else.
        is_free_text: people wrote it; readers outside the provider are given it only where the contract clears it.
    """

    meaning: str
    unit: str = ""
    codes: str = ""
    adds: Adds = ""
    is_free_text: bool = False

    def __str__(self) -> str:
        """All of it in one line, as the database's comment states it."""
        unit = f" ({self.unit})" if self.unit else ""
        codes = f". Codes: {self.codes}" if self.codes else ""
        adds = {"": "", "yes": "; additive", "no": "; not additive"}[self.adds]
        return f"{self.meaning}{unit}{codes}{adds}"
