"""Whom the prose style's work is for: agencies of each state, territory or tribe, spelled out in many ways."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TERRITORIES, is_tribe


@dataclass(frozen=True)
class Agency:
    """One kind of recipient: its ways of being named, its code, and the sectors that it works in."""

    names: tuple[str, ...]
    recipient_type: str
    sectors: tuple[str, ...]


AGENCIES: tuple[Agency, ...] = (
    Agency(("{P} Department of Education", "Department of Education, {P}", "{P} Dept. of Education", "{C}DE",
            "the state education agency", "{P} Department of Education, Office of Early Learning",
            "Office of Early Learning and School Readiness", "{P} DOE"), "state_agency", ("early_care_education",)),
    Agency(("{P} Department of Human Services", "{P} DHS", "Human Services ({P})", "{C}DHS",
            "{P} Department of Human Services, Division of Child Care", "Division of Child Care and Early Childhood",
            "the state's human services agency"), "lead_agency", ("early_care_education", "family_support")),
    Agency(("{P} Department of Health", "{P} Dept. of Public Health", "Department of Health, Maternal and Child Health",
            "Title V agency of {P}", "{P} DOH", "Bureau of Family Health, {P}", "{P} Maternal and Child Health Bureau"),
           "state_agency", ("health", "mental_health_social_emotional")),
    Agency(("{P} Head Start Collaboration Office", "HSCO {P}", "Head Start State Collaboration Office ({C})",
            "{P} Head Start collaboration director"), "state_agency", ("early_care_education", "health")),
    Agency(("{P} Early Childhood Advisory Council", "{P} ECAC", "Early Learning Council", "{P} Early Learning Council",
            "State Advisory Council on Early Childhood, {P}", "the governor's early childhood council"),
           "state_agency", ("early_care_education", "family_support", "health")),
    Agency(("{P} Children's Trust Fund", "Children's Trust of {P}", "{P} CTF", "Trust Fund for Children, {P}",
            "Prevent Child Abuse {P}"), "community_org", ("child_welfare", "family_support", "parenting_education")),
    Agency(("{P} Department of Children and Families", "{P} DCF", "Children and Family Services, {P}", "DCFS {P}",
            "{P} child welfare agency"), "state_agency", ("child_welfare", "family_support")),
    Agency(("{P} Department of Behavioral Health", "{P} Mental Health Authority", "Behavioral Health Division, {P}",
            "{P} DBH", "Office of Children's Mental Health"), "state_agency", ("mental_health_social_emotional",
                                                                              "health")),
    Agency(("{P} Early Intervention Program", "Part C lead agency, {P}", "{P} EI", "Early Steps {P}",
            "Part C coordinator's office", "{P} Part C program"), "lead_agency", ("early_care_education", "health")),
    Agency(("{P} Child Care Resource and Referral Network", "CCR&R Network of {P}", "{P} CCR&R",
            "Child Care Aware of {P}", "resource and referral agencies"), "community_org", ("early_care_education",)),
    Agency(("{P} Home Visiting Program", "MIECHV program, {P}", "{P} MIECHV", "Home Visiting Unit ({C})",
            "{P} Home Visiting Coalition"), "state_agency", ("family_support", "health", "parenting_education")),
    Agency(("{P} Association for the Education of Young Children", "{P} AEYC", "{C}AEYC"), "community_org",
           ("early_care_education",)),
    Agency(("Parents as Leaders {P}", "{P} Family Voices", "Family network of {P}", "{P} Parent Leadership Network",
            "PTI of {P}"), "family_org", ("family_support", "parenting_education", "health")),
    Agency(("{P} state team", "{P} cross-agency team", "State leadership team", "{C} core team",
            "{P} early childhood systems team"), "state_agency", ("early_care_education", "family_support", "health",
                                                                 "mental_health_social_emotional")),
)  # fmt: skip

LOCAL = Agency(("{county} County early childhood coalition", "{county} Co. Smart Start", "{county} County Head Start",
                "{county} County schools", "Partnership for Children of {county} County"), "local_program",
               ("early_care_education", "family_support", "health"))  # fmt: skip
TRIBAL = Agency(("{P}", "{P} Early Childhood Programs", "{P} Head Start", "{P} Child Care", "Tribal CCDF office, {P}"),
                "tribe", ("early_care_education", "family_support"))  # fmt: skip
MANY = Agency(("multiple state agencies", "participating states", "state teams", "State administrators",
               "Region {R} grantees", "lead agencies in several states", "state and territory teams"),
              "state_agency", ("early_care_education", "family_support", "health"))  # fmt: skip

LARGE = {"CA": 5.0, "TX": 4.2, "NY": 3.4, "FL": 3.4, "OH": 2.4, "PA": 2.4, "IL": 2.4, "GA": 2.2, "NC": 2.2, "MI": 2.1,
         "WA": 1.7, "VA": 1.7, "NJ": 1.6, "MA": 1.6, "CO": 1.5, "MN": 1.5, "TN": 1.4, "OR": 1.4}  # fmt: skip

WEIGHTS: dict[str, float] = {
    **{code: LARGE.get(code, 1.0) for code in STATES}, **dict.fromkeys(TERRITORIES, 0.35),
    **{code: 0.2 for code in JURISDICTIONS if is_tribe(code)},
}  # fmt: skip
"""How much work there is for each place."""

REGION_OF: dict[str, int] = {code: number for number, codes in REGIONS.items() for code in codes}


def name_agency(template: str, place: str, county: str) -> str:
    """An agency's name in one of its wordings."""
    return (
        template.replace("{P}", JURISDICTIONS.get(place, "the region"))
        .replace("{C}", place if len(place) == 2 else "")
        .replace("{county}", county)
        .replace("{R}", str(REGION_OF.get(place, 11)))
    )
