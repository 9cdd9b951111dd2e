"""The family-support network's feed: one XML document with an entry a record."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from demo.speech import say_number, speak
from demo.wrongs import Row

_SINGLE = {
    "id": "source_record_id", "kind": "record_kind", "state": "record_state", "parent": "parent_record_id",
    "status": "lifecycle_status", "scope": "scope_class", "sharing": "sharing_level", "title": "title",
    "summary": "summary", "requested": "requested_on", "reach": "geographic_scope", "recipient": "recipient_name",
    "intensity": "intensity", "form": "ta_type", "joint-project": "joint_project_id",
    "level": "collaboration_level", "open": "open_to_collaboration", "strengths": "recipient_strengths",
    "peer-expert": "peer_expert_used", "outcome-note": "outcome_note",
}  # fmt: skip
_NUMBERS = {"region": "acf_region", "hours": "event_hours", "staff-hours": "provider_hours",
            "attendance": "participants_total"}  # fmt: skip
_REPEATED = {
    "funder": "sponsor_office", "program": "program", "place": "jurisdiction", "recipient-kind": "recipient_type",
    "sector": "sector", "element": "core_element", "families": "population_focus", "topic": "topic",
    "mode": "delivery_mode", "partner": "partners", "partner-ref": "partner_source_ref", "outcome": "outcome_dimension",
}  # fmt: skip


def render_family_support(rows: Sequence[Row]) -> bytes:
    """The feed as UTF-8 XML."""
    feed = ElementTree.Element("ta-feed", {"publisher": "Family Support and Prevention Network"})
    for row in rows:
        _add_entry(feed, row)
    ElementTree.indent(feed)
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add_entry(feed: ElementTree.Element, row: Row) -> None:
    words = speak(row)
    entry = ElementTree.SubElement(feed, "entry", {"updated": words["source_updated_at"].isoformat()})
    said = {name: words[field] for name, field in _SINGLE.items()}
    said |= {name: say_number(words[field]) for name, field in _NUMBERS.items()}
    for name, text in said.items():
        if text:
            ElementTree.SubElement(entry, name).text = text
    for name, start, end in (("planned", "planned_start", "planned_end"), ("actual", "actual_start", "actual_end")):
        ends = {"from": words[start], "to": words[end]}
        if any(ends.values()):
            ElementTree.SubElement(entry, name, {key: text for key, text in ends.items() if text})
    for name, field in _REPEATED.items():
        for text in words[field]:
            ElementTree.SubElement(entry, name).text = text
