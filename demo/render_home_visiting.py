"""The home-visiting centre's API: pages of nested JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo.speech import speak
from demo.wrongs import Row

PAGE_SIZE = 100


def nest_home_visiting(row: Row) -> dict[str, Any]:
    """One record as the API shows it."""
    w = speak(row)
    return {
        "id": w["source_record_id"], "version": w["source_revision"], "kind": w["record_kind"],
        "state": w["record_state"], "parent": w["parent_record_id"], "status": w["lifecycle_status"],
        "scope": w["scope_class"], "sharing": w["sharing_level"], "title": w["title"], "description": w["summary"],
        "updatedAt": w["source_updated_at"].isoformat().replace("+00:00", "Z"),
        "funding": {"offices": w["sponsor_office"], "programs": w["program"], "award": w["award_number"]},
        "dates": {
            "planned": {"from": w["planned_start"], "to": w["planned_end"]},
            "actual": {"from": w["actual_start"], "to": w["actual_end"]}, "requested": w["requested_on"],
        },
        "place": {"reach": w["geographic_scope"], "codes": w["jurisdiction"], "region": w["acf_region"]},
        "recipient": {"types": w["recipient_type"], "name": w["recipient_name"]},
        "tags": {
            "sectors": w["sector"], "elements": w["core_element"], "services": w["service_area"],
            "populations": w["population_focus"], "topics": w["topic"],
        },
        "delivery": {
            "intensity": w["intensity"], "form": w["ta_type"], "modes": w["delivery_mode"],
            "hours": {"planned": w["planned_hours"], "event": w["event_hours"], "staff": w["provider_hours"]},
            "attendance": {"inPerson": w["participants_in_person"], "virtual": w["participants_virtual"],
                           "total": w["participants_total"]},
        },
        "collaboration": {
            "partners": w["partners"], "jointProject": w["joint_project_id"], "partnerRefs": w["partner_source_ref"],
            "level": w["collaboration_level"], "open": w["open_to_collaboration"],
        },
        "strengths": w["recipient_strengths"], "peerExpert": w["peer_expert_used"],
        "outcomes": {"areas": w["outcome_dimension"], "note": w["outcome_note"]},
    }  # fmt: skip


def render_home_visiting(rows: Sequence[Row]) -> list[list[dict[str, Any]]]:
    """The records page by page."""
    records = [nest_home_visiting(row) for row in rows]
    return [records[start : start + PAGE_SIZE] for start in range(0, len(records), PAGE_SIZE)] or [[]]
