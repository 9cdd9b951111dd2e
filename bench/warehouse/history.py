"""Years of nights written straight into the private tables: as many records as asked for, with their corrections.

The server makes the rows itself, from their numbers, so that a million takes a minute. They are made as loading would
have made them: versions that end when the next one begins, loads in order, pairs of records of different providers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.codes import CORE_ELEMENT, SECTOR, SPONSOR_OFFICE
from contracts.jurisdictions import STATES, TERRITORIES
from warehouse.facts import add_all

LOADS_A_NIGHT = 6
"""Five deliveries and a search for overlaps."""


@dataclass(frozen=True)
class Scale:
    """How much history there is.

    Attributes:
        records: that stand at the end; a tenth of them has an earlier version, a fiftieth was withdrawn.
        pairs: that stand at the end.
        last: the last night; years: how many of nights there are.
    """

    records: int
    last: date
    providers: int = 50
    years: int = 3

    @property
    def pairs(self) -> int:
        """Two records in seven are part of one."""
        return self.records // 7

    @property
    def nights(self) -> int:
        """One a day."""
        return 365 * self.years

    @property
    def loads(self) -> int:
        """Moments of knowledge."""
        return self.nights * LOADS_A_NIGHT


def write_history(connection: Connection, scale: Scale) -> None:
    """Fill an empty warehouse, and let the server count its statistics."""
    facts = {
        "records": scale.records, "pairs": scale.pairs, "last": scale.last, "providers": scale.providers,
        "nights": scale.nights, "loads": scale.loads, "a_night": LOADS_A_NIGHT,
        "offices": list(SPONSOR_OFFICE), "places": [*STATES, *TERRITORIES], "sectors": list(SECTOR),
        "elements": list(CORE_ELEMENT),
    }  # fmt: skip
    for statement in _STATEMENTS:
        connection.execute(sa.text(statement), facts)
    add_all(connection)
    connection.commit()
    # Outside of a transaction: the visibility map is what index-only scans look at.
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("VACUUM ANALYZE"))


# A number between 0 and 1 that looks random and is the same every time.
_RANDOM = "((hashint8({0}::bigint * 2654435761) & 1048575) / 1048576.0)"


def _random(number: str) -> str:
    return _RANDOM.format(f"({number})")


def _pick(array: str, number: str) -> str:
    return f"(CAST(:{array} AS text[]))[1 + floor({_random(number)} * cardinality(CAST(:{array} AS text[])))::int]"


_PROVIDERS = f"""INSERT INTO core.provider (provider_id, provider_name, contact, delivery_kind, late_after_days,
    stands_in_days, is_text_cleared, first_seen_at, sponsor_offices, of_provider)
SELECT 'provider_' || lpad(n::text, 2, '0'), 'Center ' || n, 'reports@center.example', 'full', 2, 30, n % 3 > 0,
    CAST(:last AS date) - :nights, ARRAY[{_pick("offices", "n")}], 'provider_' || lpad(n::text, 2, '0')
FROM generate_series(0, :providers - 1) n"""  # noqa: S608  (numbers and names of ours)

_NAMES = """INSERT INTO core.provider_version (provider_id, provider_name, other_names, contact, delivery_kind,
    late_after_days, stands_in_days, sponsor_offices, rules_version, known_from_load)
SELECT provider_id, provider_name, '[]', contact, delivery_kind, late_after_days, stands_in_days,
    jsonb_build_array(jsonb_build_object('office', sponsor_offices[1])), 'r1', 1
FROM core.provider"""

_LOADS = """INSERT INTO core.load (load_number, committed_at, kind, night, provider_id, delivery_id, code_version)
SELECT n, (CAST(:last AS date) - :nights + (n / :a_night)::int)::timestamp + interval '2 hours'
        + (n % :a_night) * interval '1 minute',
    CASE n % :a_night WHEN :a_night - 1 THEN 'overlaps' ELSE 'delivery' END,
    CAST(:last AS date) - :nights + (n / :a_night)::int,
    CASE WHEN n % :a_night < :a_night - 1
        THEN 'provider_' || lpad((n / :a_night * 5 + n % :a_night) % :providers || '', 2, '0') END,
    CASE WHEN n % :a_night < :a_night - 1 THEN 'delivery-' || n END, 'bench'
