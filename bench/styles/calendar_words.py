"""Words of diaries: short names of topics, forms and agencies, as people write them into calendars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What sessions are about: three ways to call it, its element and sectors, and who comes."""

    names: tuple[str, ...]
    element: str
    sectors: tuple[str, ...]
    audiences: tuple[str, ...]


_ECE, _H, _MH, _FS, _CW, _PE = (
    "early_care_education", "health", "mental_health_social_emotional", "family_support", "child_welfare",
    "parenting_education",
)  # fmt: skip
_FIN, _GOV, _STD, _MON, _PPS, _COM, _PLD = (
    "financing", "governance", "standards", "monitoring_accountability", "provider_practitioner_support",
    "communications", "parent_leadership_development",
)  # fmt: skip

_TABLE = (
    ("Subsidy policy;CCDF policy;child care assistance", _FIN, (_ECE,), "administrators;eligibility staff"),
    ("Grant spend-down;ARPA close-out;grants management", _FIN, (_ECE, _FS), "fiscal officers;administrators"),
    ("Budget basics;program budgets;fiscal 101", _FIN, (_ECE,), "directors;fiscal officers"),
    ("Medicaid & EPSDT;EPSDT benefits;Medicaid for under threes", _FIN, (_H,), "Medicaid staff;Part C staff"),
    ("FFPSA claims;prevention plan funding;Family First money", _FIN, (_CW,), "child welfare managers;fiscal officers"),
    ("ECAC;Early Childhood Advisory Council;State council", _GOV, (_ECE, _FS), "council members;agency heads"),
    ("ECCS advisory;ECCS leadership;early childhood comprehensive systems", _GOV, (_H, _FS), "ECCS leads;advisory"),
    ("MOU drafting;interagency agreement;data MOU", _GOV, (_ECE, _H), "legal staff;data leads"),
    ("Strategic plan;five-year plan;B-5 plan", _GOV, (_ECE,), "core team;planning committee"),
    ("ICC;Interagency Coordinating Council;Part C council", _GOV, (_H,), "ICC members;Part C staff"),
    ("Licensing rules;rule revision;regs rewrite", _STD, (_ECE,), "licensors;rule committee"),
    ("ELGs;early learning guidelines;learning standards", _STD, (_ECE,), "writers;coaches"),
    ("Safe sleep;sleep safety;SUID prevention", _STD, (_H,), "health consultants;home visitors"),
    ("LRE & inclusion;inclusion;preschool LRE", _STD, (_ECE, _H), "619 coordinators;inclusion coaches"),
    ("Background checks;fingerprinting;comprehensive background checks", _STD, (_ECE,), "licensors;administrators"),
    ("QRIS;quality rating;stars", _MON, (_ECE,), "raters;QRIS managers"),
    ("CQI;continuous improvement;PDSA", _MON, (_FS, _H), "CQI leads;local teams"),
    ("ECIDS;data system;integrated data", _MON, (_ECE, _H), "data leads;IT staff"),
    ("COS ratings;child outcomes;child outcome summary", _MON, (_H, _ECE), "Part C staff;619 coordinators"),
    ("MIECHV benchmarks;HV measures;home visiting data", _MON, (_FS, _H), "HV evaluators;local teams"),
    ("CLASS reliability;CLASS;classroom observation", _MON, (_ECE,), "observers;coaches"),
    ("IECMHC;mental health consultants;ECMH consultation", _PPS, (_MH,), "consultants;consultant supervisors"),
    ("Reflective practice;RSC;reflective consultation", _PPS, (_MH, _FS), "supervisors;home visitors"),
    ("Pyramid;Pyramid Model;social-emotional practices", _PPS, (_MH, _ECE), "coaches;leadership team"),
    ("PBC;practice-based coaching;coaching", _PPS, (_ECE,), "coaches;coach supervisors"),
    ("Infant-toddler network;ITS network;infant toddler specialists", _PPS, (_ECE,), "specialists;CCR&R staff"),
    ("FCC;family child care;home-based care", _PPS, (_ECE,), "FCC providers;network staff"),
    ("ACEs;trauma;trauma-informed practice", _PPS, (_MH, _CW), "local teams;caseworkers"),
    ("Plans of Safe Care;POSC;substance-exposed infants", _PPS, (_CW, _H), "hospital staff;caseworkers"),
    ("Apprenticeship;ECE apprenticeship;registered apprenticeship", _PPS, (_ECE,), "sponsors;higher ed"),
    ("Newsletter & web;communications;comms plan", _COM, (_FS,), "comms staff;web team"),
    ("LTSAE;milestones campaign;Learn the Signs", _COM, (_H,), "ambassadors;outreach staff"),
    ("Legislative prep;session prep;policy briefings", _COM, (_ECE,), "agency heads;policy staff"),
    ("Parent council;PAC;family advisory", _PLD, (_PE, _FS), "parents;family liaisons"),
    ("Parent Cafés;cafés;Be Strong Families", _PLD, (_FS, _PE), "café hosts;parents"),
    ("Fatherhood;dads group;father engagement", _PLD, (_PE,), "fathers;fatherhood leads"),
    ("Kinship;kin caregivers;grandfamilies", _PLD, (_CW, _PE), "kin caregivers;navigators"),
    ("Parent partners;birth parent mentors;peer mentors", _PLD, (_CW,), "mentors;caseworkers"),
)  # fmt: skip

