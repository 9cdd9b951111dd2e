"""How much a term says: rare ones much, common ones little. Frozen with the model, never counted anew each night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.fields import MULTI
from transforms.overlaps.matching.terms import Terms, concept_terms, letter_terms, word_terms

LEAST_TEXTS = 3
"""A term of fewer texts is not kept: it weighs as much as one that was never seen, and could name somebody."""


@dataclass(frozen=True)
class TermWeights:
    """Term to its weight, log(texts / texts with the term), frozen when the model was made.

    Attributes:
        weight: terms that occurred in LEAST_TEXTS texts or more.
        unseen: weight of all others.
    """

    weight: dict[str, float]
    unseen: float

    def of(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Weights of terms."""
        return np.array([self.weight.get(name, self.unseen) for name in names], dtype=np.float32)


def count_weights(records: pd.DataFrame) -> TermWeights:
    """Weights from the titles, summaries, topics and recipients of records that partners may see of each other.

    The formula is the inverse document frequency of Spärck Jones (1972), with 1 added so that no term weighs nothing.
    """
    weight: dict[str, float] = {}
    texts = max(len(records), 2)
    for terms in _counted(records):
        found = np.bincount(terms.term, minlength=len(terms.names))
        for name, count in zip(terms.names, found.tolist(), strict=True):
            if count >= LEAST_TEXTS:
                value = round(1 + float(np.log(texts / count)), 3)
                weight[name] = min(weight.get(name, value), value)
    return TermWeights(dict(sorted(weight.items())), round(1 + float(np.log(texts / LEAST_TEXTS)), 3))


def _counted(records: pd.DataFrame) -> list[Terms]:
    topics = records["topic"].str.replace(MULTI, " ", regex=False)
    return [
        word_terms(records["title"]),
        word_terms(records["recipient_name"]),
        concept_terms(records["title"]),
        concept_terms(records["summary"]),
        concept_terms(topics),
        letter_terms(records["title"]),
    ]