FROM generate_series(1, :loads) n"""

_DELIVERIES = """INSERT INTO core.delivery (delivery_id, provider_id, night, sha256, content_digest, source_address,
    size_bytes, parts, column_names, received_at, verdict, delivered, accepted, rejected, new, corrected, returned,
    retracted, unchanged, absent, left_out, rules_version, standing_records, load_number, known_from_load)
SELECT delivery_id, provider_id, night, md5(delivery_id), md5(delivery_id), 'file', 1000, '[]', '{}', committed_at,
    CASE WHEN load_number % 7 = 0 THEN 'partly_accepted' ELSE 'accepted' END,
    1000, 999, 1, 100, 9, 0, 0, 890, 0, 0, 'r1', 1000, load_number, load_number
FROM core.load WHERE kind = 'delivery'"""

_ATTEMPTS = """INSERT INTO core.attempt (provider_id, started_at, stage, try_number, night, run_id, finished_at,
    outcome)
SELECT p.provider_id, d::timestamp + interval '2 hours', s.stage, 1, d::date, 'run', d::timestamp + interval '3 hours',
    CASE WHEN (p.n + extract(doy FROM d)::int) % 10 = 0 THEN 'ok' ELSE 'unchanged' END
FROM (SELECT provider_id, row_number() OVER () AS n FROM core.provider) p
CROSS JOIN generate_series(CAST(:last AS date) - :nights + 1, CAST(:last AS date), interval '1 day') d
CROSS JOIN (VALUES ('pull'), ('ingest')) s(stage)
WHERE s.stage = 'pull' OR (p.n + extract(doy FROM d)::int) % 10 = 0"""

# Every tenth record was corrected once; every fiftieth of those that are numbered beyond `records` has left.
_RECORDS = f"""INSERT INTO core.record_version (provider_id, source_record_id, source_revision, record_kind,
    parent_record_id, record_state, lifecycle_status, scope_class, sharing_level, title, summary, sponsor_office,
    program, planned_start, planned_start_precision, actual_start, actual_start_precision, actual_end,
    actual_end_precision, requested_on, received_at, geographic_scope, jurisdiction, recipient_type, recipient_name,
    sector, core_element, intensity, ta_type, delivery_mode, planned_hours, event_hours, provider_hours,
    participants_total, partners, joint_project_id, collaboration_level, source_values, part, sheet, row_number,
    row_hash, content_hash, rules_version, change, cause, title_key, true_from, known_from_load, known_to_load,
    ended_by)
