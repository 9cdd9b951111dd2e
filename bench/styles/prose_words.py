"""How the prose style says things: forms of help, angles, titles and sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """One form of help: what people call it, its code, usual hours, usual crowd, and whether it runs over weeks."""

    names: tuple[str, ...]
    ta_type: str
    hours: tuple[float, ...]
    crowd: float
    modes: tuple[str, ...]
    days: tuple[int, ...] = (0,)


FORMS: dict[str, Form] = {
    "workshop": Form(("workshop", "working session", "hands-on session", "half-day workshop", "training workshop"),
                     "training", (2, 3, 3.5, 4, 6), 28, ("in_person", "in_person", "virtual", "hybrid")),
    "webinar": Form(("webinar", "online session", "virtual seminar", "web-based presentation"),
                    "training", (1, 1, 1.5, 1.25), 70, ("virtual",)),
    "call": Form(("consultation call", "check-in", "planning call", "technical assistance call", "conference call"),
                 "consultation", (0.5, 0.75, 1, 1, 1.5), 6, ("virtual", "virtual", "phone")),
    "visit": Form(("site visit", "on-site visit", "two-day visit", "visit to the state team", "in-person consultation"),
                  "technical_assistance", (6, 8, 12, 14), 14, ("in_person",), (0, 1, 1, 2)),
    "meeting": Form(("meeting", "convening", "team meeting", "gathering", "roundtable", "discussion"),
                    "meeting", (1, 1.5, 2, 2, 3), 18, ("virtual", "in_person", "hybrid")),
    "summit": Form(("summit", "statewide convening", "institute", "conference", "forum"),
                   "meeting", (6, 7, 12, 13.5), 130, ("in_person", "hybrid", "hybrid"), (0, 1, 1, 2)),
    "retreat": Form(("retreat", "facilitated planning day", "planning retreat", "strategy session"),
                    "facilitation", (5, 6, 7, 10), 22, ("in_person", "in_person", "hybrid"), (0, 0, 1)),
    "collaborative": Form(("learning collaborative", "community of practice", "peer exchange", "learning community",
                           "peer learning group"),
                          "learning_collaborative", (1, 1.5, 1.5, 2), 32, ("virtual", "virtual", "hybrid")),
    "coaching": Form(("coaching session", "coaching", "individual coaching", "leadership coaching"),
                     "coaching", (1, 1, 1.5, 2), 4, ("virtual", "phone", "in_person")),
    "tool": Form(("review of draft materials", "tool development", "document review", "help with a toolkit"),
                 "tool_development", (2, 3, 5, 8, 10), 5, ("email", "virtual", "virtual"), (0, 7, 14, 20)),
}  # fmt: skip

FORM_SHARES = {"workshop": 16, "webinar": 9, "call": 20, "visit": 9, "meeting": 18, "summit": 5, "retreat": 6,
               "collaborative": 8, "coaching": 6, "tool": 5}  # fmt: skip

ANGLES: tuple[tuple[str, ...], ...] = (
    ("in rural counties", "for rural communities", "where towns are small and far apart"),
    ("for infants and toddlers", "from birth to age three", "for the youngest children"),
    ("for family child care", "for home-based providers", "in home-based settings"),
    ("with legislators", "for lawmakers and their staff", "for the legislative session"),
    ("for regional coordinators", "at the regional level", "for regional hubs"),
    ("with parents", "led by families", "with family partners at the table"),
    ("for new staff", "as part of onboarding", "for newly hired specialists"),
    ("for data analysts", "from the data side", "with the research and data unit"),
    ("for state leaders", "for the leadership team", "for agency directors"),
    ("with tribal partners", "together with tribal programs", "with Native communities"),
    ("for Head Start directors", "with Head Start grantees", "among Head Start programs"),
    ("for monitoring staff", "for inspectors and monitors", "for field monitoring teams"),
    ("for coaches and mentors", "with the coaching cadre", "for those who coach"),
    ("with the public schools", "for school districts", "with district preschool coordinators"),
    ("for health partners", "with pediatric practices", "with clinics and public health nurses"),
    ("in Spanish and English", "for bilingual audiences", "for Spanish-speaking providers"),
    ("with higher education", "among colleges and universities", "for community college faculty"),
    ("for child welfare staff", "with foster care caseworkers", "with child protection partners"),
    ("with business leaders", "for employers and chambers of commerce", "with the business community"),
    ("for local councils", "with community councils", "for county-level teams"),
    ("on writing policy", "with a focus on policy language", "drafting policy"),
    ("on evaluation design", "with the evaluators", "planning the evaluation"),
    ("on sustainability", "after the grant ends", "looking beyond grant funding"),
    ("lessons from other states", "hearing from peer states", "with examples from elsewhere"),
    ("after the reorganization", "in the merged agency", "under the new department"),
    ("year-two review", "progress review for the second year", "looking back on year two"),
    ("kickoff", "first steps", "launch"),
    ("next steps and wrap-up", "closing session", "final review"),
)
"""What sets one piece of work on a theme apart from another: each in several wordings."""

COUNTIES = (
    "Washington", "Jefferson", "Franklin", "Lincoln", "Jackson", "Madison", "Monroe", "Clay", "Marion", "Union",
    "Wayne", "Montgomery", "Greene", "Warren", "Carroll", "Clinton", "Hancock", "Fayette", "Johnson", "Polk",
)  # fmt: skip
"""Names that counties have in many states."""

INITIATIVES = ("Strong Start", "Growing Together", "First Steps Forward", "Thrive by Five", "Bright Beginnings",
               "Ready Together", "Building Blocks", "Every Child Counts", "Roots and Wings", "Brighter Futures",
               "All In for Kids", "Hand in Hand")  # fmt: skip

TITLES: dict[str, tuple[str, ...]] = {
    "plain": ("{Form} on {name}{angle}", "{Name}: {form}{angle}", "{Form}: {name}", "{Name} {form}",
              "{Form} about {name}{angle}"),
    "placed": ("{place} {form} on {name}{angle}", "{Name}{angle}: {place} {form}", "{Form} on {name} for {place}",
               "{place}: {name}{angle}", "{Name} in {place}"),
    "purpose": ("Helping {place} {aim}", "{Form} to {aim}", "Supporting {agency} to {aim}{angle}",
                "How {place} can {aim}", "{Aim}: {form} with {agency}"),
    "agency": ("{Form} with {agency}: {name}", "{Name} for {agency}", "Support to {agency} on {name}{angle}",
               "{agency} {form} on {name}", "Assisted {agency} with {name}"),
    "product": ("From talk to paper: {yields}", "{Form} that produced {yields}", "{Name} and {yields}",
                "Preparing {yields} with {agency}", "Work on {yields} for {place}"),
    "angle": ("{Name}, {angle0}", "{Angle0}: {name}", "{Angle0}, {form} on {name} ({place})",
              "{Form} {angle0} on {name}", "{Name} {angle0} in {place}"),
    "initiative": ("{initiative}: {name}", "{initiative} {form}", "{initiative} {place}, {name}{angle}",
                   "{Form} of the {initiative} initiative on {name}", "{initiative} partners: {name}"),
}  # fmt: skip
"""Ways to make a title, by what it looks at."""

SERIES_ENDS = ((", session {n}", " (session {n} of {of})"), (" #{n}", " - #{n}"), (", part {n}", ": part {n}"),
               (" ({month})", ", {month}"), ("", ""), (" – week {n}", ", meeting {n}"))  # fmt: skip

OPENINGS = (
    "{Who} met with {agency} in {place} to {aim}.", "This {form} gave {agency} time to {aim}.",
    "{Crowd} joined a {form} on {name}.", "{agency} asked for help to {aim}.",
    "We facilitated a {form} for {place} on {name}.", "The {form} looked at {name}{angle}.",
    "{Who} led a {hours} {form} on {name} with partners from {place}.", "Staff of {agency} came together to {aim}.",
    "At the request of {agency}, {who} helped the team {aim}.", "A {form} for {crowd} centered on {name}.",
)  # fmt: skip
MIDDLES = (
    "Participants discussed how to {aim2}.", "The group left with {yields}.", "Most of the time went to {name2}.",
    "{Crowd} took part, several of them for the first time.", "Small groups worked {angle0}.",
    "The conversation turned to {subject} and to {subject2}.", "Examples from two other states were shared.",
    "We presented slides on {subject} and answered questions.", "It was held together with another center.",
    "The discussion {angle0} took up most of the {form}.", "Together we produced {yields}.",
)  # fmt: skip
CLOSINGS = (
    "A follow-up is set for {nextmonth}.", "Next, {agency} will {aim2}.", "Materials were sent out afterwards.",
    "The team asked for more help with {subject}.", "Partners agreed to meet again in {nextmonth}.",
    "An action plan with named owners is due in {nextmonth}.", "Feedback was warm: people wanted more time.",
    "{Who} will review the next draft of {yields}.", "No further sessions are planned.",
)  # fmt: skip
WHO = ("our team", "the center", "two specialists", "our state liaison", "center staff", "a senior consultant",
       "the regional specialist", "TA staff")  # fmt: skip
CROWDS = ("{n} people", "{n} participants", "about {n} attendees", "some {n} staff and partners", "a group of {n}",
          "more than {less} participants")  # fmt: skip
