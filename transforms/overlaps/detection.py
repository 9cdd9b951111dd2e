"""Finding overlaps: every label over the records that partners may see, and what the next search needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.declarations import find_declared
from transforms.overlaps.declared_pairs import DeclaredPairs, judge_declared
from transforms.overlaps.judgements import STANDING
from transforms.overlaps.left import KEY, Left, Resumed, partners_moved, resume
from transforms.overlaps.matched import Work, describe_work, matched_records, touches
from transforms.overlaps.matching.activities import POSSIBLE, Matched, Said, first_members, match_activities
from transforms.overlaps.matching.model import Model, shipped_model
from transforms.overlaps.matching.reader import Reader
from transforms.overlaps.opportunities import Opportunities, find_opportunities
from transforms.overlaps.opportunity_standing import Standing, positions_in
from transforms.overlaps.provider_names import HeldName, build_directory
from transforms.overlaps.reconciliation import reconcile
from transforms.overlaps.repeats import find_repeats
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.spoken import Spoken, read_spoken
from transforms.overlaps.telling import (
    OVERLAP_COLUMNS,
    tell_declared_pairs,
    tell_engagements,
    tell_opportunities,
    tell_same_pairs,
)

__all__ = ["KEY", "OVERLAP_COLUMNS", "Found", "find_overlaps"]

RANKED_LABELS = ("coordination_opportunity", "declared_joint")
"""Labels of which every search finds all pairs."""


@dataclass(frozen=True)
class Found:
    """What a search found, and which stored findings it stands for.

    Attributes:
        overlaps: one row a pair, OVERLAP_COLUMNS.
        reviews: pairs that may tell of one activity and that a person should look at; a pair here may be in `overlaps`
            as an invitation. OVERLAP_COLUMNS.
        engagements: one row a member of a cluster: engagement_id, provider_id, source_record_id, basis.
        repeats: `repeats.REPEAT_COLUMNS`; discrepancies: `reconciliation.DISCREPANCY_COLUMNS`.
        changed: keys (provider_id, source_record_id) whose stored findings give way; None when all do.
        notes: one row a joint project id that stands on too many records to name a project: joint_project_id, records.
        left: what the next search goes on from.
    """

    overlaps: pd.DataFrame
    reviews: pd.DataFrame
    engagements: pd.DataFrame
    repeats: pd.DataFrame
    discrepancies: pd.DataFrame
    changed: pd.DataFrame | None
    notes: pd.DataFrame
    left: Left = field(repr=False)

    def gives_way(self, stored: pd.DataFrame) -> pd.Series:
        """Which rows of the stored overlaps `overlaps` replaces.

        All after a full search. After one for changed records: every pair with one of these on either side, and every
        pair of RANKED_LABELS.
        """
        if self.changed is None:
            return pd.Series(True, index=stored.index)
        keys = pd.MultiIndex.from_frame(self.changed)
        touched = stored["label"].isin(RANKED_LABELS).to_numpy()
        for side in ("a", "b"):
            sides = [stored[f"provider_id_{side}"], stored[f"source_record_id_{side}"]]
            touched = touched | pd.MultiIndex.from_arrays(sides).isin(keys)
        return pd.Series(touched, index=stored.index)


def find_overlaps(
    records: pd.DataFrame,
    *,
    today: date,
    judgements: pd.DataFrame | None = None,
    model: Model | None = None,
    changed: pd.DataFrame | None = None,
    left: Left | None = None,
    current: Collection[str] | None = None,
    held_names: Sequence[HeldName] = (),
    settings: OverlapSettings | None = None,
) -> Found:
    """Overlaps among the records that partners may see of each other; all others are left out here, whoever asks.

    Args:
        records: one row a record that stands, `matched.COLUMNS`, in any order.
        today: the night's date.
        judgements: what people decided, `judgements.STANDING`.
        model: of reports of one activity; the shipped one when left out.
        changed, left: keys of records that are new, changed, gone or judged since the last search, and what it left:
            then only what these touch is worked out again. All when one of the two is left out.
        current: providers whose report is in; all that report when left out.
        held_names: former names and abbreviations of providers, each from a day to a day.
        settings: thresholds and the providers' names.

    Returns:
        The findings with what they replace: `stored` without `gives_way(stored)`, plus `overlaps`, is what a full
        search of the same records on the same day finds.
    """
    chosen, weighing = settings or OverlapSettings(), model or shipped_model()
    work = describe_work(matched_records(records), today, chosen)
    spoken = read_spoken(judgements if judgements is not None else pd.DataFrame(columns=list(STANDING)), work)
    directory = build_directory(chosen.names, work.providers, held_names)
    declared = judge_declared(work, find_declared(work, chosen, directory, spoken.apart_codes(len(work))))
    declared_codes = declared.judged.left * len(work) + declared.judged.right
    resumed, touched = None, None
    if changed is not None and left is not None:
        # A record may gain or lose a declared partner because a third one changed.
        position = positions_in(work, left.keys)
        touched = _is_changed(work.records, changed) | partners_moved(left, work, position, declared_codes)
        resumed = resume(left, work, position, touched)
    reader = Reader(work, weighing.weights)
    same = match_activities(
        reader, weighing, _said(spoken, declared), changed=touched, last=resumed.last if resumed else None
    )
    told = _told_codes(same, resumed, len(work))
    opportunities = find_opportunities(
        work,
        today,
        chosen,
        excluded=np.union1d(declared_codes, told),
        answered=spoken.answered_codes(len(work)),
        changed=touched,
        previous=resumed.standing if resumed else None,
    )
    names = chosen.names
    alike = tell_same_pairs(work, same, weighing, declared_codes, spoken, names)
    is_unsure = alike["disposition"].eq("possible")
    overlaps = pd.concat([
        tell_declared_pairs(work, declared, weighing.version, names),
        alike[~is_unsure],
        tell_opportunities(work, opportunities, spoken, names),
    ])  # fmt: skip
    again = None if resumed is None else same.again
    return Found(
        overlaps=overlaps.sort_values(list(OVERLAP_COLUMNS[:4]), ignore_index=True),
        reviews=alike[is_unsure].sort_values(list(OVERLAP_COLUMNS[:4]), ignore_index=True),
        engagements=tell_engagements(work, same, declared_codes, spoken),
        repeats=find_repeats(reader, weighing.version, names, again),
        discrepancies=reconcile(work, declared, chosen, current=work.providers if current is None else current),
        changed=None if again is None else _replaced(work, again, changed),
        notes=pd.DataFrame(declared.declarations.placeholders, columns=["joint_project_id", "records"]),
        left=Left(
            work.records[KEY], same.scored, _cluster_numbers(same, resumed, len(work)), told, declared_codes,
            _standing(opportunities),
        ),
    )


def _said(spoken: Spoken, declared: DeclaredPairs) -> Said:
    pairs = list(zip(declared.judged.left.tolist(), declared.judged.right.tolist(), strict=True))
    return Said(same=spoken.same, proposed=spoken.proposed, apart=spoken.apart, declared=pairs)


def _told_codes(same: Matched, resumed: Resumed | None, size: int) -> Integers:
    """Codes of all pairs that are told as one activity, told again or not."""
    codes = (same.left * size + same.right)[same.disposition != POSSIBLE]
    if resumed is None:
        return np.sort(codes)
    left, right = resumed.told
    stays = (left >= 0) & (right >= 0)
    stays[stays] = ~touches(same.again, left[stays], right[stays])
    return np.union1d(codes, left[stays] * size + right[stays])


def _cluster_numbers(same: Matched, resumed: Resumed | None, size: int) -> Integers:
    """The number of each record's cluster: the position of its first member."""
    number = np.full(size, -1, dtype=np.int64)
    if resumed is not None:
        # A cluster is told again as a whole or not at all.
        number = np.where(same.again, -1, first_members(resumed.last.cluster))
    for first_member, members in same.clusters.items():
        number[members] = first_member
    return number


def _standing(opportunities: Opportunities) -> Standing:
    if opportunities.standing is None:
        raise ValueError("a search for opportunities leaves nothing for the next one")
    return opportunities.standing


def _is_changed(records: pd.DataFrame, changed: pd.DataFrame) -> Flags:
    found = is_one_of(records["source_record_id"], changed["source_record_id"].dropna().unique().tolist())
    keys = pd.MultiIndex.from_frame(changed[KEY])
    found[found] = pd.MultiIndex.from_frame(records.loc[found, KEY]).isin(keys)
    return found


def _replaced(work: Work, again: Flags, changed: pd.DataFrame | None) -> pd.DataFrame:
    told = work.records.loc[again, KEY]
    keys = told if changed is None else pd.concat([told, changed[KEY]])
    return keys.drop_duplicates(ignore_index=True)
