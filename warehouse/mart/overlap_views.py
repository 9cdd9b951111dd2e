"""The views of schema `mart` on overlaps, engagements and judgements."""

from __future__ import annotations

from warehouse.mart.activity_view import ACTIVITY
from warehouse.mart.view import CLOSED, Told, View, shared_pair, shared_record

_PAIR = "{0}.provider_id_a, {0}.source_record_id_a, {0}.provider_id_b, {0}.source_record_id_b"


_OVERLAP = f"""SELECT {_PAIR.format("o")}, o.label, o.score, o.probability, o.disposition, o.day_gap, o.evidence,
    o.sentence, o.rules_version, o.known_from_load
FROM core.overlap_version o
WHERE BELIEVED(o) AND {shared_pair("o")}"""  # noqa: S608  (ours)

# What a decision is worth: a pair near the score from which pairs are shown, in a large cluster, of two providers on
# whose pairs hardly anybody has decided yet.
_REVIEW = f"""WITH shown AS (
    SELECT min(score) AS least FROM mart.overlap WHERE label = 'same_activity' AND disposition = 'probable'
), judged AS (
    SELECT provider_id_a, provider_id_b, count(*) AS judgements FROM core.judgement j
    WHERE KNOWN(known_from_load) AND judgement IN ('same', 'different') AND {shared_pair("j")} GROUP BY 1, 2
), member AS (
    SELECT provider_id, source_record_id, engagement_id, count(*) OVER (PARTITION BY engagement_id) AS members
    FROM core.engagement_version e WHERE BELIEVED(e) AND {shared_record("e.provider_id", "e.source_record_id")}
), unsure AS (
    SELECT {_PAIR.format("o")}, o.score, o.probability, o.disposition, o.day_gap, o.evidence, o.sentence,
        o.rules_version, o.known_from_load
    FROM mart.overlap o WHERE o.label = 'same_activity' AND o.disposition = 'probable'
    UNION ALL
    SELECT {_PAIR.format("o")}, o.score, o.probability, 'possible', o.day_gap, o.evidence, o.sentence,
        o.rules_version, o.known_from_load
    FROM core.review_version o WHERE BELIEVED(o) AND {shared_pair("o")}
), waiting AS (
    SELECT o.*, CASE WHEN a.engagement_id = b.engagement_id THEN a.members
        ELSE coalesce(a.members, 1) + coalesce(b.members, 1) END AS reports
    FROM unsure o
    LEFT JOIN member a ON (a.provider_id, a.source_record_id) = (o.provider_id_a, o.source_record_id_a)
    LEFT JOIN member b ON (b.provider_id, b.source_record_id) = (o.provider_id_b, o.source_record_id_b)
    WHERE NOT EXISTS (SELECT FROM core.judgement j WHERE j.judgement IN ('same', 'different', 'unsure')
            AND ({_PAIR.format("j")}) = ({_PAIR.format("o")}) AND j.known_from_load > o.known_from_load
            AND KNOWN(j.known_from_load))
)
SELECT {_PAIR.format("w")}, w.score, w.probability, w.disposition, w.day_gap, w.reports,
    coalesce(j.judgements, 0) AS judgements,
    round((exp(-abs(w.score - coalesce(s.least, w.score))) + 0.1 * (w.reports - 2)
        + 0.5 / (1 + coalesce(j.judgements, 0)))::numeric, 3) AS worth,
    w.evidence, w.sentence, w.rules_version, w.known_from_load
FROM waiting w CROSS JOIN shown s
LEFT JOIN judged j ON (j.provider_id_a, j.provider_id_b) = (w.provider_id_a, w.provider_id_b)
ORDER BY worth DESC, {_PAIR.format("w")}"""  # noqa: S608  (ours)

