"""The words of the measured reports: what providers call their codes, and the sentences that they write."""

from __future__ import annotations

from demo.themes import THEMES, Theme

SUBJECTS: tuple[Theme, ...] = tuple(THEMES.values())

STATUSES: tuple[dict[str, str], ...] = (
    {"Done": "completed", "Under way": "in_progress", "Set": "scheduled", "Asked for": "requested",
     "Called off": "cancelled"},
    {"Complete": "completed", "Active": "in_progress", "On calendar": "scheduled", "New request": "requested",
     "Did not happen": "cancelled"},
    {"Delivered": "completed", "Ongoing": "in_progress", "Booked": "scheduled", "Intake": "requested",
     "Dropped": "cancelled"},
)  # fmt: skip
"""A provider's own words for the state of the work, in the order: over, three kinds of open, cancelled."""

KINDS = {"Session": "activity", "Engagement": "engagement", "Work plan": "plan"}
SCOPES = {"State system": "systems_building", "Across sectors": "cross_sector", "Program only": "program_specific"}
DEPTHS = {"Broad": "universal_general", "Focused": "targeted_specialized", "Sustained": "intensive_sustained"}
FORMS = {
    "Workshop": "training", "TA session": "technical_assistance", "Meeting": "meeting", "Coaching visit": "coaching",
    "Facilitated session": "facilitation", "Advice": "consultation",
}  # fmt: skip
MODES = {"On site": "in_person", "Video call": "virtual", "Mixed": "hybrid", "Telephone": "phone"}
REACHES = {"Community": "local", "One state": "state", "Several states": "multi_state", "Whole country": "national"}
RECIPIENT_KINDS = {
    "State office": "state_agency", "Lead agency": "lead_agency", "Program": "local_program",
    "Nonprofit": "community_org", "Families' group": "family_org",
}  # fmt: skip
SECTORS = {
    "Health": "health", "Social-emotional": "mental_health_social_emotional", "Early learning": "early_care_education",
    "Family support": "family_support", "Child welfare": "child_welfare", "Parenting": "parenting_education",
}  # fmt: skip
ELEMENTS = {
    "Leadership and councils": "governance", "Money": "financing", "Program standards": "standards",
    "Data and accountability": "monitoring_accountability", "Workforce": "provider_practitioner_support",
    "Messages": "communications", "Parents as leaders": "parent_leadership_development",
}  # fmt: skip
FAMILIES = {
    "Everyone": "all_families", "Low income": "low_income", "Special needs": "special_needs",
    "Two languages": "dual_language", "Substance use": "parental_substance_use",
    "Child welfare": "child_welfare_involved", "Homeless": "homeless", "Mental health": "mental_health_need",
    "Limited means": "limited_resources", "Seasonal": "migrant_seasonal", "Tribal": "tribal", "Others": "other",
}  # fmt: skip

CROSSWALKS: dict[str, dict[str, str]] = {
    "record_kind": KINDS, "scope_class": SCOPES, "intensity": DEPTHS, "ta_type": FORMS, "delivery_mode": MODES,
    "geographic_scope": REACHES, "recipient_type": RECIPIENT_KINDS, "sector": SECTORS, "core_element": ELEMENTS,
    "population_focus": FAMILIES,
}  # fmt: skip

TITLE_ENDS = (
    *[""] * 12, *(f", session {part} of {whole}" for whole in range(2, 7) for part in range(1, whole + 1)),
    *(f", cohort {number}" for number in range(1, 9)), ", follow-up", ", for new staff", ", with partner agencies",
    " (by request)", ", virtual series", ", regional gathering",
)  # fmt: skip

RECIPIENT_ENDS = (
    "Department of Human Services", "Office of Early Childhood", "Department of Health", "Department of Education",
    "Children's Cabinet", "Head Start Collaboration Office", "Community Action Partnership", "Family Voices",
    "Early Learning Council", "Association for Young Children", "Home Visiting Program", "Maternal and Child Health",
)  # fmt: skip

NEXT_STEPS = (
    "Next: a draft goes to the advisory group", "Next: county teams try the worksheet",
    "The team meets again in spring",
    "Leads will send the data inventory", "The agency asked for two examples of other states",
    "A short survey went out afterwards", "Three counties volunteered for a trial", "The budget office joins next time",
    "Parents on the council review the draft", "The memorandum is with the attorneys",
    "Regional staff repeat the session in the fall", "Slides and a recording were shared",
)  # fmt: skip

REMARKS = (
    "Attendance was lower than planned because of weather", "Interpreters were present for two languages",
    "Questions about eligibility were parked for the program office", "Two tribes sent observers",
    "Most time went into roles and decision rules", "The group asked for plainer language",
    "Staff turnover since the last visit made a recap necessary", "Partners compared calendars for the year",
    "The hospital association attended for the first time", "Rates and contracts were discussed in detail",
    "Participants rated the session as useful", "A cost estimate is still missing",
)  # fmt: skip

FIRST_NAMES = ("Maria", "James", "Aisha", "Robert", "Linh", "Carmen", "David", "Grace", "Omar", "Ruth", "Peter",
               "Nadia")
LAST_NAMES = (
    "Delgado", "Whitfield", "Okafor", "Lindqvist", "Nguyen", "Ramirez", "Castellanos", "Ferguson", "Haddad",
    "Abernathy",
)  # fmt: skip


def own_words(crosswalk: dict[str, str], codes: tuple[str, ...]) -> str:
    """Codes as a provider writes them in one cell."""
    words = {code: word for word, code in crosswalk.items()}
    return "; ".join(words[code] for code in codes if code in words)


def statuses_of(number: int) -> dict[str, str]:
    """The words of one provider for the state of the work."""
    return STATUSES[number % len(STATUSES)]