SELECT 'provider_' || lpad((n % :providers)::text, 2, '0'), 'R-' || n, version, kind,
    CASE WHEN kind = 'activity' AND n % 9 = 0 THEN 'R-' || (n - n % 20 + 1) * :providers END, 'active',
    CASE WHEN kind = 'request' THEN CASE WHEN day < CAST(:last AS date) - 90 THEN 'completed' ELSE 'requested' END
        WHEN day > CAST(:last AS date) THEN 'planned' WHEN n % 23 = 0 THEN 'cancelled' ELSE 'completed' END,
    (ARRAY['systems_building', 'systems_building', 'cross_sector', 'program_specific', 'undetermined'])[1 + n % 5],
    (ARRAY['partners', 'partners', 'partners', 'public', 'sponsor_only', 'partners', 'provider_only'])[1 + n % 7],
    'Session ' || n || ' on ' || element || ' for ' || place, repeat('What was done and with whom. ', 4),
    ARRAY[{_pick("offices", "n + 11")}], '{{CCDF}}',
    CASE WHEN kind <> 'request' THEN day - (n % 30)::int END, 'day',
    CASE WHEN kind <> 'request' AND day <= CAST(:last AS date) THEN day END, 'day',
    CASE WHEN kind <> 'request' AND day <= CAST(:last AS date) THEN day + (n % 3)::int END, 'day',
    CASE WHEN kind = 'request' THEN day END, (CAST(:last AS date) - :nights + (from_load / :a_night)::int)::timestamp,
    CASE WHEN n % 40 = 0 THEN 'national' WHEN n % 13 = 0 THEN 'multi_state' ELSE 'state' END,
    CASE WHEN n % 40 = 0 THEN NULL WHEN n % 13 = 0 THEN ARRAY[place, {_pick("places", "n + 5")}] ELSE ARRAY[place] END,
    '{{state_agency}}', 'Department of ' || place,
    CASE WHEN n % 6 = 0 THEN ARRAY[{_pick("sectors", "n + 1")}, {_pick("sectors", "n + 2")}]
        ELSE ARRAY[{_pick("sectors", "n + 1")}] END,
    ARRAY[element], (ARRAY['universal_general', 'targeted_specialized', 'intensive_sustained', 'unknown'])[1 + n % 4],
    'training', '{{virtual}}', 2, 1 + n % 8, 2 + n % 9, n % 60,
    CASE WHEN n % 11 = 0 THEN '[{{"organisation": "Center 3", "role": "lead"}}]'::jsonb ELSE '[]'::jsonb END,
    CASE WHEN n % 31 = 0 THEN 'JP-' || n % 5000 END, (n % 6)::text,
    json_build_object('Title', 'Session ' || n, 'State', place, 'Notes', repeat('As it was written. ', 12)),
    'report.csv', '', n / :providers + 2, decode(md5(n::text), 'hex'), decode(md5(n || 'c' || version), 'hex'), 'r1',
    CASE version WHEN 1 THEN 'new' ELSE 'corrected' END, 'provider', NULL,
    (CAST(:last AS date) - :nights + (from_load / :a_night)::int)::timestamp, from_load, to_load,
    CASE WHEN to_load IS NULL THEN NULL WHEN is_corrected THEN 'superseded' ELSE 'absent' END
FROM (
    SELECT n, day, place, element, is_corrected,
        CASE WHEN n % 12 = 0 THEN 'request' WHEN n % 12 = 1 THEN 'plan' WHEN n % 50 = 7 THEN 'product'
            ELSE 'activity' END AS kind,
        v AS version, CASE v WHEN 1 THEN first_load ELSE change_load END AS from_load,
        CASE WHEN v = 1 AND (is_corrected OR n >= :records) THEN change_load END AS to_load
    FROM (
        SELECT n, first_load, least(first_load + 1 + floor({_random("n + 3")} * (:loads - first_load))::bigint, :loads)
                AS change_load, n % 10 = 3 AND n < :records AS is_corrected,
            CAST(:last AS date) - :nights + 60 + floor({_random("n + 7")} * (:nights + 30))::int AS day,
            {_pick("places", "n + 4")} AS place, {_pick("elements", "n + 6")} AS element
        FROM (
            SELECT n, 1 + floor({_random("n + 9")} * (:loads - 1))::bigint AS first_load
            FROM generate_series(0, :records + :records / 50 - 1) n
        ) numbered
    ) dated, generate_series(1, CASE WHEN is_corrected THEN 2 ELSE 1 END) v
) told
ORDER BY from_load, n"""  # noqa: S608  (as above)

# Two records that follow each other are of different providers, and partners see both of these.
_OVERLAPS = """INSERT INTO core.overlap_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b,
    label, score, evidence, sentence, disposition, probability, day_gap, rules_version, content_hash, known_from_load,
    known_to_load)
