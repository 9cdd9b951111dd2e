"""Concord's own closed lists: what becomes of deliveries, tries, rows and pairs."""

from __future__ import annotations

StateList = dict[str, str]
"""Code to definition."""

STATE_LISTS: dict[str, StateList] = {
    "verdict": {
        "accepted": "Every row was accepted",
        "partly_accepted": "Some rows were rejected; the others count",
        "unchanged": "It says what was known already",
        "held": "It waits until a person accepts or refuses it",
        "refused": "It cannot be used; the last good one stands in",
    },
    "outcome": {
        "ok": "It did what it should",
        "unchanged": "The source has nothing new",
        "late": "No report is there, or the source is away",
        "login_refused": "The source refuses the login or shows another key",
        "failed": "It broke off",
        "held": "The delivery waits for a person",
        "refused": "The delivery cannot be used",
    },
    "stage": {"pull": "Fetching what the provider reports", "ingest": "Judging and loading what was fetched"},
    "actor": {
        "provider": "The provider must act",
        "concord": "Those who run Concord must act",
        "wait": "Nobody: it may pass by itself",
        "reader": "Whoever typed the command",
    },
    "delivery_kind": {
        "": "Not known yet: no contract could be read",
        "full": "All records each time; what is missing is withdrawn",
        "incremental": "What changed; what is missing means nothing",
        "full_for_period": "All records of a stated period; what is missing in it is withdrawn",
    },
    "change": {
        "new": "The record had never been seen",
        "corrected": "It says something else than before",
        "returned": "It had been absent or retracted, and is there again",
        "retracted": "The provider takes it back",
    },
    "cause": {
        "provider": "The provider said something else",
        "rules": "Contract, codes or rules changed; the provider's bytes did not",
    },
    "overlap_label": {
        "declared_joint": "The records themselves say that the work is joint",
        "same_activity": "One event or engagement, reported by two partners",
        "coordination_opportunity": "Different work that might be combined: an invitation",
    },
    "disposition": {
        "declared": "Of declared joint work: the records say so",
        "possible": "Too unsure to be an overlap; a person should judge it",
        "probable": "The same, by its score; nobody has judged it",
        "proposed": "One party says that the two are the same",
        "confirmed": "Both parties or a steward say so; it counts once",
        "new": "An opportunity that nobody has answered",
        "acknowledged": "A party has seen it",
        "accepted": "Both parties want to work together",
        "declined": "A party does not want to",
        "snoozed": "A party will look again later",
        "done": "The opportunity is dealt with",
    },
    "judgement": {
        "same": "The two are one piece of work",
        "different": "They are not",
        "unsure": "The person could not tell",
        "acknowledged": "The party has seen the invitation",
        "accepted": "The party wants to work together",
        "declined": "The party does not want to",
        "snoozed": "The party will look again later",
        "done": "The invitation is dealt with",
    },
    "basis": {
        "declared": "The records say that they belong together",
        "confirmed": "People said so",
        "probable": "Their score says so",
    },
    "discrepancy": {
        "not_reported_back": "One side names the other, which reports nothing",
        "hours_differ": "The length of the event differs",
        "participants_differ": "The numbers of participants differ",
        "dates_differ": "The days differ",
        "status_differs": "One side calls it over, the other does not",
    },
    "model_status": {"active": "It weighs pairs", "aside": "It was trained, but is not better"},
    "panel_status": {
        "reported": "A good report came in time",
        "stand_in": "It is late; the last good report stands in",
        "not_current": "None ever came, or the last one has expired",
        "unknown": "No night was run",
    },
    "coverage_status": {
        "reported": "Shared technical assistance is reported",
        "none_reported": "None is reported, and everybody who should have reported did",
        "unknown": "None is reported, and a provider that is late may still have something to tell",
    },
    "plan_outcome": {
        "delivered": "It, or work under it, took place",
        "open": "It is still to come",
        "completed": "It is said to be over, but no work under it is reported",
        "dropped": "It was cancelled, declined or withdrawn",
    },
    "became_joint_by": {
        "declared": "The pair itself was declared joint work",
        "later_work": "Work under both sides was declared joint",
        "joint_project": "Both sides name one joint project",
    },
    "jurisdiction_kind": {
        "state": "A state, or the District of Columbia",
        "territory": "A territory or freely associated state",
        "tribe": "A tribe, a jurisdiction of its own",
    },
    "edition_kind": {
        "sponsor": "Report of one sponsor office",
        "workgroup": "Report of all offices together",
        "jurisdiction": "Brief of one state, territory or tribe",
        "digest": "Digest of one provider",
        "evaluation": "Evaluation of the collaboration",
    },
    "release_step": {
        "previewed": "Providers see their own figures, and may object until a day",
        "held": "A person holds it back",
        "released": "It may be delivered",
    },
    "delivery_route": {
        "mail": "A mail with the files attached",
        "folder": "Files in a folder",
        "bucket": "Files in a bucket",
    },
    "delivery_purpose": {
        "preview": "A provider's own figures in it, before it is released",
        "issue": "The edition itself",
    },
    "delivery_reader": {
        "sponsor": "A federal office",
        "provider": "A provider",
        "jurisdiction": "A state, territory or tribe",
        "staff": "The partners' staff",
    },
    "delivery_outcome": {
        "claimed": "It is being sent, or was broken off; of a mail that was broken off a person decides",
        "accepted": "The server or the place took it",
        "deferred": "It was put off, and nothing was handed over; it is tried again",
        "refused": "It was refused for good; a person mends what is wrong, and has it sent again",
        "in_doubt": "The line broke when it was handed over: it may have arrived; a person asks and decides",
        "arrived": "A person says that it arrived",
        "again": "A person says that it is to be sent again",
        "dropped": "A person says that it is not to be sent any more",
    },
    "report_kind": {
        "record": "Requests, plans, engagements, activities, products, lessons, expertise",
        "feedback": "What respondents answered",
        "joint_project": "Joint projects, as their partners tell of them",
        "improvement_action": "Actions to improve the collaboration",
    },
    "input_event": {"given": "Somebody gave it", "answered": "Somebody said what becomes of it"},
    "link_reader": {
        "provider": "A provider: it answers on pairs that it is part of, and gives input",
        "sponsor": "A federal office: it gives input",
        "jurisdiction": "A state, territory or tribe: it gives input",
    },
    "answer_outcome": {
        "waiting": "It was given, and is taken in with the next night",
        "taken": "It stands in the log of judgements or of input",
        "refused": "It could not count any more, and why is said",
    },
    "role_status": {
        "reported": "Respondents of this kind answered",
        "none_reported": "Feedback is delivered, and none of it is of this kind of respondent",
        "unknown": "The provider's feedback never came, is late or has expired",
    },
    "product_status": {
        "planned": "It is still to come",
        "in_use": "At least one of its producers has completed it, or works with it",
        "dropped": "It was cancelled, declined or withdrawn",
    },
    "expertise_basis": {
        "stated": "The provider says that it has the expertise",
        "delivered": "The provider has done such work",
    },
}
"""A list is made into a constraint wherever a column of a table names it; a new code is written here first."""

SURE = ("declared", "confirmed")
"""Dispositions of pairs that are one piece of work: declared joint, or confirmed by people."""

MAYBE = (*SURE, "probable", "proposed")
"""With those that are probably one: they widen a range and are never subtracted."""
