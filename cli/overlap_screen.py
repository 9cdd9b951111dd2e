"""One pair of records on the screen: side by side, what each field gave, what people judged, what changed since."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cli.screen import say, show
from contracts.fields import FIELDS
from transforms.overlaps.judgements import Key
from warehouse.overlap_reading import PairStory

NOT_ASKED = ("provider_id", "source_record_id", "source_revision", "source_updated_at", "received_at")


def show_story(key: Key, story: PairStory) -> None:
    """Print all that is known of a pair."""
    overlap = story.overlap
    if overlap is None:
        say("The pair does not overlap now, or was judged different.")
    else:
        say(str(overlap["sentence"]))
        show(_heading(overlap))
    show(_side_by_side(key, story), "The two records", narrow=("field",))
    if overlap is not None and isinstance(overlap["evidence"], dict):
        show(evidence_table(overlap["evidence"]), "What each field gave to the score", narrow=("field", "result"))
    for message in story.contradictions:
        say(f"Contradiction: {message}")
    if len(story.judgements):
        show(_judgements(story.judgements), "Judgements", narrow=("judgement",))
    if len(story.changed):
        show(story.changed.map(written), "What the records say otherwise since the last judgement")


def evidence_table(evidence: dict[str, Any]) -> pd.DataFrame:
    """One row a field: what it says on either side and what it gave; the last row is their sum, the score."""
    fields = evidence.get("contributions", evidence.get("fields", []))
    rows = [
        {
            "field": one.get("field"),
            "result": one.get("result"),
            "one": written(one.get("a")),
            "other": written(one.get("b")),
            "remark": written(one.get("detail")),
            "gave": float(one.get("gave") or 0),
        }
        for one in fields
    ]
    rows.append({"field": "score", "gave": round(sum(row["gave"] for row in rows), 2)})
    table = pd.DataFrame(rows, columns=["field", "result", "one", "other", "remark", "gave"])
    return table.drop(columns=[name for name in ("remark",) if not table[name].fillna("").astype(bool).any()])


def written(value: Any) -> str:
    """A value as people read it; blank for none."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, list):
        return "; ".join(map(written, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {written(one)}" for name, one in value.items())
    return str(value)


def _heading(overlap: dict[str, Any] | Any) -> pd.DataFrame:
    names = ("label", "disposition", "score", "probability", "day_gap", "rules_version", "worth")
    return pd.DataFrame([{name: overlap[name] for name in names if name in overlap and not pd.isna(overlap[name])}])


def _side_by_side(key: Key, story: PairStory) -> pd.DataFrame:
    one, other = (story.records.get(side, {}) for side in ((key[0], key[1]), (key[2], key[3])))
    names = [name for name in FIELDS if name not in NOT_ASKED and (name in one or name in other)]
    sides = [[written(record.get(name)) for name in names] for record in (one, other)]
    titles = [f"{key[0]} {key[1]}", f"{key[2]} {key[3]}"]
    return pd.DataFrame({"field": names, titles[0]: sides[0], titles[1]: sides[1]})


def _judgements(judgements: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "when": pd.to_datetime(judgements["judged_at"], utc=True).dt.strftime("%Y-%m-%d %H:%M"),
            "who": judgements["judged_by"],
            "as": judgements["party"].where(judgements["party"].ne(""), "steward"),
            "judgement": judgements["judgement"],
            "until": judgements["until"].map(written),
            "why": judgements["why"],
            "counts": judgements["is_latest"].map({True: "yes", False: "a later one does"}),
        }
    )