# An engagement is named by the smallest key that the reader sees: another's would tell of a record that is hidden.
# A provider leads where a report of the engagement names it so, by slug or by name.
_ENGAGEMENT = f"""WITH member AS (
    SELECT e.engagement_id, e.basis, e.known_from_load AS member_from_load, r.*,
        coalesce(r.actual_start, r.planned_start) AS first_day,
        coalesce(r.actual_end, r.actual_start, r.planned_end, r.planned_start) AS last_day
    FROM core.engagement_version e JOIN mart.record r USING (provider_id, source_record_id)
    WHERE BELIEVED(e) AND {shared_record("e.provider_id", "e.source_record_id")}
), named_lead AS (
    SELECT m.engagement_id, p.provider_id, count(*) AS named FROM member m
    CROSS JOIN LATERAL jsonb_to_recordset(
        CASE WHEN jsonb_typeof(m.partners) = 'array' THEN m.partners ELSE '[]' END) AS n(organisation text, role text)
    JOIN mart.provider p ON lower(n.organisation) IN (lower(p.provider_id), lower(p.provider_name))
    WHERE n.role = 'lead' GROUP BY 1, 2
), lead AS (
    SELECT DISTINCT ON (m.engagement_id) m.engagement_id, m.provider_id
    FROM named_lead l JOIN member m USING (engagement_id, provider_id)
    ORDER BY m.engagement_id, l.named DESC, m.provider_id
), ranked AS (
    SELECT m.*, l.provider_id IS NOT DISTINCT FROM m.provider_id AS is_lead
    FROM member m LEFT JOIN lead l USING (engagement_id)
), whole AS (
    SELECT engagement_id, count(*) AS members, min(provider_id || ' | ' || source_record_id COLLATE "C") AS name,
        (array_agg(title ORDER BY is_lead DESC, provider_id) FILTER (WHERE title IS NOT NULL))[1] AS title,
        min(first_day) AS first_day, max(last_day) AS last_day,
        coalesce(max(event_hours) FILTER (WHERE is_lead), max(event_hours)) AS event_hours,
        sum(provider_hours) AS provider_hours_sum,
        coalesce(max(participants_total) FILTER (WHERE is_lead), max(participants_total)) AS participants_total
    FROM ranked GROUP BY 1
)
SELECT w.name AS engagement_id, r.provider_id, r.source_record_id, r.basis, w.members, r.is_lead, w.title, w.first_day,
    w.last_day, w.event_hours, w.provider_hours_sum, w.participants_total, r.member_from_load AS known_from_load
FROM ranked r JOIN whole w USING (engagement_id) WHERE w.members > 1"""  # noqa: S608  (ours)

_REPEATED = f"""SELECT o.provider_id, o.source_record_id_a, o.source_record_id_b, o.score, o.evidence, o.sentence,
    o.known_from_load
FROM core.repeat_version o WHERE BELIEVED(o)
    AND {shared_record("o.provider_id", "o.source_record_id_a")}
    AND {shared_record("o.provider_id", "o.source_record_id_b")}{CLOSED}"""  # noqa: S608  (ours)

_DISCREPANCY = f"""SELECT {_PAIR.format("o")}, o.kind, o.value_a, o.value_b, o.sentence, o.who, o.known_from_load
FROM core.discrepancy_version o WHERE BELIEVED(o)
    AND {shared_record("o.provider_id_a", "o.source_record_id_a")}
    AND (o.source_record_id_b IS NULL OR {shared_record("o.provider_id_b", "o.source_record_id_b")}){CLOSED}"""  # noqa: S608

_JUDGEMENT = f"""SELECT {_PAIR.format("o")}, o.judgement, o.until, o.party, o.judged_by, o.why, o.judged_at,
    row_number() OVER (PARTITION BY {_PAIR.format("o")}, o.party, o.judgement IN ('same', 'different', 'unsure')
        ORDER BY o.known_from_load DESC, o.position DESC) = 1 AS is_latest, o.known_from_load
FROM core.judgement o WHERE KNOWN(o.known_from_load) AND {shared_pair("o")}"""  # noqa: S608  (ours)

