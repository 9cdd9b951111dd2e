"""What each field gave to the score of a pair, in words: the comparisons' bins as contributions that add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import AGREES, DIFFERS, MISSING
from transforms.overlaps.evidence import PARTLY, said_by
from transforms.overlaps.evidence_json import Contributions
from transforms.overlaps.matched import Work
from transforms.overlaps.matching.comparisons import Bins
from transforms.overlaps.matching.model import FINAL_BINS
from transforms.overlaps.matching.scoring import Weighing

GROUPED: Mapping[str, tuple[str, ...]] = {
    "title": ("title_concepts", "title_words", "title_letters", "rare_words"),
    "recipient": ("recipient", "names", "rare_names"),
    "text": ("whole_text", "title_told"),
    "together": (
        "agreeing",
        "differing",
        "day_and_title",
        "day_and_text",
        "day_and_numbers",
        "day_and_part",
        "hours_and_people",
        "title_and_recipient",
    ),
    "crowd": ("crowd", "day_and_crowd"),
    "rivals": ("rivals", "rivals_of_other"),
}
"""Fields whose contribution is that of several comparisons; the first of them tells whether they agree."""

QUOTED = ("first_day", "event_hours", "participants_total")
"""Fields of which the evidence quotes both sides."""

_MISSING = {"missing", "one missing", "none", "one has some", "both a day or less said", "not known"}
_AGREES = {
    "0 days", "equal", "within 2%", "same", "mostly", "the same", "same places", "same code", "same codes",
    "within the month said", "within the quarter said",
}  # fmt: skip
_DIFFERS = {"none shared", "more", "others", "apart", "hardly", "nothing", "more days", "0", "even"}


def explain(work: Work, left: Integers, right: Integers, bins: Mapping[str, Bins], weighing: Weighing) -> Contributions:
    """The contributions of pairs, the baseline first; each row's sum is the pair's score."""
    grouped = {name for names in GROUPED.values() for name in names}
    fields: dict[str, tuple[str, ...]] = {name: (name,) for name in weighing.gives if name not in grouped}
    fields |= {name: tuple(one for one in names if one in weighing.gives) for name, names in GROUPED.items()}
    fields = {name: names for name, names in fields.items() if names}
    size = len(left)
    result = np.full((size, 1 + len(fields)), MISSING, dtype=np.int64)
    gave = np.zeros((size, 1 + len(fields)), dtype=np.int64)
    gave[:, 0] = weighing.baseline
    for at, names in enumerate(fields.values(), 1):
        result[:, at] = _results(names[0])[bins[names[0]]]
        for name in names:
            gave[:, at] += np.array(weighing.gives[name], dtype=np.int64)[bins[name]]
    said = {name: (said_by(work, name, left), said_by(work, name, right)) for name in QUOTED}
    detail = {
        name: np.array(FINAL_BINS[names[0]], dtype=object)[bins[names[0]]].tolist() for name, names in fields.items()
    }
    return Contributions(("baseline", *fields), result, gave, said, detail)


@lru_cache(maxsize=64)
def _results(comparison: str) -> Integers:
    return np.array([result_of(label) for label in FINAL_BINS[comparison]], dtype=np.int64)


def result_of(label: str) -> int:
    """Whether a bin says that the two agree, agree in part, differ, or that one of them does not say."""
    if label in _MISSING:
        return MISSING
    if label in _AGREES or label.startswith(("equal", "same,", "worse by")):
        return AGREES
    if label in _DIFFERS or label.startswith(("better by", "off the", "more days")):
        return DIFFERS
    if " to 0." in label or " to 1." in label:
        least = float(label.split(" to ")[0])
        return AGREES if least >= 0.7 else PARTLY if least >= 0.24 else DIFFERS
    if label.endswith("days"):
        return PARTLY if int(label.split()[0]) <= 3 else DIFFERS
    return PARTLY
