"""More themes of the prose style: work with families, practitioners and communities."""

from __future__ import annotations

from bench.styles.prose_themes import MONEY_AND_RULES, Theme, theme

PEOPLE: tuple[Theme, ...] = (
    theme("sup; mh ece; ece pmh; mhn all",
          "infant and early childhood mental health consultation | IECMHC model design | mental health "
          "consultants in classrooms | consultation for programs facing challenging behavior | the early "
          "childhood mental health consultant corps | helping teachers with social-emotional needs | "
          "behavior support through consultation",
          "write the consultant's role | train new consultants | pick measures of fidelity",
          "a consultation manual | competencies for consultants | a referral form",
          "mental health consultation | IECMHC | challenging behavior | reflective practice"),
    theme("sup std; ece mh; ece; all",
          "Pyramid Model rollout | social-emotional teaching practices | program-wide positive behavior "
          "support | the pyramid framework state leadership team | practice-based coaching in the Pyramid "
          "Model | promoting social and emotional competence | cutting suspension and expulsion in the "
          "early years",
          "start demonstration sites | certify coaches | end exclusion of young children",
          "a list of demonstration sites | a fidelity schedule | an anti-expulsion policy",
          "Pyramid Model | social-emotional development | suspension and expulsion | coaching"),
    theme("sup; ece; ece; all",
          "practice-based coaching | coaching the coaches | a coaching system for teachers | supports for "
          "coaches of early educators | coaching competencies | a coaching collaborative | building coach "
          "capacity",
          "set a common coaching cycle | match coaches with programs | watch and discuss recorded sessions",
          "a coaching handbook | a coaching log | an action plan for each coach",
          "coaching | professional development | teaching practice"),
    theme("sup std; ece; ece; all",
          "career pathways and credentials | competencies of the early childhood workforce | the workforce "
          "registry | articulation between colleges | apprenticeship for early educators | a stackable "
          "credential | routes from CDA to degree | professional development system planning",
          "agree on credentials across colleges | start an apprenticeship | fill the registry with usable "
          "data",
          "an articulation agreement | a draft of competencies | an apprenticeship standard",
          "workforce registry | credentials | apprenticeship | higher education"),
    theme("par; fam ped ece; ece; all low",
          "parent leadership academy | families at the decision table | building a parent advisory board | "
          "training parent leaders | the family council | family voice in policy | paying parents for their "
          "expertise | parents as partners in governance",
          "seat parents on the council | prepare parents to speak to lawmakers | agree on stipends for "
          "parents",
          "a charter for the parent board | a stipend policy | a class of twenty parent leaders",
          "parent leadership | family voice | family engagement | advisory boards"),
    theme("par com; fam ece; ece; dll",
          "family engagement framework | engaging fathers and other caregivers | partnering with families | "
          "the family-strengthening framework | strong relations between home and program | strategies for "
          "family engagement across cultures | welcoming families of every language",
          "choose indicators of engagement | bring fathers in | share practices that families trust",
          "a self-assessment | a plan for family engagement | a toolkit in three languages",
          "family engagement | fatherhood | culturally responsive practice"),
    theme("com; ece hea fam; ece; all",
          "public awareness campaign on early brain development | messaging on the early years | framing "
          "early childhood for lawmakers | communications planning | telling the story of child care | "
          "outreach to business leaders | a media toolkit for early childhood",
          "test messages with parents | win business support | plan a year of outreach",
          "three tested messages | a calendar of posts | talking points",
          "communications | messaging | public awareness | outreach"),
    theme("sup mon; hea ece; ei; spn all",
          "developmental screening initiative | Help Me Grow expansion | early identification of delays | "
          "screening and referral pathways | closing the loop after a screen | ASQ statewide | finding "
          "children with delays sooner | Learn the Signs ambassadors",
          "raise screening rates | close the referral loop with doctors | choose one screening tool",
          "a referral flow | screening targets by county | a data feed from clinics",
          "developmental screening | Help Me Grow | referral | Child Find"),
    theme("sup std; ece; ei ece; spn",
          "inclusion of children with disabilities | inclusive preschool classrooms | indicators of "
          "high-quality inclusion | itinerant special education services | least restrictive environment "
          "for three-year-olds | belonging for every child | inclusion in child care",
          "place more children in regular classrooms | assess inclusion with the indicators | train pairs "
          "of teachers",
          "an inclusion action plan | a set of demonstration classrooms | a cross-sector team charter",
          "inclusion | LRE | special education | preschool"),
    theme("gov sup; ece hea; ei; spn",
          "transition from early intervention to preschool | smooth transitions at age three | the move "
          "from Part C to Part B | transition agreements between agencies | kindergarten transition | "
          "leaving early intervention without a gap | children turning three",
          "write a transition agreement | fix late conferences | give families a guide",
          "a local agreement template | a timeline for conferences | a family guide",
          "transition | Part C | Part B 619 | kindergarten transition"),
    theme("gov par; cw fam; can; cwi",
          "prevention plan under Family First | child abuse prevention network | community-based child "
          "abuse prevention | keeping children out of foster care | child welfare and early learning "
          "together | protective factors | plans of safe care | upstream prevention with families",
          "line up prevention funds | bring protective factors into early learning | write plans of safe "
          "care",
          "a prevention plan outline | a referral agreement | a roster of family resource centers",
          "prevention | CBCAP | protective factors | Family First"),
    theme("sup gov; hea mh; sut pmh; psu",
          "substance-exposed infants and their parents | perinatal substance use | opioids and the youngest "
          "children | recovery-friendly home visits | parents in treatment | supporting families affected "
          "by addiction | neonatal abstinence and what follows",
          "link treatment with home visits | train visitors on recovery | screen without driving mothers "
          "away",
          "a pathway from hospital to home | a training for visitors | a resource list",
          "substance use | plans of safe care | recovery | perinatal health"),
    theme("sup; hea mh; pmh; mhn",
          "maternal depression screening | perinatal mental health | mothers' mental health | the parents' "
          "well-being collaborative | dyadic treatment for mothers and babies | postpartum mood and anxiety "
          "| caring for caregivers",
          "screen mothers at well-child visits | find therapists who take Medicaid | talk about stigma",
          "a screening protocol | a therapist directory | a warm-handoff script",
          "maternal depression | perinatal mental health | caregivers"),
    theme("gov fin; hea fam; hv oth; low",
          "Early Childhood Comprehensive Systems implementation | ECCS health integration | "
          "prenatal-to-three systems | linking pediatrics with early childhood | the P-3 agenda | maternal "
          "and child health systems building | doctors' offices as a doorway to services",
          "bring clinics into the system | name a physician champion | plan for prenatal-to-three",
          "a systems asset map | a work plan | an integration memo",
          "ECCS | Title V | prenatal to three | health integration"),
    theme("gov; fam ece; ece eco; hom",
          "young children experiencing homelessness | McKinney-Vento and early care | shelters and child "
          "care | housing instability among families with infants | identifying homeless families | a door "
          "to care for families without a home",
          "count young children without homes | waive documents for enrollment | partner with shelters",
          "a policy on documents | a shelter partnership list | enrollment targets",
          "homelessness | McKinney-Vento | housing | access"),
    theme("sup std; ece; ece; dll mig",
          "dual language learners | supporting home languages | multilingual children in early learning | "
          "classroom language models | serving immigrant and refugee families | migrant and seasonal "
          "families | two languages from the start",
          "plan for home languages | find bilingual staff | adapt screening for other languages",
          "a language policy | classroom models to choose from | translated materials",
          "dual language learners | bilingual | migrant families | refugees"),
    theme("sup; ece; ece; low",
          "family child care networks | support for home-based providers | staffed networks | family, "
          "friend and neighbor care | business practices for home providers | shared services alliance | "
          "helping small programs run as businesses",
          "design a staffed network | reach neighbors and relatives who care | share back-office services",
          "a network budget | a business training series | a directory of home providers",
          "family child care | shared services | networks | business supports"),
    theme("std sup; ece hea; nut ece; low",
          "nutrition and active play | obesity prevention in child care | CACFP participation | farm to "
          "early care | food security in early childhood | healthy meals for young children | "
          "breastfeeding-friendly child care",
          "enroll more programs in CACFP | buy food from local farms | write wellness standards",
          "a wellness policy | a farm partner list | menus for a month",
          "nutrition | CACFP | wellness | farm to ECE"),
    theme("gov; ece fam; ece; tri",
          "tribal early learning initiative | tribal-state coordination | consultation with tribal nations "
          "| Native language in early learning | coordination of tribal CCDF and Head Start | honoring "
          "culture in early childhood programs",
          "plan tribal and state work together | keep Native languages alive | share lessons among tribes",
          "a coordination agreement | a culture and language plan | a tribal data plan",
          "tribal | Native language | tribal-state relations"),
    theme("gov sup; ece; ece; low",
          "Head Start and state pre-K partnership | Early Head Start-child care partnerships | "
          "collaboration office planning | Head Start in the state system | mixed-delivery preschool | "
          "joining Head Start and child care data and money | pre-K expansion with community partners",
          "sign a partnership agreement | layer funding in one classroom | compare standards",
          "a partnership agreement | a layered-funding guide | a comparison of standards",
          "Head Start | pre-K | partnerships | mixed delivery"),
    theme("sup; ece hea; ece; all",
          "emergency preparedness and recovery | disaster plans for child care | readiness for fires, "
          "floods and storms | continuity of operations | recovery after the hurricane | children's needs "
          "in emergencies",
          "write a continuity plan | learn from the last disaster | add children to the state's emergency "
          "plan",
          "an emergency annex | a supply checklist | a contact tree",
          "emergency preparedness | disaster recovery | continuity"),
    theme("gov mon; ece fam; ece; all lim",
          "racial equity in early childhood | equitable access | disaggregated data and what it shows | an "
          "equity audit of programs | reaching families who are left out | fairness in funding formulas",
          "read data by race and place | change the formula | hear from families left out",
          "an equity action plan | a list of root causes | revised funding weights",
          "equity | access | disaggregated data"),
    theme("par sup; ped fam hea; hv; all",
          "parenting education network | positive parenting groups | parent cafes | two-generation "
          "strategies | family resource centers | economic mobility for parents and children | concrete "
          "supports in times of need",
          "train café hosts | join parenting programs in one network | pair child care with job training",
          "a café host guide | network bylaws | a two-generation logic model",
          "parenting education | parent cafes | two-generation | family resource centers"),
    theme("std mon; ece; ece; all",
          "CCDF state plan preparation | the triennial plan for child care | corrective action on the CCDF "
          "plan | implementing the final rule | prompt payment and absent days | co-payment limits and the "
          "new rule | error rate review in subsidy",
          "walk through the plan's sections | meet the final rule's dates | lower improper payments",
          "a completed section four | a timeline for waivers | an error rate work plan",
          "CCDF plan | final rule | improper payments | subsidy policy"),
    theme("std mon sup; ece; ece; all low",
          "kindergarten entry assessment | formative assessment in pre-K | readiness data and their use | "
          "assessing children as they enter school | teachers' use of observation | the school readiness "
          "report",
          "help teachers use results | report readiness without blaming | choose the tool",
          "a reporting template | a training calendar | guidance on using results",
          "kindergarten entry assessment | child assessment | school readiness"),
)  # fmt: skip

THEMES: tuple[Theme, ...] = (*MONEY_AND_RULES, *PEOPLE)
