"""Words for the slots of templates: topics, actions, audiences, agencies, each with its synonyms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What work is about: its names, and the codes that go with it."""

    names: tuple[str, ...]
    element: str
    sectors: tuple[str, ...]


_ECE, _H, _MH, _FS, _CW, _PE = (
    "early_care_education", "health", "mental_health_social_emotional", "family_support", "child_welfare",
    "parenting_education",
)  # fmt: skip

_TABLE: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "governance": (
        ("state advisory council roles|early childhood council structure|advisory body bylaws", (_ECE,)),
        ("cross-agency data sharing agreements|interagency data agreements|memoranda for shared data", (_ECE, _H)),
        ("strategic planning|needs assessment and strategic plan|statewide plan", (_ECE, _FS)),
        ("coordinated intake|single point of entry|centralized referral", (_H, _FS)),
        ("local coalition building|community councils|county partnerships", (_FS,)),
        ("tribal-state consultation|government-to-government consultation", (_ECE, _CW)),
        ("early intervention lead agency duties|Part C lead agency role", (_H,)),
        ("home visiting steering committee|home visiting leadership group", (_FS, _H)),
        ("agency reorganization|new department transition|consolidated agency start-up", (_ECE,)),
    ),
    "financing": (
        ("blending and braiding funds|braided funding|layered funding", (_ECE, _FS)),
        ("cost of quality study|cost estimation model|cost modeling", (_ECE,)),
        ("Medicaid billing for dyadic care|Medicaid reimbursement|Medicaid financing", (_MH, _H)),
        ("contracted slots|grants and contracts for child care supply", (_ECE,)),
        ("fiscal mapping|children's budget|map of funding streams", (_FS, _ECE)),
        ("sustainability planning|planning for sustained funding", (_FS,)),
        ("subsidy payment rates|market rate survey|alternative methodology", (_ECE,)),
        ("prevention services claiming|Title IV-E prevention funds", (_CW,)),
    ),
    "standards": (
        ("early learning guidelines|early learning and development standards", (_ECE,)),
        ("core competencies|workforce knowledge and competencies|professional competencies", (_ECE, _MH)),
        ("health and safety standards|licensing rules revision|licensing regulations", (_ECE, _H)),
        ("inclusion policy|inclusive classroom standards|preschool inclusion indicators", (_ECE, _H)),
        ("screening periodicity|developmental screening protocols|screening guidelines", (_H,)),
        ("expulsion prevention policy|suspension and expulsion guidance", (_MH, _ECE)),
        ("family engagement framework|family partnership standards", (_FS, _PE)),
        ("nutrition standards|healthy meals standards|wellness policy", (_H,)),
    ),
    "monitoring_accountability": (
        ("quality rating revision|QRIS redesign|rating and improvement system", (_ECE,)),
        ("continuous quality improvement|CQI cycles|improvement science", (_ECE, _FS)),
        ("integrated data system|linked data system|longitudinal data", (_ECE, _H)),
        ("child outcomes measurement|outcome indicators|results measurement", (_H, _ECE)),
        ("performance measures for home visiting|benchmark data collection", (_FS, _H)),
        ("licensing differential monitoring|risk-based monitoring", (_ECE,)),
        ("significant disproportionality|equity data review", (_ECE, _MH)),
        ("fidelity monitoring|implementation fidelity|model fidelity checks", (_PE, _MH)),
    ),
    "provider_practitioner_support": (
        ("infant mental health consultation|early childhood mental health consultation|IECMHC", (_MH,)),
        ("reflective supervision|reflective practice", (_MH, _FS)),
        ("coaching infrastructure|practice-based coaching|coach supports", (_ECE,)),
        ("trauma-informed care|trauma responsive practice|toxic stress", (_MH, _CW)),
        ("workforce registry|career pathways|apprenticeship", (_ECE,)),
        ("family child care networks|staffed networks", (_ECE,)),
        ("dual language learners|multilingual children|home language support", (_ECE,)),
        ("staff wellness|workforce well-being|educator wellbeing", (_ECE, _MH)),
        ("substance exposed newborns|plans of safe care|prenatal substance exposure", (_CW, _H)),
    ),
    "communications": (
        ("public awareness campaign|messaging to families|outreach campaign", (_FS,)),
        ("website redesign|family portal|consumer education site", (_ECE,)),
        ("reports to legislature|policy briefs|legislative messaging", (_ECE,)),
        ("developmental milestones outreach|milestone materials", (_H,)),
        ("translated materials|language access|plain language materials", (_FS, _ECE)),
        ("partner newsletter|stakeholder updates|stakeholder communication plan", (_FS,)),
    ),
    "parent_leadership_development": (
        ("parent advisory boards|family councils|parent cafes", (_FS, _PE)),
        ("parent leadership training|family leaders curriculum|leadership skills of parents", (_PE,)),
        ("fatherhood engagement|father involvement|engaging dads", (_PE, _FS)),
        ("peer support for parents|parent mentors|parent partners", (_CW, _FS)),
        ("compensation for parent leaders|parent stipends", (_FS,)),
        ("kinship caregivers|grandparents raising grandchildren", (_CW, _PE)),
    ),
}  # fmt: skip