SELECT DISTINCT ON (1, 2, 3, 4) least(a.provider_id, b.provider_id),
    CASE WHEN a.provider_id < b.provider_id THEN a.source_record_id ELSE b.source_record_id END,
    greatest(a.provider_id, b.provider_id),
    CASE WHEN a.provider_id < b.provider_id THEN b.source_record_id ELSE a.source_record_id END,
    CASE WHEN n % 3 = 0 THEN 'declared_joint' WHEN n % 3 = 1 THEN 'same_activity' ELSE 'coordination_opportunity' END,
    3, '{"contributions": []}', 'Both report a session.',
    CASE WHEN n % 3 = 0 THEN 'declared' WHEN n % 3 = 2 THEN (ARRAY['new', 'accepted', 'declined'])[1 + n / 3 % 3]
        WHEN n % 6 = 1 THEN 'confirmed' ELSE 'probable' END,
    0.9, 1, 'm1', decode(md5(n || ''), 'hex'), from_load,
    CASE WHEN n % 20 = 0 THEN from_load + :a_night * 5 END
FROM (SELECT n, greatest(a.known_from_load, b.known_from_load)
        - greatest(a.known_from_load, b.known_from_load) % :a_night + :a_night - 1 AS from_load, a, b
    FROM generate_series(1, :pairs) n
    JOIN core.record_version a ON a.provider_id = 'provider_' || lpad(((n * 7 - 6) % :providers)::text, 2, '0')
        AND a.source_record_id = 'R-' || (n * 7 - 6) AND a.known_to_load IS NULL
    JOIN core.record_version b ON b.provider_id = 'provider_' || lpad(((n * 7 - 5) % :providers)::text, 2, '0')
        AND b.source_record_id = 'R-' || (n * 7 - 5) AND b.known_to_load IS NULL) p,
    LATERAL (SELECT (p.a).provider_id, (p.a).source_record_id) a,
    LATERAL (SELECT (p.b).provider_id, (p.b).source_record_id) b
WHERE from_load <= :loads"""

# Joint work is declared by some who were invited to it before.
_INVITED = """INSERT INTO core.overlap_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b,
    label, score, evidence, sentence, disposition, rules_version, content_hash, known_from_load, known_to_load)
SELECT provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, 'coordination_opportunity', score,
    evidence, sentence, 'accepted', rules_version, content_hash, greatest(known_from_load - 20 * :a_night, 1),
    known_from_load
FROM core.overlap_version
WHERE label = 'declared_joint' AND hashtext(source_record_id_a) % 20 = 0 AND known_from_load > 1"""

# What searches would have kept: two records of a pair that ties are each other's only ones.
_TIES = """INSERT INTO core.tie_version (provider_id, source_record_id, sure_id, maybe_id, content_hash,
    known_from_load, known_to_load)
SELECT s.provider_id, s.source_record_id,
    CASE WHEN o.disposition IN ('declared', 'confirmed') THEN o.provider_id_a || '/' || o.source_record_id_a END,
    o.provider_id_a || '/' || o.source_record_id_a, o.content_hash, o.known_from_load, o.known_to_load
FROM core.overlap_version o CROSS JOIN LATERAL (VALUES (o.provider_id_a, o.source_record_id_a),
    (o.provider_id_b, o.source_record_id_b)) s(provider_id, source_record_id)
WHERE o.disposition IN ('declared', 'confirmed', 'probable', 'proposed')"""

_REJECTED = """INSERT INTO core.rejected_row (provider_id, delivery_id, part, sheet, row_number, source_record_id,
    rules, source_columns, findings, cells, known_from_load, known_to_load)
SELECT provider_id, delivery_id, 'report.csv', '', 17, 'R-x' || load_number, '{title_missing}', '{Title}', '[]', '{}',
    load_number, CASE WHEN load_number < :loads - 300 THEN load_number + 50 END
FROM core.load WHERE kind = 'delivery'"""

_STATEMENTS = (_PROVIDERS, _NAMES, _LOADS, _DELIVERIES, _ATTEMPTS, _RECORDS, _OVERLAPS, _INVITED, _TIES, _REJECTED)
