"""What reports say is read when pairs of them are compared: of those that changed, or of some places at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.matching.candidates import near_pairs
from transforms.overlaps.matching.comparisons import Bins, Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.model import Model
from transforms.overlaps.matching.quick import passes_quickly, sketch, sketch_fields
from transforms.overlaps.matching.search import Pairs, compare_pairs, each_once, score_near, score_pairs
from transforms.overlaps.matching.weights import TermWeights

AT_ONCE = 200_000
"""Reports of some places that are held at a time: what they say takes about a gigabyte."""


class Reader:
    """Reports of which only those are read that are compared; what was read last is held.

    Attributes:
        work: days, places and codes of all reports.
        weights: how much each term says, frozen with the model.
    """

    def __init__(self, work: Work, weights: TermWeights) -> None:
        self.work, self.weights = work, weights
        self._held: Reports | None = None
        self._where = np.full(len(work), -1, dtype=np.int64)

    def read(self, chosen: Integers) -> tuple[Reports, Integers]:
        """Reports, the chosen records among them, and where each record of the whole is in them; -1 where it is not."""
        if self._held is None or (self._where[chosen] < 0).any():
            at = np.unique(chosen)
            part = self.work if len(at) == len(self.work) else self.work.take(at)
            self._held = Reports(part, read_facts(part.records, self.weights))
            self._where = np.full(len(self.work), -1, dtype=np.int64)
            self._where[at] = np.arange(len(at))
        return self._held, self._where

    def pieces(self, left: Integers, right: Integers) -> Iterator[tuple[Integers, Reports, Integers, Integers]]:
        """Pairs, as many at a time as AT_ONCE reports allow: which of those given, the reports, and where both are."""
        for at in self._cut(left, right):
            reports, where = self.read(np.concatenate([left[at], right[at]]))
            yield at, reports, where[left[at]], where[right[at]]

    def _cut(self, left: Integers, right: Integers) -> Iterator[Integers]:
        members = np.unique(np.concatenate([left, right]))
        if len(members) <= AT_ONCE or (self._where[members] >= 0).all():
            yield np.arange(len(left))
            return
        group = self._groups(np.bincount(left, minlength=len(self.work)) > 0)[left]
        for number in np.unique(group):
            yield np.flatnonzero(group == number)

    def _groups(self, counted: Flags) -> Integers:
        """A number for each record: neighbours in place have the same, AT_ONCE / 2 of those that count at most."""
        places = self.work.places
        first = np.append(places.place, 0)[np.minimum(np.cumsum(places.counts) - places.counts, len(places.place))]
        place = first[places.combination]
        sizes = np.bincount(place[counted], minlength=int(place.max(initial=0)) + 1)
        return np.asarray((np.cumsum(sizes) // max(AT_ONCE // 2, 1))[place], dtype=np.int64)

    def compare(self, left: Integers, right: Integers) -> dict[str, Bins]:
        """All comparisons of pairs: name to bins."""
        found: dict[str, Bins] = {}
        for at, reports, one, other in self.pieces(left, right):
            for name, bins in compare_pairs(reports, one, other).items():
                found.setdefault(name, np.zeros(len(left), dtype=np.uint8))[at] = bins
        return found

    def score(self, model: Model, changed: Flags | None = None) -> Pairs:
        """Pairs worth a look; when `changed` is given, only those with at least one of these records."""
        return each_once([*(self._score_all(model) if changed is None else self._score_some(model, changed))])

    def _score_all(self, model: Model) -> Iterator[Pairs]:
        if len(self.work) <= AT_ONCE:
            yield score_pairs(self.read(np.arange(len(self.work)))[0], model)
            return
        owner, place, _ = self.work.places.of_records(np.arange(len(self.work)))
        sizes = np.bincount(place, minlength=len(self.work.places.names))
        group = (np.cumsum(sizes) // AT_ONCE)[place]
        for number in np.unique(group):
            reports, _ = self.read(owner[group == number])
            yield score_pairs(reports, model).moved(self._positions())

    def _score_some(self, model: Model, changed: Flags) -> Iterator[Pairs]:
        fields, none = sketch_fields(self.work), np.zeros(0, dtype=np.int64)
        near = [(none, none)]
        for left, right in near_pairs(self.work, changed):
            near.append(passes_quickly(fields, model.quick, model.quick_least, left, right))
        size = max(len(self.work), 1)
        left, right = np.divmod(np.unique(np.concatenate([left * size + right for left, right in near])), size)
        for _, reports, one, other in self.pieces(left, right):
            one, other = passes_quickly(sketch(reports), model.quick, model.quick_least, one, other)
            yield score_near(reports, model, one, other).moved(self._positions())

    def _positions(self) -> Integers:
        """Positions in the whole of the reports that are held."""
        return np.flatnonzero(self._where >= 0)
