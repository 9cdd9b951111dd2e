"""The words that each provider writes for the canonical codes; its crosswalk in providers/ says the same.

A dialect maps a canonical field to `{what the provider writes: code or codes}`. A field without an entry is written
in Concord's own codes.
"""

from __future__ import annotations

from contracts.codes import CODE_LISTS, CodeList
from contracts.fields import FIELDS
from contracts.jurisdictions import JURISDICTIONS

Words = dict[str, str | list[str] | None]
Dialect = dict[str, Words]

_CODED = ("record_kind", "record_state", "lifecycle_status", "scope_class", "sharing_level", "geographic_scope",
          "recipient_type", "sector", "core_element", "service_area", "population_focus", "intensity", "ta_type",
          "delivery_mode")  # fmt: skip


def _list_of(field: str) -> CodeList:
    name = FIELDS[field].code_list
    return JURISDICTIONS if name == "jurisdiction" else CODE_LISTS[name]


def _hyphens() -> Dialect:
    return {field: {code.replace("_", "-"): code for code in _list_of(field)} for field in _CODED}


def _capitals() -> Dialect:
    return {field: {code.upper(): code for code in _list_of(field)} for field in _CODED}


def _labels() -> Dialect:
    return {field: {label: code for code, label in _list_of(field).items()} for field in _CODED}


def _numbers() -> Dialect:
    marks = {"record_kind": "K", "record_state": "R", "lifecycle_status": "L", "scope_class": "C", "sharing_level": "V",
             "geographic_scope": "G", "recipient_type": "O", "sector": "S", "core_element": "E", "service_area": "A",
             "population_focus": "P", "intensity": "I", "ta_type": "T", "delivery_mode": "D"}  # fmt: skip
    return {
        field: {f"{marks[field]}{number:02d}": code for number, code in enumerate(_list_of(field), start=1)}
        for field in _CODED
    }


_HEAD_START: Dialect = {
    "scope_class": {
        "Grantee work": "program_specific", "State collaboration": "systems_building",
        "Cross-sector collaboration": "cross_sector", "To be determined": "undetermined",
    },
    "lifecycle_status": {
        "Completed": "completed", "In progress": "in_progress", "Not started": "planned", "Suspended": "suspended",
    },
    "ta_type": {"Technical Assistance": "technical_assistance", "Training": "training"},
    "intensity": {
        "1 - Introductory": "universal_general", "2 - Intermediate": "targeted_specialized",
        "3 - Advanced": "intensive_sustained",
    },
    "delivery_mode": {"Virtual": "virtual", "In-person": "in_person", "Hybrid": "hybrid", "Telephone": "phone"},
    "core_element": {
        "Governance / Councils": "governance", "Fiscal / Budget": "financing", "Standards / Guidelines": "standards",
        "Data and Evaluation": "monitoring_accountability", "Coaching / Teaching / Instructional Support":
        "provider_practitioner_support", "Communications": "communications",
        "Parent and Family Engagement": "parent_leadership_development",
        "Planning and Oversight": ["governance", "monitoring_accountability"],
    },
    "sector": {
        "Health": "health", "Mental Health": "mental_health_social_emotional", "Education": "early_care_education",
        "Family Services": "family_support", "Child Welfare": "child_welfare", "Parenting": "parenting_education",
    },
    "population_focus": {
        "All Children and Families": "all_families", "Low Income Families": "low_income",
        "Dual-Language Learners": "dual_language", "Children with Disabilities": "special_needs",
        "Children Experiencing Homelessness": "homeless", "Affected by Child Welfare": "child_welfare_involved",
        "Affected by Substance Use": "parental_substance_use", "Parental Mental Health": "mental_health_need",
        "Tribal Families": "tribal", "Staff": "other",
    },
}  # fmt: skip

_FAMILY: Dialect = _labels() | {
    "lifecycle_status": {
        "Asked": "requested", "Under review": "triaged", "Planned": "planned", "On the calendar": "scheduled",
        "Under way": "in_progress", "Done": "completed", "Turned down": "declined", "Taken back": "withdrawn",
        "Paused": "suspended", "Called off": "cancelled",
    },
    "jurisdiction": {f"US-{code}": code for code in JURISDICTIONS if not code.startswith("TR-")},
}  # fmt: skip

_CHILD_CARE: Dialect = {
    "lifecycle_status": {
        "New request": "requested", "In review": "triaged", "Plan agreed": "planned", "Date set": "scheduled",
        "Ongoing": "in_progress", "Finished": "completed", "Not taken on": "declined", "Withdrawn": "withdrawn",
        "On hold": "suspended", "Cancelled": "cancelled",
    },
    "delivery_mode": {
        "On site": "in_person", "Video": "virtual", "On site and video": "hybrid", "Phone": "phone", "Mail": "email",
    },
}  # fmt: skip

DIALECTS: dict[str, Dialect] = {
    "head_start_region": _HEAD_START,
    "home_visiting_center": _hyphens(),
    "mental_health_center": _capitals(),
    "child_care_center": _labels() | _CHILD_CARE,
    "special_education_center": _numbers(),
    "family_support_network": _FAMILY,
    "small_center": {},
}

INSTEAD: dict[str, dict[str, str]] = {
    "lifecycle_status": {"scheduled": "planned", "cancelled": "suspended", "requested": "planned"},
    "delivery_mode": {"email": "virtual"},
}
"""What a provider says that has no word for a code; any other ta_type becomes technical assistance."""


def code_for(provider: str, field: str, code: str) -> str:
    """The code that a provider's words can express: the code itself, or what it says instead."""
    words = DIALECTS[provider].get(field)
    if words is None or code in words.values():
        return code
    return INSTEAD.get(field, {}).get(code, "technical_assistance" if field == "ta_type" else "other")


def word_for(provider: str, field: str, code: str) -> str:
    """What a provider writes for one code."""
    for word, meant in DIALECTS[provider].get(field, {}).items():
        if meant == code:
            return word
    return code


def list_crosswalk(provider: str) -> list[tuple[str, str, str]]:
    """Rows (field, source_value, code) of the provider's crosswalk, as its codes.csv has them.

    Codes and labels of the closed lists, in any letter case, need no crosswalk.
    """
    rows = []
    for field, words in DIALECTS[provider].items():
        known = {name.casefold(): code for code, label in _list_of(field).items() for name in (code, label)}
        for word, meant in words.items():
            code = ";".join(meant) if isinstance(meant, list) else meant or ""
            if known.get(word.casefold()) != code:
                rows.append((field, word, code))
    return rows
