"""The views of schema `mart` on what partners make and know: products, lessons, expertise, joint projects."""

from __future__ import annotations

from contracts.codes import NOT_YET_OVER
from contracts.jurisdictions import JURISDICTIONS
from contracts.told import Told
from transforms.overlaps.placeholders import PLACEHOLDERS
from warehouse.mart.joining import last_day, own_key
from warehouse.mart.outside import counted_records
from warehouse.mart.record import text_shown
from warehouse.mart.view import View
from warehouse.rights import codes


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_PARTNERS = "jsonb_to_recordset(CASE WHEN jsonb_typeof({0}) = 'array' THEN {0} ELSE '[]' END) AS n(organisation text, role text)"  # noqa: E501
_NAMES = ", ".join(f"({_quoted(code)}, {_quoted(name)})" for code, name in JURISDICTIONS.items())
_LISTS = ("topic", "sector", "core_element", "service_area", "population_focus", "jurisdiction")
_SEARCHABLE = f"""lower(concat_ws(' ', p.provider_name, r.title, r.summary,
        replace(array_to_string({" || ".join(f"coalesce(r.{name}, '{{}}')" for name in _LISTS)}, ' '), '_', ' '),
        (SELECT string_agg(j.name, ' ') FROM (VALUES {_NAMES}) j(code, name) WHERE j.code = ANY (r.jurisdiction))))"""  # noqa: S608

_UNION = "ARRAY(SELECT DISTINCT x.code FROM {0} m CROSS JOIN LATERAL unnest(m.{1}) x(code) WHERE {2} ORDER BY 1)"

# A partner that is named by its provider's name is that provider; any other is an organization outside.
_PRODUCT = f"""WITH {counted_records()}, same AS (
    SELECT f.provider_id, f.source_record_id, c.work_id AS product_id
    FROM counted c JOIN mart.record_fact f USING (version_number)
    WHERE c.work_id IS NOT NULL AND f.record_kind = 'product'
), report AS (
    SELECT r.*, coalesce(s.product_id, {own_key("r")}) AS product_id
    FROM mart.record r LEFT JOIN same s USING (provider_id, source_record_id) WHERE r.record_kind = 'product'
), producer AS (
    SELECT product_id, provider_id::text AS name, true AS is_provider FROM report
    UNION
    SELECT r.product_id, coalesce(p.provider_id, n.organisation), p.provider_id IS NOT NULL
    FROM report r CROSS JOIN LATERAL {_PARTNERS.format("r.partners")}
    LEFT JOIN mart.provider p ON lower(n.organisation) IN (lower(p.provider_id), lower(p.provider_name))
    WHERE n.organisation IS NOT NULL
), made_by AS (
    SELECT product_id, array_agg(DISTINCT name ORDER BY name) AS co_producers FROM producer GROUP BY 1
)
SELECT r.product_id, array_agg(DISTINCT r.provider_id::text ORDER BY r.provider_id::text) AS providers,
    b.co_producers, cardinality(b.co_producers) > 1 AS is_common, count(*) AS reports,
    (array_agg(r.title ORDER BY r.provider_id, r.source_record_id) FILTER (WHERE r.title IS NOT NULL))[1] AS title,
    CASE WHEN bool_or(r.lifecycle_status IN ('completed', 'in_progress')) THEN 'in_use'
        WHEN bool_or(r.lifecycle_status IN ({codes(NOT_YET_OVER)})) THEN 'planned' ELSE 'dropped' END AS status,
    min(coalesce(r.actual_start, r.planned_start)) AS first_day,
    {", ".join(f"{_UNION.format('report', name, 'm.product_id = r.product_id')} AS {name}"
               for name in ("sponsor_office", "sector", "core_element", "topic", "jurisdiction"))},
    (array_agg(r.sharing_level ORDER BY
        array_position(ARRAY['provider_only', 'sponsor_only', 'partners', 'public'], r.sharing_level)))[1]
        AS sharing_level
FROM report r JOIN made_by b USING (product_id) GROUP BY r.product_id, b.co_producers"""  # noqa: S608  (ours)

