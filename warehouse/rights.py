"""Who may read which rows: the matrix of readers, once, as row security.

Schema `core` is closed to readers, so only the views of `mart` and `past` reach its tables, with the reader's own
rights. Six groups carry the rights: provider, sponsor (an office), analyst, steward, jurisdiction and public. For whom
somebody reads (which provider, office or jurisdiction) stands in `core.reader`, by the name of a role; a policy asks
for it once a query.

A table without a line in ROWS is for analysts and stewards alone. In ASKED_BY_VIEWS stand tables whose rows only the
conditions of views hide: asked row by row, whether a record may be seen is slow, and joined it is quick. Each view over
them asks for the records that a row is about, and is a barrier: no condition of a reader's runs before the view's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS
from warehouse.mart.moments import Function

PARTNERS = ("provider", "sponsor", "analyst", "steward")
OUTSIDERS = ("jurisdiction", "public")
"""Readers outside the partners: they get reports and exports, never logins."""
KINDS = (*PARTNERS, *OUTSIDERS)
BY_LINK = ("provider", "sponsor", "jurisdiction")
"""Readers that answer by links."""
ANSWERS = "concord_answers"
"""The role that adds what readers answer by links: it reads as they do, and may do nothing else."""

Rows = Mapping[str, str]
"""Kind of reader to the condition of the rows that it may see; a kind that is not named sees none."""


def group(kind: str) -> str:
    """The role that carries the rights of one kind of reader."""
    return f"concord_{kind}"


def codes(values: frozenset[str]) -> str:
    """Codes of ours as a list for SQL."""
    return ", ".join(f"'{code}'" for code in sorted(values))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "core.reading(text)",
        "CREATE OR REPLACE FUNCTION core.reading(kind text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE "
        "BEGIN ATOMIC SELECT coalesce(array_agg(r.whose::text), '{}') FROM core.reader r WHERE r.kind = reading.kind "
        "AND pg_has_role(current_user, to_regrole(r.role_name)::oid, 'USAGE'); END",
        "For whom the session reads, as one kind of reader",
    ),
    Function(
        "core.reading_regions()",
        "CREATE OR REPLACE FUNCTION core.reading_regions() RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE "
        "BEGIN ATOMIC SELECT coalesce(array_agg(r.acf_region), '{}') FROM core.reader r WHERE r.kind = 'jurisdiction' "
        "AND pg_has_role(current_user, to_regrole(r.role_name)::oid, 'USAGE'); END",
        "Regions of the jurisdictions for which the session reads",
    ),
    Function(
        "core.is_steward()",
        "CREATE OR REPLACE FUNCTION core.is_steward() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE "
        f"BEGIN ATOMIC SELECT pg_has_role(current_user, to_regrole('{group('steward')}')::oid, 'USAGE'); END",
        "Whether the session reads as a steward",
    ),
    # Whom row security does not bind is Concord itself.
    Function(
        "core.reports_read()",
        "CREATE OR REPLACE FUNCTION core.reports_read() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE "  # noqa: S608
        "BEGIN ATOMIC SELECT coalesce(array_agg(p.provider_id::text), '{}') FROM core.provider p "
        "WHERE NOT row_security_active('core.record_version'::regclass) OR core.is_steward() "
        f"OR pg_has_role(current_user, to_regrole('{group('analyst')}')::oid, 'USAGE') "
        "OR p.of_provider = ANY ((SELECT core.reading('provider'))::text[]) "
        "OR p.sponsor_offices && (SELECT core.reading('sponsor')); END",
        "Providers whose deliveries the session may follow: its own, those that it funds by contract, or all",
    ),
)
"""In the order in which they are made."""

READS_OUTSIDE = Function(
    "core.reads_outside()",
    "CREATE OR REPLACE FUNCTION core.reads_outside() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE "
    "BEGIN ATOMIC SELECT row_security_active('core.record_version'::regclass) AND NOT ("
    + " OR ".join(f"pg_has_role(current_user, to_regrole('{group(kind)}')::oid, 'USAGE')" for kind in PARTNERS)
    + "); END",
    "Whether the session reads as a jurisdiction or the public: not as a partner, nor as Concord itself",
)
FUNCTIONS = (*FUNCTIONS, READS_OUTSIDE)

SHARED = f"scope_class IN ({codes(IN_SCOPE)}) AND sharing_level IN ({codes(SHARED_WITH_PARTNERS)})"
"""Condition: partners may see each other's record."""

