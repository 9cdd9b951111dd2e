"""The view on figures that changed after a report was issued: as its edition knew them, and as they are now."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.mart.view import Told, View, believed_at, inlined

_FIGURES = {
    "reported": "count(*)",
    "counted": "count(DISTINCT s.activity_id)",
    "least": "count(DISTINCT s.least_id)",
    "provider_hours": "coalesce(sum(s.provider_hours), 0)",
}

_VALUES = ", ".join(f"('{name}', s.{name}::numeric)" for name in _FIGURES)

_READ = "provider_id, source_record_id, activity_id, least_id, fiscal_year, sponsor_office, provider_hours"
_KEY = "provider_id, source_record_id"



def figure_change(views: Mapping[str, View]) -> View:
    """The view.

    Args:
        views: those that stand before it; what it reads of the past stands in it as they do.
    """
    before = believed_at(inlined(views["activity"].query, views), load="e.cutoff_load", moment="e.cutoff_at")
    return View(_query(before), _ROW, _MEANINGS, is_barrier=True, is_for_partners=True)


def _query(before: str) -> str:
    return f"""SELECT e.edition_id, e.kind, e.reader, e.cutoff_at, f.*
FROM mart.edition e CROSS JOIN LATERAL (
    WITH state AS (
        SELECT false AS is_now, {_READ} FROM ({before}) b WHERE b.is_delivered
        UNION ALL
        SELECT true, {_READ} FROM mart.activity a WHERE a.is_delivered
    ), told AS (
        SELECT s.*, o.office FROM state s CROSS JOIN LATERAL unnest(s.sponsor_office || 'all'::text) AS o(office)
        WHERE o.office = e.reader OR e.kind <> 'sponsor'
    ), figure AS (
        SELECT s.fiscal_year, s.office, s.is_now, v.name, v.value FROM (
            SELECT fiscal_year, office, is_now,
                {", ".join(f"{sql} AS {name}" for name, sql in _FIGURES.items())}
            FROM told s GROUP BY 1, 2, 3
        ) s CROSS JOIN LATERAL (VALUES {_VALUES}) v(name, value)
    ), compared AS (
        SELECT name AS figure, fiscal_year, office AS sponsor_office,
            coalesce(sum(value) FILTER (WHERE NOT is_now), 0) AS before,
            coalesce(sum(value) FILTER (WHERE is_now), 0) AS after
        FROM figure GROUP BY 1, 2, 3
    ), touched AS (
        SELECT coalesce(b.fiscal_year, n.fiscal_year) AS fiscal_year, coalesce(b.office, n.office) AS office,
            provider_id, b.office IS NULL AS is_new, n.office IS NULL AS is_gone
        FROM (SELECT * FROM told WHERE NOT is_now) b
        FULL JOIN (SELECT * FROM told WHERE is_now) n USING ({_KEY}, fiscal_year, office)
        WHERE b.office IS NULL OR n.office IS NULL
            OR (b.activity_id, b.least_id, b.provider_hours)
                IS DISTINCT FROM (n.activity_id, n.least_id, n.provider_hours)
    ), cause AS (
        SELECT fiscal_year, office AS sponsor_office, count(*) FILTER (WHERE is_new) AS told_since,
            count(*) FILTER (WHERE is_gone) AS no_longer_told,
            count(*) FILTER (WHERE NOT is_new AND NOT is_gone) AS restated,
            array_agg(DISTINCT provider_id ORDER BY provider_id) AS providers
        FROM touched GROUP BY 1, 2
    )
    SELECT c.figure, c.fiscal_year, c.sponsor_office, c.before, c.after, c.after - c.before AS difference,
        x.told_since, x.restated, x.no_longer_told, x.providers
    FROM compared c JOIN cause x
        ON x.sponsor_office = c.sponsor_office AND x.fiscal_year IS NOT DISTINCT FROM c.fiscal_year
    WHERE c.before <> c.after
) f"""  # noqa: S608  (ours)


_ROW = (
    "One row a figure of delivered activities that is not what an issued report knew: ask for one edition_id, "
    "since each is compared anew. Not additive over figures or editions, nor over offices"
)
_MEANINGS: dict[str, str | Told] = {
    "edition_id": "The report",
    "kind": Told("What report it is", codes="edition_kind"),
    "reader": "Office, provider or jurisdiction that it is for, or all; of a sponsor's report, its office's "
    "figures are compared",
    "cutoff_at": "Moment of the last load in the report's figures",
    "figure": "reported (reports), counted (activities, joint work once), least (were all probable duplicates "
    "real) or provider_hours",
    "fiscal_year": Told("Federal fiscal year in which the activities began", adds="no"),
    "sponsor_office": Told("Office that pays for them; all for every office together", codes="sponsor_office"),
    "before": Told("The figure as the report knew it", "as the figure says", adds="no"),
    "after": Told("The figure now", "as the figure says", adds="no"),
    "difference": Told("after minus before", "as the figure says", adds="no"),
    "told_since": Told("Records that count now and did not: told later, or moved here", "records", adds="no"),
    "restated": Told("Records that counted and tell something else now, or are tied to others", "records",
                     adds="no"),
    "no_longer_told": Told("Records that counted and do not: retracted, absent, purged or moved", "records",
                           adds="no"),
    "providers": "Providers of all these records: who restated",
}  # fmt: skip
