"""What the prose style's work is about: themes, each in the many words that people have for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """One kind of work.

    Attributes:
        elements, sectors, services, families: canonical codes; the first sector is the theme's home.
        names: noun phrases for it; any of them may stand in a title.
        aims: what people set out to do, as verbs without "to".
        yields: what they came away with, as noun phrases.
        subjects: free phrases for the field `topic`.
    """

    elements: tuple[str, ...]
    sectors: tuple[str, ...]
    services: tuple[str, ...]
    families: tuple[str, ...]
    names: tuple[str, ...]
    aims: tuple[str, ...]
    yields: tuple[str, ...]
    subjects: tuple[str, ...]


SHORT = {
    "gov": "governance", "fin": "financing", "std": "standards", "mon": "monitoring_accountability",
    "sup": "provider_practitioner_support", "com": "communications", "par": "parent_leadership_development",
    "hea": "health", "mh": "mental_health_social_emotional", "ece": "early_care_education", "fam": "family_support",
    "cw": "child_welfare", "ped": "parenting_education", "ei": "early_intervention", "hv": "home_visiting",
    "sut": "parent_substance_use_treatment", "pmh": "parent_mental_health_treatment",
    "can": "child_abuse_neglect_prevention", "eco": "economic_assistance", "nut": "nutrition", "oth": "other",
    "all": "all_families", "low": "low_income", "lim": "limited_resources", "psu": "parental_substance_use",
    "mhn": "mental_health_need", "spn": "special_needs", "cwi": "child_welfare_involved", "hom": "homeless",
    "dll": "dual_language", "mig": "migrant_seasonal", "tri": "tribal",
}  # fmt: skip
"""Short forms of the codes, for the tables of themes."""


def theme(codes: str, names: str, aims: str, yields: str, subjects: str) -> Theme:
    """A theme from lines: codes as elements; sectors; services; families (short forms), phrases apart by bars."""
    groups = [tuple(SHORT[code] for code in part.split()) for part in codes.split(";")]
    phrases = [tuple(phrase.strip() for phrase in line.split("|")) for line in (names, aims, yields, subjects)]
    return Theme(groups[0], groups[1], groups[2], groups[3], phrases[0], phrases[1], phrases[2], phrases[3])


MONEY_AND_RULES: tuple[Theme, ...] = (
    theme("fin gov; ece fam; ece; all",
          "fiscal mapping | tracing early childhood dollars | a map of funding streams | where the money "
          "comes from and where it goes | blending and braiding funds | the children's budget scan | an "
          "inventory of public spending on young children | stacking federal and state funds",
          "lay out every funding stream for young children | find money that can be braided | see which "
          "dollars go unspent",
          "a draft fiscal map | a spreadsheet of forty-one funding lines | a list of funds that may be "
          "combined",
          "fiscal mapping | blended and braided funding | budget analysis | public investment"),
    theme("fin std; ece; ece; low",
          "cost estimation for child care subsidy | true cost of care modeling | alternative methodology "
          "for rates | what quality really costs | narrow cost analysis | setting payment rates on cost "
          "rather than price | the market rate survey and its alternatives | reimbursement rate design",
          "build a cost model the state can run itself | replace the market rate survey | set rates that "
          "cover wages",
          "a working cost model | three rate scenarios | a memo on rates for the legislature",
          "cost of care | subsidy payment rates | market rate survey | rate setting"),
    theme("gov; ece hea fam; ece; all",
          "early childhood advisory council renewal | governance of the early childhood system | who "
          "decides what: roles and authority | the children's cabinet | interagency agreements and bylaws | "
          "shared decision making across agencies | a new office of early childhood | restructuring state "
          "oversight of birth-to-five programs",
          "settle who decides what | redraw the council's bylaws | prepare agencies for a merged office",
          "a decision chart | draft bylaws | a memorandum of understanding between four agencies",
          "state governance | advisory councils | interagency agreements | leadership"),
    theme("gov mon; fam hea ece; hv ece; all low",
          "birth-to-five needs assessment | statewide needs assessment refresh | strategic plan for the "
          "early years | taking stock of what families lack | PDG B-5 planning | gaps and priorities in the "
          "mixed-delivery system | a five-year plan for young children | setting priorities from community "
          "data",
          "refresh the needs assessment | agree on priorities for five years | hear what families lack",
          "five ranked priorities | a data profile of each county | an outline of the strategic plan",
          "needs assessment | strategic planning | preschool development grant | mixed delivery"),
    theme("std mon; ece; ece; all",
          "quality rating and improvement system revision | QRIS redesign | rethinking stars and tiers | "
          "validation of the quality rating system | how programs climb the quality ladder | standards in "
          "the tiered rating system | recognition and improvement of program quality | fairer quality "
          "ratings",
          "rewrite the rating standards | make ratings fairer to small programs | test whether tiers "
          "measure quality",
          "revised indicators | a validation plan | a crosswalk of rating and licensing standards",
          "QRIS | program quality | rating standards | continuous quality improvement"),
    theme("std mon; ece hea; ece; all",
          "child care licensing rules | health and safety monitoring | differential monitoring | rewriting "
          "licensing regulation | inspections that weigh risk | background checks and licensing enforcement "
          "| the licensing rule revision | safe settings: monitoring of regulated care",
          "rank rules by risk to children | train inspectors to rate alike | shorten the rule book",
          "a weighted list of rules | an inspection tool | a calendar for public comment",
          "licensing | health and safety | differential monitoring | regulation"),
    theme("std; ece mh; ece ei; all",
          "early learning guidelines | what young children should know and do | alignment of birth-to-five "
          "standards with kindergarten | revision of early learning and development standards | "
          "developmental standards crosswalk | infant-toddler guidelines | standards for learning in the "
          "first five years",
          "bring standards into line with kindergarten | add social-emotional domains | ask families about "
          "the standards",
          "a crosswalk of standards | a first draft of the guidelines | a review by forty teachers",
          "early learning standards | alignment | kindergarten | curriculum"),
    theme("mon gov; ece hea fam; ece hv; all",
          "integrated data system | linking early childhood data | data governance | an unduplicated count "
          "of children | the ECIDS roadmap | sharing data across agencies | a unique identifier for "
          "children | data use agreements | one view of every child served",
          "count each child once | write a data sharing agreement | choose questions the linked data should "
          "answer",
          "a data inventory | a signed data agreement | a list of policy questions",
          "integrated data | data governance | ECIDS | unduplicated counts | privacy"),
    theme("mon; fam hea; hv; low",
          "home visiting performance measures | MIECHV benchmark data | measurement and CQI in home "
          "visiting | better numbers from home visits | continuous quality improvement for home visitors | "
          "reporting on the benchmark areas | using home visiting data to improve | screening and referral "
          "rates in home visiting",
          "raise rates of completed referrals | clean up the benchmark data | run plan-do-study-act cycles",
          "a run chart for every site | a measurement plan | a checklist for data entry",
          "MIECHV | benchmarks | CQI | performance measurement"),
    theme("mon; ece hea; ei; spn",
          "child outcomes measurement | Part C and 619 indicators | state systemic improvement plan | "
          "outcomes for children with disabilities | SSIP evaluation | general supervision in early "
          "intervention | data quality for IDEA reporting | results-driven accountability",
          "improve child outcomes ratings | evaluate the improvement plan | prepare the annual performance "
          "report",
          "an evaluation plan | a data quality protocol | a draft of indicator eleven",
          "IDEA | child outcomes | SSIP | general supervision"),
    theme("fin sup; ece; ece; low",
          "child care stabilization after the grants | supply building for child care | grants and "
          "contracts for infant care | expanding slots in child care deserts | contracted slots | opening "
          "new classrooms where care is scarce | facilities and start-up funding | sustaining providers "
          "once relief money ends",
          "keep programs open when relief ends | open care in deserts | move from vouchers to contracts",
          "a request for proposals | a map of deserts | a start-up grant design",
          "child care supply | grants and contracts | deserts | facilities"),
    theme("sup fin; ece; ece; low",
          "compensation of the early educator workforce | wage scale for teachers | pay and benefits in "
          "early care | closing the pay gap with public schools | workforce compensation strategies | "
          "bonuses, stipends and wage ladders | keeping teachers by paying them better",
          "draw up a wage ladder | cost a statewide stipend | weigh benefits against bonuses",
          "a salary scale | a cost estimate for stipends | a compensation brief",
          "workforce | compensation | wage ladder | retention"),
    theme("fin; hea mh fam; pmh oth; low",
          "Medicaid financing of early childhood services | billing for infant mental health | using EPSDT "
          "| drawing down Medicaid for home visiting | health coverage that pays for prevention | dyadic "
          "care and how to bill for it | a state plan amendment for young children",
          "find billing codes for dyadic care | draft a state plan amendment | learn how other states bill",
          "a billing guide | a table of codes and rates | questions for the Medicaid agency",
          "Medicaid | EPSDT | billing | dyadic care"),
    theme("gov com; ece fam; ece; low",
          "coordinated eligibility and enrollment | one application for many programs | no wrong door for "
          "families | the shared enrollment portal | easing the paperwork for families | universal "
          "application | centralized intake and waiting lists | streamlined access to programs",
          "cut the forms a family fills in | pool waiting lists | test the portal with parents",
          "a prototype of the application | a map of a family's steps | a single list of documents",
          "eligibility | enrollment | coordinated intake | access"),
)  # fmt: skip
