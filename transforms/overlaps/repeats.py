"""Repeats: one provider that reports one activity twice. A finding of its own kind, never a link between providers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.contributions import AGREES, MISSING
from transforms.overlaps.evidence import said_by
from transforms.overlaps.evidence_json import Contributions, evidence_json
from transforms.overlaps.matched import Work, touches
from transforms.overlaps.matching.candidates import may_be_events
from transforms.overlaps.matching.comparisons import compare_marks, row_products
from transforms.overlaps.matching.reader import Reader
from transforms.overlaps.pair_facts import PairFacts, facts_of
from transforms.overlaps.phrases_of_work import say_about, say_what, say_when, say_where, say_with
from transforms.overlaps.windows import NO_DAY

REPEAT_COLUMNS = ("provider_id", "source_record_id_a", "source_record_id_b", "score", "evidence", "sentence")
"""One row a pair of reports of one provider that tell of the same activity; a is the smaller key."""

LEAST_TITLE = 0.9
"""Cosine of the titles' words from which they say the same."""
GAVE = {"title": 40, "first_day": 20, "place": 10, "event_hours": 15, "participants_total": 15}
"""Hundredths that agreement on each field gives; it ranks repeats, the rule decides what is one."""

_OTHER_NUMBERS = 4


def find_repeats(
    reader: Reader, version: str, names: Mapping[str, str], changed: Flags | None = None
) -> pd.DataFrame:
    """Pairs of reports of one provider: the same places, day (said to the day) and title, and no field that differs.

    Hours and participants may be missing on a side. Other numbers in the titles make them different sessions.

    Args:
        changed: when given, only pairs with one of these records.
    """
    work = reader.work
    left, right = _same_setting(work)
    kept = touches(changed, left, right)
    left, right = left[kept], right[kept]
    same = _same_title(reader, left, right)
    hours, people = (_agreement(values, left, right) for values in (work.hours, work.participants))
    same &= (hours != 0) & (people != 0)
    left, right, hours, people = left[same], right[same], hours[same], people[same]
    sure = np.full(len(left), AGREES)
    result = np.stack([sure, sure, sure, hours, people], axis=1)
    gave = np.where(result == AGREES, np.array(list(GAVE.values())), 0)
    said = {name: (said_by(work, name, left), said_by(work, name, right)) for name in ("first_day", "event_hours")}
    told = Contributions(tuple(GAVE), result, gave, said)
    sentences = [_say(facts) for facts in facts_of(work, left, right, names, [{}] * len(left))]
    return pd.DataFrame({
        "provider_id": work.records["provider_id"].take(left).array,
        "source_record_id_a": work.records["source_record_id"].take(left).array,
        "source_record_id_b": work.records["source_record_id"].take(right).array,
        "score": told.score / 100,
        "evidence": pd.array(evidence_json(work, left, right, told, label="repeat", model=version), dtype="str"),
        "sentence": pd.array(sentences, dtype="str"),
    })[list(REPEAT_COLUMNS)]  # fmt: skip


def _same_title(reader: Reader, left: Integers, right: Integers) -> Flags:
    same = np.zeros(len(left), dtype=bool)
    for at, reports, one, other in reader.pieces(left, right):
        alike = row_products(reports.facts.texts["title_words"], one, other) >= LEAST_TITLE
        same[at] = alike & (compare_marks(reports, one, other) != _OTHER_NUMBERS)
    return same


def _same_setting(work: Work) -> tuple[Integers, Integers]:
    """Pairs of one provider's reports of one kind, places and day, the smaller position first."""
    exact = may_be_events(work) & (work.windows.precision == 0) & (work.windows.first != NO_DAY)
    chosen = np.flatnonzero(exact & (work.places.counts[work.places.combination] > 0))
    kind, _ = pd.factorize(work.records["record_kind"].to_numpy(dtype=object)[chosen])
    columns = (kind, work.windows.first[chosen], work.places.combination[chosen], work.provider[chosen])
    order = np.lexsort((chosen, *columns))
    chosen = chosen[order]
    key = np.stack([column[order] for column in columns], axis=1)
    pairs_left, pairs_right = [], []
    for step in range(1, _largest_group(key) if len(key) else 0):
        is_same = (key[step:] == key[:-step]).all(axis=1)
        pairs_left.append(chosen[:-step][is_same])
        pairs_right.append(chosen[step:][is_same])
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *pairs_left]), np.concatenate([nothing, *pairs_right])


def _largest_group(key: Integers) -> int:
    begins = np.flatnonzero(np.append(True, (key[1:] != key[:-1]).any(axis=1)))
    return int(np.diff(np.append(begins, len(key))).max())


def _agreement(values: np.ndarray, left: Integers, right: Integers) -> Integers:
    one, other = values[left], values[right]
    missing = np.isnan(one) | np.isnan(other)
    return np.where(missing, MISSING, np.where(one == other, AGREES, 0))


def _say(facts: PairFacts) -> str:
    what = f"{say_what(facts)}{say_about(facts)}{say_with(facts)}{say_where(facts)}{say_when(facts)}"
    return f"{facts.a.provider} seems to report {what} twice: one of the two should be withdrawn if it is the same."
