"""What was found as rows that are stored: pairs with their evidence and sentence, and members of engagements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import CENT, Judged
from transforms.overlaps.declared_pairs import DeclaredPairs, evidence_of_declared, sentences_of_declared
from transforms.overlaps.evidence import said_by
from transforms.overlaps.evidence_json import BANDS, evidence_json, stacked
from transforms.overlaps.matched import Work, day_gap
from transforms.overlaps.matching.activities import DISPOSITIONS, POSSIBLE, Matched
from transforms.overlaps.matching.explained import explain
from transforms.overlaps.matching.model import Model
from transforms.overlaps.opportunities import Opportunities
from transforms.overlaps.pair_facts import facts_of
from transforms.overlaps.sentences import results_by_field, say_opportunity, tell_same
from transforms.overlaps.settings import RULES_VERSION
from transforms.overlaps.spoken import Spoken
from transforms.overlaps.windows import NO_DAY

OVERLAP_COLUMNS = (
    "provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "label", "score", "probability",
    "disposition", "day_gap", "evidence", "sentence", "rules_version",
)  # fmt: skip
"""One row a pair; a is the smaller key by (provider_id, source_record_id)."""

ENGAGEMENT_COLUMNS = ("engagement_id", "provider_id", "source_record_id", "basis")
"""One row a member. engagement_id is made of the smallest member's key; basis: declared, confirmed or probable."""

_KEY = ("provider_id", "source_record_id")


def tell_declared_pairs(work: Work, declared: DeclaredPairs, version: str, names: Mapping[str, str]) -> pd.DataFrame:
    """Declared joint work."""
    judged = declared.judged
    evidence, sentences = evidence_of_declared(work, declared, version), sentences_of_declared(work, declared, names)
    return _table(work, judged.left, judged.right, "declared_joint", judged.score, evidence, sentences, RULES_VERSION)


def tell_same_pairs(
    work: Work, same: Matched, model: Model, declared: Integers, spoken: Spoken, names: Mapping[str, str]
) -> pd.DataFrame:
    """Reports of one activity, and pairs worth a look (disposition possible), that are not declared joint work."""
    kept = np.flatnonzero(~np.isin(same.left * len(work) + same.right, declared))
    left, right, disposition = same.left[kept], same.right[kept], same.disposition[kept]
    bins = {name: one[kept] for name, one in same.bins.items()}
    told = explain(work, left, right, bins, model.final)
    sure = model.calibration.probability(told.score)
    # A percentage is told once this installation's own judgements have calibrated it; until then a band.
    probability = sure if model.calibration.is_trusted else np.full(len(sure), np.nan)
    band = [BANDS[int(one == POSSIBLE)] for one in disposition.tolist()]
    more = _more(left, right, spoken)
    evidence = evidence_json(
        work, left, right, told, label="same_activity", model=model.version, probability=probability, band=band,
        more=more,
    )  # fmt: skip
    facts = facts_of(work, left, right, names, results_by_field(told.fields, told.result))
    sentences = [tell_same(one) for one in facts]
    rows = _table(work, left, right, "same_activity", told.score, evidence, sentences, model.version)
    return rows.assign(
        probability=np.round(probability, 4), disposition=pd.array(np.array(DISPOSITIONS)[disposition], dtype="str")
    )


def tell_opportunities(
    work: Work, found: Opportunities, spoken: Spoken, names: Mapping[str, str]
) -> pd.DataFrame:
    """Invitations to work together, with what became of each."""
    judged = Judged(found.left, found.right, found.compared)
    said = {name: (said_by(work, name, judged.left), said_by(work, name, judged.right))
            for name in ("window", "status", "core_element", "sector")}  # fmt: skip
    evidence = evidence_json(
        work, judged.left, judged.right, stacked(judged, said), label="coordination_opportunity",
        model=RULES_VERSION, more=_more(judged.left, judged.right, spoken),
    )  # fmt: skip
    sentences = say_opportunity(work, judged, names)
    rows = _table(
        work, judged.left, judged.right, "coordination_opportunity", judged.score, evidence, sentences, RULES_VERSION
    )
    pairs = zip(judged.left.tolist(), judged.right.tolist(), strict=True)
    answers = [spoken.invitations.get((a, b) if a < b else (b, a), "new") for a, b in pairs]
    return rows.assign(disposition=pd.array(answers, dtype="str"))


def tell_engagements(work: Work, same: Matched, declared: Integers, spoken: Spoken) -> pd.DataFrame:
    """Clusters of reports of one activity, one row a member, of the records told again."""
    size = max(len(work), 1)
    sure, known = {a * size + b for a, b in spoken.same}, set(declared.tolist())
    first = np.repeat([*same.clusters], [len(members) for members in same.clusters.values()]).astype(np.int64)
    member = np.array([one for members in same.clusters.values() for one in members], dtype=np.int64)
    basis = [_basis(one, members, size, known, sure) for members in same.clusters.values() for one in members]
    of_first, of_member = ([work.records[name].take(at).tolist() for name in _KEY] for at in (first, member))
    names = [f"{provider} | {record}" for provider, record in zip(*of_first, strict=True)]
    return pd.DataFrame(dict(zip(ENGAGEMENT_COLUMNS, (names, *of_member, basis), strict=True)), dtype="str")


def _basis(member: int, members: Sequence[int], size: int, known: set[int], sure: set[int]) -> str:
    """What holds a member in its cluster: declared joint work, what people said, or its scores."""
    ties = {min(member, other) * size + max(member, other) for other in members if other != member}
    return "declared" if ties & known else "confirmed" if ties & sure else "probable"


def _more(left: Integers, right: Integers, spoken: Spoken) -> list[Mapping[str, object]]:
    """For a pair that came back after somebody had judged it: what changed since."""
    if not spoken.returned:
        return [{}] * len(left)
    return [
        {"came_back_since_changed": spoken.returned[pair]} if pair in spoken.returned else {}
        for pair in zip(left.tolist(), right.tolist(), strict=True)
    ]


def _table(
    work: Work, left: Integers, right: Integers, label: str, score: Integers, evidence: Sequence[str],
    sentences: Sequence[str], version: str,
) -> pd.DataFrame:  # fmt: skip
    sides = {
        f"{name}_{side}": work.records[name].take(at).array for side, at in (("a", left), ("b", right)) for name in _KEY
    }
    gap = day_gap(work, left, right)
    told = {"evidence": evidence, "sentence": sentences}
    same = {"label": label, "rules_version": version, "disposition": "declared"}
    return pd.DataFrame({
        **sides,
        "score": score / CENT,
        "probability": np.full(len(left), np.nan),
        "day_gap": pd.array(np.where(gap == NO_DAY, 0, gap), dtype="Int64"),
        **{name: pd.array(list(texts), dtype="str") for name, texts in told.items()},
        **{name: pd.array([text] * len(left), dtype="str") for name, text in same.items()},
    }).assign(day_gap=lambda rows: rows["day_gap"].mask(gap == NO_DAY))[list(OVERLAP_COLUMNS)]  # fmt: skip


