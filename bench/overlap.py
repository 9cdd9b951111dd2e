"""Reports of one activity, found by Concord, by a hand rule and by Splink on the same labelled reports in one run.

Run as `python -m bench.overlap --style slots --style prose --reports 10000 [--reports 100000] [--no-splink]`. Concord's
model is trained on the other styles only, its line and calibration too; Splink learns without labels. Each works in a
process of its own: seconds of processor time, all threads together, beside seconds that passed, and peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench.overlap_concord import ONE_A_PROVIDER, Answer, describe, match_with_concord, train_without
from bench.overlap_figures import (
    LOOKED_AT,
    best_threshold,
    calibration_error,
    pairs_within,
    score_pairs,
    split_missed,
    split_wrong,
)  # fmt: skip
from bench.overlap_peers import cluster_one_a_provider, match_by_hand, match_with_splink
from bench.overlap_series import are_in_series, share_a_place
from bench.styles import STYLES
from bench.styles.labelled import Labelled
from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.matching.learning import Figures

FIGURES = Path(__file__).resolve().parent.parent / "build" / "bench-overlap.json"
SEED = 91
"""Of the reports that are tested; no model is trained with it."""
TRAINED_ON = (10_000,)
"""Reports of each training style."""
BY_HAND, CONCORD, SPLINK = "hand rule", "Concord", "Splink"
NOTES = (
    f"Calibration error: pairs above probability {LOOKED_AT} in 10 bins of equally many; mean distance of what was said"
    " and what was true.",
    "Lines marked * have a threshold chosen on the truth of these very reports, which nobody has: the most there is.",
    "recordlinkage 0.16 needs pandas 2, Concord pandas 3: it was not run.",
)

Result = TypeVar("Result")


def main() -> None:
    """Measures, prints and writes build/bench-overlap.json."""
    parser = argparse.ArgumentParser(prog="python -m bench.overlap", description=__doc__)
    parser.add_argument("--style", choices=list(STYLES), action="append", help="may be given several times")
    parser.add_argument("--reports", type=int, action="append", help="how many; may be given several times")
    parser.add_argument("--train-reports", type=int, action="append", help="of each training style; several make sets")
    parser.add_argument("--no-splink", action="store_true")
    said = parser.parse_args()
    volumes = tuple(said.train_reports or TRAINED_ON)
    rows: list[dict[str, Any]] = []
    for style in said.style or ["slots", "prose"]:
        model, spent = apart(train_without, style, volumes)
        seconds = spent["processor_seconds"]
        print(f"{style}: trained on the other styles, {volumes} reports each, in {seconds} s", flush=True)
        for reports in said.reports or [10_000]:
            rows += measure(style, reports, model, with_splink=not said.no_splink)
    print("\n".join(NOTES))
    FIGURES.parent.mkdir(exist_ok=True)
    told = {"processors": os.cpu_count(), "seed": SEED, "trained_on": volumes, "notes": NOTES, "measured": rows}
    FIGURES.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def apart(work: Callable[..., Result], *given: object) -> tuple[Result, dict[str, float]]:
    """Does work in a process of its own: what it gives, and its seconds and peak memory in MB."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(_weighed, work, *given).result()


