"""The mental-health centre's objects: gzipped JSON lines, some objects under a prefix a day."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.jurisdictions import JURISDICTIONS
from demo.speech import Words, speak
from demo.wrongs import Row

PREFIX = "ta-reports"
LINES_AN_OBJECT = 150

_RENAMED = {
    "source_record_id": "record", "source_revision": "revision", "record_kind": "kind", "record_state": "state",
    "parent_record_id": "part_of", "lifecycle_status": "status", "scope_class": "scope", "sharing_level": "share",
    "source_updated_at": "changed", "sponsor_office": "funders", "program": "programs", "award_number": "award",
    "planned_start": "plan_from", "planned_end": "plan_to", "actual_start": "from", "actual_end": "to",
    "requested_on": "asked", "geographic_scope": "reach", "recipient_type": "recipients", "recipient_name": "recipient",
    "sector": "sectors", "core_element": "elements", "service_area": "services", "population_focus": "families",
    "topic": "topics", "ta_type": "form", "delivery_mode": "modes", "event_hours": "hours",
    "provider_hours": "staff_hours", "participants_total": "people", "joint_project_id": "joint_project",
    "partner_source_ref": "partner_refs", "collaboration_level": "working_level", "open_to_collaboration": "open",
    "peer_expert_used": "peer_expert", "outcome_dimension": "outcomes",
}  # fmt: skip

_KEPT = ("title", "summary", "intensity", "partners")


def render_mental_health(rows: Sequence[Row], day: date) -> dict[str, bytes]:
    """Object key to bytes, for the rows of one day."""
    objects = {}
    for number, start in enumerate(range(0, len(rows), LINES_AN_OBJECT), start=1):
        lines = [json.dumps(_record(row), ensure_ascii=False) for row in rows[start : start + LINES_AN_OBJECT]]
        content = ("\n".join(lines) + "\n").encode("utf-8")
        objects[f"{PREFIX}/{day:%Y-%m-%d}/part-{number:04d}.jsonl.gz"] = gzip.compress(content, mtime=0)
    return objects


def _record(row: Row) -> dict[str, Any]:
    words = speak(row)
    record = {name: words[name] for name in _KEPT} | {said: words[name] for name, said in _RENAMED.items()}
    record["states"] = _place_names(words)
    record["changed"] = words["source_updated_at"].isoformat()
    return {name: value for name, value in record.items() if value not in (None, [])}


def _place_names(words: Words) -> list[str]:
    return [JURISDICTIONS[code] for code in words["jurisdiction"]]
