"""Fitting what bins give: logistic regression with a ridge towards what is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from transforms.overlaps.matching.scoring import Bins, Weighing

Numbers = npt.NDArray[np.float64]


def fit_weighing(
    bins: Mapping[str, Bins],
    sizes: Mapping[str, int],
    is_same: npt.NDArray[np.bool_],
    weight: Numbers,
    *,
    ridge: float,
    prior: Weighing | None = None,
    baseline_ridge: float = 1e-6,
) -> Weighing:
    """What each bin gives, so that the sum is the log-odds that a pair tells of one activity.

    Minimises the weighted logistic loss plus ridge times the squared distance from the prior (zero without one).

    Args:
        bins: comparison to bins, one entry a pair.
        sizes: comparison to its number of bins.
        weight: of each pair.
    """
    names = list(sizes)
    rows, starts = _one_hot(bins, sizes)
    anchor = np.zeros(rows.shape[1] + 1)
    if prior is not None:
        anchor[0] = prior.baseline / 100
        for name in names:
            anchor[1 + starts[name] : 1 + starts[name] + sizes[name]] = np.array(prior.gives[name]) / 100
    pull = np.full(len(anchor), ridge)
    pull[0] = baseline_ridge
    target = is_same.astype(np.float64)

    def loss(at: Numbers) -> tuple[float, Numbers]:
        odds = rows @ at[1:] + at[0]
        log_one = np.logaddexp(0, odds)
        error = (1 / (1 + np.exp(-np.clip(odds, -40, 40))) - target) * weight
        off = at - anchor
        value = float((weight * (log_one - target * odds)).sum() + (pull * off * off).sum() / 2)
        return value, np.concatenate([[error.sum()], rows.T @ error]) + pull * off

    found = optimize.minimize(loss, anchor, jac=True, method="L-BFGS-B", options={"maxiter": 400, "ftol": 1e-10}).x
    gives = {
        name: tuple(round(100 * float(g)) for g in found[1 + starts[name] : 1 + starts[name] + sizes[name]])
        for name in names
    }
    return Weighing(round(100 * float(found[0])), gives)


def _one_hot(bins: Mapping[str, Bins], sizes: Mapping[str, int]) -> tuple[sparse.csr_array, dict[str, int]]:
    names: Sequence[str] = list(sizes)
    ends = np.cumsum([sizes[name] for name in names])
    starts = dict(zip(names, (ends - [sizes[name] for name in names]).tolist(), strict=True))
    columns = np.stack([bins[name].astype(np.int32) + starts[name] for name in names], axis=1)
    pairs, width = columns.shape
    shape = (pairs, int(ends[-1]))
    ones = np.ones(pairs * width)
    return sparse.csr_array((ones, columns.ravel(), np.arange(0, pairs * width + 1, width)), shape=shape), starts
