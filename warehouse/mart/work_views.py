"""The views of schema `mart` on work to come and work asked for: invitations, requests, plans."""

from __future__ import annotations

from contracts.codes import NOT_YET_OVER
from warehouse.mart.joining import fiscal_year, last_day, own_key
from warehouse.mart.outside import counted_records
from warehouse.mart.view import Told, View, shared_pair

_PAIR = "provider_id_a, source_record_id_a, provider_id_b, source_record_id_b"
_OPEN = ", ".join(f"'{status}'" for status in sorted(NOT_YET_OVER))

# A stand-in past its expiry hides what its provider asks and plans; what was delivered or closed still counts.
_CURRENT = "{0}.provider_id IN (SELECT provider_id FROM mart.provider_status WHERE is_current)"


def _in_common(field: str) -> str:
    return f"ARRAY(SELECT unnest(a.{field}) INTERSECT SELECT unnest(b.{field}) ORDER BY 1)"


def _first_day(alias: str) -> str:
    return f"coalesce({alias}.actual_start, {alias}.planned_start, {alias}.requested_on)"


def _last_day(alias: str) -> str:
    return f"coalesce({last_day(alias, 'actual_end')}, {last_day(alias, 'planned_end')})"


# An invitation became joint work when, after it was first seen, the pair itself or work that grew out of both its sides
# was declared joint, or both sides came to name one joint project.
_OPPORTUNITY = f"""WITH told AS (
    SELECT {_PAIR}, min(l.committed_at) AS first_seen_at,
        min(l.committed_at) FILTER (WHERE o.disposition IN ('accepted', 'declined', 'done')) AS disposed_at,
        bool_or(BELIEVED(o)) AS is_standing,
        (array_agg(o.disposition ORDER BY o.known_from_load DESC))[1] AS status,
        (array_agg(o.score ORDER BY o.known_from_load DESC))[1] AS score,
        (array_agg(o.sentence ORDER BY o.known_from_load DESC))[1] AS sentence
    FROM core.overlap_version o JOIN core.load l ON l.load_number = o.known_from_load
    WHERE o.label = 'coordination_opportunity' AND KNOWN(o.known_from_load) AND {shared_pair("o")}
    GROUP BY {_PAIR}
), answer AS (
    SELECT {_PAIR}, max(judgement) FILTER (WHERE party = provider_id_a) AS answer_a,
        max(judgement) FILTER (WHERE party = provider_id_b) AS answer_b, max(until) AS snoozed_until
    FROM mart.judgement WHERE is_latest AND judgement NOT IN ('same', 'different', 'unsure') GROUP BY {_PAIR}
), declared AS (
    SELECT {_PAIR}, min(l.committed_at) AS declared_at
    FROM core.overlap_version d JOIN core.load l ON l.load_number = d.known_from_load
    WHERE d.label = 'declared_joint' AND KNOWN(d.known_from_load) AND {shared_pair("d")} GROUP BY {_PAIR}
), grown AS (
    SELECT d.provider_id_a, x.id AS source_record_id_a, d.provider_id_b, y.id AS source_record_id_b,
        min(d.declared_at) AS declared_at,
        bool_or((x.id, y.id) = (d.source_record_id_a, d.source_record_id_b)) AS is_itself
    FROM declared d
    JOIN mart.overlap o USING ({_PAIR})
    JOIN mart.record_fact a ON (a.provider_id, a.source_record_id) = (d.provider_id_a, d.source_record_id_a)
    JOIN mart.record_fact b ON (b.provider_id, b.source_record_id) = (d.provider_id_b, d.source_record_id_b)
    CROSS JOIN LATERAL (VALUES (a.source_record_id), (a.parent_record_id)) x(id)
    CROSS JOIN LATERAL (VALUES (b.source_record_id), (b.parent_record_id)) y(id)
    WHERE o.label = 'declared_joint' AND x.id IS NOT NULL AND y.id IS NOT NULL GROUP BY 1, 2, 3, 4
), joined AS (
    SELECT t.*, n.answer_a, n.answer_b, n.snoozed_until, a.joint_project_id,
        {_in_common("jurisdiction")} AS jurisdiction, {_in_common("core_element")} AS core_element,
        {_in_common("sector")} AS sector,
        {_first_day("a")} AS first_day_a, {_last_day("a")} AS last_day_a,
        {_first_day("b")} AS first_day_b, {_last_day("b")} AS last_day_b,
        CASE WHEN g.declared_at > t.first_seen_at THEN CASE WHEN g.is_itself THEN 'declared' ELSE 'later_work' END
            WHEN a.joint_project_id = b.joint_project_id AND p.known_at > t.first_seen_at THEN 'joint_project'
            END AS became_joint_by,
        CASE WHEN g.declared_at > t.first_seen_at THEN g.declared_at ELSE p.known_at END AS known_joint_at
    FROM told t
    JOIN mart.record_fact a ON (a.provider_id, a.source_record_id) = (t.provider_id_a, t.source_record_id_a)
    JOIN mart.record_fact b ON (b.provider_id, b.source_record_id) = (t.provider_id_b, t.source_record_id_b)
    LEFT JOIN answer n USING ({_PAIR})
    LEFT JOIN grown g USING ({_PAIR})
    LEFT JOIN LATERAL (SELECT l.committed_at AS known_at FROM core.load l WHERE a.joint_project_id = b.joint_project_id
        AND l.load_number = greatest(a.known_from_load, b.known_from_load)) p ON true
)
SELECT {_PAIR}, status, is_standing, is_standing AND status IN ('new', 'acknowledged', 'snoozed') AS is_open,
    answer_a, answer_b, snoozed_until, jurisdiction, core_element, sector,
    first_day_a, last_day_a, first_day_b, last_day_b, first_seen_at, disposed_at,
    round((extract(epoch FROM disposed_at - first_seen_at) / 86400)::numeric, 2) AS days_to_disposition,
    became_joint_by IS NOT NULL AS became_joint, became_joint_by,
    CASE WHEN became_joint_by IS NOT NULL THEN known_joint_at END AS became_joint_at,
    CASE WHEN became_joint_by IS NOT NULL THEN joint_project_id END AS joint_project_id, score, sentence
FROM joined"""  # noqa: S608  (ours)

