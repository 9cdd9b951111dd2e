"""Which records a search for changed ones has to look at: far fewer than all, and never too few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from contracts.codes import NOT_YET_OVER
from transforms.overlaps.coding import Flags, Integers, code_against, code_texts, is_one_of, split_cells
from transforms.overlaps.opportunities import is_alive
from transforms.overlaps.places import find_places
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.windows import NO_DAY, Windows, find_windows


def needed_for(records: pd.DataFrame, matched: Flags, changed: Flags, today: date, settings: OverlapSettings) -> Flags:
    """Records without which a search for overlaps of the changed ones would miss something.

    These are the changed ones; those that may take part in an opportunity; those that begin near a changed one at one
    of its places; and those that are tied to one of these by a joint project or a reference.
    """
    windows = find_windows(records, is_one_of(records["lifecycle_status"], NOT_YET_OVER), today, settings)
    core = matched & (changed | is_alive(records["record_kind"], windows, today, settings))
    near = _begins_near(records, windows, changed & matched, settings)
    return matched & (core | near | _shares_project(records, core) | _shares_reference(records, changed))


def _begins_near(records: pd.DataFrame, windows: Windows, changed: Flags, settings: OverlapSettings) -> Flags:
    """Records that begin, as exactly as is known, within reach of a changed one at one of its places.

    Whoever names a partner, and whom a changed record may name, is looked for farther around.
    """
    names = records["partners"].notna().to_numpy()
    dated = np.flatnonzero(windows.first != NO_DAY)
    owner, place, _ = find_places(records).of_records(dated)
    begins = _Begins(dated[owner], place, windows)
    near = begins.within(settings.same_days, changed)
    near |= begins.within(settings.joint_days, changed) & names
    return near | begins.within(settings.joint_days, changed & names)


@dataclass(frozen=True)
class _Begins:
    """One entry a dated record and place: the record, the place; its days are in `windows`."""

    record: Integers
    place: Integers
    windows: Windows

    def within(self, days: int, changed: Flags) -> Flags:
        """Records that begin within some days of a changed one at one of its places."""
        near = np.zeros(len(self.windows.first), dtype=bool)
        at = np.flatnonzero(changed[self.record])
        if len(at):
            first_day, before = self._days_before(at)
            low, high = self.windows.first[self.record] - days, self.windows.first_latest[self.record] + days + 1
            low, high = (np.clip(side - first_day, 0, before.shape[1] - 1) for side in (low, high))
            near[self.record[before[self.place, high] > before[self.place, low]]] = True
        return near

    def _days_before(self, at: Integers) -> tuple[int, Integers]:
        """A first day, and by place and day how many earlier days there are on which one of the entries may begin."""
        first, latest = self.windows.first[self.record[at]], self.windows.first_latest[self.record[at]]
        first_day = int(first.min())
        ends = np.zeros((int(self.place.max()) + 1, int(latest.max()) - first_day + 3), dtype=np.int64)
        np.add.at(ends, (self.place[at], first - first_day), 1)
        np.add.at(ends, (self.place[at], latest - first_day + 1), -1)
        before = np.zeros_like(ends)
        before[:, 1:] = np.cumsum(np.cumsum(ends, axis=1) > 0, axis=1)[:, :-1]
        return first_day, before


def _shares_project(records: pd.DataFrame, core: Flags) -> Flags:
    code, _ = code_texts(records["joint_project_id"])
    held = np.zeros(int(code.max(initial=-1)) + 2, dtype=bool)
    held[code[core]] = True
    held[-1] = False
    return held[code]


def _shares_reference(records: pd.DataFrame, changed: Flags) -> Flags:
    """Whoever cites anything, and whom a changed record cites."""
    cites = records["partner_source_ref"].notna().to_numpy()
    _, _, cited = split_cells(records.loc[changed, "partner_source_ref"])
    return np.asarray(cites | (code_against(records["source_record_id"], cited) >= 0), dtype=np.bool_)