TOPICS = tuple(
    Topic(tuple(names.split("|")), element, sectors) for element, topics in _TABLE.items() for names, sectors in topics
)

ACTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "train": (("training", "workshop", "instructional session", "skills day"), "training"),
    "coach": (("coaching", "coaching visit", "one-on-one coaching"), "coaching"),
    "consult": (("consultation", "expert consultation", "advice"), "consultation"),
    "convene": (("meeting", "convening", "planning meeting", "team meeting"), "meeting"),
    "facilitate": (("facilitated discussion", "facilitation", "facilitated session"), "facilitation"),
    "learn": (("learning collaborative", "peer learning group", "community of practice"), "learning_collaborative"),
    "write": (("tool development", "drafting support", "toolkit work"), "tool_development"),
    "help": (("technical assistance", "TA support", "targeted assistance", "support"), "technical_assistance"),
}  # fmt: skip

AUDIENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("state administrators", "agency leaders", "state leadership"), "state_agency"),
    (("program staff", "front-line staff", "direct service staff"), "local_program"),
    (("local coaches", "technical assistance specialists", "coaches"), "local_program"),
    (("home visitors", "home visiting supervisors"), "local_program"),
    (("center directors", "child care directors", "site directors"), "local_program"),
    (("parents and caregivers", "families", "parent leaders"), "family_org"),
    (("community partners", "local coalitions", "collective impact teams"), "community_org"),
    (("licensing staff", "monitors", "inspectors"), "lead_agency"),
    (("data managers", "data staff", "analysts"), "state_agency"),
    (("mental health consultants", "clinicians"), "community_org"),
    (("higher education faculty", "college partners"), "community_org"),
    (("early interventionists", "service coordinators"), "local_program"),
)  # fmt: skip

FACETS = (
    "", "", "", "", "infant and toddler", "rural", "preschool", "Spanish-speaking", "family child care", "bilingual",
    "school-age", "prenatal to three", "year two", "pilot sites", "new staff",
)  # fmt: skip

STATE_AGENCIES = (
    ("Department of Education", "DOE", "lead_agency"),
    ("Department of Health", "DOH", "state_agency"),
    ("Department of Human Services", "DHS", "lead_agency"),
    ("Office of Early Learning", "OEL", "lead_agency"),
    ("Division of Child and Family Services", "DCFS", "state_agency"),
    ("Head Start Collaboration Office", "HSCO", "state_agency"),
    ("Behavioral Health Administration", "BHA", "state_agency"),
    ("Association for the Education of Young Children", "AEYC", "community_org"),
    ("Child Care Resource and Referral Network", "CCR&R", "community_org"),
    ("Children's Trust Fund", "CTF", "community_org"),
    ("Parent Training and Information Center", "PTI", "family_org"),
)  # fmt: skip

LOCAL_KINDS = (
    ("County Head Start", "HS", "local_program"),
    ("County Health District", "CHD", "local_program"),
    ("County Early Learning Coalition", "ELC", "community_org"),
    ("Community Action Agency", "CAA", "community_org"),
    ("County School District", "SD", "local_program"),
)  # fmt: skip

COUNTIES = (
    "Adams", "Clay", "Douglas", "Fairview", "Grant", "Greene", "Hamilton", "Jackson", "Jefferson", "Lake", "Lincoln",
    "Madison", "Marion", "Monroe", "Orchard", "Perry", "Pine", "Union", "Warren", "Wayne",
)  # fmt: skip

OPAQUE_TITLES = (
    "Site visit", "TA contact", "Workplan activity {number}", "Support call with {agency}",
    "{state} state team check-in", "Work order {number}", "Objective {small}, activity {number}",
    "{state} TA event", "Year {small} deliverable",
    "Request {number} follow-up", "Scheduled contact: {agency}", "Event",
)  # fmt: skip
"""Titles that say nothing of what the work is about."""

TITLE_TEMPLATES = (
    "{Action} on {topic} for {audience} in {place}",
    "{topic}: {action} ({place})",
    "{place} {topic} {action}",
    "{Action} – {topic}",
    "{Topic} for {audience}",
    "{agency} {action} on {topic}",
    "{Topic}",
    "{Action} for {audience}: {topic}",
    "{state}: {topic}, {audience}",
    "{Topic} {action} with {agency}",
)  # fmt: skip

SUMMARY_TEMPLATES = (
    "Provided {action} on {topic} to {audience}.",
    "{Audience} in {place} took part in {action} about {topic}.",
    "The {agency} asked for help with {topic}; {action} was held for {audience}.",
    "Focus: {topic}. Audience: {audience}. Format: {mode}.",
    "{hours} hours of {action} for {people} {audience}.",
    "Next step: the {agency} will review its work on {topic}.",
    "Participants discussed {topic} and agreed on follow-up.",
    "Materials were shared with {audience} after the {action}.",
)  # fmt: skip

SERVICES = {
    _ECE: "early_care_education", _H: "early_intervention", _MH: "parent_mental_health_treatment",
    _FS: "home_visiting", _CW: "child_abuse_neglect_prevention", _PE: "other",
}  # fmt: skip
