"""What technical assistance is about: the themes, each with the words that different providers use for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """One kind of work.

    Attributes:
        elements, sectors, services, populations: canonical codes; the first sector is the theme's home.
        topics: words of the providers' own, for the field `topic`.
        titles: the same work in different words; `{place}` is the state, tribe or region served.
        deed: what was done, in one sentence.
        is_shared: whether it builds systems (others may join) or is a program's own.
    """

    key: str
    elements: tuple[str, ...]
    sectors: tuple[str, ...]
    services: tuple[str, ...]
    populations: tuple[str, ...]
    topics: tuple[str, ...]
    titles: tuple[str, ...]
    deed: str
    is_shared: bool = True


def _theme(key: str, codes: str, topics: str, titles: str, deed: str, *, shared: bool = True) -> Theme:
    """A theme from one line of codes: elements; sectors; services; populations (codes apart by commas)."""
    elements, sectors, services, populations = (
        tuple(code.strip() for code in part.split(",")) for part in codes.split(";")
    )
    words = tuple(line.strip() for line in titles.split("|"))
    about = tuple(topic.strip() for topic in topics.split(";"))
    return Theme(key, elements, sectors, services, populations, about, words, deed, shared)


SHARED: tuple[Theme, ...] = (
    _theme("fiscal_mapping", "financing; early_care_education, family_support; early_care_education; all_families",
           "Fiscal mapping; Blended funding",
           "Fiscal mapping of early childhood funds in {place} | Mapping the money: early childhood funding streams, "
           "{place} | {place} workshop on tracing federal and state dollars for young children",
           "Traced federal and state funding streams and marked where they may be braided"),
    _theme("cost_modeling", "financing; early_care_education; early_care_education; low_income",
           "Cost modeling; Rates",
           "Cost modeling for subsidy rates in {place} | True cost of quality: rate study support, {place} | "
           "{place} alternative methodology for payment rates",
           "Built a cost model with the lead agency and tried three rates on it"),
    _theme("needs_assessment", "governance, monitoring_accountability; family_support, health; home_visiting; "
           "all_families", "Needs assessment; Strategic planning",
           "Statewide needs assessment and strategic plan, {place} | {place}: refreshing the birth-to-five needs "
           "assessment | Planning retreat on the early childhood needs assessment in {place}",
           "Reviewed indicators by county and agreed on five priorities"),
    _theme("advisory_council", "governance; early_care_education, health, family_support; early_care_education; "
           "all_families", "Councils; Governance",
           "Early childhood advisory council facilitation, {place} | Strengthening the {place} early learning council "
           "| Governance review with the {place} children's cabinet",
           "Facilitated a review of the council's charter, membership and decision rules"),
    _theme("parent_leadership", "parent_leadership_development; family_support, parenting_education; "
           "child_abuse_neglect_prevention; low_income", "Parent leadership; Family voice",
           "Parent leadership institute in {place} | {place} parents as partners: leadership training | "
           "Building a statewide parent advisory network, {place}",
           "Prepared parents and staff to share decisions in advisory bodies"),
    _theme("family_engagement", "parent_leadership_development, communications; family_support, "
           "early_care_education; early_care_education; dual_language", "Family engagement; Language access",
           "Family engagement framework across programs, {place} | {place} cross-agency family engagement standards | "
           "Aligning how programs engage families in {place}",
           "Compared family engagement practices across agencies and drafted shared standards"),
    _theme("data_governance", "monitoring_accountability, governance; early_care_education, health; "
           "early_intervention; all_families", "Data governance; Integrated data",
           "Data governance for an integrated early childhood data system, {place} | {place} early childhood "
           "integrated data system: sharing agreements | Who may see what: data-sharing workshop for {place} agencies",
           "Agreed on roles, a data inventory and the text of a sharing agreement"),
    _theme("unduplicated_count", "monitoring_accountability; early_care_education, family_support; home_visiting; "
           "all_families", "Unduplicated count; Data quality",
           "Counting children once across programs in {place} | Unduplicated count of children served, {place} | "
           "{place} record linkage clinic for early childhood programs",
           "Tested linkage of enrolment records and wrote down its limits"),
    _theme("workforce_registry", "provider_practitioner_support; early_care_education; early_care_education; other",
           "Workforce registry; Career pathways",
           "Workforce registry and career pathway redesign, {place} | {place} early educator career lattice | "
           "Aligning credentials for the early childhood workforce in {place}",
           "Compared competencies and credentials across roles and drew one career lattice"),
    _theme("workforce_wellbeing", "provider_practitioner_support; mental_health_social_emotional, "
           "early_care_education; parent_mental_health_treatment; other", "Reflective supervision; Staff wellness",
           "Reflective supervision learning community, {place} | {place} workforce well-being and reflective practice "
           "| Supporting the supporters: reflective supervision in {place}",
           "Met in small groups on reflective supervision and staff well-being"),
    _theme("home_visiting_cqi", "monitoring_accountability, provider_practitioner_support; family_support, health; "
           "home_visiting; low_income", "CQI; Home visiting",
           "Home-visiting CQI collaborative, {place} | {place} continuous quality improvement for home visiting teams "
           "| Plan-do-study-act coaching for home visitors in {place}",
           "Teams tried small changes in screening and retention and shared run charts"),
    _theme("coordinated_intake", "governance, communications; family_support, health; home_visiting; all_families",
           "Coordinated intake; Referral",
           "Coordinated intake and referral design, {place} | One door for families: {place} referral system | "
           "{place} closed-loop referral among home visiting, health and child care",
           "Drew the referral paths and agreed on a shared intake form"),
    _theme("iecmh_consultation", "provider_practitioner_support, financing; mental_health_social_emotional, "
           "early_care_education; parent_mental_health_treatment; mental_health_need",
           "Mental health consultation; IECMHC",
           "Early childhood mental health consultation system, {place} | {place} infant and early childhood mental "
           "health consultation: scaling up | Financing and staffing mental health consultants in {place}",
           "Set out the model, the consultant's competencies and ways to pay for them"),
    _theme("developmental_screening", "standards, monitoring_accountability; health, mental_health_social_emotional; "
           "early_intervention; special_needs", "Screening; Early identification",
           "Developmental screening across settings, {place} | {place} screening and referral follow-up | "
           "From screening to services: early identification in {place}",
           "Compared tools and schedules and agreed on who follows up"),
    _theme("inclusion", "standards, provider_practitioner_support; early_care_education; early_intervention; "
           "special_needs", "Inclusion; Individualized supports",
           "Preschool inclusion state leadership team, {place} | {place} indicators of high-quality inclusion | "
           "Including every child: cross-agency team in {place}",
           "Rated the state indicators and chose two to work on"),
    _theme("early_learning_standards", "standards; early_care_education; early_care_education; all_families",
           "Early learning guidelines; Alignment",
           "Revising early learning standards, {place} | {place} alignment of birth-to-eight guidelines | "
           "Crosswalk of early learning guidelines with program standards, {place}",
           "Laid guidelines side by side and marked gaps by age"),
    _theme("qris", "standards, monitoring_accountability; early_care_education; early_care_education; low_income",
           "QRIS; Quality",
           "Quality rating system revision, {place} | {place} QRIS validation and redesign | "
           "Rethinking quality ratings with providers in {place}",
           "Reviewed indicators with providers and proposed fewer, stronger ones"),
    _theme("infant_toddler", "provider_practitioner_support; early_care_education, health; early_care_education; "
           "low_income", "Infant and toddler; Specialist network",
           "Infant-toddler specialist network, {place} | {place} support to infant and toddler caregivers | "
           "Building a network of infant-toddler coaches in {place}",
           "Trained specialists and planned their visits"),
    _theme("substance_exposed", "governance, provider_practitioner_support; health, child_welfare; "
           "parent_substance_use_treatment; parental_substance_use", "Plans of safe care; Substance use",
           "Plans of safe care: cross-system team, {place} | {place} infants affected by substance use, policy academy "
           "| Joining treatment, health and child welfare around newborns in {place}",
           "Walked through a newborn's path between agencies and changed two hand-offs"),
    _theme("prevention_plan", "governance, financing; child_welfare, family_support; "
           "child_abuse_neglect_prevention; child_welfare_involved", "Prevention; Protective factors",
           "Child abuse prevention plan across agencies, {place} | {place} prevention planning with child welfare and "
           "family resource centers | Protective factors in state policy, {place}",
           "Joined the prevention plans of four agencies into one"),
    _theme("early_care_in_welfare", "communications, provider_practitioner_support; child_welfare, "
           "early_care_education; early_care_education; child_welfare_involved", "Child welfare; Enrolment",
           "Early learning for children in foster care, {place} | {place} child welfare and early education "
           "partnership | Enrolling young children in care: {place} agreements",
           "Wrote a joint protocol for enrolment and information"),
    _theme("homelessness", "communications, monitoring_accountability; early_care_education, family_support; "
           "economic_assistance; homeless", "Homelessness; Outreach",
           "Finding and serving young children without homes, {place} | {place} early childhood and housing partners | "
           "Outreach to families in shelters, {place}",
           "Mapped shelters and programs and set up a contact for each"),
    _theme("nutrition_health", "standards, communications; health, early_care_education; nutrition; low_income",
           "Nutrition; Obesity prevention",
           "Nutrition and physical activity standards in child care, {place} | {place} healthy beginnings in early "
           "care settings | Farm to early care and education, {place}",
           "Compared licensing rules with national health standards"),
    _theme("public_messages", "communications; early_care_education, family_support, health; other; all_families",
           "Communications; Public awareness",
           "Shared messages for families of young children, {place} | {place} early childhood communications plan | "
           "One voice: public awareness campaign, {place}",
           "Agreed on five messages and tried them with families"),
    _theme("tribal_partnership", "governance, parent_leadership_development; early_care_education, family_support; "
           "home_visiting; tribal", "Tribal partnerships; Culture and language",
           "State and tribal early childhood partnership, {place} | {place} native language in early learning | "
           "Gathering of tribal early childhood programs, {place}",
           "Listened to program leaders and noted what they ask of partners"),
    _theme("disaster_readiness", "governance, communications; early_care_education, health; other; all_families",
           "Emergency preparedness; Continuity",
           "Emergency preparedness for early childhood systems, {place} | {place} keeping child care open after storms "
           "| Continuity plans with licensing and health, {place}",
           "Ran a table-top exercise and listed who calls whom"),
)  # fmt: skip

PROGRAM_OWN: tuple[Theme, ...] = (
    _theme("corrective_action", "monitoring_accountability; early_care_education; early_care_education; low_income",
           "Corrective actions; Monitoring",
           "Corrective action plan support, {place} | Follow-up on monitoring findings, {place} | "
           "{place}: closing a deficiency", "Reviewed evidence for each finding and set dates", shared=False),
    _theme("enrollment", "monitoring_accountability; early_care_education; early_care_education; low_income",
           "ERSEA; Attendance",
           "Enrolment and attendance work session, {place} | Under-enrolment plan review, {place} | "
           "{place} recruitment and selection clinic", "Checked waiting lists and attendance analysis", shared=False),
    _theme("classroom_observation", "provider_practitioner_support; early_care_education; early_care_education; "
           "all_families", "Classroom observation; Teaching practices",
           "Classroom observation reliability training, {place} | Coaching on teacher-child interactions, {place} | "
           "{place} practice-based coaching visits", "Observed rooms and gave feedback to coaches", shared=False),
    _theme("fiscal_compliance", "financing; early_care_education; early_care_education; low_income",
           "Budget; Fiscal management",
           "Budget review and cost allocation, {place} | Program fiscal self-assessment, {place} | "
           "{place} audit readiness visit", "Went through the cost allocation plan line by line", shared=False),
    _theme("model_fidelity", "standards; family_support; home_visiting; low_income", "Model fidelity; Supervision",
           "Home-visiting model fidelity review, {place} | Site visit on model elements, {place} | "
           "{place} supervisor orientation to the model", "Reviewed visit logs against the model", shared=False),
    _theme("grant_application", "financing; health; other; all_families", "Grant application; Reporting",
           "Help with the annual grant report, {place} | Performance report walk-through, {place} | "
           "{place} carry-over request review", "Answered questions on forms and dates", shared=False),
    _theme("isp_quality", "standards; early_care_education; early_intervention; special_needs",
           "Service plans; Compliance indicators",
           "Quality of individualized family service plans, {place} | Timely services indicator review, {place} | "
           "{place} child outcomes rating training", "Read plans together against a checklist", shared=False),
    _theme("licensing_forms", "standards; early_care_education; early_care_education; other",
           "Licensing; Health and safety",
           "Licensing inspection form update, {place} | Inspector training on health and safety, {place} | "
           "{place} background check procedures", "Shortened the inspection form", shared=False),
)  # fmt: skip

THEMES: dict[str, Theme] = {theme.key: theme for theme in (*SHARED, *PROGRAM_OWN)}
