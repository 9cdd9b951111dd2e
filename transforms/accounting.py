"""The sums by which every delivered row is accounted for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from contracts.errors import SumsDisagree


@dataclass(frozen=True)
class Counts:
    """What became of one delivery's rows.

    delivered = accepted + rejected, and accepted = new + corrected + returned + retracted + unchanged.
    Lines without data (footers, blank lines) are `left_out` and in no sum; `absent` counts records that a full
    delivery no longer holds, against the state before it, and is in no sum of rows either.
    """

    delivered: int = 0
    accepted: int = 0
    rejected: int = 0
    new: int = 0
    corrected: int = 0
    returned: int = 0
    retracted: int = 0
    unchanged: int = 0
    absent: int = 0
    left_out: int = 0

    def check(self, where: str = "") -> Counts:
        """These counts, when both sums hold.

        Raises:
            SumsDisagree: a row was lost or counted twice.
        """
        shaped = self.new + self.corrected + self.returned + self.retracted + self.unchanged
        if self.delivered != self.accepted + self.rejected or self.accepted != shaped:
            raise SumsDisagree(
                f"delivered {self.delivered} = accepted {self.accepted} + rejected {self.rejected}, and accepted = "
                f"new {self.new} + corrected {self.corrected} + returned {self.returned} + retracted {self.retracted} "
                f"+ unchanged {self.unchanged}: one of these does not hold",
                where=where,
                mend="keep the home as it is and report this: it is a fault of Concord, nothing was loaded",
            )
        return self

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)

    def in_words(self) -> str:
        """The counts that are not 0, for a line of progress."""
        return ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in self.as_dict().items() if n) or "no rows"

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
