"""Texts as 64 bits, so that two are compared in one step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.overlaps.matching.terms import Terms


def signature(terms: Terms) -> npt.NDArray[np.uint64]:
    """A bit for each term of a text."""
    found = np.zeros(terms.texts, dtype=np.uint64)
    begins = np.flatnonzero(np.diff(terms.text, prepend=-1))
    if len(begins):
        bit = np.array([_bit(name) for name in terms.names], dtype=np.uint64)
        found[terms.text[begins]] = np.bitwise_or.reduceat(bit[terms.term], begins)
    return found


def _bit(name: str) -> int:
    """One of 64 bits by a digest of the name (FNV-1a), the same in every process."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return int(1 << (value >> 58))
