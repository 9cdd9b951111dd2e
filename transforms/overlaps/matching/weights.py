"""How much a term or a value says: rare ones much, common ones little. Frozen with the model, never counted anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.fields import MULTI
from transforms.overlaps.coding import Integers, code_texts
from transforms.overlaps.matching.terms import Terms, concept_terms, letter_terms, word_terms

LEAST_TEXTS = 3
"""A term of fewer texts is not kept: it weighs as much as one that was never seen, and could name somebody."""

OWN_SHARE = 0.03
"""A term in more than this share of a provider's texts is its way of writing: it says no more than that there."""

MOST_COUNTED = 200_000
"""Records whose words are counted: more say the same."""

PLACE = "place="

VALUES = ("event_hours", "provider_hours", "participants_total", "sector", "core_element", "service_area",
          "population_focus")  # fmt: skip
"""Fields of which it is known how common each value is: two hours say less than seven and a quarter."""


@dataclass(frozen=True)
class TermWeights:
    """Term to its weight, 1 + log(texts / texts with the term), frozen when the model was made.

    Attributes:
        weight: terms that occurred in LEAST_TEXTS texts or more; values as `field=value`.
        unseen: weight of all others.
        own: provider to the terms that it uses all the time, with what they weigh there.
    """

    weight: dict[str, float]
    unseen: float
    own: dict[str, dict[str, float]] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Weights of terms."""
        return np.array([self.weight.get(name, self.unseen) for name in names], dtype=np.float32)

    def of_entries(self, terms: Terms, provider: Integers, providers: Sequence[str]) -> npt.NDArray[np.float32]:
        """Weights of terms as they stand in texts of providers: `provider` is that of each text."""
        weight = self.of(terms.names)[terms.term]
        place = {name: i for i, name in enumerate(terms.names)}
        size = max(len(terms.names), 1)
        codes = [
            (p * size + place[name], value)
            for p, slug in enumerate(providers)
            for name, value in self.own.get(slug, {}).items()
            if name in place
        ]
        if codes:
            known = np.array([code for code, _ in sorted(codes)])
            least = np.array([value for _, value in sorted(codes)], dtype=np.float32)
            code = provider[terms.text] * size + terms.term
            at = np.minimum(np.searchsorted(known, code), len(known) - 1)
            found = known[at] == code
            weight[found] = np.minimum(weight[found], least[at[found]])
        return weight

    def crowd_of(self, records: pd.DataFrame) -> npt.NDArray[np.float32]:
        """Reports a week at the places of each record, as they were when the weights were made; 0 where not known."""
        code, cells = code_texts(records["jurisdiction"])
        said = [sum(self.weight.get(PLACE + place, 0.0) for place in cell.split(MULTI)) for cell in cells]
        return np.array([*said, self.weight.get(PLACE, 0.0)], dtype=np.float32)[code]


def count_weights(records: pd.DataFrame) -> TermWeights:
    """Weights from what records that partners may see of each other say.

    The formula is the inverse document frequency of Spärck Jones (1972), with 1 added so that no term weighs nothing.

    Args:
        records: in the order of their keys; of more than MOST_COUNTED every second, third ... is read.
    """
    weight: dict[str, float] = {}
    own: dict[str, dict[str, float]] = {}
    some = records.iloc[:: -(-len(records) // MOST_COUNTED) or 1]
    texts = max(len(some), 2)
    provider, providers = code_texts(some["provider_id"])
    sizes = np.bincount(provider, minlength=len(providers))
    for terms in _counted(some):
        found = np.bincount(terms.term, minlength=len(terms.names))
        for name, count in zip(terms.names, found.tolist(), strict=True):
            if count >= LEAST_TEXTS:
                value = _weight(texts, count)
                weight[name] = min(weight.get(name, value), value)
        _add_own(own, terms, provider, providers, sizes)
    for name in VALUES:
        counts = some[name].dropna().map(_value).value_counts()
        weight |= {
            f"{name}={value}": _weight(texts, int(count)) for value, count in counts.items() if count >= LEAST_TEXTS
        }
    weight |= count_places(records)
    return TermWeights(
        dict(sorted(weight.items())), _weight(texts, LEAST_TEXTS), {slug: own[slug] for slug in sorted(own)}
    )


def count_places(records: pd.DataFrame) -> dict[str, float]:
    """Reports a week at each place, from the middle nine tenths of their days; PLACE alone for those without one."""
    day = records["actual_start"].fillna(records["planned_start"]).dropna().to_numpy().astype("datetime64[D]")
    low, high = np.quantile(day.astype(np.int64), (0.05, 0.95)) if len(day) else (0, 0)
    weeks = max((high - low) / 0.9 / 7, 1)
    places = records["jurisdiction"].fillna("").str.split(MULTI).explode().value_counts()
    return {PLACE + str(place): round(int(count) / weeks, 3) for place, count in sorted(places.items())}


def value_weights(values: pd.Series, weights: TermWeights) -> npt.NDArray[np.float32]:
    """How much each value of a field says; missing ones weigh nothing."""
    code, distinct = pd.factorize(values)
    said = [weights.weight.get(f"{values.name}={_value(value)}", weights.unseen) for value in distinct]
    return np.array([*said, 0.0], dtype=np.float32)[code]


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def _weight(texts: int, count: int) -> float:
    return round(1 + float(np.log(texts / count)), 3)


def _add_own(
    own: dict[str, dict[str, float]], terms: Terms, provider: Integers, providers: Sequence[str], sizes: Integers
) -> None:
    size = max(len(terms.names), 1)
    code, count = np.unique(provider[terms.text] * size + terms.term, return_counts=True)
    texts = sizes[code // size]
    often = (count > OWN_SHARE * texts) & (count >= LEAST_TEXTS)
    for at in np.flatnonzero(often).tolist():
        slug, name = providers[int(code[at] // size)], terms.names[int(code[at] % size)]
        known = own.setdefault(slug, {})
        value = _weight(int(texts[at]), int(count[at]))
        known[name] = min(known.get(name, value), value)


def _counted(records: pd.DataFrame) -> Iterator[Terms]:
    topics = records["topic"].str.replace(MULTI, " ", regex=False)
    yield word_terms(records["title"])
    yield word_terms(records["recipient_name"])
    yield concept_terms(records["title"])
    yield concept_terms(records["summary"])
    yield concept_terms(topics)
    yield letter_terms(records["title"])
