"""All views of schema `mart`: each with what one row is, and its columns' meanings."""

from __future__ import annotations

from warehouse.mart.answer_view import ANSWER_VIEWS
from warehouse.mart.community_views import COMMUNITY_VIEWS
from warehouse.mart.delivery_views import DELIVERY_VIEWS
from warehouse.mart.dimension_views import DIMENSION_VIEWS
from warehouse.mart.figure_views import figure_change
from warehouse.mart.kind_views import KIND_VIEWS
from warehouse.mart.lineage_views import LINEAGE_VIEWS
from warehouse.mart.overlap_views import OVERLAP_VIEWS
from warehouse.mart.record import RECORD, RECORD_FACT, text_shown
from warehouse.mart.reporting_views import REPORTING_VIEWS
from warehouse.mart.view import CLOSED, Told, View
from warehouse.mart.work_views import WORK_VIEWS
from warehouse.rights import OWN, REPORTS_READ
from warehouse.tables import COUNT_MEANINGS

_SUBMISSION = f"""SELECT delivery_id, provider_id, night, received_at, verdict, reason, who, mend,
    {", ".join(COUNT_MEANINGS)}, source_address, size_bytes, sha256, rules_version, load_number,
    decided_by, decided_why, decided_at, known_from_load
FROM core.delivery d WHERE BELIEVED(d) AND {REPORTS_READ}{CLOSED}"""  # noqa: S608  (column names of ours)

# Whether a report is in is for everybody, who must know what a figure lacks; why it is not is for those who may follow.
_PROVIDER_STATUS = """WITH followed AS (SELECT unnest((SELECT core.reports_read())) AS provider_id)
SELECT p.provider_id, p.provider_name, p.report_kind, p.of_provider,
    p.is_text_cleared, p.late_after_days,
    a.stage AS last_stage, a.outcome AS last_outcome, a.finished_at AS last_attempt_at,
    g.delivery_id AS last_good_delivery_id, g.night AS last_good_night, g.received_at AS last_good_at,
    floor(extract(epoch FROM MOMENT() - g.received_at) / 86400)::integer AS last_good_age_days,
    coalesce(MOMENT() - g.received_at <= make_interval(days => p.stands_in_days), false) AS is_current,
    f.failing_since, coalesce(f.tries, 0)::integer AS tries,
    CASE WHEN f.tries > 0 AND s.provider_id IS NOT NULL THEN a.who END AS who,
    CASE WHEN f.tries > 0 AND s.provider_id IS NOT NULL THEN a.message END AS message,
    CASE WHEN f.tries > 0 AND s.provider_id IS NOT NULL THEN a.mend END AS mend
FROM mart.report_folder p
LEFT JOIN followed s ON s.provider_id = p.provider_id
LEFT JOIN LATERAL (
    SELECT * FROM core.attempt t WHERE t.provider_id = p.provider_id AND HAPPENED(t.finished_at)
    ORDER BY t.finished_at DESC, t.started_at DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (
    SELECT d.delivery_id, d.night, d.received_at FROM core.delivery d
    WHERE d.provider_id = p.provider_id AND BELIEVED(d)
        AND d.verdict IN ('accepted', 'partly_accepted', 'unchanged')
    ORDER BY d.received_at DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (
    SELECT min(t.started_at) AS failing_since, count(*) AS tries FROM core.attempt t
    WHERE t.provider_id = p.provider_id AND t.outcome NOT IN ('ok', 'unchanged')
        AND HAPPENED(t.finished_at) AND t.finished_at > coalesce((
            SELECT max(s.finished_at) FROM core.attempt s WHERE s.provider_id = p.provider_id
            AND HAPPENED(s.finished_at)
            AND (s.outcome = 'unchanged' OR (s.outcome = 'ok' AND s.stage = 'ingest'))), '-infinity')) f ON true"""

# A code waits as long as it touches a row; so what waited at any past moment follows from the rows alone.
_UNMAPPED_CODE = f"""SELECT u.provider_id, u.field,
    CASE WHEN {text_shown("p")} THEN u.source_value END AS source_value,
    min(u.known_from_load) AS known_from_load,
    count(*) FILTER (WHERE BELIEVED(u)) AS rows_touched
FROM core.unmapped_row u JOIN core.provider p USING (provider_id)
WHERE KNOWN(u.known_from_load)
GROUP BY u.provider_id, u.field, u.source_value, p.provider_id, p.of_provider, p.is_text_cleared
HAVING count(*) FILTER (WHERE BELIEVED(u)) > 0"""  # noqa: S608  (ours)

_REJECTED_ROW = """SELECT provider_id, delivery_id, part, sheet, row_number, rules, source_columns,
    known_from_load, BELIEVED(r) AS is_current
FROM core.rejected_row r WHERE KNOWN(r.known_from_load)"""

