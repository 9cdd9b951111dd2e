"""The ledger style's abbreviations: subjects, kinds of contact, agencies, titles and notes."""

from __future__ import annotations

from dataclasses import dataclass

from bench.styles.prose_themes import SHORT


@dataclass(frozen=True)
class Subject:
    """What a contact is about: its abbreviations (the first is the usual one) and its codes."""

    names: tuple[str, ...]
    elements: tuple[str, ...]
    sectors: tuple[str, ...]
    services: tuple[str, ...]
    families: tuple[str, ...]


def _subject(names: str, codes: str) -> Subject:
    elements, sectors, services, families = (tuple(SHORT[c] for c in part.split()) for part in codes.split(";"))
    return Subject(tuple(name.strip() for name in names.split("|")), elements, sectors, services, families)


SUBJECTS: tuple[Subject, ...] = (
    _subject("ECCS fin.|ECCS finance|ECCS $ plan|fin - ECCS", "fin gov; hea fam; hv; low"),
    _subject("ECCS|ECCS P-3|prenatal-3", "gov; hea fam; hv; all"),
    _subject("rate study|MRS/rates|sub. rates|alt. method.", "fin std; ece; ece; low"),
    _subject("CCDF plan|CCDF pre-print|state plan (CCDF)|CCDF", "std mon; ece; ece; low"),
    _subject("QRIS rev.|QRIS|QIS redesign|tiers/QRIS", "std mon; ece; ece; all"),
    _subject("licensing|lic. regs|lic. rules|licnsg/monit.", "std mon; ece hea; ece; all"),
    _subject("ECIDS|data system|int. data|data gov.", "mon gov; ece hea; ece hv; all"),
    _subject("PDG NA|needs assmt|PDG B-5|B-5 needs assess", "gov mon; ece fam; ece; low"),
    _subject("strat plan|strategic plng|5-yr plan", "gov; ece fam hea; ece; all"),
    _subject("ECAC|SAC|council|EC council support", "gov com; ece hea; ece; all"),
    _subject("IECMHC|MH consult.|IMH consult model", "sup; mh ece; ece pmh; mhn"),
    _subject("Pyramid|PM SLT|pyramid model|SE practices", "sup std; mh ece; ece; all"),
    _subject("PBC|coaching sys.|coach supp.", "sup; ece; ece; all"),
    _subject("workforce|WF comp.|wages/WF|EC workforce", "sup fin; ece; ece; low"),
    _subject("registry|WF registry|PD registry", "sup mon; ece; ece; all"),
    _subject("parent ldrshp|PLTI|fam. leaders|parent cncl", "par; fam ped; oth; low"),
    _subject("FE frmwk|fam. engmt|family engagement", "par com; fam ece; ece; dll"),
    _subject("HMG|dev. screening|scrng/referral|ASQ", "sup mon; hea; ei; spn"),
    _subject("C to B trans.|transition|Part C/B|trans. at 3", "gov sup; ece hea; ei; spn"),
    _subject("SSIP|SSIP eval|SiMR", "mon; ece hea; ei; spn"),
    _subject("APR ind.|APR/SPP|gen. superv.", "mon std; ece hea; ei; spn"),
    _subject("619 inclusion|inclusion|LRE 3-5|incl. ind.", "sup std; ece; ei ece; spn"),
    _subject("MIECHV CQI|HV CQI|HV data|benchmk data", "mon; fam hea; hv; low"),
    _subject("FFPSA|prev. plan|Fam First prev", "gov fin; cw fam; can; cwi"),
    _subject("CBCAP|CBCAP plan|PF/CBCAP|prot. factors", "gov par; cw fam; can; cwi"),
    _subject("POSC|SEI/plans safe care|perinatal SUD", "sup gov; hea mh; sut; psu"),
    _subject("mat. dep.|PMH|MDC|perinatal MH", "sup; hea mh; pmh; mhn"),
    _subject("Medicaid|Medicaid billing|EPSDT|MA/EPSDT", "fin; hea mh; pmh oth; low"),
    _subject("CACFP|nutr./PA|food prog.|F2ECE", "std sup; ece hea; nut ece; low"),
    _subject("FCC netwk|FCC|home-based CC", "sup fin; ece; ece; low"),
    _subject("homeless|MV/EC|McK-V", "gov; fam ece; ece eco; hom"),
    _subject("DLL|DLL/home lang|ELL 0-5", "sup std; ece; ece; dll mig"),
    _subject("KEA|K-entry|KRA", "std mon; ece; ece; all"),
    _subject("ELG|ELDS|ELDS rev.|B-5 stds", "std; ece mh; ece; all"),
    _subject("EHS-CC|EHS-CCP|HS/CC partnr.", "gov sup; ece; ece; low"),
    _subject("HS collab|HSSCO|HSCO plan", "gov; ece hea; ece; low"),
    _subject("coord. elig.|CEE|1 app/elig.|intake", "gov com; ece fam; ece eco; low"),
    _subject("comms|messaging|pub. awareness", "com; ece fam; ece; all"),
    _subject("EPR|disaster plng|emerg. prep", "sup gov; ece hea; ece; all"),
    _subject("equity|equity audit|disagg. data", "gov mon; ece fam; ece; lim"),
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of contact: abbreviations, code, usual quarter hours, usual people, mode, share among contacts."""

    names: tuple[str, ...]
    ta_type: str
    quarters: tuple[int, ...]
    crowd: float
    modes: tuple[str, ...]
    share: float


KINDS: tuple[Kind, ...] = (
    Kind(("TA call", "call", "t/c", "conf call", "phone TA"), "consultation", (2, 3, 4, 4, 4, 5, 6), 5,
         ("phone", "virtual", "virtual"), 32),
    Kind(("mtg", "meeting", "mtng", "team mtg"), "meeting", (4, 4, 6, 6, 8, 10, 12), 12,
         ("virtual", "virtual", "in_person", "hybrid"), 30),
    Kind(("trng", "training", "wkshp", "TNG"), "training", (6, 8, 10, 12, 14, 24, 26), 32,
         ("in_person", "virtual", "hybrid"), 12),
    Kind(("SV", "site vst", "on-site", "site visit"), "technical_assistance", (16, 24, 28, 30, 48, 56), 9,
         ("in_person",), 8),
    Kind(("wbnr", "webinar", "web mtg"), "training", (4, 4, 5, 6, 6), 64, ("virtual",), 6),
    Kind(("CoP", "PLC", "LC session", "peer call"), "learning_collaborative", (4, 5, 6, 6, 8), 22,
         ("virtual", "virtual", "hybrid"), 7),
    Kind(("doc review", "rev. draft", "desk review", "materials"), "tool_development", (3, 4, 6, 9, 13, 18), 2,
         ("email",), 5),
)  # fmt: skip

AGENCIES: tuple[tuple[str, ...], ...] = (
    ("{S} DOE", "{S}DE", "Dept of Ed", "DOE-{S}", "SEA", "{S} DOE/OEL"),
    ("{S} DHS", "DHS", "{S}DHS", "Human Svcs {S}", "DHS/CC Div"),
    ("{S} DOH", "DPH", "{S} MCH", "Health Dept", "DOH-MCH {S}"),
    ("HSCO {S}", "HSSCO", "HS Collab Ofc"),
    ("{S} ECAC", "ECAC", "EC Council", "SAC {S}"),
    ("{S} DCF", "DCF", "DCFS", "Child Welf. {S}"),
    ("{S} DBH", "BH Auth", "DMH {S}", "MH div."),
    ("Part C {S}", "EI prog", "{S} EI", "Pt C LA"),
    ("CCR&R {S}", "CCRR", "R&R netwk"),
    ("{S} MIECHV", "HV prog {S}", "HV unit"),
    ("{S} state tm", "State team", "X-agency tm", "core tm {S}"),
    ("CTF {S}", "Child Trust", "PCA {S}"),
)  # fmt: skip
AGENCY_SECTORS: tuple[frozenset[str], ...] = tuple(
    frozenset(SHORT[code] for code in codes.split())
    for codes in ("ece", "ece fam", "hea mh", "ece hea", "ece fam hea", "cw fam", "mh", "hea", "ece", "fam hea",
                  "ece hea fam mh cw", "cw fam ped")
)  # fmt: skip
"""Sectors that each agency works in, in the same order."""
LOCALS = ("{county} Co. HS", "{county} Cty coalition", "{county} SD", "{county} Co CAP")

TITLES: tuple[tuple[str, ...], ...] = (
    ("{subj}{pc} {kind} - {S} {ag}{sess}", "{subj}{pc} {kind} - {S}{sess}", "{S}: {subj} {kind}{sess}",
     "{S} {subj}{pc}{sess}"),
    ("{kind} - {S}{sess}", "{kind} w/ {ag}{pc}", "{kind} {subj}{sess}", "{kind}: {subj}{pc}", "{kind}/{subj}{pc}"),
    ("{fy} {subj}{pc} {kind}", "{fy} {kind} {S}{pc}", "{fy} {subj} TA", "{fy}-{S}-{subj}{pc}"),
    ("TA {code}: {subj} {kind}", "TA {code}{pc} - {S}", "{code} {subj}{pc}", "{code}/{S} {kind}{sess}"),
    ("Monthly TA {kind}", "State team {kind}{pc}", "{S} TA{pc}", "{subj} TA", "TA - {ag}{pc}", "{subj} {kind}{pc}"),
    ("{subj}", "{subj}{pc} w/ {ag}", "{subj}{pc} - f/u", "{subj}{sess}", "f/u {subj}{pc} {kind}"),
)  # fmt: skip
"""Families of titles; many providers share one, so the same title stands on many reports."""

PIECES: tuple[tuple[str, ...], ...] = (
    ("MOU", "agrmt"), ("bylaws", "charter"), ("budget", "$$"), ("wkplan", "work plan"), ("survey", "data coll."),
    ("RFP", "procurement"), ("policy", "P&P"), ("eval", "evaluation"), ("rollout", "implem."), ("report", "rpt draft"),
    ("tmline", "timeline"), ("roles", "R&R/staffing"), ("TOT", "train-trainer"), ("FG", "focus grps"),
    ("wrkgrp", "subcmte"), ("kickoff", "launch"), ("close-out", "wrap up"), ("orient.", "onboarding"),
)  # fmt: skip
"""The piece of the work that one contact is about, as some titles say it."""

SESSIONS = (", sess. {n}", " #{n}", " ({n})", " pt {n}", " {n}", " - wk {n}")

NOTES = (
    "Disc. {subj}; nxt {kind} {nxt}.", "{n} staff fr {ag}. {subj} update.", "{kind} held {day}. Action items sent.",
    "Per {ag} request. {subj} - draft reviewed.", "F/u to {prev} {kind}. {subj} timeline, data, roles.",
    "Joint w/ other TA ctr. {subj}.", "{n} att. Eval sent {nxt}.", "Prep 1 hr + {kind}. {ag} to revise {subj}.",
    "{ag} lead out; resched fr {prev}.", "See log. {subj}, {subj2}.", "Agenda: {subj}, {subj2}, next steps.",
)  # fmt: skip

TOPIC_WORDS = ("TTA", "systems", "capacity", "planning", "data use", "policy", "fiscal", "T/TA plan", "PD", "QA")