_SINCE_OPEN = """(SELECT min(v.true_from)::date FROM core.record_version v
        WHERE (v.provider_id, v.source_record_id) = (r.provider_id, r.source_record_id) AND KNOWN(v.known_from_load)
        AND v.known_from_load > (SELECT max(o.known_from_load) FROM core.record_version o
            WHERE (o.provider_id, o.source_record_id) = (r.provider_id, r.source_record_id)
            AND KNOWN(o.known_from_load) AND o.lifecycle_status IN ({0})))"""

_FIRST_KNOWN = """(SELECT min(l.committed_at)::date FROM core.record_version v
        JOIN core.load l ON l.load_number = v.known_from_load
        WHERE (v.provider_id, v.source_record_id) = (r.provider_id, r.source_record_id) AND KNOWN(v.known_from_load))"""

_REQUEST = f"""WITH asked AS (
    SELECT r.*, (SELECT v.recipient_type FROM core.record_version v WHERE v.provider_id = r.provider_id
            AND v.source_record_id = r.source_record_id AND BELIEVED(v)) AS recipient_type,
        r.lifecycle_status IN ({_OPEN}) AS is_open, coalesce(r.requested_on, {_FIRST_KNOWN}) AS open_since,
        CASE WHEN r.lifecycle_status NOT IN ({_OPEN}) THEN coalesce({_SINCE_OPEN.format(_OPEN)}, r.actual_end)
            END AS closed_on
    FROM mart.record_fact r
    WHERE r.record_kind = 'request' AND (r.lifecycle_status NOT IN ({_OPEN}) OR {_CURRENT.format("r")})
)
SELECT provider_id, source_record_id, lifecycle_status, is_open, open_since,
    requested_on IS NOT NULL AS is_day_told, closed_on,
    CASE WHEN is_open THEN (SELECT mart.today()) ELSE closed_on END - open_since AS open_days,
    scope_class, sharing_level, sponsor_office, geographic_scope, jurisdiction, recipient_type, sector, core_element
FROM asked"""  # noqa: S608  (ours)

# A session or engagement under a plan of the view belongs to that plan's row, so that nothing is planned twice.
_PLAN = f"""WITH {counted_records()}, under AS (
    SELECT c.provider_id, c.parent_record_id AS source_record_id, count(*) AS delivered_records,
        min(c.actual_start) AS actual_start,
        (array_agg(c.actual_start_precision ORDER BY c.actual_start))[1] AS actual_start_precision
    FROM mart.record_fact c
    WHERE c.parent_record_id IS NOT NULL AND c.record_kind IN ('engagement', 'activity') AND c.is_delivered
    GROUP BY 1, 2
), planned AS (
    SELECT r.*, coalesce(u.delivered_records, 0) AS delivered_records,
        CASE WHEN r.record_kind = 'plan' THEN coalesce(u.delivered_records, 0) > 0
            ELSE r.is_delivered END AS has_work,
        coalesce(r.actual_start, u.actual_start) AS began_on,
        CASE WHEN r.actual_start IS NULL THEN u.actual_start_precision ELSE r.actual_start_precision END
            AS began_on_precision
    FROM mart.record_fact r LEFT JOIN under u USING (provider_id, source_record_id)
    WHERE r.record_kind IN ('plan', 'engagement', 'activity') AND r.planned_start IS NOT NULL
        AND NOT EXISTS (SELECT FROM mart.record_fact p WHERE r.parent_record_id IS NOT NULL AND p.record_kind = 'plan'
            AND (p.provider_id, p.source_record_id) = (r.provider_id, r.parent_record_id))
), reach AS (
    SELECT p.*, {last_day("p", "planned_start")} AS planned_start_last, {last_day("p", "began_on")} AS began_on_last
    FROM planned p
)
SELECT p.provider_id, p.source_record_id, coalesce(c.work_id, {own_key("p")}) AS work_id, p.record_kind,
    p.parent_record_id, p.lifecycle_status,
    CASE WHEN p.has_work THEN 'delivered' WHEN p.lifecycle_status IN ({_OPEN}) THEN 'open'
        WHEN p.lifecycle_status = 'completed' THEN 'completed' ELSE 'dropped' END AS outcome,
    p.planned_start, p.planned_start_precision, p.planned_start_last, {fiscal_year("p.planned_start")} AS fiscal_year,
    p.planned_end, p.delivered_records, p.began_on AS actual_start, p.began_on_precision AS actual_start_precision,
    CASE WHEN p.planned_start_precision = 'day' AND p.began_on_precision = 'day'
        THEN p.began_on - p.planned_start END AS slippage_days,
    p.began_on - p.planned_start_last AS slippage_least_days, p.began_on_last - p.planned_start AS slippage_most_days,
    p.scope_class, p.sharing_level, p.sponsor_office, p.geographic_scope, p.jurisdiction, p.sector, p.core_element
FROM reach p LEFT JOIN counted c USING (version_number)
WHERE p.lifecycle_status NOT IN ({_OPEN}) OR p.has_work OR {_CURRENT.format("p")}"""  # noqa: S608  (ours)

