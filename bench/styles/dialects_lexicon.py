"""One concept, many words: columns are ways of speaking (plain, academic, official, advocate, consultant)."""

from __future__ import annotations

from dataclasses import dataclass

WAYS = 5
"""How many ways of speaking the lexicon knows; each concept has a word in each."""


@dataclass(frozen=True)
class Subject:
    """What work is about: its word in each way of speaking, true element and sectors."""

    words: tuple[str, ...]
    element: str
    sectors: tuple[str, ...]


def _words(line: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in line.split("|"))
    assert len(words) == WAYS, line
    return words


_ECE, _H, _MH, _FS, _CW, _PE = (
    "early_care_education", "health", "mental_health_social_emotional", "family_support", "child_welfare",
    "parenting_education",
)  # fmt: skip

_SUBJECTS = (
    ("paying for services | public finance | fiscal administration | funding justice | braided dollars",
     "financing", (_ECE, _FS)),
    ("what care costs | cost modeling | rate setting | true cost of care | unit cost analytics", "financing", (_ECE,)),
    ("Medicaid for little ones | health care financing | Title XIX reimbursement | coverage for all kids | "
     "payer strategy",
     "financing", (_H, _MH)),
    ("grants that last | resource sustainability | continuation funding | long-term investment | revenue roadmap",
     "financing", (_FS,)),
    ("prevention money | prevention economics | IV-E claiming | investing upstream | prevention cost offset",
     "financing", (_CW,)),
    ("who decides what | shared governance | interagency authority | power sharing | decision rights", "governance",
     (_ECE, _FS)),
    ("state council | advisory body functioning | SAC administration | voices on the council | board effectiveness",
     "governance", (_ECE,)),
    ("working as one team | cross-system integration | interagency coordination | breaking silos | alignment strategy",
     "governance", (_H, _FS)),
    ("one front door | coordinated access models | centralized intake | no wrong door | intake process redesign",
     "governance", (_FS, _H)),
    ("the big plan | systems planning | state plan amendment | community-driven planning | strategy refresh",
     "governance", (_ECE, _H)),
    ("tribes and states | sovereign partnerships | tribal consultation | honoring nations | tribal relations",
     "governance", (_CW, _ECE)),
    ("what kids should know | early learning progressions | ELDS revision | learning for every child | "
     "guideline design",
     "standards", (_ECE,)),
    ("safe places for kids | regulatory quality | licensing rules | protecting children in care | compliance framework",
     "standards", (_ECE, _H)),
    ("keeping kids in class | exclusionary discipline | suspension prohibition | ending pushout | "
     "retention of children",
     "standards", (_MH, _ECE)),
    ("all kids together | inclusive practice | LRE requirements | belonging for disabled children | "
     "inclusion indicators",
     "standards", (_ECE, _H)),
    ("checking on growth | developmental surveillance | EPSDT screening | early identification for all | "
     "screening pathway",
     "standards", (_H,)),
    ("good food | early nutrition | CACFP meal patterns | food justice | menu standards", "standards", (_H,)),
    ("star ratings | quality measurement | QRIS validation | fair ratings | rating redesign",
     "monitoring_accountability", (_ECE,)),
    ("getting better bit by bit | improvement science | CQI plan | learning together from data | performance cycles",
     "monitoring_accountability", (_FS, _H)),
    ("putting data together | data integration | ECIDS | data for the people | data architecture",
     "monitoring_accountability", (_ECE, _H)),
    ("how kids are doing | outcome measurement | child outcomes summary | telling the real story | results dashboard",
     "monitoring_accountability", (_H, _ECE)),
    ("who is left out | disproportionality analysis | equity reporting | racial equity | gap analysis",
     "monitoring_accountability", (_MH, _ECE)),
    ("visits and inspections | differential oversight | program monitoring | fair inspection | risk tiering",
     "monitoring_accountability", (_ECE,)),
    ("helping little ones feel safe | infant mental health | IECMH consultation | healing-centered care | IMH capacity",
     "provider_practitioner_support", (_MH,)),
    ("thinking it over together | reflective supervision | clinical supervision | holding space | reflective capacity",
     "provider_practitioner_support", (_MH, _FS)),
    ("coaching the coaches | practice-based coaching | TA specialist development | growing coaches | coach pipeline",
     "provider_practitioner_support", (_ECE,)),
    ("hard times and trauma | trauma-informed practice | ACEs prevention | healing from harm | resilience building",
     "provider_practitioner_support", (_MH, _CW)),
    ("finding and keeping staff | workforce research | recruitment and retention | worthy wages | talent strategy",
     "provider_practitioner_support", (_ECE,)),
    ("home-based child care | family child care networks | FCC regulation | neighborhood caregivers | FCC supply",
     "provider_practitioner_support", (_ECE,)),
    ("kids with two languages | dual language learning | LEP services | home language rights | multilingual rollout",
     "provider_practitioner_support", (_ECE,)),
    ("babies and drugs | perinatal substance exposure | CARA plans of safe care | compassion for mothers | "
     "SUD response",
     "provider_practitioner_support", (_CW, _H)),
    ("home visits | home visiting science | MIECHV implementation | walking beside families | visit model scale-up",
     "provider_practitioner_support", (_FS, _H)),
    ("getting the word out | strategic communication | public information | narrative change | brand and messaging",
     "communications", (_FS,)),
    ("the website | digital dissemination | consumer education | information families can use | portal build",
     "communications", (_ECE,)),
    ("talking to lawmakers | policy translation | legislative reporting | advocacy | stakeholder briefing",
     "communications", (_ECE, _FS)),
    ("plain words | health literacy | language access plan | words that welcome | content simplification",
     "communications", (_FS, _H)),
    ("parents in charge | parent leadership | parent advisory committee | family power | customer voice",
     "parent_leadership_development", (_PE, _FS)),
    ("dads | father involvement | fatherhood program | dads matter | father engagement strategy",
     "parent_leadership_development", (_PE,)),
    ("parents helping parents | peer support models | parent partner program | lived experience | peer network build",
     "parent_leadership_development", (_CW, _FS)),
    ("grandparents | kinship care | kinship navigator | kin first | kin supports", "parent_leadership_development",
     (_CW, _PE)),
    ("paying parents | participant compensation | stipend policy | valuing family time | stipend model",
     "parent_leadership_development", (_FS,)),
    ("family cafes | parenting interventions | parent education services | circles of parents | parent program rollout",
     "parent_leadership_development", (_PE,)),
)  # fmt: skip

