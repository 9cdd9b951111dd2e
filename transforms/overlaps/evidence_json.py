"""The evidence of many pairs as JSON texts: what each field gave to the score, and what else people decide by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import CENT, Judged
from transforms.overlaps.evidence import RESULTS, shared_places
from transforms.overlaps.matched import Decimals, Work, day_gap
from transforms.overlaps.windows import NO_DAY

BANDS = ("likely", "possible")
"""What stands for a probability until people's judgements have calibrated it."""

Said = Sequence[str | None]


@dataclass(frozen=True)
class Contributions:
    """How many pairs compare, field by field: one row a pair, one column a field, in the order of the evidence.

    Attributes:
        result: AGREES, PARTLY, DIFFERS, MISSING; a field that was not compared has no row in the evidence.
        gave: what each field gave to the score, in hundredths: a row's sum is the pair's score.
        said: field to what each side says in it, where that may be quoted: codes, days and numbers, no free text.
        detail: field to one remark a pair, such as `within 10%`; "" for none.
    """

    fields: tuple[str, ...]
    result: Integers
    gave: Integers
    said: Mapping[str, tuple[Said, Said]] = field(default_factory=dict)
    detail: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def score(self) -> Integers:
        """Scores of the pairs, in hundredths."""
        return np.asarray(self.gave.sum(axis=1), dtype=np.int64)


def stacked(judged: Judged, said: Mapping[str, tuple[Said, Said]] | None = None) -> Contributions:
    """The contributions of judged pairs."""
    columns = list(judged.compared.values())
    shape = (len(judged), len(columns))
    result, gave = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for at, one in enumerate(columns):
        result[:, at], gave[:, at] = one.result, one.gave
    return Contributions(tuple(judged.compared), result, gave, said or {})


def evidence_json(
    work: Work,
    left: Integers,
    right: Integers,
    contributions: Contributions,
    *,
    label: str,
    model: str,
    probability: Decimals | None = None,
    band: Sequence[str] | None = None,
    more: Sequence[Mapping[str, object]] | None = None,
) -> list[str]:
    """One JSON text a pair.

    Its keys: label, model (version of the model or rules), score, probability (where it is calibrated) or else band,
    day_gap (null where a day is not known), places, what `more` adds, and contributions: one {field, result, gave, a,
    b, detail} each, `a` and `b` what the sides say where that may be quoted. Numbers that a field gave have two
    decimals, and their sum is the score exactly.

    Args:
        left, right: positions in Work.
        probability: one a pair, NaN where it is not calibrated; then `band` is told.
        more: further keys of each pair; pairs may share a mapping.
    """
    gaps = day_gap(work, left, right).tolist()
    position, sets = shared_places(work, left, right)
    places = [json.dumps(names) for names in sets]
    trust = _trust(len(left), probability, band)
    extra = [_extra(json.dumps(one, separators=(",", ":"))) for one in more] if more is not None else [""] * len(left)
    head = json.dumps({"label": label, "model": model}, separators=(",", ":"))[:-1]
    rows = _rows(contributions)
    return [
        f'{head},"score":{_cents(score)}{sure},"day_gap":{"null" if gap == NO_DAY else gap},"places":{places[at]}'
        f'{added},"contributions":[{",".join(filter(None, row))}]}}'
        for score, sure, gap, at, added, row in zip(
            contributions.score.tolist(), trust, gaps, position.tolist(), extra, rows, strict=True
        )
    ]


def _trust(size: int, probability: Decimals | None, band: Sequence[str] | None) -> list[str]:
    known = [float("nan")] * size if probability is None else probability.tolist()
    bands = [""] * size if band is None else list(band)
    return [
        f',"probability":{round(one, 3)}' if one == one else f',"band":"{word}"' if word else ""
        for one, word in zip(known, bands, strict=True)
    ]


def _extra(text: str) -> str:
    return f",{text[1:-1]}" if len(text) > 2 else ""


def _rows(contributions: Contributions) -> list[tuple[str, ...]]:
    """Per pair the JSON texts of its contributions; "" for a field that was not compared."""
    size = len(contributions.result)
    nobody: Said = [None] * size
    columns = []
    for at, name in enumerate(contributions.fields):
        a, b = contributions.said.get(name, (nobody, nobody))
        detail = contributions.detail.get(name) or [""] * size
        result, gave = contributions.result[:, at].tolist(), contributions.gave[:, at].tolist()
        columns.append([_row(name, *one) for one in zip(result, gave, a, b, detail, strict=True)])
    return list(zip(*columns, strict=True)) if columns else [()] * size


@lru_cache(maxsize=200_000)
def _row(name: str, result: int, gave: int, a: str | None, b: str | None, detail: str) -> str:
    if result not in RESULTS:
        return ""
    quoted = {"a": a, "b": b} if a is not None or b is not None else {}
    row = {"field": name, "result": RESULTS[result], **quoted, **({"detail": detail} if detail else {})}
    return f'{json.dumps(row, separators=(",", ":"))[:-1]},"gave":{_cents(gave)}}}'


@lru_cache(maxsize=20_000)
def _cents(hundredths: int) -> str:
    """Hundredths as a decimal number, exactly."""
    sign, whole = "-" if hundredths < 0 else "", abs(hundredths)
    return f"{sign}{whole // CENT}.{whole % CENT:02d}"
