"""The closed code lists, each code once, with its label for people.

Source: the partners' guiding principles and the vocabulary that goes with them.
"""

from __future__ import annotations

CodeList = dict[str, str]


def _labels(*codes: str) -> CodeList:
    """Codes whose label is the code itself in words."""
    return {code: code.replace("_", " ").capitalize() for code in codes}


CORE_ELEMENT: CodeList = {
    "governance": "Governance",
    "financing": "Financing",
    "standards": "Standards",
    "monitoring_accountability": "Monitoring and accountability",
    "provider_practitioner_support": "Provider and practitioner support",
    "communications": "Communications",
    "parent_leadership_development": "Parent leadership development",
}

SECTOR: CodeList = {
    "health": "Health",
    "mental_health_social_emotional": "Mental health and social-emotional development",
    "early_care_education": "Early care and education",
    "family_support": "Family support",
    "child_welfare": "Child welfare",
    "parenting_education": "Parenting education",
}

SERVICE_AREA = _labels(
    "early_care_education", "early_intervention", "parent_substance_use_treatment", "parent_mental_health_treatment",
    "child_abuse_neglect_prevention", "economic_assistance", "home_visiting", "nutrition", "other",
)  # fmt: skip

POPULATION_FOCUS = _labels(
    "all_families", "low_income", "limited_resources", "parental_substance_use", "mental_health_need", "special_needs",
    "child_welfare_involved", "homeless", "dual_language", "migrant_seasonal", "tribal", "other",
)  # fmt: skip

INTENSITY: CodeList = {
    "universal_general": "Universal, general",
    "targeted_specialized": "Targeted, specialized",
    "intensive_sustained": "Intensive, sustained",
    "unknown": "Unknown",
}

TA_TYPE = _labels(
    "training", "technical_assistance", "meeting", "learning_collaborative", "coaching", "consultation",
    "facilitation", "tool_development", "other",
)  # fmt: skip

DELIVERY_MODE = _labels("in_person", "virtual", "hybrid", "phone", "email", "asynchronous")

RECIPIENT_TYPE: CodeList = {
    **_labels("state_agency", "lead_agency", "territory", "tribe", "local_program"),
    "community_org": "Community organization",
    "family_org": "Family organization",
    "ta_provider": "TA provider",
    "other": "Other",
}

LIFECYCLE_STATUS = _labels(
    "requested", "triaged", "planned", "scheduled", "in_progress", "completed", "declined", "withdrawn",
    "suspended", "cancelled",
)  # fmt: skip

SCOPE_CLASS = _labels("systems_building", "cross_sector", "program_specific", "undetermined")

# From the most open to the most restrictive: the most restrictive wins, so the order is part of the fact.
SHARING_LEVEL: CodeList = {
    "public": "Public",
    "partners": "Partners",
    "sponsor_only": "Sponsor only",
    "provider_only": "Provider only",
}

GEOGRAPHIC_SCOPE = _labels("local", "state", "multi_state", "tribal", "territory", "regional", "national")

RECORD_KIND = _labels("request", "plan", "engagement", "activity", "product", "lesson", "expertise")

RECORD_STATE = _labels("active", "corrected", "retracted")

PRECISION = _labels("day", "month", "quarter", "year")

SPONSOR_OFFICE: CodeList = {
    "ACF/OHS": "Administration for Children and Families, Office of Head Start",
    "ACF/OCC": "Administration for Children and Families, Office of Child Care",
    "ACF/CB": "Administration for Children and Families, Children's Bureau",
    "HRSA/MCHB": "Health Resources and Services Administration, Maternal and Child Health Bureau",
    "SAMHSA": "Substance Abuse and Mental Health Services Administration",
    "ED/OSEP": "Department of Education, Office of Special Education Programs",
    "ED/OESE": "Department of Education, Office of Elementary and Secondary Education",
    "CDC": "Centers for Disease Control and Prevention",
    "USDA/FNS": "Department of Agriculture, Food and Nutrition Service",
}

PROGRAM: CodeList = {
    name: name
    for name in (
        "Head Start", "CCDF", "CBCAP", "Title V", "ECCS", "MIECHV", "LAUNCH", "IDEA Part C", "IDEA 619", "WIC", "CACFP",
    )
}  # fmt: skip

