"""Who takes part in the demo: seven providers, what each one's format can say, and how exactly it says dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.fields import DELIVERABLE

_EVERY_FIELD = frozenset(DELIVERABLE)


@dataclass(frozen=True)
class Provider:
    """One provider of the demo.

    Attributes:
        reports: how many reports it has made by the end of the third night.
        later: how many of them it makes only on the second and on the third night.
        kinds: weights of the record kinds that it reports.
        lacks: canonical fields for which its format has no place.
        defaults: what stands for lacking fields, as its contract says.
        precision: how exactly it says dates of engagements, plans and requests (activities: to the day).
        home: weights of its own themes' sectors.
        program_share: part of its own work that is program-specific.
    """

    slug: str
    name: str
    offices: tuple[str, ...]
    programs: tuple[str, ...]
    award: str
    reports: int
    later: tuple[int, int]
    kinds: Mapping[str, float]
    lacks: frozenset[str]
    program_share: float
    sectors: tuple[str, ...]
    precision: str = "day"
    defaults: Mapping[str, str] = field(default_factory=dict)

    def carries(self, name: str) -> bool:
        """Whether its reports have a place for a canonical field."""
        return name not in self.lacks


_MIXED = {"activity": 40, "engagement": 26, "request": 12, "plan": 14, "product": 4, "lesson": 2, "expertise": 2}
_WORKING = {"activity": 60, "engagement": 18, "request": 8, "plan": 14}

_RARE = {"source_updated_at", "partner_source_ref", "acf_region", "collaboration_level", "open_to_collaboration",
         "recipient_strengths", "peer_expert_used", "outcome_dimension", "outcome_note"}  # fmt: skip

_HEAD_START_LACKS = _RARE | {
    "source_revision", "record_kind", "parent_record_id", "record_state", "sharing_level", "sponsor_office", "program",
    "award_number", "requested_on", "geographic_scope", "recipient_type", "service_area", "planned_hours",
    "provider_hours", "participants_in_person", "participants_virtual",
}  # fmt: skip

_SMALL_HAS = {
    "source_record_id", "record_kind", "lifecycle_status", "title", "summary", "planned_start", "planned_end",
    "actual_start", "actual_end", "jurisdiction", "sector", "core_element", "event_hours", "participants_total",
    "partners", "joint_project_id",
}  # fmt: skip

PROVIDERS: dict[str, Provider] = {
    provider.slug: provider
    for provider in (
        Provider(
            "head_start_region", "Regional Head Start TA Center", ("ACF/OHS",), ("Head Start",), "", 545, (6, 4),
            {"activity": 1}, frozenset(_HEAD_START_LACKS), 0.52, ("early_care_education",),
            defaults={"sharing_level": "partners", "recipient_type": "local_program"},
        ),
        Provider(
            "home_visiting_center", "Home Visiting Resource Center", ("HRSA/MCHB",), ("MIECHV", "Title V"),
            "UF4MC32100", 330, (0, 5), _MIXED, frozenset(), 0.36, ("health", "family_support"),
        ),
        Provider(
            "mental_health_center", "Center for Early Childhood Mental Health", ("SAMHSA",), ("LAUNCH",),
            "1H79SM082999", 305, (4, 5), _WORKING,
            frozenset({"recipient_strengths", "outcome_note", "participants_in_person", "participants_virtual",
                       "acf_region", "planned_hours"}),
            0.30, ("mental_health_social_emotional",), precision="month",
        ),
        Provider(
            "child_care_center", "National Center on Child Care Systems", ("ACF/OCC",), ("CCDF",), "90TA0000-05", 310,
            (3, 2), {"activity": 62, "plan": 22, "request": 16},
            frozenset(_RARE | {"source_revision", "record_state", "award_number", "service_area", "planned_hours",
                               "partner_source_ref", "sponsor_office"}),
            0.36, ("early_care_education",),
        ),
        Provider(
            "special_education_center", "Early Childhood Inclusion TA Center", ("ED/OSEP",),
            ("IDEA Part C", "IDEA 619"), "H326P220002", 265, (5, 3), _WORKING,
            frozenset({"recipient_strengths", "outcome_note", "peer_expert_used", "acf_region", "summary"}),
            0.36, ("early_care_education", "health"),
        ),
        Provider(
            "family_support_network", "Family Support and Prevention Network", ("ACF/CB",), ("CBCAP",), "90CA1876", 205,
            (3, 6), _MIXED,
            frozenset({"source_revision", "planned_hours", "participants_in_person", "participants_virtual",
                       "service_area", "award_number"}),
            0.30, ("family_support", "child_welfare", "parenting_education"), precision="quarter",
        ),
        Provider(
            "small_center", "Small Center for Family Support", ("ACF/OCC",), (), "", 60, (1, 0),
            {"activity": 80, "plan": 20}, frozenset(_EVERY_FIELD - _SMALL_HAS), 0.0, ("family_support",),
            defaults={"scope_class": "systems_building", "sharing_level": "partners"},
        ),
    )
}  # fmt: skip

SLUGS: tuple[str, ...] = tuple(PROVIDERS)

SAYS_SCOPE: tuple[str, ...] = tuple(slug for slug, provider in PROVIDERS.items() if provider.carries("scope_class"))
SAYS_PLACES_AT_WILL: tuple[str, ...] = tuple(s for s, p in PROVIDERS.items() if p.carries("geographic_scope"))
"""Providers whose reports tell the reach, and so may tell of tribal, regional and national work."""