_TOLD = """r.provider_id, p.provider_name, r.source_record_id, {0}r.title, r.summary, r.topic, r.sector, r.core_element,
    r.service_area, r.population_focus, r.jurisdiction, r.geographic_scope, r.sponsor_office"""

_LESSON = f"""SELECT {_TOLD.format("")}, r.outcome_dimension, r.outcome_note, r.scope_class, r.sharing_level,
    {_SEARCHABLE} AS searchable, r.known_from_load
FROM mart.record r JOIN mart.provider p USING (provider_id) WHERE r.record_kind = 'lesson'"""  # noqa: S608  (ours)

_EXPERTISE = f"""SELECT CASE r.record_kind WHEN 'expertise' THEN 'stated' ELSE 'delivered' END AS basis,
    {_TOLD.format("r.record_kind, ")}, r.ta_type, r.intensity,
    coalesce(r.actual_start, r.planned_start) AS first_day, r.scope_class, r.sharing_level,
    {_SEARCHABLE} AS searchable, r.known_from_load
FROM mart.record r JOIN mart.provider p USING (provider_id)
WHERE r.record_kind = 'expertise' OR r.record_kind IN ('engagement', 'activity')
    AND r.lifecycle_status IN ('completed', 'in_progress')"""  # noqa: S608  (ours)

_PLACEHOLDERS = ", ".join(map(_quoted, sorted(PLACEHOLDERS)))

# A project's own reports say most; where there is none, its records say what they can.
_JOINT_PROJECT = f"""WITH report AS (
    SELECT v.provider_id, v.delivered_as, v.joint_project_id, v.partners, v.sponsor_office, v.jurisdiction,
        v.core_element, v.project_start, v.project_status, v.true_from,
        mart.project_key(v.joint_project_id) AS project_key, w.provider_name,
        CASE WHEN {text_shown("p")} THEN v.title END AS shown_title,
        CASE WHEN {text_shown("p")} THEN v.description END AS shown_description,
        {last_day("v", "project_end")} AS project_last_day,
        coalesce(v.lead_name, (SELECT min(n.organisation) FROM {_PARTNERS.format("v.partners")} WHERE n.role = 'lead'))
            AS lead
    FROM core.joint_project_version v JOIN core.provider p ON p.provider_id = v.delivered_as
    LEFT JOIN mart.provider w ON w.provider_id = v.provider_id
    WHERE BELIEVED(v) AND v.record_state <> 'retracted'
), ranked AS (
    SELECT r.*, row_number() OVER (PARTITION BY project_key ORDER BY
        coalesce(lower(r.lead) IN (lower(r.provider_id), lower(r.provider_name)), false) DESC, r.true_from DESC,
        r.delivered_as, r.joint_project_id) AS place
    FROM report r
), named AS (
    SELECT r.provider_id, r.source_record_id, r.joint_project_id, r.partners, r.sponsor_office, r.jurisdiction,
        r.core_element, mart.project_key(r.joint_project_id) AS project_key,
        coalesce(r.actual_start, r.planned_start) AS first_day,
        coalesce({last_day("r", "actual_end")}, {last_day("r", "planned_end")}, {last_day("r", "actual_start")},
            {last_day("r", "planned_start")}) AS last_day
    FROM mart.record r WHERE r.joint_project_id IS NOT NULL
), told AS (
    SELECT project_key, joint_project_id, provider_id::text, partners, sponsor_office, jurisdiction, core_element,
        first_day, last_day, source_record_id FROM named WHERE project_key NOT IN ({_PLACEHOLDERS})
    UNION ALL
    SELECT project_key, joint_project_id, provider_id::text, partners, sponsor_office, jurisdiction, core_element,
        project_start, project_last_day, NULL FROM report
), partner AS (
    SELECT t.project_key, t.provider_id AS name, '' AS role FROM told t
    UNION ALL
    SELECT t.project_key, coalesce(p.provider_id, n.organisation), n.role
    FROM told t CROSS JOIN LATERAL {_PARTNERS.format("t.partners")}
    LEFT JOIN mart.provider p ON lower(n.organisation) IN (lower(p.provider_id), lower(p.provider_name))
    WHERE n.organisation IS NOT NULL
), together AS (
    SELECT project_key, array_agg(DISTINCT name ORDER BY name) AS partners,
        mode() WITHIN GROUP (ORDER BY name) FILTER (WHERE role = 'lead') AS lead
    FROM partner GROUP BY 1
), whole AS (
    SELECT project_key, min(joint_project_id COLLATE "C") AS joint_project_id,
        array_agg(DISTINCT provider_id ORDER BY provider_id) AS providers,
        min(first_day) AS first_day, max(last_day) AS last_day, count(source_record_id) AS records
    FROM told GROUP BY 1
)
SELECT w.joint_project_id, w.project_key, r.shown_title AS title, r.shown_description AS description,
    coalesce((SELECT p.provider_id FROM mart.provider p
        WHERE lower(r.lead) IN (lower(p.provider_id), lower(p.provider_name)) LIMIT 1), r.lead, g.lead) AS lead,
    w.providers, g.partners,
    {", ".join(f"{_UNION.format('told', name, 'm.project_key = w.project_key')} AS {name}"
               for name in ("sponsor_office", "jurisdiction", "core_element"))},
    w.first_day, w.last_day, r.project_status AS status, w.records, r.project_key IS NOT NULL AS is_reported
FROM whole w JOIN together g USING (project_key)
LEFT JOIN ranked r ON r.project_key = w.project_key AND r.place = 1"""  # noqa: S608  (ours)