# That something went, partners must know, whose figures changed; what it was could tell of a confidential record.
_TOLD_ALL = f"((SELECT core.is_steward()) OR NOT row_security_active('core.purge'::regclass) OR {OWN})"
_PURGE = f"""SELECT kind, provider_id, CASE WHEN {_TOLD_ALL} THEN source_record_id END AS source_record_id, delivery_id,
    purged_at, CASE WHEN {_TOLD_ALL} THEN purged_by END AS purged_by, CASE WHEN {_TOLD_ALL} THEN why END AS why,
    CASE WHEN {_TOLD_ALL} THEN removed END AS removed, known_from_load
FROM core.purge WHERE KNOWN(known_from_load)"""  # noqa: S608  (ours)

VIEWS: dict[str, View] = {
    "load": View(
        "SELECT load_number, committed_at, kind, night, provider_id, delivery_id FROM core.load"
        " WHERE KNOWN(load_number)",
        "One row a moment at which the warehouse learnt something",
    ),
    "record": View(
        RECORD,
        "One row a record that stands: believed and not retracted. Counts of rows are as reported, joint work included",
    ),
    "record_fact": View(
        RECORD_FACT,
        "One row a record that stands, as record, without its texts: dates, codes and numbers, of which figures are "
        "made. It is read in a third of the time",
    ),
    "record_sector": View(
        "SELECT provider_id, source_record_id, unnest(sector) AS sector FROM mart.record_fact",
        "One row a sector of a record; not additive over sectors",
        {"sector": Told("Sector", codes="sector")},
    ),
    "record_core_element": View(
        "SELECT provider_id, source_record_id, unnest(core_element) AS core_element FROM mart.record_fact",
        "One row a core element of a record; not additive over elements",
        {"core_element": Told("Core element", codes="core_element")},
    ),
    **DIMENSION_VIEWS,
    **OVERLAP_VIEWS,
    **ANSWER_VIEWS,
    "submission": View(
        _SUBMISSION,
        "One row a delivery, with its verdict and what became of its rows",
        is_barrier=True,
        is_for_partners=True,
    ),
    "rejected_row": View(
        _REJECTED_ROW,
        "One row a rejected row of a loaded delivery, with the rules it breaks; never with its values",
        {"is_current": "Whether the delivery is the provider's last loaded one"},
        is_for_partners=True,
    ),
    "unmapped_code": View(
        _UNMAPPED_CODE,
        "One row a code that no crosswalk knows and that touches rows now",
        {
            "rows_touched": Told("Rows that it touches", "rows", adds="yes"),
            "known_from_load": Told("Load that first met it", adds="no"),
            "source_value": "What the provider wrote, where its free text may be read",
        },
        is_for_partners=True,
    ),
    "purge": View(
        _PURGE,
        "One row a purge: what was taken out for good; what was known before it is no longer seen as it was",
        {
            "kind": "record, delivery or provider; lifted where a record may come again",
            "source_record_id": "The record, where one was purged; for its provider and stewards",
            "delivery_id": "The delivery, where one was purged",
            "why": "Why it was purged; for its provider and stewards",
            "purged_by": "Who purged; for its provider and stewards",
            "removed": "How many rows of each table went; for its provider and stewards",
        },
        is_for_partners=True,
    ),
    "provider_status": View(
        _PROVIDER_STATUS,
        "One row a provider, and one a further report of a provider (feedback, joint projects, improvement actions): "
        "is it in, and if not, why, since when, how often tried",
        {
            "last_stage": Told("Stage of the last attempt", codes="stage"),
            "last_outcome": Told("Outcome of the last attempt", codes="outcome"),
            "last_attempt_at": "When the last attempt ended",
            "last_good_delivery_id": "Last delivery that was loaded or found unchanged",
            "last_good_night": "Night that it was for",
            "last_good_at": "When that one arrived",
            "last_good_age_days": Told("Full days since then", "days", adds="no"),
            "is_current": "Whether it may still stand in for a missing one",
            "failing_since": "Begin of the first attempt that failed since the last success",
            "tries": Told("Attempts that failed since the last success", "attempts", adds="yes"),
            "who": Told("Who must act; for those who may follow the provider's deliveries", codes="actor"),
            "message": "What happened and why; for those who may follow the provider's deliveries",
            "mend": "What to do next; for those who may follow the provider's deliveries",
        },
        is_barrier=True,
    ),
    **WORK_VIEWS,
    **COMMUNITY_VIEWS,
    **KIND_VIEWS,
    **REPORTING_VIEWS,
    **LINEAGE_VIEWS,
    **DELIVERY_VIEWS,
}
"""In the order in which they are made: a view stands after those that it reads."""
VIEWS["figure_change"] = figure_change(VIEWS)
