"""What searches for overlaps may find, made up."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pandas as pd

from warehouse.found_tables import FOUND_TABLES


def made_up_findings(chance: Random, matched: pd.DataFrame, one: str, other: str) -> dict[str, pd.DataFrame]:
    """What a search may find of matched records of two providers, a random part of it; the smaller slug first."""
    alpha, beta = (sorted(matched.loc[matched["provider_id"].eq(slug), "source_record_id"]) for slug in (one, other))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in FOUND_TABLES}
    plain = {"probability": 0.5, "day_gap": 0, "evidence": "{}", "rules_version": "m1"}
    labels = {"same_activity": ("probable", "confirmed", "proposed"), "declared_joint": ("declared",),
              "coordination_opportunity": ("new", "acknowledged", "accepted", "declined")}  # fmt: skip
    for a, b in ((a, b) for a in alpha for b in beta if chance.random() < 0.4):
        pair = {"provider_id_a": one, "source_record_id_a": a, "provider_id_b": other, "source_record_id_b": b}
        label = chance.choice([*labels])
        told = {**pair, **plain, "score": float(chance.randrange(9)), "sentence": f"{a} and {b}"}
        name = chance.choice(["overlaps", "overlaps", "overlaps", "reviews"])
        found[name].append({**told, "label": label, "disposition": chance.choice(labels[label])})
        found["contradictions"].append({**pair, "message": f"Of {a}"})
        found["discrepancies"].append({**pair, "kind": "hours_differ", "value_a": "1", "value_b": f"{chance.random()}",
                                       "sentence": "Hours", "who": one})  # fmt: skip
    found["engagements"] = [
        {"engagement_id": f"e{n % 3}", "provider_id": folder, "source_record_id": key, "basis": "probable"}
        for folder, keys in ((one, alpha), (other, beta)) for n, key in enumerate(keys[:3])
    ]  # fmt: skip
    found["repeats"] = [
        {"provider_id": one, "source_record_id_a": a, "source_record_id_b": b, "score": 1.0, "evidence": "{}",
         "sentence": "Twice"} for a, b in pairwise(alpha)
    ]  # fmt: skip
    frames = {name: pd.DataFrame(rows, columns=list(FOUND_TABLES[name].columns)) for name, rows in found.items()}
    return {name: frame.astype({"day_gap": "Int64"}) if "day_gap" in frame else frame for name, frame in frames.items()}