_CONTRADICTION = f"""SELECT {_PAIR.format("o")}, o.message, o.known_from_load
FROM core.contradiction_version o WHERE BELIEVED(o) AND {shared_pair("o")}{CLOSED}"""  # noqa: S608  (ours)

OVERLAP_VIEWS: dict[str, View] = {
    "overlap": View(_OVERLAP, "One row a pair of records of two providers that overlap", is_barrier=True),
    "overlap_review": View(
        _REVIEW,
        "One row a pair that a person should judge: the same activity or not; what a decision is worth most first",
        {
            "disposition": Told("Whether it is an overlap, or too unsure to be one", codes="disposition"),
            "reports": Told("Reports that would be one engagement if the two are the same", "reports", adds="no"),
            "judgements": Told("Judgements of same and different on pairs of the same two providers", "judgements",
                               adds="no"),
            "worth": Told(
                "What a decision is worth: near the score from which pairs are shown, in a large cluster, rare",
                adds="no",
            ),
        },
        is_barrier=True,
        is_for_partners=True,
    ),
    "activity": ACTIVITY,
    "engagement": View(
        _ENGAGEMENT,
        "One row a report of an engagement, with the engagement's values from the reports that the reader may see",
        {
            "engagement_id": "The same for all reports of one engagement: the smallest of their keys that are seen",
            "members": Told("Reports of the engagement that the reader may see", "reports", adds="no"),
            "is_lead": "Whether this report is of the provider that the engagement's reports name as lead",
            "title": "The lead's title, else that of the first provider with one, where free text is cleared",
            "first_day": "The earliest first day of its reports, as delivered, else as planned",
            "last_day": "The latest last day of its reports, as delivered, else as planned",
            "event_hours": Told("Length of the event: the lead's figure, else the largest; never the sum", "hours",
                                adds="no"),
            "provider_hours_sum": Told(
                "Sum of every provider's own work; the same in each report of the engagement", "hours", adds="no"
            ),
            "participants_total": Told("The lead's figure, else the largest; never the sum", "attendances", adds="no"),
        },
        is_barrier=True,
    ),
    "repeated_report": View(
        _REPEATED,
        "One row two reports by which one provider tells of one activity twice",
        {"source_record_id_a": "The smaller of its two identifiers", "source_record_id_b": "The greater one"},
        is_barrier=True,
        is_for_partners=True,
    ),
    "discrepancy": View(
        _DISCREPANCY,
        "One row one thing in which two sides of declared joint work do not agree",
        {
            "provider_id_a": "Provider of one side",
            "source_record_id_a": "Its record",
            "provider_id_b": "Provider of the other side",
            "source_record_id_b": "Its record; missing where it reports nothing",
            "who": "Providers that should act",
        },
        is_barrier=True,
        is_for_partners=True,
    ),
    "judgement": View(
        _JUDGEMENT,
        "One row a person's judgement on a pair of records",
        {"is_latest": "Whether the same party has not judged the pair anew since, in the same question"},
        is_barrier=True,
        is_for_partners=True,
    ),
    "contradiction": View(
        _CONTRADICTION,
        "One row a pair on which people's judgements contradict each other",
        {"message": "Which judgements cannot both hold, and who must decide"},
        is_barrier=True,
        is_for_partners=True,
    ),
    "overlap_model": View(
        "SELECT m.model_version, m.trained_at, m.status, m.figures, m.known_from_load,"
        " BELIEVED(m) AND m.status = 'active' AS is_active FROM core.overlap_model m WHERE KNOWN(m.known_from_load)",
        "One row a model trained on this installation's judgements, with its figures beside those of the one before",
        {
            "status": Told("Whether it weighs, or did until another was promoted", codes="model_status"),
            "is_active": "Whether it weighs pairs now; the shipped model does where none is active",
        },
        is_for_partners=True,
    ),
}
"""In the order in which they are made: a view stands after those that it reads."""