SUBJECTS = tuple(Subject(_words(line), element, sectors) for line, element, sectors in _SUBJECTS)

FORMS: dict[str, tuple[str, ...]] = {
    "training": _words("training | institute | in-service | learning event | workshop"),
    "series": _words("class | seminar | training series | learning journey | academy"),
    "coaching": _words(
        "coaching | mentored practice | individualized support | thought partnership | executive coaching"
    ),
    "meeting": _words("meeting | convening | conference call | gathering | working session"),
    "advice": _words("advice | consultation | technical assistance | accompaniment | advisory engagement"),
    "peers": _words("peer group | community of practice | learning collaborative | circle | affinity group"),
    "writing": _words("writing help | tool development | document review | co-creation | deliverable support"),
}

AIMS = tuple(map(_words, (
    "starting | initial design | planning phase | dreaming together | kickoff",
    "doing | implementation | execution | making it real | rollout",
    "checking | evaluation | review | listening back | health check",
    "growing | scaling | expansion | spreading the work | scale",
    "fixing | redesign | corrective action | repair | turnaround",
    "understanding | exploration | orientation | learning | discovery",
)))  # fmt: skip

GROUPS: tuple[tuple[tuple[str, ...], str], ...] = tuple((_words(line), kind) for line, kind in (
    ("state staff | state administrators | grantee personnel | public servants | client team", "state_agency"),
    ("local programs | community sites | subrecipients | grassroots programs | field offices", "local_program"),
    ("teachers | the early childhood workforce | direct service personnel | educators | practitioners",
     "local_program"),
    ("parents | caregivers | beneficiaries | families with lived experience | end users", "family_org"),
    ("coaches | TA professionals | TTA specialists | guides | facilitators", "ta_provider"),
    ("partners | stakeholders | interagency team | allies | core team", "community_org"),
    ("bosses | organizational leaders | program directors | changemakers | executives", "lead_agency"),
))  # fmt: skip

DETAILS = (
    "ASQ", "Pyramid Model", "CLASS", "PDG B-5", "Strengthening Families", "Circle of Security",
    "Results-Based Accountability",
    "Theory of Change", "HB 214", "SB 9", "Part C", "Section 619", "Mothers and Babies", "Triple P", "ECCS grant",
    "Form 2", "APR", "Reaching Potentials", "Five Protective Factors", "Touchpoints", "FIND", "Help Me Grow", "ERSEA",
    "Community Needs Assessment", "fiscal year close", "legislative session", "monitoring visit", "transition plan",
)  # fmt: skip
"""Names of tools, laws and grants that people keep as they are, whatever their way of speaking."""
