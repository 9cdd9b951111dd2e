"""What is compared of each report, as arrays: codes as bits, numbers, and texts as weighted terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from contracts import codes
from contracts.fields import MULTI
from transforms.overlaps.coding import Integers, bits_of_codes, code_texts
from transforms.overlaps.matched import Decimals, numbers
from transforms.overlaps.matching.signatures import signature
from transforms.overlaps.matching.terms import (
    Terms,
    concept_terms,
    letter_terms,
    number_terms,
    part_numbers,
    word_terms,
)
from transforms.overlaps.matching.weights import VALUES, TermWeights, value_weights

CODE_LISTS: dict[str, tuple[str, ...]] = {
    "sector": tuple(codes.SECTOR),
    "core_element": tuple(codes.CORE_ELEMENT),
    "service_area": tuple(code for code in codes.SERVICE_AREA if code != "other"),
    "population_focus": tuple(code for code in codes.POPULATION_FOCUS if code != "other"),
    "delivery_mode": tuple(codes.DELIVERY_MODE),
    "recipient_type": tuple(code for code in codes.RECIPIENT_TYPE if code != "other"),
    "program": tuple(codes.PROGRAM),
    "outcome_dimension": tuple(codes.OUTCOME_DIMENSION),
    "ta_type": tuple(code for code in codes.TA_TYPE if code != "other"),
    "intensity": tuple(code for code in codes.INTENSITY if code != "unknown"),
    "record_kind": tuple(codes.RECORD_KIND),
    "geographic_scope": tuple(codes.GEOGRAPHIC_SCOPE),
    "lifecycle_status": tuple(codes.LIFECYCLE_STATUS),
}
"""Coded fields that are compared; codes that say nothing ("other", "unknown") count as missing."""

NUMBERS = ("event_hours", "provider_hours", "participants_total")

READ = (*CODE_LISTS, *NUMBERS, "title", "summary", "topic", "recipient_name")
"""Columns of a canonical record that matching compares besides days and places."""


SIGNED = ("title_concepts", "whole_text", "recipient")
"""Texts that the quick look compares by their signatures."""


@dataclass(frozen=True)
class Facts:
    """What is compared of each report, one entry (or row of a matrix) a report.

    Attributes:
        bits: coded field to its codes as bits; 0 where missing.
        numbers: field to its numbers; NaN where missing.
        says: field to how much its value says; rare ones much.
        texts: name of a comparison to rows of weighted terms of length 1; an empty row where missing.
        rare: name of a text to the weights of its words, not scaled.
        marks: numbers and months in the title, as terms without weight.
        part: which part of a series the title says that it is; 0 for none.
        signatures: some of the texts as 64 bits, for the quick look.
    """

    bits: dict[str, Integers]
    numbers: dict[str, Decimals]
    says: dict[str, npt.NDArray[np.float32]]
    texts: dict[str, sparse.csr_array]
    rare: dict[str, sparse.csr_array]
    marks: sparse.csr_array
    part: Integers
    signatures: dict[str, npt.NDArray[np.uint64]]
    title_told: tuple[sparse.csr_array, sparse.csr_array]
    crowd: npt.NDArray[np.float32]


def read_facts(records: pd.DataFrame, weights: TermWeights) -> Facts:
    """The facts of canonical records, READ.

    Args:
        weights: how much each term says, frozen with the model.
    """
    terms = _terms_of(records)
    provider, providers = code_texts(records["provider_id"])
    said = {name: weights.of_entries(one, provider, providers) for name, one in terms.items()}
    return Facts(
        bits={name: bits_of_codes(records[name], listed) for name, listed in CODE_LISTS.items()},
        numbers={name: numbers(records[name]) for name in NUMBERS},
        says={name: value_weights(records[name], weights) for name in VALUES},
        texts={name: unit_rows(one, said[name]) for name, one in terms.items() if name != "told"},
        rare={
            "rare_words": _rows(terms["title_words"], said["title_words"]),
            "rare_names": _rows(terms["recipient"], said["recipient"]),
        },
        marks=_rows(number_terms(records["title"]), None),
        part=part_numbers(records["title"]),
        signatures={name: signature(terms[name]) for name in SIGNED},
        title_told=_told(terms["title_concepts"], said["title_concepts"], terms["told"]),
        crowd=weights.crowd_of(records),
    )


def _terms_of(records: pd.DataFrame) -> dict[str, Terms]:
    title, summary, recipient = records["title"], records["summary"], records["recipient_name"]
    topics = records["topic"].str.replace(MULTI, " ", regex=False)
    return {
        "title_words": word_terms(title),
        "title_concepts": concept_terms(title),
        "title_letters": letter_terms(title),
        "summary": concept_terms(summary),
        "whole_text": concept_terms(_joined([title, summary, topics])),
        "recipient": word_terms(recipient),
        "names": word_terms(_joined([title, recipient])),
        "told": concept_terms(_joined([summary, topics])),
    }


def unit_rows(terms: Terms, weight: npt.NDArray[np.float32]) -> sparse.csr_array:
    """One row a text: its terms' weights, the whole of length 1."""
    rows = _rows(terms, weight)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(length, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return rows


def _rows(terms: Terms, weight: npt.NDArray[np.float32] | None) -> sparse.csr_array:
    """One row a text; `weight` is that of each entry."""
    counts = np.bincount(terms.text, minlength=terms.texts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    said = np.ones(len(terms.term), dtype=np.float32) if weight is None else weight.copy()
    shape = (terms.texts, max(len(terms.names), 1))
    return sparse.csr_array((said, terms.term.astype(np.int32), starts.astype(np.int64)), shape=shape)


def _told(title: Terms, weight: npt.NDArray[np.float32], told: Terms) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Titles by their terms' weights, and what summaries and topics say, as columns of the same terms."""
    place = {name: i for i, name in enumerate(title.names)}
    column = np.array([place.get(name, -1) for name in told.names], dtype=np.int64)
    term = column[told.term] if len(told.names) else told.term
    kept = Terms(told.text[term >= 0], term[term >= 0], title.names, told.texts)
    return _rows(title, weight), _rows(kept, None)


def _joined(parts: list[pd.Series]) -> pd.Series:
    whole = parts[0].fillna("")
    for part in parts[1:]:
        whole = whole + " " + part.fillna("")
    return whole