OWN = "provider_id = ANY ((SELECT core.reading('provider'))::text[])"
"""Condition: it is the reader's own, as a provider."""

REPORTS_READ = "provider_id = ANY ((SELECT core.reports_read())::text[])"
"""Condition: the reader may follow the provider's deliveries."""

_NAMED = "jurisdiction && (SELECT core.reading('jurisdiction'))"
# Tribal work is a state's to see only where the record names the state. A request that names nobody is nobody's own.
_SERVES = (
    f"({_NAMED} OR record_kind <> 'request'"
    " AND coalesce(array_to_string(jurisdiction, ' '), '') NOT LIKE '%TR-%' AND (geographic_scope = 'national'"
    " OR geographic_scope = 'regional' AND acf_region = ANY ((SELECT core.reading_regions())::integer[])))"
)

_RECORDS: Rows = {
    "provider": f"{OWN} OR {SHARED}",
    "sponsor": "sharing_level <> 'provider_only' AND sponsor_office && (SELECT core.reading('sponsor'))"
    f" OR {SHARED}",
    "analyst": "sharing_level <> 'provider_only'",
    "steward": "true",
    "jurisdiction": f"record_kind = 'request' AND {_NAMED} AND sharing_level <> 'provider_only'"
    f" OR {SHARED} AND {_SERVES}",
    "public": f"scope_class IN ({codes(IN_SCOPE)}) AND sharing_level = 'public'",
}

_FOR_ALL = "kind IN ('workgroup', 'evaluation')"
_LEVELS = f"sharing_level IN ({codes(SHARED_WITH_PARTNERS)})"
_GIVEN = "from_kind = '{0}' AND from_whom = ANY ((SELECT core.reading('{0}'))::text[])"
_ANSWERED = "reader_kind = '{0}' AND reader = ANY ((SELECT core.reading('{0}'))::text[])"
_FOLLOWED = "delivered_as = ANY ((SELECT core.reports_read())::text[])"
# Feedback, projects and actions have no scope of their own: their provider says with whom each is shared.
_TOLD_BY_KIND: Rows = {
    "provider": f"{_FOLLOWED} OR {_LEVELS}",
    "sponsor": f"sharing_level <> 'provider_only' AND {_FOLLOWED} OR {_LEVELS}",
    "analyst": "sharing_level <> 'provider_only'",
    "steward": "true",
}

EVERYONE: Rows = dict.fromkeys(KINDS, "true")
ALL_PARTNERS: Rows = dict.fromkeys(PARTNERS, "true")
STAFF: Rows = {"analyst": "true", "steward": "true"}
DELIVERED: Rows = dict.fromkeys(PARTNERS, REPORTS_READ)

ASKED_BY_VIEWS: dict[str, Rows] = {
    # Everybody hears who is late; what the rows tell beyond that, views give to those who may follow the provider.
    "delivery": EVERYONE,
    "attempt": EVERYONE,
    "overlap_version": EVERYONE,
    "engagement_version": EVERYONE,
    "tie_version": ALL_PARTNERS,
    "counted_version": ALL_PARTNERS,
    "review_version": ALL_PARTNERS,
    "repeat_version": ALL_PARTNERS,
    "discrepancy_version": ALL_PARTNERS,
    "contradiction_version": ALL_PARTNERS,
    "judgement": ALL_PARTNERS,
    "input_answer": EVERYONE,
    # Read beside an answer only.
    "link": EVERYONE,
    "answer_taken": EVERYONE,
    # Read beside a sending only.
    "sending_word": ALL_PARTNERS,
}
"""Tables of which each view shows those rows whose records the reader may see; such a view is a barrier."""

