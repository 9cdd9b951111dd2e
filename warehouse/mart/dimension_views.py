"""The views of schema `mart` that figures are told by: providers, offices, programs, places, codes, months; editions.

Names are those of the moment: a view of schema past gives what was believed then, on that day. What a provider's
contract said counts from the first load under it; before any load, the contract that was read last. Whether free text
may be read is judged by what holds now, also when looking at the past.
"""

from __future__ import annotations

from contracts.told import Told
from warehouse.mart.view import CLOSED, View

_FOLDER = """SELECT p.provider_id, p.report_kind, p.of_provider,
    coalesce(v.provider_name, c.contract ->> 'name', p.provider_id) AS provider_name,
    coalesce(v.delivery_kind, c.contract ->> 'delivery') AS delivery_kind,
    coalesce(v.late_after_days, (c.contract ->> 'late_after_days')::integer) AS late_after_days,
    coalesce(v.stands_in_days, (c.contract ->> 'stands_in_days')::integer) AS stands_in_days,
    ARRAY(SELECT o.office FROM jsonb_to_recordset(coalesce(v.sponsor_offices, (c.contract -> 'sponsor_offices')::jsonb))
        AS o(office text, since date, until date)
        WHERE (SELECT mart.today()) BETWEEN coalesce(o.since, '-infinity') AND coalesce(o.until, 'infinity')
        ORDER BY 1) AS sponsor_office,
    p.is_text_cleared, p.first_seen_at, v.known_from_load
FROM core.provider p
LEFT JOIN core.provider_version v ON v.provider_id = p.provider_id AND BELIEVED(v)
LEFT JOIN LATERAL (
    SELECT r.contract FROM core.contract_version r
    WHERE r.provider_id = p.provider_id AND v.provider_id IS NULL AND HAPPENED(r.first_used_at)
    ORDER BY r.first_used_at DESC LIMIT 1) c ON true
WHERE HAPPENED(p.first_seen_at)"""

_PROVIDER = """SELECT f.provider_id, f.provider_name, f.delivery_kind, f.late_after_days, f.stands_in_days,
    f.sponsor_office, f.is_text_cleared, f.first_seen_at, f.known_from_load
FROM mart.report_folder f WHERE f.report_kind = 'record'"""

_PROVIDER_NAME = """SELECT p.provider_id, p.provider_name AS name, true AS is_own_name,
    NULL::date AS valid_from, NULL::date AS valid_to
FROM mart.provider p
UNION ALL
SELECT v.provider_id, n.name, false, n.since, n.until
FROM core.provider_version v
JOIN core.provider p ON p.provider_id = v.provider_id AND p.report_kind = 'record'
CROSS JOIN LATERAL jsonb_to_recordset(v.other_names) AS n(name text, since date, until date)
WHERE BELIEVED(v)"""

_PROVIDER_OFFICE = """SELECT v.provider_id, o.office AS sponsor_office, o.since AS valid_from, o.until AS valid_to
FROM core.provider_version v
JOIN core.provider p ON p.provider_id = v.provider_id AND p.report_kind = 'record'
CROSS JOIN LATERAL jsonb_to_recordset(v.sponsor_offices) AS o(office text, since date, until date)
WHERE BELIEVED(v)"""

_CODE_NAME = """SELECT c.list_name, c.code, c.label, c.definition, c.position, c.kind, c.acf_region, c.states,
    c.valid_from, c.valid_to,
    (SELECT mart.today()) BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity') AS is_current
FROM core.code_version c WHERE BELIEVED(c)"""

# The name of the day, else the last one that a code had.
_NAMED = """SELECT DISTINCT ON (c.list_name, c.code) c.* FROM mart.code_name c
ORDER BY c.list_name, c.code, c.is_current DESC, c.valid_from DESC NULLS LAST"""

_EDITION = f"""SELECT edition_id, kind, reader, period_first, period_last, cutoff_load, cutoff_at, data_sha256,
    code_version, issued_at, supersedes, notice
FROM core.edition e WHERE HAPPENED(e.issued_at){CLOSED}"""  # noqa: S608  (ours)

_FISCAL_MONTH = """SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS last_day,
    extract(year FROM m + interval '3 months')::integer AS fiscal_year,
    extract(quarter FROM m + interval '3 months')::integer AS fiscal_quarter,
    date_trunc('quarter', m)::date AS quarter_start
FROM generate_series(timestamp '1999-10-01', timestamp '2049-09-01', interval '1 month') m"""


