"""The views of schema `mart` but those on records: each with what one row is, and its columns' meanings."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS
from warehouse.mart.record import RECORD
from warehouse.tables import COUNT_MEANINGS


@dataclass(frozen=True)
class View:
    """A view: its query, what one row is, and the meanings of columns that are not those of a core table."""

    query: str
    row: str
    meanings: dict[str, str] = field(default_factory=dict)


def _codes(codes: frozenset[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


# What partners may see of each other; asked again here, so that a pair whose record was withdrawn or closed since the
# last search for overlaps is not shown until the next one.
_MAY_BE_MATCHED = (
    f"known_to_load IS NULL AND record_state <> 'retracted' AND scope_class IN ({_codes(IN_SCOPE)})"
    f" AND sharing_level IN ({_codes(SHARED_WITH_PARTNERS)})"
)

_OVERLAP = f"""SELECT o.provider_id_a, o.source_record_id_a, o.provider_id_b, o.source_record_id_b, o.label, o.score,
    o.probability, o.evidence, o.sentence, o.rules_version, o.known_from_load
FROM core.overlap_version o
WHERE o.known_to_load IS NULL
    AND EXISTS (SELECT FROM core.record_version a WHERE a.provider_id = o.provider_id_a
        AND a.source_record_id = o.source_record_id_a AND {_MAY_BE_MATCHED.replace("known", "a.known", 1)})
    AND EXISTS (SELECT FROM core.record_version b WHERE b.provider_id = o.provider_id_b
        AND b.source_record_id = o.source_record_id_b AND {_MAY_BE_MATCHED.replace("known", "b.known", 1)})"""  # noqa: S608  (codes of ours)

_ACTIVITY = """WITH RECURSIVE link AS (
    SELECT provider_id_a AS provider_id, source_record_id_a AS source_record_id,
        provider_id_b AS other_provider_id, source_record_id_b AS other_record_id
    FROM mart.overlap WHERE label = 'declared_joint'
    UNION ALL
    SELECT provider_id_b, source_record_id_b, provider_id_a, source_record_id_a
    FROM mart.overlap WHERE label = 'declared_joint'
), activity AS (
    SELECT provider_id, source_record_id FROM mart.record WHERE record_kind = 'activity'
), reached AS (
    SELECT provider_id, source_record_id, provider_id AS member_provider_id, source_record_id AS member_record_id
    FROM link
    UNION
    SELECT r.provider_id, r.source_record_id, l.other_provider_id, l.other_record_id
    FROM reached r JOIN link l ON (l.provider_id, l.source_record_id) = (r.member_provider_id, r.member_record_id)
), joint AS (
    SELECT r.provider_id, r.source_record_id,
        min(r.member_provider_id || '/' || r.member_record_id COLLATE "C") AS activity_id
    FROM reached r JOIN activity m
        ON (m.provider_id, m.source_record_id) = (r.member_provider_id, r.member_record_id)
    GROUP BY 1, 2
)
SELECT a.provider_id, a.source_record_id,
    coalesce(j.activity_id, a.provider_id || '/' || a.source_record_id) AS activity_id,
    coalesce(j.activity_id = a.provider_id || '/' || a.source_record_id, true) AS is_counted
FROM activity a LEFT JOIN joint j USING (provider_id, source_record_id)"""

_SUBMISSION = f"""SELECT delivery_id, provider_id, night, received_at, verdict, reason, who, mend,
    {", ".join(COUNT_MEANINGS)}, source_address, size_bytes, sha256, rules_version, load_number,
    decided_by, decided_why, decided_at, known_from_load
FROM core.delivery WHERE known_to_load IS NULL"""  # noqa: S608  (column names of ours)

_PROVIDER_STATUS = """SELECT p.provider_id, p.provider_name,
    p.is_text_cleared, p.late_after_days,
    a.stage AS last_stage, a.outcome AS last_outcome, a.finished_at AS last_attempt_at,
    g.delivery_id AS last_good_delivery_id, g.night AS last_good_night, g.received_at AS last_good_at,
    floor(extract(epoch FROM now() - g.received_at) / 86400)::integer AS last_good_age_days,
    coalesce(now() - g.received_at <= make_interval(days => p.stands_in_days), false) AS is_current,
    f.failing_since, coalesce(f.tries, 0)::integer AS tries,
    CASE WHEN f.tries > 0 THEN a.who END AS who,
    CASE WHEN f.tries > 0 THEN a.message END AS message,
    CASE WHEN f.tries > 0 THEN a.mend END AS mend
