"""The dictionary of the canonical record: each field once, with kind, unit, code list, rights and meaning.

The order here is the order of the columns in every canonical DataFrame and in the warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contracts.told import Adds, Told

MULTI = "\x1f"
"""Joins several values inside one cell of a DataFrame; it occurs in no report that people write."""

Kind = Literal["text", "integer", "decimal", "date", "timestamp", "code", "codes", "texts", "partners", "json"]
Need = Literal["required", "conditional", "optional"]


@dataclass(frozen=True)
class Field:
    """One canonical field.

    Attributes:
        kind: how a value is read and stored; `codes` and `texts` hold several values.
        need: whether a record may lack it.
        code_list: name of the closed list in `contracts.codes`, or "jurisdiction".
        unit: what a number counts.
        is_free_text: people wrote it, so it is screened and stays out of external reports unless cleared.
        is_derived: made by Concord; no provider delivers it.
        adds: of a number, whether its sum over records means what one record's means; blank for all else.
        least, most: between which a number lies; no bound where left out.
    """

    name: str
    kind: Kind
    need: Need
    meaning: str
    code_list: str = ""
    unit: str = ""
    is_free_text: bool = False
    is_derived: bool = False
    adds: Adds = ""
    least: int | None = None
    most: int | None = None

    @property
    def told(self) -> Told:
        """What its column tells, in tables and views."""
        return Told(self.meaning, self.unit, self.code_list, self.adds, self.is_free_text)

    @property
    def is_multiple(self) -> bool:
        """Whether one cell may hold several values."""
        return self.kind in ("codes", "texts")


def _dates(stem: str, meaning: str) -> tuple[Field, Field]:
    return (
        Field(stem, "date", "conditional", meaning + "; first day of what was said"),
        Field(
            stem + "_precision",
            "code",
            "conditional",
            f"How exactly {stem} was said",
            code_list="precision",
            is_derived=True,
        ),
    )


_R: Need = "required"
_C: Need = "conditional"
_O: Need = "optional"

_ALL: tuple[Field, ...] = (
    Field("provider_id", "text", _R, "Provider's slug: its folder's name", is_derived=True),
    Field("source_record_id", "text", _R, "The provider's own identifier; parts of a composite key joined by ' | '"),
    Field("source_revision", "integer", _R, "The provider's own version number; 1 where it has none",
          adds="no", least=0),
    Field("record_kind", "code", _R, "The grain: what one record stands for", "record_kind"),
    Field("parent_record_id", "text", _O, "Activity to engagement, plan to request; never count both"),
    Field("record_state", "code", _R, "State of the reporting, not of the work", "record_state"),
    Field("lifecycle_status", "code", _R, "State of the work", "lifecycle_status"),
    Field("scope_class", "code", _R, "Whether the work is systems building, shared across sectors, or a program's own",
          "scope_class"),
    Field("sharing_level", "code", _R, "Who may see it; the most restrictive wins", "sharing_level"),
    Field("title", "text", _R, "Name of the work", is_free_text=True),
    Field("summary", "text", _O, "What was done, in words", is_free_text=True),
    Field("sponsor_office", "codes", _R, "Federal offices that pay for it", "sponsor_office"),
    Field("program", "codes", _O, "Federal programs it belongs to", "program"),
    Field("award_number", "text", _O, "Award that pays for it"),
    *_dates("planned_start", "Start as planned; never counts as delivered"),
    *_dates("planned_end", "End as planned"),
    *_dates("actual_start", "Start as delivered"),
    *_dates("actual_end", "End as delivered"),
    Field("requested_on", "date", _C, "Day of the request"),
    Field("source_updated_at", "timestamp", _O, "When the provider last changed it"),
    Field("received_at", "timestamp", _R, "When the delivery arrived", is_derived=True),
    Field("geographic_scope", "code", _R, "Reach of the work", "geographic_scope"),
    Field("jurisdiction", "codes", _C, "States, territories and tribes served; none for regional or national work",
          "jurisdiction"),
    Field("acf_region", "integer", _O, "Region 1 to 12 of the Administration for Children and Families, "
          "for regional work", adds="no", least=1, most=12),
    Field("recipient_type", "codes", _R, "Kinds of organizations helped", "recipient_type"),
    Field("recipient_name", "text", _O, "Organization helped"),
    Field("sector", "codes", _C, "Sectors; at least one when in scope", "sector"),
    Field("core_element", "codes", _C, "Core elements of a system; at least one when in scope", "core_element"),
    Field("service_area", "codes", _O, "Services touched", "service_area"),
    Field("population_focus", "codes", _O, "Families meant", "population_focus"),
    Field("topic", "texts", _O, "The provider's own topics"),
    Field("intensity", "code", _C, "How deep the help goes", "intensity"),
    Field("ta_type", "code", _C, "Form of the help", "ta_type"),
    Field("delivery_mode", "codes", _C, "How it is delivered", "delivery_mode"),
    Field("planned_hours", "decimal", _O, "Hours as planned; joint partners may plan the same ones", unit="hours",
          adds="no", least=0),
    Field("event_hours", "decimal", _O, "Length of the event; joint partners' values are never summed", unit="hours",
          adds="no", least=0),
    Field("provider_hours", "decimal", _O, "The provider's own work; partners' values may be summed", unit="hours",
          adds="yes", least=0),
    Field("participants_in_person", "integer", _O, "Attendances in the room", unit="attendances", adds="no", least=0),
    Field("participants_virtual", "integer", _O, "Attendances from afar", unit="attendances", adds="no", least=0),
    Field("participants_total", "integer", _O, "Attendances; at least each part", unit="attendances", adds="no",
          least=0),
    Field("partners", "partners", _C, "Named partners, each with role lead, co_lead or contributor"),
    Field("joint_project_id", "text", _O, "Joint project that the record declares"),
    Field("partner_source_ref", "texts", _O, "The partner's own identifier of the same work"),
    Field("collaboration_level", "code", _O, "0 none to 5 collaboration", "collaboration_level"),
    Field("open_to_collaboration", "code", _O, "Whether the provider invites others", "yes_no_unknown"),
    Field("recipient_strengths", "text", _O, "Strengths that the work builds on", is_free_text=True),
    Field("peer_expert_used", "code", _O, "Whether an expert from the field took part", "yes_no_unknown"),
    Field("outcome_dimension", "codes", _O, "Kinds of outcome", "outcome_dimension"),
    Field("outcome_note", "text", _O, "What came of it, in words", is_free_text=True),
    Field("source_values", "json", _R, "What the provider wrote, field by field, redacted", is_derived=True),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

DELIVERABLE: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if not field.is_derived)
"""Fields that a provider may deliver: the headers of Concord's own template."""

DATE_FIELDS = ("planned_start", "planned_end", "actual_start", "actual_end")
"""Dates that carry a precision beside them."""

SPANS = (("planned_start", "planned_end"), ("actual_start", "actual_end"))
"""First and last day of a stretch of time; the last is not before the first, as exactly as both were said."""

STATED_DEFAULTS: dict[str, str] = {
    "record_kind": "activity",
    "record_state": "active",
    "recipient_type": "other",
    "intensity": "unknown",
    "ta_type": "other",
    "source_revision": "1",
}
"""What stands where neither a delivery nor its contract has a column for the field."""

NEVER_DEFAULTED = ("source_record_id", "title", "lifecycle_status")
"""Fields that stay empty, and so reject their row, where the delivery does not give them."""

FINDING_COLUMNS = (
    "position", "part", "sheet", "row", "column", "value", "rule", "message", "mend", "severity", "who",
)  # fmt: skip
"""Columns of every DataFrame of findings; one row a finding."""