_SEARCH = (
    "Words that the row tells, in small letters, codes and places in words too; free text only where it may be read: "
    "WHERE mart.has_words(searchable, 'financing ohio')"
)

COMMUNITY_VIEWS: dict[str, View] = {
    "product": View(
        _PRODUCT,
        "One row a product: what several partners made together and report each counts once",
        {
            "product_id": "The smallest key of the reports of the product",
            "providers": "Providers that report it",
            "co_producers": "Who made it: providers by slug, other organizations by name",
            "is_common": "Whether more than one made it",
            "reports": Told("Reports of it", "records", adds="yes"),
            "title": Told("Title of the first provider with one, where free text may be read", is_free_text=True),
            "status": Told("What has become of it", codes="product_status"),
            "first_day": "First day that any of its reports tells",
            "sharing_level": Told("The most restrictive of its reports", codes="sharing_level"),
        },
        is_barrier=True,
    ),
    "lesson": View(_LESSON, "One row a lesson learned", {"searchable": _SEARCH}),
    "expertise": View(
        _EXPERTISE,
        "One row who has done what where: expertise that a provider states, and delivered work that shows it. Rows are "
        "no efforts: a joint one stands once a report",
        {
            "basis": Told("What the row rests on", codes="expertise_basis"),
            "first_day": "First day of the work, as delivered, else as planned",
            "searchable": _SEARCH,
        },
    ),
    "joint_project": View(
        _JOINT_PROJECT,
        "One row a joint project: reported as one, or named by records; it counts once, whoever tells of it",
        {
            "joint_project_id": "Identifier of the project, in the first of its spellings",
            "project_key": "The same for all spellings: JP-7, jp 7 and JP7 are one",
            "title": Told("Title as its lead reports it, else its latest report", is_free_text=True),
            "description": Told("What it is for, as its lead reports it, else its latest report", is_free_text=True),
            "lead": "Who leads it: a provider by slug, another organization by name",
            "providers": "Providers that report it, or work of it",
            "partners": "Who takes part: providers by slug, other organizations by name",
            "first_day": "First day that its reports or records tell",
            "last_day": "Last day that they tell",
            "status": Told("State of the project, as its lead reports it; missing where nobody reports the project",
                           codes="project_status"),
            "records": Told("Records that name it", "records", adds="yes"),
            "is_reported": "Whether a report on the project itself was delivered",
        },
        is_barrier=True,
    ),
}  # fmt: skip
"""In the order in which they are made."""