ROWS: dict[str, Rows] = {
    "record_version": _RECORDS,
    "fact_version": _RECORDS,
    "feedback_version": _TOLD_BY_KIND,
    "improvement_action_version": _TOLD_BY_KIND,
    "joint_project_version": {
        **_TOLD_BY_KIND,
        "sponsor": f"sharing_level <> 'provider_only' AND ({_FOLLOWED} OR sponsor_office &&"
        f" (SELECT core.reading('sponsor'))) OR {_LEVELS}",
        "jurisdiction": f"{_LEVELS} AND {_NAMED}",
        "public": "sharing_level = 'public'",
    },
    # Who gave it sees it; sponsor_only is for sponsors' offices and the partners' staff beside.
    "input": {
        "provider": f"{_GIVEN.format('provider')} OR {_LEVELS}",
        "sponsor": f"{_GIVEN.format('sponsor')} OR sharing_level <> 'provider_only'",
        "analyst": "sharing_level <> 'provider_only'",
        "steward": "true",
        "jurisdiction": _GIVEN.format("jurisdiction"),
    },
    # What was said of pairs is for all partners who see them; input that waits is its giver's and the staff's.
    "answer": {
        "provider": f"{_ANSWERED.format('provider')} OR judgement IS NOT NULL",
        "sponsor": f"{_ANSWERED.format('sponsor')} OR judgement IS NOT NULL",
        "analyst": "sharing_level IS DISTINCT FROM 'provider_only'",
        "steward": "true",
        "jurisdiction": _ANSWERED.format("jurisdiction"),
    },
    "rejected_row": DELIVERED,
    "unmapped_row": DELIVERED,
    "reader": EVERYONE,
    "load": EVERYONE,
    "provider": EVERYONE,
    "provider_version": EVERYONE,
    "contract_version": EVERYONE,
    "code_version": EVERYONE,
    "edition": {
        **STAFF,
        "provider": f"{_FOR_ALL} OR kind = 'digest' AND reader = ANY ((SELECT core.reading('provider'))::text[])",
        "sponsor": f"{_FOR_ALL} OR kind = 'sponsor' AND reader = ANY ((SELECT core.reading('sponsor'))::text[])",
        "jurisdiction": "kind = 'jurisdiction' AND reader = ANY ((SELECT core.reading('jurisdiction'))::text[])",
    },
    # What was sent for a reader; whose mailbox it went to, the view gives to stewards alone.
    "sending": {
        **STAFF,
        **{kind: _ANSWERED.format(kind) for kind in ("provider", "sponsor")},
    },
    "release_step": STAFF,
    "overlap_model": ALL_PARTNERS,
    # Its view gives what was purged, and why, to the provider and to stewards.
    "purge": ALL_PARTNERS,
    **ASKED_BY_VIEWS,
}
"""Table of core to the rows of it that each kind of reader may see."""


def rows_of(table: str) -> Rows:
    """The rows of a table that each kind of reader may see; analysts and stewards alone where nothing is said."""
    return ROWS.get(table, STAFF)


_LINK_HOLDS = (
    "EXISTS (SELECT FROM core.link l WHERE l.link_id = answer.link_id AND l.expires_at > now()"
    " AND (l.reader_kind, l.reader) = (answer.reader_kind, answer.reader)"
    " AND NOT EXISTS (SELECT FROM core.link_end e WHERE e.link_id = l.link_id))"
)
"""Condition: the answer is given by a link that holds, and by nobody else than its reader."""


def policies(tables: list[str]) -> Iterator[str]:
    """Statements that put tables of core under row security, in place of the policies that they had."""
    yield (
        "DO $$ DECLARE p record; BEGIN FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'core'"
        " LOOP EXECUTE format('DROP POLICY %I ON core.%I', p.policyname, p.tablename); END LOOP; END $$"
    )
    for table in tables:
        yield f"ALTER TABLE core.{table} ENABLE ROW LEVEL SECURITY"
        for kind, condition in rows_of(table).items():
            yield f"CREATE POLICY {kind}_reads ON core.{table} FOR SELECT TO {group(kind)} USING ({condition})"
    yield f"CREATE POLICY answers_read ON core.link FOR SELECT TO {ANSWERS} USING (true)"
    yield f"CREATE POLICY answers_add ON core.answer FOR INSERT TO {ANSWERS} WITH CHECK ({_LINK_HOLDS})"
