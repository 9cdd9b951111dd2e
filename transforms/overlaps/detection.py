"""Finding overlaps: candidates, judgement, the strongest label of each pair, evidence and sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.contributions import (
    AGREES,
    CENT,
    MISSING,
    Compared,
    Judged,
    compare_numbers,
    compare_statuses,
    compare_subjects,
)  # fmt: skip
from transforms.overlaps.declared_joint import BY_NAME, BY_PROJECT, BY_REFERENCE, Declarations, find_declarations
from transforms.overlaps.evidence import evidence_of
from transforms.overlaps.matched import Work, chosen_rows, day_gap, describe_work, may_be_matched, touches
from transforms.overlaps.nearby import needed_for
from transforms.overlaps.opportunities import find_opportunities, keep_best
from transforms.overlaps.same_activity import find_same_activities, judge_same_activities
from transforms.overlaps.sentences import say_declared, say_opportunity, say_same
from transforms.overlaps.settings import LABELS, RULES_VERSION, OverlapSettings
from transforms.overlaps.windows import NO_DAY
from transforms.overlaps.wording import Wording, read_wording

OVERLAP_COLUMNS = (
    "provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "label", "score", "evidence",
    "sentence", "rules_version",
)  # fmt: skip
"""One row a pair; a is the smaller key by (provider_id, source_record_id)."""

KEY = ["provider_id", "source_record_id"]

_GAVE = {BY_PROJECT: ("joint_project", 60), BY_REFERENCE: ("partner_reference", 50), BY_NAME: ("partner_name", 40)}


@dataclass(frozen=True)
class Found:
    """What a search found, and which stored overlaps it stands for.

    Attributes:
        overlaps: one row a pair, OVERLAP_COLUMNS.
        changed: keys (provider_id, source_record_id) whose stored pairs give way; None when all do.
        notes: one row a joint project id that stands on too many records to name a project: joint_project_id, records.
    """

    overlaps: pd.DataFrame
    changed: pd.DataFrame | None
    notes: pd.DataFrame

    def gives_way(self, stored: pd.DataFrame) -> pd.Series:
        """Which rows of the stored overlaps `overlaps` replaces.

        All after a full search. After one for changed records: every pair with a changed record on either side, and
        every coordination opportunity, since those are ranked against each other and come and go with the date.
        """
        if self.changed is None:
            return pd.Series(True, index=stored.index)
        keys = pd.MultiIndex.from_frame(self.changed)
        touched = stored["label"].eq("coordination_opportunity").to_numpy()
        for side in ("a", "b"):
            sides = [stored[f"provider_id_{side}"], stored[f"source_record_id_{side}"]]
            touched = touched | pd.MultiIndex.from_arrays(sides).isin(keys)
        return pd.Series(touched, index=stored.index)


def find_overlaps(
    records: pd.DataFrame,
    *,
    today: date,
    changed: pd.DataFrame | None = None,
    settings: OverlapSettings | None = None,
) -> Found:
    """Overlaps among the records that partners may see of each other; all others are left out here, whoever asks.

    Args:
        records: one row a record that stands, `matched.COLUMNS`.
        today: the night's date.
        changed: provider_id and source_record_id of records that are new, changed or gone since the last search; only
            pairs with one of these and the day's opportunities are searched. All when left out.
        settings: thresholds and the providers' names.

    Returns:
        The overlaps with what they replace: `stored` without `gives_way(stored)`, plus `overlaps`, is what a full
        search of the same records on the same day finds. (Not where a joint project id crosses `most_in_project`
        through records that changed: notes name those.)
    """
    chosen = settings or OverlapSettings()
    looked_at = may_be_matched(records)
    if changed is not None:
        looked_at = needed_for(records, looked_at, _is_changed(records, changed), today, chosen)
    work = describe_work(chosen_rows(records, looked_at), today, chosen)
    wording = read_wording(work.records["title_key"])
    touched = None if changed is None else _is_changed(work.records, changed)
    candidates = find_opportunities(work, today, chosen)
    declarations = find_declarations(work, wording, chosen, _or_members(touched, candidates))
    every_declared, every_by = judge_declared(work, declarations)
    opportunities = _opportunities(work, wording, candidates, every_declared, chosen)
    kept = touches(touched, every_declared.left, every_declared.right)
    declared, by = every_declared.where(kept), [who for who, keep in zip(every_by, kept, strict=True) if keep]
    same = _without(find_same_activities(work, wording, chosen, touched), [declared], len(work))
    pieces = [
        _table(
            work, declared, LABELS[0], evidence_of(work, declared, by), say_declared(work, declared, by, chosen.names)
        ),
        _table(work, same, LABELS[1], evidence_of(work, same), say_same(work, same, chosen.names)),
        _table(
            work, opportunities, LABELS[2], evidence_of(work, opportunities),
            say_opportunity(work, opportunities, chosen.names),
        ),
    ]  # fmt: skip
    overlaps = pd.concat(pieces).sort_values(list(OVERLAP_COLUMNS[:4]), ignore_index=True)
    notes = pd.DataFrame(declarations.placeholders, columns=["joint_project_id", "records"])
    return Found(overlaps, None if changed is None else changed[KEY].drop_duplicates(ignore_index=True), notes)


def judge_declared(work: Work, declarations: Declarations) -> tuple[Judged, list[str]]:
    """One judgement a declared pair: the ways in which it is declared, and where the two reports differ.

    Returns:
        The judgements, and who declares: both, a or b.
    """
    size = max(len(work), 1)
    key = declarations.left * size + declarations.right
    pairs, at = np.unique(key, return_inverse=True)
    ways, sides = np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    np.bitwise_or.at(ways, at, declarations.way)
    is_mutual = declarations.way == BY_PROJECT
    np.bitwise_or.at(sides, at, np.where(is_mutual, 3, np.where(declarations.from_left, 1, 2)))
    left, right = pairs // size, pairs % size
    compared = {
        name: Compared(np.where(ways & way, AGREES, MISSING), np.where(ways & way, gave, 0))
        for way, (name, gave) in _GAVE.items()
    }
    gap = day_gap(work, left, right)
    nothing = np.zeros(len(left), dtype=np.int64)
    compared |= {
        "first_day": Compared(np.select([gap == NO_DAY, gap == 0], [MISSING, AGREES], 0), nothing),
        "event_hours": compare_numbers(work.hours[left], work.hours[right], 0.05, 0, 0),
        "participants_total": compare_numbers(work.participants[left], work.participants[right], 0, 0, 0),
        "status": compare_statuses(work, left, right),
        "subjects": compare_subjects(work, left, right, 0, 0, 0),
    }
    return Judged(left, right, compared), [{1: "a", 2: "b", 3: "both"}[side] for side in sides.tolist()]


def _opportunities(
    work: Work, wording: Wording, candidates: Judged, declared: Judged, settings: OverlapSettings
) -> Judged:
    """The best candidates that are neither declared joint work nor the same activity."""
    same = judge_same_activities(work, wording, candidates.left, candidates.right, settings)
    return keep_best(work, _without(candidates, [declared, same], len(work)), settings)


def _is_changed(records: pd.DataFrame, changed: pd.DataFrame) -> Flags:
    found = is_one_of(records["source_record_id"], changed["source_record_id"].dropna().unique().tolist())
    keys = pd.MultiIndex.from_frame(changed[KEY])
    found[found] = pd.MultiIndex.from_frame(records.loc[found, KEY]).isin(keys)
    return found


def _or_members(touched: Flags | None, judged: Judged) -> Flags | None:
    """Changed records and those of the given pairs; all when all are searched."""
    if touched is None:
        return None
    members = touched.copy()
    members[judged.left] = members[judged.right] = True
    return members


def _without(judged: Judged, stronger: Iterable[Judged], size: int) -> Judged:
    """Pairs that no stronger label holds."""
    taken: Integers = np.concatenate([one.left * size + one.right for one in stronger])
    return judged.where(~np.isin(judged.left * size + judged.right, taken))


def _table(work: Work, judged: Judged, label: str, evidence: list[str], sentences: list[str]) -> pd.DataFrame:
    sides = {
        f"{name}_{side}": work.records[name].take(at).array
        for side, at in (("a", judged.left), ("b", judged.right))
        for name in KEY
    }
    said = {"evidence": pd.array(evidence, dtype="str"), "sentence": pd.array(sentences, dtype="str")}
    texts = {
        name: pd.array([value] * len(judged), dtype="str")
        for name, value in (("label", label), ("rules_version", RULES_VERSION))
    }
    return pd.DataFrame({**sides, "score": judged.score / CENT, **said, **texts})[list(OVERLAP_COLUMNS)]
