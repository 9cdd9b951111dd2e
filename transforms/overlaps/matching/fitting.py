"""Fitting what bins give: logistic regression with a ridge towards what is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matching.scoring import Bins, Weighing

Numbers = npt.NDArray[np.float64]

RIDGE = 30.0
"""Pull of a shipped weight towards zero: what was strong in one style only gives way."""
SAY = 3_000
"""True pairs for which one set of reports counts, however many it has: every style has the same say."""
MOST_OTHERS = 8_000
"""Other pairs on which one set of reports is fitted: half of them those that look most alike."""


@dataclass(frozen=True)
class Example:
    """Pairs of one set of reports, and which of them are taken for one activity; weight: of each pair, 1 when None."""

    bins: Mapping[str, Bins]
    is_same: Flags
    weight: Numbers | None = None


def fit_examples(
    examples: Sequence[Example],
    labels: Mapping[str, Sequence[str]],
    *,
    ridge: float = RIDGE,
    prior: Weighing | None = None,
    most: int = MOST_OTHERS,
) -> Weighing:
    """What each bin gives, fitted on the true pairs, those others that look most alike, and a sample of the rest.

    Which look alike is told by the prior; without one, by a first fit on a sample.

    Args:
        labels: comparison to the names of its bins.
    """
    sizes = {name: len(bins) for name, bins in labels.items()}
    start = prior
    if start is None:
        start = _fit(examples, [None] * len(examples), sizes, ridge, None, None, most)
    scores = [start.score({name: one.bins[name] for name in sizes}) for one in examples]
    return _fit(examples, scores, sizes, ridge, prior, start, most)


def _fit(
    examples: Sequence[Example],
    scores: Sequence[Integers | None],
    sizes: Mapping[str, int],
    ridge: float,
    prior: Weighing | None,
    start: Weighing | None,
    most: int,
) -> Weighing:
    chosen = [_choose(one.is_same, score, most) for one, score in zip(examples, scores, strict=True)]
    parts = list(zip(examples, chosen, strict=True))
    bins = {name: np.concatenate([one.bins[name][at] for one, (at, _) in parts]) for name in sizes}
    same = np.concatenate([one.is_same[at] for one, (at, _) in parts])
    weight = np.concatenate([w * min(1.0, SAY / max(one.is_same.sum(), 1)) for one, (_, w) in parts])
    return fit_weighing(bins, sizes, same, weight, ridge=ridge, prior=prior, start=start)


def _choose(is_same: Flags, score: Integers | None, most: int) -> tuple[Integers, Numbers]:
    """Pairs to fit on, and their weights: of the true ones a sample, of the others the most alike and a sample."""
    # The same pairs every time: the seed is no secret and no choice.
    rng = np.random.default_rng(1)
    others = np.flatnonzero(~is_same)
    hard = np.zeros(0, dtype=np.int64)
    if score is not None and len(others) > most:
        order = np.argsort(-score[others], kind="stable")
        hard, others = np.sort(others[order[: most // 2]]), np.sort(others[order[most // 2 :]])
    size = min(most - len(hard), len(others))
    some = np.sort(rng.choice(others, size, replace=False)) if size < len(others) else others
    true = np.flatnonzero(is_same)
    told = np.sort(rng.choice(true, most // 2, replace=False)) if len(true) > most // 2 else true
    counts = ((len(told), len(true)), (len(hard), len(hard)), (len(some), len(others)))
    return np.concatenate([told, hard, some]), np.repeat(
        [all_ / max(n, 1) for n, all_ in counts], [n for n, _ in counts]
    )


def fit_weighing(
    bins: Mapping[str, Bins],
    sizes: Mapping[str, int],
    is_same: Flags,
    weight: Numbers,
    *,
    ridge: float,
    prior: Weighing | None = None,
    start: Weighing | None = None,
    baseline_ridge: float = 1e-6,
) -> Weighing:
    """What each bin gives, so that the sum is the log-odds that a pair tells of one activity.

    Minimises the weighted logistic loss plus ridge times the squared distance from the prior (zero without one).

    Args:
        bins: comparison to bins, one entry a pair.
        sizes: comparison to its number of bins.
        weight: of each pair.
        start: where the search begins; at the prior when left out.
    """
    rows = _one_hot(bins, sizes)
    columns = rows.T.tocsr()
    anchor = _as_vector(prior, sizes)
    pull = np.full(len(anchor), ridge)
    pull[0] = baseline_ridge
    target, said = is_same.astype(np.float32), weight.astype(np.float32)

    def loss(at: Numbers) -> tuple[float, Numbers]:
        odds = rows @ at[1:].astype(np.float32) + np.float32(at[0])
        error = (1 / (1 + np.exp(-np.clip(odds, -40, 40))) - target) * said
        off = at - anchor
        lost = (said * (np.logaddexp(0, odds) - target * odds)).sum(dtype=np.float64)
        value = float(lost + (pull * off * off).sum() / 2)
        slope = np.concatenate([[error.sum(dtype=np.float64)], (columns @ error).astype(np.float64)])
        return value, slope + pull * off

    begin = anchor if start is None else _as_vector(start, sizes)
    found = optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 150, "ftol": 1e-7}).x
    return _as_weighing(found, sizes)


def _as_vector(weighing: Weighing | None, sizes: Mapping[str, int]) -> Numbers:
    if weighing is None:
        return np.zeros(1 + sum(sizes.values()))
    return np.concatenate([[weighing.baseline], *(weighing.gives[name] for name in sizes)]) / 100


def _as_weighing(found: Numbers, sizes: Mapping[str, int]) -> Weighing:
    cents = [round(100 * float(value)) for value in found]
    ends = np.cumsum([1, *sizes.values()]).tolist()
    return Weighing(cents[0], {name: tuple(cents[a:b]) for name, a, b in zip(sizes, ends[:-1], ends[1:], strict=True)})


def _one_hot(bins: Mapping[str, Bins], sizes: Mapping[str, int]) -> sparse.csr_array:
    starts = np.cumsum([0, *sizes.values()])
    pairs, width = len(next(iter(bins.values()))), len(sizes)
    columns = np.empty((pairs, width), dtype=np.int32)
    for at, name in enumerate(sizes):
        columns[:, at] = bins[name].astype(np.int32) + np.int32(starts[at])
    ones = np.ones(pairs * width, dtype=np.float32)
    shape = (pairs, int(starts[-1]))
    return sparse.csr_array((ones, columns.ravel(), np.arange(0, pairs * width + 1, width)), shape=shape)