def _weighed(work: Callable[..., Result], *given: object) -> tuple[Result, dict[str, float]]:
    began, cpu = time.perf_counter(), time.process_time()
    result = work(*given)
    return result, {
        "processor_seconds": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - began, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def measure(style: str, reports: int, model: str, *, with_splink: bool) -> list[dict[str, Any]]:
    """Everything for so many reports of one style: one row a matcher and threshold."""
    made: Labelled = import_module(STYLES[style]).generate(reports, SEED)
    truth = Truth(made)
    print(f"\n{style}, {reports:,} reports, {truth.total:,} true pairs\n{HEADER}", flush=True)
    matchers: list[tuple[str, Callable[..., Answer], tuple[object, ...]]] = [
        (BY_HAND, match_by_hand, ()),
        (CONCORD, match_with_concord, (model,)),
        *([(SPLINK, match_with_splink, ())] if with_splink else []),
    ]
    rows = []
    for name, matcher, given in matchers:
        answer, spent = apart(matcher, made.records, *given)
        for row in _judge(name, answer, truth):
            rows.append({"style": style, "reports": reports, **row, **spent, "parts": answer.spent})
            print(_line(rows[-1]), flush=True)
        if name == CONCORD:
            rows.append({"style": style, "reports": reports, "matcher": name, "errors": _errors(answer, truth)})
    for row in rows:
        if "errors" in row:
            print(_tell_errors(row["errors"]), flush=True)
    return rows


class Truth:
    """What is true of labelled reports.

    Attributes:
        work: the reports; event: the true event of each; total: true pairs of different providers.
    """

    def __init__(self, made: Labelled) -> None:
        self.work: Work = describe(made.records)
        self.titles = made.records["title"]
        self.event: Integers = np.unique(made.event.to_numpy(), return_inverse=True)[1].astype(np.int64)
        self.left, self.right = made.true_pairs()

    @property
    def total(self) -> int:
        """How many pairs there are to find."""
        return len(self.left)

    def is_same(self, left: Integers, right: Integers) -> Flags:
        """Whether pairs tell of one event."""
        return np.asarray(self.event[left] == self.event[right], dtype=np.bool_)


def _judge(name: str, answer: Answer, truth: Truth) -> Iterator[dict[str, Any]]:
    """At the matcher's own threshold, and for those with a probability at the best one."""
    same = truth.is_same(answer.left, answer.right)
    error = None if name == BY_HAND else round(calibration_error(answer.probability, same), 4)
    yield _figures(name, answer, answer.threshold, answer.clusters, truth) | {"calibration_error": error}
    if name != BY_HAND:
        best = best_threshold(answer.probability, same, truth.total)
        clusters = {ONE_A_PROVIDER: cluster_one_a_provider(answer, best, truth.work.provider)}
        yield _figures(f"{name} *", answer, best, clusters, truth) | {"calibration_error": error}


def _figures(
    name: str, answer: Answer, threshold: float, clusters: dict[str, list[list[int]]], truth: Truth
) -> dict[str, Any]:
    found = answer.probability >= threshold
    pairs = score_pairs(truth.is_same(answer.left[found], answer.right[found]), truth.total)
    within = {
        named: _plain(score_pairs(truth.is_same(*pairs_within(members, truth.work.provider)), truth.total))
        for named, members in clusters.items()
    }
    return {"matcher": name, "threshold": round(threshold, 4), "pairs": _plain(pairs), "clustered": within}


def _plain(score: Figures) -> dict[str, float]:
    return {name: round(getattr(score, name), 4) for name in ("precision", "recall", "f1")}


def _errors(answer: Answer, truth: Truth) -> dict[str, dict[str, int]]:
    """Concord's errors within clusters, by kind."""
    left, right = pairs_within(answer.clusters[ONE_A_PROVIDER], truth.work.provider)
    size, series = len(truth.work), are_in_series(truth.work, truth.titles)
    is_missed = ~np.isin(truth.left * size + truth.right, left * size + right)
    a, b = truth.left[is_missed], truth.right[is_missed]
    first = truth.work.windows.first
    gap = np.abs(first[a] - first[b])
    wrong = ~truth.is_same(left, right)
    return {
        "missed": dict(split_missed(share_a_place(truth.work, a, b), gap, series[a] | series[b])),
        "wrong": dict(split_wrong(series[left[wrong]] | series[right[wrong]])),
    }


HEADER = (
    f"{'':<12}{'threshold':>10} | pairs: precision, recall, F1 | clustered: precision, recall, F1 | calibration error"
    " | processor s, clock s, peak MB"
)


def _line(row: dict[str, Any]) -> str:
    clusters = ", ".join(f"{_three(one)} ({name})" for name, one in row["clustered"].items())
    error = "    -" if row["calibration_error"] is None else f"{row['calibration_error']:.3f}"
    spent = f"{row['processor_seconds']:6.1f} {row['seconds']:7.1f} {row['peak_mb']:6.0f}"
    return f"{row['matcher']:<12}{row['threshold']:>10.3f} | {_three(row['pairs'])} | {clusters} | {error} | {spent}"


def _three(score: dict[str, float]) -> str:
    return " ".join(f"{value:.3f}" for value in score.values())


def _tell_errors(errors: dict[str, dict[str, int]]) -> str:
    return "\n".join(
        f"  Concord, {kind}: " + ", ".join(f"{name} {number:,}" for name, number in counts.items())
        for kind, counts in errors.items()
    )


if __name__ == "__main__":
    main()