def _of_list(name: str, columns: str) -> str:
    return f"SELECT {columns} FROM ({_NAMED}) n WHERE n.list_name = '{name}'"  # noqa: S608  (ours)


_HOLDS: dict[str, str | Told] = {
    "valid_from": "First day on which it holds; missing where it always did",
    "valid_to": "Last day on which it holds; missing while it does",
}
_CODE: dict[str, str | Told] = {
    "list_name": "Closed list that it belongs to",
    "label": "Its name for people: that of the day, else the last that it had",
    "definition": "What it stands for",
    "position": Told("Place in the list's order", adds="no"),
    "is_current": "Whether the name holds on the day",
}


def _told(*names: str) -> dict[str, str | Told]:
    return {name: _CODE[name] for name in names}


_OF_CONTRACT: dict[str, str | Told] = {
    "provider_name": "Its name by the contract; its slug before a contract could be read",
    "sponsor_office": Told("Offices that pay for it on the day, by its contract", codes="sponsor_office"),
    "is_text_cleared": "Whether free text may be read outside the provider now, also when looking at the past",
    "known_from_load": Told("First load under a contract that says so; missing before its first", adds="no"),
}
_NAME = ("label", "definition", "position")

DIMENSION_VIEWS: dict[str, View] = {
    "report_folder": View(
        _FOLDER,
        "One row a folder of contracts: a provider, or a further report of one (feedback, joint projects, actions)",
        _OF_CONTRACT,
    ),
    "provider": View(
        _PROVIDER,
        "One row a provider, as its contract describes it",
        _OF_CONTRACT,
    ),
    "provider_name": View(
        _PROVIDER_NAME,
        "One row a name of a provider: its own, former ones and abbreviations",
        {"name": "The name", "is_own_name": "Whether it is the one that the contract states", **_HOLDS},
    ),
    "provider_office": View(
        _PROVIDER_OFFICE,
        "One row an office that pays for a provider by its contract, from a day to a day",
        {"sponsor_office": Told("The office", codes="sponsor_office"), **_HOLDS},
    ),
    "code_name": View(
        _CODE_NAME,
        "One row a name of a code, from a day to a day; names that no longer hold included",
        {**_CODE, **_HOLDS},
    ),
    "code": View(
        f"SELECT n.list_name, n.code, n.label, n.definition, n.position, n.is_current FROM ({_NAMED}) n",  # noqa: S608
        "One row a code of a closed list; the first night fills it",
        _CODE,
    ),
    "sponsor_office": View(
        _of_list("sponsor_office", "n.code AS sponsor_office, n.label, n.definition, n.position"),
        "One row a federal office that pays for technical assistance",
        {**_told(*_NAME), "sponsor_office": Told("Its code", codes="sponsor_office")},
    ),
    "program": View(
        _of_list("program", "n.code AS program, n.label, n.definition, n.position"),
        "One row a federal program",
        {**_told(*_NAME), "program": Told("Its code", codes="program")},
    ),
    "jurisdiction": View(
        _of_list("jurisdiction", "n.code AS jurisdiction, n.label AS name, n.kind, n.acf_region, n.states, n.position"),
        "One row a jurisdiction: states, territories, and tribes as jurisdictions of their own",
        {
            **_told("position"),
            "jurisdiction": Told("Its code", codes="jurisdiction"),
            "name": "Its name on the day, else the last that it had",
            "kind": Told("What it is", codes="jurisdiction_kind"),
        },
    ),
    "fiscal_month": View(
        _FISCAL_MONTH,
        "One row a month, from fiscal year 2000 to 2049",
        {
            "month": "First day of the month",
            "last_day": "Last day of the month",
            "fiscal_year": Told("Federal fiscal year, October to September: 2026 ends in September 2026", adds="no"),
            "fiscal_quarter": Told("1 is October to December", adds="no"),
            "quarter_start": "First day of the quarter",
        },
    ),
    "edition": View(
        _EDITION,
        "One row an issued report that the reader may know of; the last of a reader and period is the one that no "
        "other supersedes",
        {
            "kind": Told("What report it is", codes="edition_kind"),
            "cutoff_at": "Moment of the last load in its figures: mart.as_of(cutoff_at) shows what it knew",
            "code_version": "Version of Concord that made it",
        },
    ),
}  # fmt: skip
"""In the order in which they are made."""
