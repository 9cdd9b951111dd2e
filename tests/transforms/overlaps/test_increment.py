"""A search for what changed, put in the place of what it replaces, equals a search of everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from transforms.overlaps.detection import KEY, OVERLAP_COLUMNS, find_overlaps
from transforms.overlaps.judgements import STANDING
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
SETTINGS = OverlapSettings(top=2)


PIECES = {
    "overlaps": ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b"),
    "reviews": ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b"),
    "engagements": ("provider_id", "source_record_id"),
    "repeats": ("provider_id", "source_record_id_a", "source_record_id_b"),
    "discrepancies": ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "kind"),
}
"""What a search finds, and what identifies a row of it."""


def _after(stored: dict[str, pd.DataFrame], found: Any) -> dict[str, pd.DataFrame]:
    """What is believed once what was found has replaced what it stands for."""
    changed = None if found.changed is None else pd.MultiIndex.from_frame(found.changed)
    result = {}
    for name, key in PIECES.items():
        kept = stored[name]
        if name == "overlaps":
            kept = kept[~found.gives_way(kept)]
        elif name == "discrepancies" or changed is None:
            kept = kept.iloc[:0]
        else:
            sides = [key[:2]] if name == "engagements" else [("provider_id", key[1]), ("provider_id", key[2])]
            sides = [key[:2], key[2:]] if name == "reviews" else sides
            for side in sides:
                kept = kept[~pd.MultiIndex.from_frame(kept[list(side)]).isin(changed)]
        new = getattr(found, name)
        whole = pd.concat([kept, new]) if len(kept) else new
        result[name] = whole.sort_values(list(key), ignore_index=True)
    return result


def _judged(records: pd.DataFrame, overlaps: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Judgements of some pairs that were found, and of some that nobody would think of."""
    rows = overlaps.sample(min(len(overlaps), 6), random_state=int(rng.integers(1000)))[list(PIECES["overlaps"])]
    made = [dict(zip(PIECES["overlaps"], row, strict=True)) for row in rows.to_numpy().tolist()]
    for _ in range(3):
        one, other = (records[KEY].iloc[int(at)].tolist() for at in rng.choice(len(records), 2, replace=False))
        if one[0] != other[0]:
            made.append(dict(zip(PIECES["overlaps"], [*min(one, other), *max(one, other)], strict=True)))
    nothing = dict.fromkeys(STANDING, "")
    verdicts = ("same", "different", "proposed_same", "unsure", "")
    return pd.DataFrame([
        nothing | pair | {
            "verdict": verdicts[int(rng.integers(5))], "changed": bool(rng.random() < 0.2),
            "invitation": ("new", "declined", "accepted")[int(rng.integers(3))],
        }
        for pair in made
    ], columns=list(STANDING)).drop_duplicates(list(PIECES["overlaps"]))  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_going_on_night_by_night_finds_what_a_search_of_everything_finds(random_records: Any, seed: int) -> None:
    """Deliveries, corrections, retractions and judgements in random order, night by night, for four nights."""
    rng = np.random.default_rng(seed)
    records, today, judgements = random_records(seed, 240), TODAY, pd.DataFrame(columns=list(STANDING))
    found = find_overlaps(records, today=today, settings=SETTINGS)
    believed, seen = _after({name: getattr(found, name) for name in PIECES}, found), set(found.overlaps["label"])
    for night in range(1, 5):
        moved = rng.choice(len(records), 14, replace=False)
        fresh = random_records(1000 + 10 * seed + night, 240).sample(8, random_state=night)
        changed = [records.iloc[moved][KEY], fresh[KEY]]
        records = pd.concat([records.drop(index=records.index[moved]), fresh]).drop_duplicates(KEY, keep="last")
        records = records.sample(frac=1, random_state=night).reset_index(drop=True)
        if night % 2 == 0:
            judgements = _judged(records, believed["overlaps"], rng)
        changed += [judgements[[f"{name}_{s}" for name in KEY]].set_axis(KEY, axis=1) for s in "ab"]
        today += timedelta(days=int(rng.integers(0, 9)))
        # A judgement that was withdrawn counts as one too: the pairs of all nights are looked at again.
        known: dict[str, Any] = {"judgements": judgements, "settings": SETTINGS, "today": today}
        found = find_overlaps(records, changed=pd.concat(changed), left=found.left, **known)
        believed = _after(believed, found)
        whole = find_overlaps(records, **known)
        assert found.changed is not None
        for name, rows in believed.items():
            expected = getattr(whole, name).sort_values(list(PIECES[name]), ignore_index=True)
            pd.testing.assert_frame_equal(rows, expected, obj=f"{name} of night {night}", check_dtype=False)
        seen |= set(whole.overlaps["label"])
    assert seen == {"declared_joint", "same_activity", "coordination_opportunity"}


def test_the_order_of_the_records_changes_nothing(random_records: Any) -> None:
    records = random_records(3, 300)
    shuffled = records.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (find_overlaps(r, today=TODAY, settings=SETTINGS).overlaps for r in (records, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_one_row_a_pair(random_records: Any) -> None:
    overlaps = find_overlaps(random_records(1, 300), today=TODAY).overlaps
    assert not overlaps.duplicated(list(OVERLAP_COLUMNS[:4])).any()


def test_pairs_in_pieces_are_the_pairs_in_one(random_records: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    records = random_records(2, 300)
    whole = find_overlaps(records, today=TODAY).overlaps
    monkeypatch.setattr("transforms.overlaps.sweep.AT_ONCE", 7)
    monkeypatch.setattr("transforms.overlaps.opportunity_lists.CELLS_AT_ONCE", 50)
    pd.testing.assert_frame_equal(find_overlaps(records, today=TODAY).overlaps, whole)
