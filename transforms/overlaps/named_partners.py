"""Which providers records name as their partners."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from transforms.overlaps.coding import Flags, Integers, code_texts
from transforms.overlaps.matched import Work
from transforms.overlaps.project_ids import Citations
from transforms.overlaps.provider_names import Directory, only_one


@dataclass(frozen=True)
class Named:
    """One entry a record and provider that it names as a partner, each once, ordered.

    Attributes:
        record: position of the record; provider: position in the work's providers.
        reached: how many providers there are.
    """

    record: Integers
    provider: Integers
    reached: int

    def has(self, record: Integers, provider: Integers) -> Flags:
        """Whether records name providers."""
        size = max(self.reached, 1)
        return np.isin(record * size + provider, self.record * size + self.provider)


def find_named(work: Work, directory: Directory, cited: Citations) -> Named:
    """Named partners that report to Concord, but never the record's own provider.

    Args:
        cited: a reference that begins with a provider's name names that provider too.
    """
    at = {slug: i for i, slug in enumerate(work.providers)}
    code, cells = code_texts(work.records["partners"])
    holders = [[directory.holders(name) for name in _organisations(cell)] for cell in cells]
    first, last = work.windows.first.tolist(), work.windows.first_latest.tolist()
    own = work.provider.tolist()
    has_any = np.array([*(any(found) for found in holders), False], dtype=bool)
    entries: set[tuple[int, int]] = set()
    for record in np.flatnonzero(has_any[code]).tolist():
        meant = (only_one(found, first[record], last[record]) for found in holders[code[record]])
        entries.update((record, at[slug]) for slug in meant if slug in at and at[slug] != own[record])
    in_references = zip(cited.record.tolist(), cited.provider.tolist(), strict=True)
    entries.update((record, slug) for record, slug in in_references if slug not in (-1, own[record]))
    found = np.array(sorted(entries), dtype=np.int64).reshape(-1, 2)
    return Named(found[:, 0], found[:, 1], len(work.providers))


def _organisations(cell: str) -> list[str]:
    try:
        partners = json.loads(cell)
    except ValueError:
        return []
    if not isinstance(partners, list):
        return []
    return [str(one.get("organisation") or "") for one in partners if isinstance(one, dict)]
