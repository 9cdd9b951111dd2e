"""Where technical assistance is reported and where none is: by jurisdiction and core element, and on the tile map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from contracts.codes import CORE_ELEMENT
from contracts.fields import MULTI
from contracts.jurisdictions import JURISDICTIONS, STATES, TERRITORIES
from transforms.measures.activities import count_by_code, count_cells
from transforms.phrases import say_count, say_list

TILES: tuple[str, ...] = (
    "AK .. .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. .. .. .. .. .. VT NH",
    ".. WA ID MT ND MN IL WI MI NY RI MA",
    ".. OR NV WY SD IA IN OH PA NJ CT ..",
    ".. CA UT CO NE MO KY WV VA MD DE ..",
    ".. .. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. .. TX .. .. .. .. FL .. ..",
    "GU MP PW FM MH AS .. .. .. .. PR VI",
)
"""The states as equal squares, about where they lie; territories and freely associated states in the last row."""

STEP, SIZE = 56, 52
CLASSES = 4


def tile_map(activities: pd.DataFrame) -> dict[str, Any]:
    """Squares with code, name, count and shade, and the finding in words; national and regional work has none."""
    counts = dict(count_by_code(activities, "jurisdiction")[["code", "counted"]].itertuples(index=False, name=None))
    bounds = shade_bounds([n for code, n in counts.items() if code in STATES or code in TERRITORIES])
    tiles = [
        {
            "code": code, "name": JURISDICTIONS[code], "count": int(counts.get(code, 0)),
            "shade": sum(counts.get(code, 0) >= bound for bound in bounds),
            "x": column * STEP, "y": row * STEP,
        }
        for row, line in enumerate(TILES) for column, code in enumerate(line.split()) if code != ".."
    ]  # fmt: skip
    return {
        "tiles": tiles, "size": SIZE, "width": 12 * STEP, "height": len(TILES) * STEP,
        "legend": _legend(bounds), "finding": say_finding(tiles),
    }  # fmt: skip


def shade_bounds(counts: list[int]) -> list[int]:
    """Least count of each shade from the second on: the first is for none."""
    most = max(counts, default=0)
    return sorted({max(1, round(most * share / CLASSES)) for share in range(CLASSES)} - {0}) if most else []


def say_finding(tiles: list[dict[str, Any]]) -> str:
    """The map in words: where most was reported, and how many jurisdictions have none."""
    ranked = sorted((tile for tile in tiles if tile["count"]), key=lambda tile: (-tile["count"], tile["name"]))
    if not ranked:
        return "No jurisdiction has a reported activity in this period."
    most = say_list([f"{tile['name']} ({tile['count']})" for tile in ranked[:3]])
    none = len(tiles) - len(ranked)
    rest = (
        f"{say_count(none, 'jurisdiction has', 'jurisdictions have')} none reported" if none else "every one has some"
    )
    return f"Most activities were reported for {most}; of {len(tiles)} jurisdictions, {rest}."


def list_gaps(activities: pd.DataFrame, is_unknown: bool) -> dict[str, Any]:
    """Jurisdictions by core element: counts of shared activities; `none` where nothing is reported, `unknown` where a
    provider is late, since it may have something to tell."""
    cells = count_cells(activities, "jurisdiction", "core_element")
    counts = {(row[0], row[1]): int(row[2]) for row in cells.itertuples(index=False, name=None)}
    served = {code for code, _ in counts}
    shown = [code for code in JURISDICTIONS if code in STATES or code in TERRITORIES or code in served]
    empty = "unknown" if is_unknown else "none"
    rows = [
        {"code": code, "name": JURISDICTIONS[code],
         "cells": [counts.get((code, element), 0) or empty for element in CORE_ELEMENT]}
        for code in sorted(shown, key=JURISDICTIONS.__getitem__)
    ]  # fmt: skip
    missing = [
        {"element": text, "count": sum((code, element) not in counts for code in shown)}
        for element, text in CORE_ELEMENT.items()
    ]
    return {
        "elements": list(CORE_ELEMENT.values()), "rows": rows, "missing_by_element": missing, "empty": empty,
        "without_any": [JURISDICTIONS[code] for code in shown if code not in served],
        "jurisdictions": len(shown),
    }  # fmt: skip


def list_places(activities: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a jurisdiction with activities, then work of regions and of the nation: name, reported, counted."""
    by_code = count_by_code(activities, "jurisdiction")
    rows = [
        {"name": JURISDICTIONS.get(code, code), "reported": int(reported), "counted": int(counted)}
        for code, reported, counted in by_code.itertuples(index=False, name=None)
    ]
    wide = activities[activities["geographic_scope"].isin(["national", "regional"])]
    for scope, part in wide[wide["jurisdiction"].fillna("").eq("")].groupby("geographic_scope"):
        name = f"{str(scope).capitalize()} work, in no single jurisdiction"
        rows.append({"name": name, "reported": len(part), "counted": int(part["activity"].nunique())})
    return sorted(rows, key=lambda row: (-row["counted"], row["name"]))


def count_multi_state(activities: pd.DataFrame) -> dict[str, int]:
    """Why jurisdictions add up to more than the total: activities in several, the sum, and what is behind it."""
    named = activities["jurisdiction"].fillna("")
    several = activities.loc[named.str.contains(MULTI, regex=False), "activity"]
    return {
        "activities": int(several.nunique()),
        "sum": int(count_by_code(activities, "jurisdiction")["counted"].sum()),
        "placed": int(activities.loc[named.ne(""), "activity"].nunique()),
    }


def _legend(bounds: list[int]) -> list[dict[str, Any]]:
    if not bounds:
        return [{"shade": 0, "text": "none reported"}]
    ends = [*(bound - 1 for bound in bounds[1:]), None]
    texts = [
        f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"
        for low, high in zip(bounds, ends, strict=True)
    ]
    return [{"shade": i, "text": text} for i, text in enumerate(["none reported", *texts])]