COLLABORATION_LEVEL: CodeList = {
    "0": "None",
    "1": "Networking",
    "2": "Cooperation",
    "3": "Coordination",
    "4": "Coalition",
    "5": "Collaboration",
}

OUTCOME_DIMENSION: CodeList = {
    "resources": "Resources",
    "infrastructure": "Infrastructure",
    "knowledge_skills": "Knowledge and skills",
    "culture_climate": "Culture and climate",
    "engagement_partnership": "Engagement and partnership",
}

YES_NO_UNKNOWN = _labels("yes", "no", "unknown")

PARTNER_ROLE = _labels("lead", "co_lead", "contributor")

FEEDBACK_LEVEL: CodeList = {
    "session": "A session",
    "engagement": "An engagement",
    "product": "A product",
    "provider": "A provider as a whole",
    "system": "The system of help as a whole",
}

RESPONDENT_ROLE: CodeList = {
    "family_member": "Family member",
    "provider_practitioner": "Provider or practitioner",
    "local_program": "Local program",
    "community_org": "Community organization",
    "state_agency": "State agency",
    "tribal": "Tribal partner",
    "federal_partner": "Federal partner",
    "other": "Other",
}

PROJECT_STATUS = _labels("planned", "active", "paused", "completed", "stopped")

ACTION_STATUS = _labels("open", "in_progress", "done", "dropped")

INPUT_FROM: CodeList = {
    "sponsor": "Sponsor office",
    "jurisdiction": "Jurisdiction",
    "provider": "Provider",
    "family_partner": "Family partner",
}

INPUT_ABOUT: CodeList = {
    "record": "A record",
    "edition": "An issued report",
    "overlap": "Two records that overlap",
    "opportunity": "An invitation to work together",
    "free": "Something else",
}

INPUT_DISPOSITION = _labels("new", "acknowledged", "in_progress", "acted_on", "declined", "answered")

CODE_LISTS: dict[str, CodeList] = {
    "core_element": CORE_ELEMENT,
    "sector": SECTOR,
    "service_area": SERVICE_AREA,
    "population_focus": POPULATION_FOCUS,
    "intensity": INTENSITY,
    "ta_type": TA_TYPE,
    "delivery_mode": DELIVERY_MODE,
    "recipient_type": RECIPIENT_TYPE,
    "lifecycle_status": LIFECYCLE_STATUS,
    "scope_class": SCOPE_CLASS,
    "sharing_level": SHARING_LEVEL,
    "geographic_scope": GEOGRAPHIC_SCOPE,
    "record_kind": RECORD_KIND,
    "record_state": RECORD_STATE,
    "precision": PRECISION,
    "sponsor_office": SPONSOR_OFFICE,
    "program": PROGRAM,
    "collaboration_level": COLLABORATION_LEVEL,
    "outcome_dimension": OUTCOME_DIMENSION,
    "yes_no_unknown": YES_NO_UNKNOWN,
    "partner_role": PARTNER_ROLE,
    "feedback_level": FEEDBACK_LEVEL,
    "respondent_role": RESPONDENT_ROLE,
    "project_status": PROJECT_STATUS,
    "action_status": ACTION_STATUS,
    "input_from": INPUT_FROM,
    "input_about": INPUT_ABOUT,
    "input_disposition": INPUT_DISPOSITION,
}

# Kept out of the core elements by the partners on purpose: queued for a person, never mapped by guess.
EXCLUDED_CORE_ELEMENTS = frozenset({"research and development", "research_and_development"})

# Work in these classes may be matched with others' and shown to partners (principle P4).
IN_SCOPE = frozenset({"systems_building", "cross_sector"})
SHARED_WITH_PARTNERS = frozenset({"public", "partners"})

# No date passing ends a record; only these states do.
NOT_YET_OVER = frozenset({"requested", "triaged", "planned", "scheduled", "in_progress", "suspended"})

# Input in these states waits for somebody.
INPUT_OPEN = frozenset({"new", "acknowledged", "in_progress"})