TOPICS = tuple(
    Topic(tuple(names.split(";")), element, sectors, tuple(audiences.split(";")))
    for names, element, sectors, audiences in _TABLE
)

SERIES_FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "hours": (("office hours", "drop-in", "open hour", "Q&A call"), "consultation"),
    "cop": (("CoP", "community of practice", "peer call", "PLC"), "learning_collaborative"),
    "team": (("team mtg", "workgroup", "standing meeting", "check-in"), "meeting"),
    "course": (("course", "cohort", "training series", "class"), "training"),
    "coaching": (("coaching", "coaching call", "group coaching", "1:1"), "coaching"),
}

TALKS = ("plenary", "breakout", "workshop", "panel", "table talk", "poster talk", "pre-conference", "lunch session")

TOUR_FORMS = ("roadshow", "listening session", "regional training", "town hall", "bootcamp")

CONFERENCES = (
    "Early Childhood Summit", "Annual Conference", "Leadership Institute", "Spring Convening", "Fall Forum",
    "Partners Meeting", "Infant Mental Health Days", "Grantee Meeting", "Family Engagement Conference",
)  # fmt: skip

AGENCIES = (
    (("{state} Department of Education", "{st} Dept of Ed", "{st}DE", "DOE"), "lead_agency"),
    (("{state} Department of Health", "{st} Dept of Health", "{st}DH", "State Health"), "state_agency"),
    (("{state} Department of Human Services", "{st} Human Services", "{st}DHS", "DHS"), "lead_agency"),
    (("{state} Department of Children, Youth and Families", "{st} Children & Families", "{st} DCYF", "DCYF"),
     "lead_agency"),
    (("{state} Office of Early Childhood", "{st} Early Childhood Ofc", "{st} OEC", "OEC"), "lead_agency"),
    (("{state} Head Start Association", "{st} HS Assn", "{st}HSA", "HS Association"), "community_org"),
    (("{state} Medicaid Agency", "{st} Medicaid", "{st} Medicaid", "Medicaid"), "state_agency"),
    (("{state} Child Care Aware", "{st} CCA", "CCA of {st}", "R&R"), "community_org"),
    (("{state} Family Voices", "{st} Family Voices", "FV-{st}", "Family Voices"), "family_org"),
    (("{state} Early Intervention Program", "{st} EI", "EI/{st}", "Part C program"), "state_agency"),
)  # fmt: skip

MATTERS = (
    "rate table", "county data walk", "draft survey", "hiring plan", "vendor demo", "job aid", "grant renewal",
    "logic model", "parent video", "site roster", "intake form", "translation request", "site visit protocol",
    "budget amendment",
    "public comment", "waitlist numbers", "referral pathway", "onboarding", "annual report", "mileage policy",
    "calendar for next year", "role play", "consent form", "flyer", "retention bonus", "transition checklist",
    "quarterly numbers", "audit finding", "waiver request", "new director", "kindergarten entry", "case study",
)  # fmt: skip
"""What a session dealt with in particular."""

CATCHES = (
    "Small Steps, Big Wins", "Beyond Compliance", "What the Numbers Say", "Nothing About Us", "From Paper to Practice",
    "Roots and Wings", "Getting Unstuck", "Ask the Experts", "Lessons from the Field", "The Long Game",
    "Voices of Home",
    "First Things First", "Bridging the Gap", "Doing More with Less", "Hard Conversations", "Planting Seeds",
    "Open Doors", "It Takes Two", "One Family, One Plan", "Under One Roof", "The Missing Piece", "Small Talk",
    "A Seat at the Table",
    "Walking the Talk", "Slow Is Fast", "Tiny Humans", "Stronger Together", "Promises to Keep", "Making It Count",
)  # fmt: skip
"""Names that speakers give to talks."""

NOTES = (
    "Main item: {matter}.", "Worked on the {matter}.", "{matter}", "Talked through {matter}; more next time.",
    "Reviewed last week's to-dos.", "{people} on the line.", "Agenda: {topic}, announcements, next steps.",
    "Slides sent out afterwards.", "Next one {next}.", "{agency} gave updates.", "Co-facilitated.", "Good turnout.",
    "Low attendance because of weather.", "Breakout rooms by county.", "Guest from {agency}.", "Topic: {topic}.",
    "Recording posted.", "Questions about {audience}.", "Case presentation and discussion.", "Short meeting.",
)  # fmt: skip