WORK_VIEWS: dict[str, View] = {
    "opportunity": View(
        _OPPORTUNITY,
        "One row an invitation to work together: a pair of records of two providers that was ever one. A record takes "
        "part in many, so rows are not efforts",
        {
            "status": Told("What became of it; of one that no longer stands, its last", codes="disposition"),
            "is_standing": "Whether the last search still finds it",
            "is_open": "Whether it stands and waits for an answer: new, acknowledged or snoozed",
            "answer_a": Told("Latest answer of the smaller key's provider; missing while it gave none",
                             codes="judgement"),
            "answer_b": Told("Latest answer of the greater key's provider", codes="judgement"),
            "snoozed_until": "Last day of the latest snooze",
            "jurisdiction": Told("Places that both serve", codes="jurisdiction"),
            "core_element": Told("Core elements that both work on", codes="core_element"),
            "sector": Told("Sectors that both work in", codes="sector"),
            "first_day_a": "First day of the one side: as delivered, else as planned, else as requested",
            "last_day_a": "Its last day, as far as it was said",
            "first_day_b": "First day of the other side",
            "last_day_b": "Its last day, as far as it was said",
            "first_seen_at": "When Concord first found it",
            "disposed_at": "When it was first accepted by both, declined or done; missing before",
            "days_to_disposition": Told("From first_seen_at to disposed_at", "days", adds="no"),
            "became_joint": "Whether joint work came of it after it was first found",
            "became_joint_by": Told("How the joint work is known", codes="became_joint_by"),
            "became_joint_at": "When Concord came to know it",
            "joint_project_id": "Joint project that came of it, where one is named",
        },
        is_barrier=True,
        is_for_partners=True,
    ),
    "request": View(
        _REQUEST,
        "One row a request for help. Open ones of a provider whose report has expired are left out",
        {
            "is_open": "Whether it still waits: not completed, declined, withdrawn or cancelled",
            "open_since": "Day of the request, else the day when Concord first heard of it: then open at least so long",
            "is_day_told": "Whether open_since is the day of the request",
            "closed_on": "Day since which its provider calls it closed, else the end that it tells; missing while open "
            "and where neither is known",
            "open_days": Told("From open_since to today, or to closed_on; missing where that is unknown", "days",
                              adds="no"),
        },
    ),
    "plan": View(
        _PLAN,
        "One row a piece of planned work: a plan, or an engagement or session with a planned start that no plan holds. "
        "Planned work of a provider whose report has expired is left out",
        {
            "work_id": "The same for all reports of one joint piece of planned work: count distinct for work once",
            "outcome": Told("What became of it", codes="plan_outcome"),
            "planned_start_last": "Last day that planned_start may mean: of its month, quarter or year",
            "fiscal_year": Told("Federal fiscal year, October to September, of planned_start", adds="no"),
            "delivered_records": Told("Delivered engagements and sessions that name it as their parent", "records",
                                      adds="yes"),
            "actual_start": "First day of its own delivery, else of the first work under it",
            "actual_start_precision": Told("How exactly actual_start was said", codes="precision"),
            "slippage_days": Told("From planned to actual start, where both are said to the day; less than 0 is early",
                                  "days", adds="no"),
            "slippage_least_days": Told("The least that the slippage may be, as exactly as both were said", "days",
                                        adds="no"),
            "slippage_most_days": Told("The most that it may be", "days", adds="no"),
        },
        is_barrier=True,
    ),
}  # fmt: skip
"""In the order in which they are made."""
