"""Opportunities to work together that wait for a decision, the strongest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.describing import describe_subject, rows_of, say_when, status_label
from transforms.overlaps.places import place_label

MOST_SHOWN = 15

BANDS = ((0.6, "Strong"), (0.4, "Good"), (0.0, "Possible"))
"""Least score of each band: percentages wait until people's judgements have calibrated them."""


def list_invitations(
    records: pd.DataFrame, overlaps: pd.DataFrame, own: pd.Index, names: Mapping[str, str], cleared: list[str]
) -> dict[str, Any]:
    """Opportunities in which work that the office funds takes part: `total`, and the best of them in `shown`.

    Args:
        records: what partners share; own: index labels of those that the office funds.
    """
    offered = overlaps[overlaps["label"].eq("coordination_opportunity")]
    mentioned = {key for pair in rows_of(offered) for key in _sides(pair)}
    # A quick look by identifier alone: few of the records are in an opportunity.
    records = records[records["source_record_id"].isin({record_id for _, record_id in mentioned})]
    by_key = {(row["provider_id"], row["source_record_id"]): row for row in rows_of(records)}
    funded = set(
        records.loc[records.index.isin(own), ["provider_id", "source_record_id"]].itertuples(index=False, name=None)
    )
    pairs = [
        (pair, sides)
        for pair in rows_of(offered)
        if (sides := _sides(pair))[0] in by_key and sides[1] in by_key and (sides[0] in funded or sides[1] in funded)
    ]
    pairs.sort(key=lambda one: (-one[0]["score"], one[1]))
    shown = [_tell(pair, [by_key[side] for side in sides], names, cleared) for pair, sides in pairs[:MOST_SHOWN]]
    return {"total": len(pairs), "shown": shown, "strong": sum(pair["score"] >= BANDS[0][0] for pair, _ in pairs)}


def _sides(pair: Mapping[Any, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    one, other = ((pair[f"provider_id_{side}"], pair[f"source_record_id_{side}"]) for side in "ab")
    return one, other


def _tell(
    pair: Mapping[Any, Any], sides: list[dict[Any, Any]], names: Mapping[str, str], cleared: list[str]
) -> dict[str, Any]:
    evidence = pair["evidence"] if isinstance(pair["evidence"], dict) else json.loads(pair["evidence"])
    return {
        "band": next(text for least, text in BANDS if pair["score"] >= least),
        "places": [place_label(name) for name in evidence["places"]],
        "sides": [
            {
                "provider": names.get(row["provider_id"], row["provider_id"]),
                "what": describe_subject(row, cleared), "when": say_when(row),
                "status": status_label(row["lifecycle_status"]),
            }
            for row in sides
        ],
        "why": pair["sentence"],
    }  # fmt: skip