FROM core.provider p
LEFT JOIN LATERAL (
    SELECT * FROM core.attempt t WHERE t.provider_id = p.provider_id
    ORDER BY t.finished_at DESC, t.started_at DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (
    SELECT d.delivery_id, d.night, d.received_at FROM core.delivery d
    WHERE d.provider_id = p.provider_id AND d.known_to_load IS NULL
        AND d.verdict IN ('accepted', 'partly_accepted', 'unchanged')
    ORDER BY d.received_at DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (
    SELECT min(t.started_at) AS failing_since, count(*) AS tries FROM core.attempt t
    WHERE t.provider_id = p.provider_id AND t.outcome NOT IN ('ok', 'unchanged')
        AND t.finished_at > coalesce((
            SELECT max(s.finished_at) FROM core.attempt s WHERE s.provider_id = p.provider_id
            AND (s.outcome = 'unchanged' OR (s.outcome = 'ok' AND s.stage = 'ingest'))), '-infinity')) f ON true"""

_UNMAPPED_CODE = """SELECT c.provider_id, c.field,
    CASE WHEN p.is_text_cleared THEN c.source_value END AS source_value,
    c.status, c.first_seen_load, c.last_seen_load,
    (SELECT count(*) FROM core.unmapped_row u WHERE u.known_to_load IS NULL
        AND (u.provider_id, u.field, u.source_value) = (c.provider_id, c.field, c.source_value)) AS rows_touched
FROM core.unmapped_code c JOIN core.provider p USING (provider_id)"""

_REJECTED_ROW = """SELECT provider_id, delivery_id, part, sheet, row_number, rules, source_columns,
    known_from_load, known_to_load IS NULL AS is_current
FROM core.rejected_row"""

VIEWS: dict[str, View] = {
    "load": View(
        "SELECT load_number, committed_at, kind, night, provider_id, delivery_id FROM core.load",
        "One row a moment at which the warehouse learnt something",
    ),
    "record": View(
        RECORD,
        "One row a record that stands: believed and not retracted. Counts of rows are as reported, joint work included",
    ),
    "record_sector": View(
        "SELECT provider_id, source_record_id, unnest(sector) AS sector FROM mart.record",
        "One row a sector of a record; not additive over sectors",
        {"sector": "Sector. Codes: sector"},
    ),
    "record_core_element": View(
        "SELECT provider_id, source_record_id, unnest(core_element) AS core_element FROM mart.record",
        "One row a core element of a record; not additive over elements",
        {"core_element": "Core element. Codes: core_element"},
    ),
    "overlap": View(_OVERLAP, "One row a pair of records of two providers that overlap"),
    "activity": View(
        _ACTIVITY,
        "One row a record of kind activity; counted once for all records of one declared joint activity",
        {
            "activity_id": "The same for all records of one declared joint activity: the smallest of their keys",
            "is_counted": "True in one row of each activity: the sum of it is the unduplicated count",
        },
    ),
    "submission": View(_SUBMISSION, "One row a delivery, with its verdict and what became of its rows"),
    "rejected_row": View(
        _REJECTED_ROW,
        "One row a rejected row of a loaded delivery, with the rules it breaks; never with its values",
        {"is_current": "Whether the delivery is the provider's last loaded one"},
    ),
    "unmapped_code": View(
        _UNMAPPED_CODE,
        "One row a code that no crosswalk knows",
        {
            "rows_touched": "Rows that it touches now",
            "source_value": "What the provider wrote, where its free text is cleared",
        },
    ),
    "provider_status": View(
        _PROVIDER_STATUS,
        "One row a provider: is its report in, and if not, why, since when, how often tried",
        {
            "last_stage": "Stage of the last attempt: pull or ingest",
            "last_outcome": "Outcome of the last attempt: ok, unchanged, late, failed, held or refused",
            "last_attempt_at": "When the last attempt ended",
            "last_good_delivery_id": "Last delivery that was loaded or found unchanged",
            "last_good_night": "Night that it was for",
            "last_good_at": "When that one arrived",
            "last_good_age_days": "Full days since then",
            "is_current": "Whether it may still stand in for a missing one",
            "failing_since": "Begin of the first attempt that failed since the last success",
            "tries": "Attempts that failed since the last success",
        },
    ),
}
"""In the order in which they are made: a view stands after those that it reads."""
